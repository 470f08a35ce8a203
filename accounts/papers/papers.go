// Package papers keeps what people send in to prove who they are: identity cards,
// registrations of businesses, decisions. It promises that they are opened one by one,
// by whom the policy lets, that every opening stands in the audit log, and that a paper
// that is destroyed is gone; media/private keeps them where no public address reaches.
package papers

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/private"
)

// MaxPapers is how many papers may be sent in at once.
const MaxPapers = 6

// Paper is a file that somebody sent in.
type Paper struct {
	store.Meta `bson:",inline"` // ID is random
	Person     string           `bson:"person"` // who sent it
	Case       string           `bson:"case,omitempty"`
	Province   string           `bson:"province,omitempty"` // whose office may open it; the central one alone if empty
	At         time.Time        `bson:"at"`

	private.File `bson:",inline"`
}

var papers = store.Define[Paper]("papers", store.Index{Fields: []string{"case"}})

// Schemas lists the collections of papers.
func Schemas() []store.Schema { return []store.Schema{papers.Schema()} }

// Service keeps papers.
type Service struct {
	db    store.DB
	files *private.Keeper
	clock func() time.Time
}

// New makes a service on a store and on what keeps private files.
func New(db store.DB, files *private.Keeper, clock func() time.Time) *Service {
	return &Service{db: db, files: files, clock: clock}
}

// Keep stores a file durably, or says as media/private does why not. It belongs to nothing until Attach puts it to a case; Drop takes it away again.
func (s *Service) Keep(ctx context.Context, person, name string, r io.Reader) (*Paper, error) {
	file, err := s.files.KeepAlone(ctx, r, name)
	if err != nil {
		return nil, fmt.Errorf("keep a paper: %w", err)
	}
	return &Paper{Meta: store.Meta{ID: strings.ToLower(rand.Text())}, Person: person, File: file, At: s.clock().UTC().Truncate(time.Millisecond)}, nil
}

// Attach puts kept files to a case of a province, in the caller's transaction.
func (s *Service) Attach(ctx context.Context, tx store.Tx, list []*Paper, caseID, province string) error {
	for _, p := range list {
		p.Rev, p.Case, p.Province = 0, caseID, province
		if err := papers.Insert(ctx, tx, p); err != nil {
			return fmt.Errorf("attach a paper: %w", err)
		}
	}
	return nil
}

// Drop takes away the objects of files that came to belong to nothing.
func (s *Service) Drop(ctx context.Context, list []*Paper) error {
	var errs []error
	for _, p := range list {
		errs = append(errs, s.files.Destroy(context.WithoutCancel(ctx), p.File))
	}
	return errors.Join(errs...)
}

// Remove destroys the papers of a case: the objects first, so that nothing is left that nobody knows of.
func (s *Service) Remove(ctx context.Context, caseID string) error {
	list, err := s.OfCase(ctx, caseID)
	if err != nil {
		return err
	}
	if err := s.Drop(ctx, list); err != nil {
		return fmt.Errorf("destroy papers: %w", err)
	}
	for _, p := range list {
		if err := papers.Delete(ctx, s.db, p); err != nil {
			return fmt.Errorf("destroy papers: %w", err)
		}
	}
	return nil
}

// OfCase lists the papers of a case, in the order in which they were sent.
func (s *Service) OfCase(ctx context.Context, caseID string) ([]*Paper, error) {
	return papers.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "case", Op: store.Eq, Value: caseID}}, Limit: 200})
}

// Paper returns what is known of a paper, or store.ErrNotFound.
func (s *Service) Paper(ctx context.Context, id string) (*Paper, error) {
	return papers.Get(ctx, s.db, id)
}

// Open notes that somebody opens a paper, and returns it for Serve. The caller asked the policy before.
func (s *Service) Open(ctx context.Context, id string) (*Paper, error) {
	p, err := papers.Get(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		return audit.Append(ctx, tx, s.clock(), audit.Entry{Action: string(policy.PaperOpen), Object: "paper/" + id, Summary: "mở xem một giấy tờ của hồ sơ " + p.Case, SummaryEN: "opened a paper of case " + p.Case})
	})
	if err != nil {
		return nil, fmt.Errorf("open a paper: %w", err)
	}
	return p, nil
}

// Serve answers with a paper that was opened; no cache keeps it and no page may run it.
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, p *Paper) error {
	err := s.files.Serve(w, r, p.File)
	if errors.Is(err, media.ErrNotFound) {
		return store.ErrNotFound
	}
	return err
}
