package imports

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
)

// Send keeps a list and has it tried. It returns ErrBusy while another of the producer
// is worked on; a list that is too large is refused by the import itself.
func (s *Service) Send(ctx context.Context, producerID, person, name string, list io.Reader) (*Import, error) {
	data, err := io.ReadAll(io.LimitReader(list, Limits().Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read list: %w", err)
	}
	i := &Import{Meta: store.Meta{ID: "n-" + strings.ToLower(rand.Text()[:16])}, ProducerID: producerID, By: person, Phase: Reading, Active: true, SentAt: s.now(), BeganAt: s.now()}
	if i.Fault = unreadable(data); i.Fault != "" {
		i.Phase, i.Active, data = Refused, false, nil
	}
	if i.File, err = s.files.KeepData(ctx, data, name, http.DetectContentType(data)); err != nil {
		return nil, err
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := idle(ctx, tx, producerID); err != nil {
			return err
		}
		if err := imports.Insert(ctx, tx, i); err != nil {
			return err
		}
		return wake(ctx, tx, s.now())
	})
	if err != nil {
		return nil, fmt.Errorf("send list: %w", err)
	}
	return i, nil
}

// unreadable says at once why nothing could read a file; what is wrong in its rows shows when it is tried.
func unreadable(data []byte) Fault {
	switch {
	case int64(len(data)) > Limits().Bytes:
		return FaultLarge
	case sheet.Known(data) != nil:
		return FaultFormat
	}
	return ""
}

// idle refuses while something of the producer is worked on.
func idle(ctx context.Context, tx store.Tx, producerID string) error {
	last, err := imports.Find(ctx, tx, lastOf(producerID, maxListed))
	if err != nil {
		return err
	}
	for _, i := range last {
		if i.Active {
			return ErrBusy
		}
	}
	return nil
}

// Apply has the rows written that can be.
func (s *Service) Apply(ctx context.Context, id string) error {
	return s.move(ctx, id, Applying, func(ctx context.Context, tx store.Tx, i *Import) error {
		if err := idle(ctx, tx, i.ProducerID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "seller.import", Object: "import/" + i.ID, Summary: fmt.Sprintf("Ghi %d dòng từ tệp %s", i.Ready, i.File.Name)})
	})
}

// Drop lets a list be that was not written.
func (s *Service) Drop(ctx context.Context, id string) error { return s.move(ctx, id, Dropped, nil) }

// Stop ends writing half way; what was written can be undone.
func (s *Service) Stop(ctx context.Context, id string) error {
	return s.move(ctx, id, Stopped, func(ctx context.Context, tx store.Tx, i *Import) error {
		i.AppliedAt = s.now()
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "seller.import", Object: "import/" + i.ID, Summary: "Dừng ghi tệp " + i.File.Name})
	})
}

// Undo has the last list of the producer taken back: ErrTooLate when it is not the last, or older than UndoFor.
func (s *Service) Undo(ctx context.Context, id string) error {
	return s.move(ctx, id, Undoing, func(ctx context.Context, tx store.Tx, i *Import) error {
		last, err := imports.Find(ctx, tx, lastOf(i.ProducerID, maxListed))
		if err != nil {
			return err
		}
		if !s.undoable(i, last) {
			return ErrTooLate
		}
		i.Kept, i.KeptMore = nil, 0
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "seller.import", Object: "import/" + i.ID, Summary: "Hoàn lại tệp " + i.File.Name})
	})
}

// Undoable tells which of a producer's imports, the newest first, may be undone; empty if none.
func (s *Service) Undoable(list []*Import) string {
	for _, i := range list {
		if i.Phase.CanBecome(Undoing) && s.undoable(i, list) {
			return i.ID
		}
	}
	return ""
}

func (s *Service) undoable(i *Import, list []*Import) bool {
	for _, other := range list {
		if other.ID != i.ID && other.SentAt.After(i.SentAt) && (other.Phase == Applying || other.Phase == Applied || other.Phase == Stopped || other.Phase == Undoing) {
			return false
		}
	}
	return s.now().Sub(i.AppliedAt) <= UndoFor
}

// EventDone is the outbox entry of an import that came to an end; it carries a Done.
const EventDone = "import.done"

// Done tells what became of an import.
type Done struct {
	ID         string `bson:"id"`
	ProducerID string `bson:"producer_id"`
	By         string `bson:"by"`
	Name       string `bson:"name"`
	Phase      Phase  `bson:"phase"`
	Rows       int    `bson:"rows"`
	Wrong      int    `bson:"wrong"`
	Kept       int    `bson:"kept"`
}

// ErrGone: a file that should be there is not.
var ErrGone = errors.New("imports: the file is gone")
