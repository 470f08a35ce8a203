// Package changes takes producers' requests to change what a certificate covers,
// and officers' answers, fact by fact. It promises that nothing of it changes
// before an officer approved it, that what is approved changes at once and
// together, and that a refusal has a reason which the producer reads.
package changes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
)

// Request asks for one or more facts of a product to change.
type Request struct {
	store.Meta `bson:",inline"`
	ProductID  string `bson:"product_id"`
	ProducerID string `bson:"producer_id"`
	Province   string `bson:"province"`
	// Product, Producer and Certificate are what they were called when it was sent.
	Product     string     `bson:"product"`
	Producer    string     `bson:"producer"`
	Certificate string     `bson:"certificate"`
	Items       []Item     `bson:"items"`
	Evidence    []Evidence `bson:"evidence,omitempty"`
	Status      Status     `bson:"status"`
	Owner       string     `bson:"owner,omitempty"` // the officer who has it
	OwnerName   string     `bson:"owner_name,omitempty"`
	By          string     `bson:"by"` // the person who sent it
	SentAt      time.Time  `bson:"sent_at"`
	Due         time.Time  `bson:"due"` // by when it should be answered
	ClosedAt    time.Time  `bson:"closed_at,omitempty"`
}

// Item is one fact that is asked to change.
type Item struct {
	Fact     catalog.Fact `bson:"fact"`
	Old      string       `bson:"old"`
	New      string       `bson:"new"`
	Reason   string       `bson:"reason,omitempty"`
	Evidence []string     `bson:"evidence,omitempty"` // ids of files
	Ruling   Ruling       `bson:"ruling,omitempty"`
	Why      string       `bson:"why,omitempty"` // the officer's words to the producer
	RuledBy  string       `bson:"ruled_by,omitempty"`
	RuledAt  time.Time    `bson:"ruled_at,omitempty"`
}

// Evidence is a file that a request stands on.
type Evidence struct {
	ID   string       `bson:"id"`
	What string       `bson:"what"` // "Phiếu kiểm nghiệm 12/11/2026"
	File private.File `bson:"file"`
}

// Status is how far a request is.
type Status string

// The statuses.
const (
	Open      Status = "open"
	Answered  Status = "answered"
	Withdrawn Status = "withdrawn" // by the producer
)

// Ruling is what an officer decided of a fact; empty while undecided.
type Ruling string

// The rulings.
const (
	Approved Ruling = "approved"
	Refused  Ruling = "refused"
)

// Count counts the facts by ruling.
func (r *Request) Count(ruling Ruling) int {
	n := 0
	for _, item := range r.Items {
		if item.Ruling == ruling {
			n++
		}
	}
	return n
}

// File finds a file of the request.
func (r *Request) File(id string) (Evidence, bool) {
	for _, e := range r.Evidence {
		if e.ID == id {
			return e, true
		}
	}
	return Evidence{}, false
}

// The ways in which something is refused.
var (
	// ErrOpen: the product has a request that waits for its answer.
	ErrOpen = errors.New("changes: a request is open already")
	// ErrClosed: the request was answered or withdrawn.
	ErrClosed = errors.New("changes: the request is closed")
	// ErrUndecided: not every fact is decided.
	ErrUndecided = errors.New("changes: some facts are not decided")
	// ErrMoved: a fact is no longer what it was when the request was sent.
	ErrMoved = errors.New("changes: a fact changed meanwhile")
)

var requests = store.Define[Request]("change_requests",
	store.Index{Fields: []string{"status", "sent_at"}},
	store.Index{Fields: []string{"status", "province", "sent_at"}},
	store.Index{Fields: []string{"product_id", "sent_at"}},
)

// Schemas lists the collections of requests.
func Schemas() []store.Schema { return []store.Schema{requests.Schema()} }

// Service keeps requests.
type Service struct {
	db    store.DB
	goods *catalog.Catalog
	now   func() time.Time
}

// New makes a service on a store.
func New(db store.DB, goods *catalog.Catalog, now func() time.Time) *Service {
	return &Service{db: db, goods: goods, now: func() time.Time { return now().UTC().Truncate(time.Millisecond) }}
}

// Get returns a request, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Request, error) {
	return requests.Get(ctx, s.db, id)
}

// maxListed is how many requests one list holds.
const maxListed = 200

// Waiting lists the open requests of a province, of all provinces where it is empty, the oldest first.
func (s *Service) Waiting(ctx context.Context, province string) ([]*Request, error) {
	return requests.Find(ctx, s.db, store.Query{Where: within(Open, province), Sort: []store.Order{{Field: "sent_at"}}, Limit: maxListed})
}

// Closed lists the requests that were answered last.
func (s *Service) Closed(ctx context.Context, province string) ([]*Request, error) {
	return requests.Find(ctx, s.db, store.Query{Where: within(Answered, province), Sort: []store.Order{{Field: "sent_at", Desc: true}}, Limit: maxListed})
}

// Count counts the open requests of a province, of all where it is empty.
func (s *Service) Count(ctx context.Context, province string) (int, error) {
	return requests.Count(ctx, s.db, within(Open, province)...)
}

func within(status Status, province string) []store.Cond {
	conds := []store.Cond{{Field: "status", Op: store.Eq, Value: string(status)}}
	if province != "" {
		conds = append(conds, store.Cond{Field: "province", Op: store.Eq, Value: province})
	}
	return conds
}

// OfProduct lists all requests about a product, the newest first.
func (s *Service) OfProduct(ctx context.Context, productID string) ([]*Request, error) {
	return ofProduct(ctx, s.db, productID)
}

func ofProduct(ctx context.Context, r store.Reader, productID string) ([]*Request, error) {
	return requests.Find(ctx, r, store.Query{
		Where: []store.Cond{{Field: "product_id", Op: store.Eq, Value: productID}}, Sort: []store.Order{{Field: "sent_at", Desc: true}}, Limit: maxListed,
	})
}

// modify changes an open request in one transaction.
func (s *Service) modify(ctx context.Context, id string, change func(ctx context.Context, tx store.Tx, r *Request) error) error {
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		r, err := requests.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if r.Status != Open {
			return ErrClosed
		}
		if err := change(ctx, tx, r); err != nil {
			return err
		}
		return requests.Replace(ctx, tx, r)
	})
	if err != nil {
		return fmt.Errorf("change request %s: %w", id, err)
	}
	return nil
}
