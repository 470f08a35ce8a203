// Package papers keeps what people send in to prove who they are: identity cards,
// registrations of businesses, decisions. Papers lie among the photos' objects but
// under a name of their own that no public address reaches; they are opened one by
// one, by whom the policy lets, and every opening stands in the audit log.
package papers

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/private"
)

// MaxSize is how many bytes a paper may have.
const MaxSize = 20 << 20

// MaxPapers is how many papers may be sent in at once.
const MaxPapers = 6

// The ways in which a paper is refused.
var (
	ErrType  = errors.New("papers: not a PDF, JPEG or PNG file")
	ErrSize  = errors.New("papers: too large")
	ErrEmpty = errors.New("papers: empty file")
)

// prefix is where papers lie among the objects; media.Handler serves photos alone.
const prefix = "private/papers/"

// Paper is a file that somebody sent in.
type Paper struct {
	store.Meta `bson:",inline"` // ID is random
	Person     string           `bson:"person"` // who sent it
	Case       string           `bson:"case,omitempty"`
	Province   string           `bson:"province,omitempty"` // whose office may open it; the central one alone if empty
	Name       string           `bson:"name"`               // of the file, as sent
	Type       string           `bson:"type"`               // found by looking into it
	Size       int64            `bson:"size"`
	At         time.Time        `bson:"at"`
}

var papers = store.Define[Paper]("papers", store.Index{Fields: []string{"case"}})

// Schemas lists the collections of papers.
func Schemas() []store.Schema { return []store.Schema{papers.Schema()} }

// Service keeps papers.
type Service struct {
	db    store.DB
	blobs media.Blobs
	clock func() time.Time
}

// New makes a service on a store and on the objects' store.
func New(db store.DB, blobs media.Blobs, clock func() time.Time) *Service {
	return &Service{db: db, blobs: blobs, clock: clock}
}

// types are what a paper may be, and how its name ends.
var types = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}

// Keep stores a file durably. It belongs to nothing until Attach puts it to a case; Drop takes it away again.
func (s *Service) Keep(ctx context.Context, person, name string, file io.Reader) (*Paper, error) {
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read a paper: %w", err)
	case len(data) == 0:
		return nil, ErrEmpty
	case len(data) > MaxSize:
		return nil, ErrSize
	}
	found, err := typeOf(data)
	if err != nil {
		return nil, err
	}
	p := &Paper{Meta: store.Meta{ID: strings.ToLower(rand.Text())}, Person: person, Name: cleanName(name, found), Type: found, Size: int64(len(data)), At: s.clock().UTC().Truncate(time.Millisecond)}
	if err := s.blobs.Put(ctx, prefix+p.ID, found, data); err != nil {
		return nil, fmt.Errorf("keep a paper: %w", err)
	}
	return p, nil
}

// typeOf looks into a file; what its name or its sender says counts for nothing.
func typeOf(data []byte) (string, error) {
	found, _, _ := strings.Cut(http.DetectContentType(data), ";")
	if _, ok := types[found]; !ok {
		return "", ErrType
	}
	if found == "application/pdf" && !bytes.HasPrefix(data, []byte("%PDF-")) {
		return "", ErrType
	}
	return found, nil
}

// maxName is how many letters of a file's name are kept.
const maxName = 80

// cleanName keeps what is harmless of a file's name, and gives it the ending of what it is.
func cleanName(name, kind string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimSuffix(name, path.Ext(name))
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(" -_.()", r) {
			return r
		}
		return -1
	}, name)
	if letters := []rune(name); len(letters) > maxName {
		name = string(letters[:maxName])
	}
	if name = strings.Trim(name, " ."); name == "" {
		name = "giay-to"
	}
	return name + types[kind]
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
		errs = append(errs, s.blobs.Delete(context.WithoutCancel(ctx), prefix+p.ID))
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
		return audit.Append(ctx, tx, s.clock(), audit.Entry{Action: string(policy.PaperOpen), Object: "paper/" + id, Summary: "opened a paper of case/" + p.Case})
	})
	if err != nil {
		return nil, fmt.Errorf("open a paper: %w", err)
	}
	return p, nil
}

// Serve answers with a paper that was opened; no cache keeps it and no page may run it.
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, p *Paper) error {
	err := private.New(s.blobs).Serve(w, r, private.File{Blob: prefix + p.ID, Name: p.Name, Type: p.Type, Size: p.Size})
	if errors.Is(err, media.ErrNotFound) {
		return store.ErrNotFound
	}
	return err
}
