package decisions

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
)

// Import is one list that an office sent.
type Import struct {
	store.Meta `bson:",inline"`
	Province   string           `bson:"province"` // to which the office is bound; empty for the central one
	intake.Run `bson:",inline"` // New counts certificates
	Sheet      string           `bson:"sheet,omitempty"`
	Older      int              `bson:"older,omitempty"`  // rows of products that have a newer certificate: left out
	Gains      int              `bson:"gains,omitempty"`  // products on sale that gain stars
	Losses     int              `bson:"losses,omitempty"` // products on sale that lose some
	Found      int              `bson:"found,omitempty"`  // problems that Problems keeps
	Parts      int              `bson:"parts,omitempty"`  // how many documents hold the findings
	Next       int              `bson:"next,omitempty"`   // line from which writing goes on
	Written    int              `bson:"written,omitempty"`
}

// Missed counts the rows that were ready in the trial and could not be written any more.
func (i *Import) Missed() int {
	if i.Phase != intake.Applied {
		return 0
	}
	return max(0, i.Ready-i.Written)
}

// former is what writing one row left, so that it can be taken back.
type former struct {
	store.Meta    `bson:",inline"`
	ImportID      string    `bson:"import_id"`
	At            time.Time `bson:"at"`
	catalog.Trace `bson:",inline"`
}

var (
	imports = store.Define[Import]("decision_lists",
		store.Index{Fields: []string{"province", "sent_at"}},
		store.Index{Fields: []string{"active", "sent_at"}},
	)
	formers = store.Define[former]("decision_list_traces",
		store.Index{Fields: []string{"import_id"}},
		store.Index{Fields: []string{"at"}},
	)
	findings = store.Define[finding]("decision_list_findings")
)

// Schemas lists the collections of lists that offices send.
func Schemas() []store.Schema {
	return []store.Schema{imports.Schema(), formers.Schema(), findings.Schema()}
}

// JobName names the job that works on lists.
const JobName = "decision-lists"

// Service keeps the lists that offices send.
type Service struct {
	desk     intake.Desk[Import, *Import]
	db       store.DB
	importer *Importer
	now      func() time.Time
}

// New makes a service on a store.
func New(db store.DB, files *private.Keeper, now func() time.Time) *Service {
	desk := intake.NewDesk(db, imports, files, JobName, now)
	return &Service{desk: desk, db: db, importer: NewImporter(db, now), now: desk.Now}
}

// Get returns a list, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Import, error) {
	return imports.Get(ctx, s.db, id)
}

// maxListed is how many former lists a page shows, and maxWaiting how many of an office may wait at once.
const (
	maxListed  = 20
	maxWaiting = 5
)

// Of lists the last lists of the office of a province, of the central one where it is empty, the newest first.
func (s *Service) Of(ctx context.Context, province string) ([]*Import, error) {
	return imports.Find(ctx, s.db, lastOf(province))
}

func lastOf(province string) store.Query {
	return store.Query{Where: []store.Cond{{Field: "province", Op: store.Eq, Value: province}}, Sort: []store.Order{{Field: "sent_at", Desc: true}}, Limit: maxListed}
}

// Send keeps a list and has it tried. It returns intake.ErrBusy while too many of the office wait;
// a file that is no list is refused by the import itself.
func (s *Service) Send(ctx context.Context, province, person, name string, list io.Reader) (*Import, error) {
	sent := intake.Sent{Person: person, Name: name, List: list, Limits: Limits()}
	may := func(ctx context.Context, r store.Reader) error { return roomFor(ctx, r, province) }
	return s.desk.Receive(ctx, sent, may, func(run intake.Run) *Import {
		return &Import{Meta: store.Meta{ID: intake.NewID()}, Province: province, Run: run}
	})
}

// roomFor refuses while many lists of the office wait.
func roomFor(ctx context.Context, r store.Reader, province string) error {
	last, err := imports.Find(ctx, r, lastOf(province))
	if err != nil {
		return err
	}
	waiting := 0
	for _, i := range last {
		if i.Active {
			waiting++
		}
	}
	if waiting >= maxWaiting {
		return intake.ErrBusy
	}
	return nil
}

// Apply has the rows written that can be.
func (s *Service) Apply(ctx context.Context, id string) error {
	return s.desk.Move(ctx, id, intake.Applying, func(ctx context.Context, tx store.Tx, i *Import) error {
		i.Next, i.Written = 0, 0
		return s.note(ctx, tx, i, fmt.Sprintf("Ghi %d dòng từ danh sách %s", i.Ready, i.File.Name), fmt.Sprintf("Writes %d rows of the list %s", i.Ready, i.File.Name))
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
		return s.note(ctx, tx, i, "Dừng ghi danh sách "+i.File.Name, "Stops writing the list "+i.File.Name)
	})
}

// Undo has what a list changed taken back, apart from what changed since: intake.ErrTooLate when it is older than intake.UndoFor.
func (s *Service) Undo(ctx context.Context, id string) error {
	return s.desk.Move(ctx, id, intake.Undoing, func(ctx context.Context, tx store.Tx, i *Import) error {
		if i.Late(s.now()) {
			return intake.ErrTooLate
		}
		i.Kept, i.KeptMore, i.Total = nil, 0, i.Written
		return s.note(ctx, tx, i, "Hoàn lại danh sách "+i.File.Name, "Undoes the list "+i.File.Name)
	})
}

func (s *Service) note(ctx context.Context, tx store.Tx, i *Import, vi, en string) error {
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "list.import", Object: "decisionlist/" + i.ID, Summary: vi, SummaryEN: en})
}
