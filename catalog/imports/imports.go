// Package imports takes in producers' lists of units, prices, stock and trade facts.
// It promises that a list is tried before anything is written, that each row that
// cannot be written is named with what to do about it, that the work goes on where
// it stopped when a process dies, and that the last list can be undone.
package imports

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
)

// Import is one list that a producer sent.
type Import struct {
	store.Meta `bson:",inline"`
	ProducerID string       `bson:"producer_id"`
	By         string       `bson:"by"` // the person
	File       private.File `bson:"file"`
	Phase      Phase        `bson:"phase"`
	Active     bool         `bson:"active"` // something of it is to be done by the job
	SentAt     time.Time    `bson:"sent_at"`
	AppliedAt  time.Time    `bson:"applied_at,omitempty"` // when the last row was written
	UndoneAt   time.Time    `bson:"undone_at,omitempty"`
	// Fault is why the whole file was refused; empty if it was not.
	Fault Fault `bson:"fault,omitempty"`
	// Rows are those of the file; of them Ready would change something, Same nothing, and Wrong cannot be written.
	Rows  int `bson:"rows"`
	Ready int `bson:"ready"`
	Same  int `bson:"same"`
	New   int `bson:"new"` // of Ready, units that are new
	Wrong int `bson:"wrong"`
	// Problems are the first of them, Kinds count all by column.
	Problems []Problem `bson:"problems,omitempty"`
	Kinds    []Kind    `bson:"kinds,omitempty"`
	Done     int       `bson:"done"`  // products worked on in this phase
	Total    int       `bson:"total"` // products to work on
	Next     string    `bson:"next,omitempty"`
	BeganAt  time.Time `bson:"began_at,omitempty"` // the phase
	Kept     []string  `bson:"kept,omitempty"`     // products that an undo left as they are, because they changed since
	KeptMore int       `bson:"kept_more,omitempty"`
}

// Phase is how far an import is.
type Phase string

// The phases.
const (
	Reading  Phase = "reading"  // being tried
	Checked  Phase = "checked"  // tried; nothing is written
	Refused  Phase = "refused"  // the whole file cannot be read
	Dropped  Phase = "dropped"  // the producer let it be
	Applying Phase = "applying" // being written
	Applied  Phase = "applied"
	Stopped  Phase = "stopped" // by the producer, half way
	Undoing  Phase = "undoing"
	Undone   Phase = "undone"
)

// next lists where each phase may go. A phase without a row is final.
var next = map[Phase][]Phase{
	Reading:  {Checked, Refused, Dropped},
	Checked:  {Applying, Dropped},
	Applying: {Applied, Stopped},
	Applied:  {Undoing},
	Stopped:  {Undoing},
	Undoing:  {Undone},
}

// CanBecome reports whether an import may move from p to q.
func (p Phase) CanBecome(q Phase) bool {
	for _, to := range next[p] {
		if to == q {
			return true
		}
	}
	return false
}

// Working reports whether the job is at it.
func (p Phase) Working() bool { return p == Reading || p == Applying || p == Undoing }

// Fault is why a whole file was refused.
type Fault string

// The faults.
const (
	FaultFormat Fault = "format" // neither XLSX nor CSV in UTF-8 or UTF-16
	FaultLarge  Fault = "large"
	FaultHeads  Fault = "heads" // a column is missing
	FaultEmpty  Fault = "empty"
)

// UndoFor is how long an import can be undone.
const UndoFor = 30 * 24 * time.Hour

// The ways in which something is refused.
var (
	// ErrPhase: the import is not in a phase that allows it.
	ErrPhase = errors.New("imports: not in this phase")
	// ErrBusy: another import of the producer is being worked on.
	ErrBusy = errors.New("imports: another one is under way")
	// ErrTooLate: only the last import can be undone, within UndoFor.
	ErrTooLate = errors.New("imports: too late to undo")
)

// former is what an import changed of a product, and how it was before.
type former struct {
	store.Meta `bson:",inline"`
	ImportID   string            `bson:"import_id"`
	ProductID  string            `bson:"product_id"`
	Before     catalog.ItemState `bson:"before"`
	After      catalog.ItemState `bson:"after"`
	Stock      []counted         `bson:"stock,omitempty"`
	At         time.Time         `bson:"at"`
}

// counted is what an import did to the stock of a unit.
type counted struct {
	SKU    string `bson:"sku"`
	Before int    `bson:"before"`
	After  int    `bson:"after"`
}

var (
	imports = store.Define[Import]("imports",
		store.Index{Fields: []string{"producer_id", "sent_at"}},
		store.Index{Fields: []string{"active", "sent_at"}},
	)
	formers = store.Define[former]("import_formers",
		store.Index{Fields: []string{"import_id"}},
		store.Index{Fields: []string{"at"}},
	)
)

// Schemas lists the collections of imports.
func Schemas() []store.Schema { return []store.Schema{imports.Schema(), formers.Schema()} }

// JobName names the job that works on imports.
const JobName = "imports"

// Limits bound a list: 20,000 rows, 10 MB, 80 MB when unpacked.
func Limits() sheet.Limits { return sheet.Limits{Bytes: 10 << 20, Rows: 20_000} }

// Service keeps imports.
type Service struct {
	db    store.DB
	goods *catalog.Catalog
	files *private.Keeper
	now   func() time.Time
}

// New makes a service on a store.
func New(db store.DB, goods *catalog.Catalog, files *private.Keeper, now func() time.Time) *Service {
	return &Service{db: db, goods: goods, files: files, now: func() time.Time { return now().UTC().Truncate(time.Millisecond) }}
}

// Get returns an import, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Import, error) {
	return imports.Get(ctx, s.db, id)
}

// maxListed is how many former imports a page lists.
const maxListed = 20

// Of lists the last imports of a producer, the newest first.
func (s *Service) Of(ctx context.Context, producerID string) ([]*Import, error) {
	return imports.Find(ctx, s.db, lastOf(producerID, maxListed))
}

func lastOf(producerID string, limit int) store.Query {
	return store.Query{Where: []store.Cond{{Field: "producer_id", Op: store.Eq, Value: producerID}}, Sort: []store.Order{{Field: "sent_at", Desc: true}}, Limit: limit}
}

// move takes an import from the phase in which it is to another, in one transaction, and wakes the job.
func (s *Service) move(ctx context.Context, id string, to Phase, also func(ctx context.Context, tx store.Tx, i *Import) error) error {
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		i, err := imports.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if !i.Phase.CanBecome(to) {
			return ErrPhase
		}
		i.Phase, i.Active, i.BeganAt, i.Done, i.Total = to, to.Working(), s.now(), 0, 0
		if also != nil {
			if err := also(ctx, tx, i); err != nil {
				return err
			}
		}
		if err := imports.Replace(ctx, tx, i); err != nil || !i.Active {
			return err
		}
		return wake(ctx, tx, s.now())
	})
	if err != nil {
		return fmt.Errorf("import %s: %w", id, err)
	}
	return nil
}

// wake makes the job due at once. Where it never ran it is due anyway.
func wake(ctx context.Context, tx store.Tx, now time.Time) error {
	if err := jobs.Ask(ctx, tx, JobName, now); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}
