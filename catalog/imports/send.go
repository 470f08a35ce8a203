package imports

import (
	"context"
	"fmt"
	"io"

	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Send keeps a list and has it tried. It returns intake.ErrBusy while another of the producer
// is worked on; a list that is too large is refused by the import itself.
func (s *Service) Send(ctx context.Context, producerID, person, name string, list io.Reader) (*Import, error) {
	sent := intake.Sent{Person: person, Name: name, List: list, Limits: Limits()}
	may := func(ctx context.Context, r store.Reader) error { return idle(ctx, r, producerID) }
	return s.desk.Receive(ctx, sent, may, func(run intake.Run) *Import {
		return &Import{Meta: store.Meta{ID: intake.NewID()}, ProducerID: producerID, Run: run}
	})
}

// idle refuses while something of the producer is worked on.
func idle(ctx context.Context, r store.Reader, producerID string) error {
	last, err := imports.Find(ctx, r, lastOf(producerID, maxListed))
	if err != nil {
		return err
	}
	for _, i := range last {
		if i.Active {
			return intake.ErrBusy
		}
	}
	return nil
}

// Apply has the rows written that can be.
func (s *Service) Apply(ctx context.Context, id string) error {
	return s.desk.Move(ctx, id, intake.Applying, func(ctx context.Context, tx store.Tx, i *Import) error {
		if err := idle(ctx, tx, i.ProducerID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "seller.import", Object: "import/" + i.ID, Summary: fmt.Sprintf("Ghi %d dòng từ tệp %s", i.Ready, i.File.Name), SummaryEN: fmt.Sprintf("Wrote %d rows of the file %s", i.Ready, i.File.Name)})
	})
}

// Drop lets a list be that was not written.
func (s *Service) Drop(ctx context.Context, id string) error {
	return s.desk.Move(ctx, id, intake.Dropped, nil)
}

// Stop ends writing half way; what was written can be undone.
func (s *Service) Stop(ctx context.Context, id string) error {
	return s.desk.Move(ctx, id, intake.Stopped, func(ctx context.Context, tx store.Tx, i *Import) error {
		i.AppliedAt = s.now()
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "seller.import", Object: "import/" + i.ID, Summary: "Dừng ghi tệp " + i.File.Name, SummaryEN: "Stopped writing the file " + i.File.Name})
	})
}

// Undo has the last list of the producer taken back: intake.ErrTooLate when it is not the last, or older than intake.UndoFor.
func (s *Service) Undo(ctx context.Context, id string) error {
	return s.desk.Move(ctx, id, intake.Undoing, func(ctx context.Context, tx store.Tx, i *Import) error {
		last, err := imports.Find(ctx, tx, lastOf(i.ProducerID, maxListed))
		if err != nil {
			return err
		}
		if !s.undoable(i, last) {
			return intake.ErrTooLate
		}
		i.Kept, i.KeptMore = nil, 0
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "seller.import", Object: "import/" + i.ID, Summary: "Hoàn lại tệp " + i.File.Name, SummaryEN: "Undid the file " + i.File.Name})
	})
}

// Undoable tells which of a producer's imports, the newest first, may be undone; empty if none.
func (s *Service) Undoable(list []*Import) string {
	for _, i := range list {
		if i.Phase.CanBecome(intake.Undoing) && s.undoable(i, list) {
			return i.ID
		}
	}
	return ""
}

func (s *Service) undoable(i *Import, list []*Import) bool {
	for _, other := range list {
		if other.ID != i.ID && other.SentAt.After(i.SentAt) && other.Phase.Wrote() && other.Phase != intake.Undone {
			return false
		}
	}
	return !i.Late(s.now())
}

// EventDone is the outbox entry of an import that came to an end; it carries an intake.Done.
const EventDone = "import.done"
