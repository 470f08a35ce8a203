package registers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// ErrVoid: a voided entry does not change any more.
var ErrVoid = errors.New("registers: the entry was voided")

// Service keeps the registers.
type Service struct {
	db        store.DB
	catalogue Catalogue
	clock     func() time.Time
	book      book
}

// New makes a service on a store.
func New(db store.DB, catalogue Catalogue, clock func() time.Time) *Service {
	return &Service{db: db, catalogue: catalogue, clock: clock}
}

// Schemas lists the collections.
func Schemas() []store.Schema {
	return []store.Schema{entries.Schema(), allSums.Schema(), scales.Schema(), drafts.Schema(), chunks.Schema()}
}

func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Get returns an entry by id, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Entry, error) {
	return entries.Get(ctx, s.db, id)
}

// directory is who makes what. It is opened before a transaction, since it reads the store by itself.
func (s *Service) directory(ctx context.Context) (*directory, error) {
	return s.book.open(ctx, s.catalogue)
}

// parser makes a parser of a register; province is where entries must belong, empty for any.
func (d *directory) parser(ctx context.Context, r store.Reader, b Book, province string, now time.Time) (*parser, error) {
	p := &parser{book: b, province: province, directory: d, now: now, scale: func(string, int) money.Amount { return 0 }}
	if b == Rewards {
		known, err := scalesOf(ctx, r)
		if err != nil {
			return nil, err
		}
		p.scale = func(province string, stars int) money.Amount { return known[province].of(stars) }
	}
	return p, nil
}

// Add enters a line: field.Errors where something does not fit.
func (s *Service) Add(ctx context.Context, b Book, province string, typed Typed) (*Entry, error) {
	d, err := s.directory(ctx)
	if err != nil {
		return nil, err
	}
	p, err := d.parser(ctx, s.db, b, province, s.now())
	if err != nil {
		return nil, err
	}
	e, err := p.parse(typed)
	if err != nil {
		return nil, err
	}
	return e, s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		sums := tally{}
		if err := s.insert(ctx, tx, e, sums); err != nil {
			return err
		}
		return sums.save(ctx, tx)
	})
}

// insert puts a new entry into the store, with its audit entry.
func (s *Service) insert(ctx context.Context, tx store.Tx, e *Entry, sums tally) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("new entry: %w", err)
	}
	e.Meta = store.Meta{ID: id.String()}
	e.At, e.History = s.now(), []Step{{What: "add", By: audit.ActorOf(ctx).Person, At: s.now()}}
	if err := entries.Insert(ctx, tx, e); err != nil {
		return err
	}
	sums.count(e, 1)
	return s.note(ctx, tx, e, audit.Entry{Summary: "ghi một dòng vào sổ", SummaryEN: "entered a row into the register"})
}

func (s *Service) note(ctx context.Context, tx store.Tx, e *Entry, entry audit.Entry) error {
	entry.Action, entry.Object = string(policy.RegisterEdit), string(e.Book)+"/"+e.ID
	return audit.Append(ctx, tx, s.now(), entry)
}

// Edit changes an entry: field.Errors where something does not fit, ErrVoid for a voided one.
func (s *Service) Edit(ctx context.Context, id string, typed Typed) error {
	d, err := s.directory(ctx)
	if err != nil {
		return err
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		before, err := entries.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if before.Void {
			return ErrVoid
		}
		p, err := d.parser(ctx, tx, before.Book, before.Province, s.now())
		if err != nil {
			return err
		}
		after, err := p.parse(typed.identify(before))
		if err != nil {
			return err
		}
		changes := changesOf(before, after)
		if len(changes) == 0 {
			return nil
		}
		return s.replace(ctx, tx, before, after, changes)
	})
}

func (s *Service) replace(ctx context.Context, tx store.Tx, before, after *Entry, changes []audit.Change) error {
	after.Meta, after.Import, after.At = before.Meta, before.Import, s.now()
	step := Step{What: "edit", By: audit.ActorOf(ctx).Person, At: s.now()}
	for _, c := range changes {
		step.Fields = append(step.Fields, c.Field)
	}
	after.History = append(slices.Clone(before.History), step)
	sums := tally{}
	sums.count(before, -1)
	if err := entries.Replace(ctx, tx, after); err != nil {
		return err
	}
	sums.count(after, 1)
	if err := sums.save(ctx, tx); err != nil {
		return err
	}
	return s.note(ctx, tx, after, audit.Entry{Summary: "sửa một dòng trong sổ", SummaryEN: "edited a row of the register", Changes: changes})
}

// changesOf lists what differs. A household's name is personal data, so producers are named by id.
func changesOf(before, after *Entry) []audit.Change {
	a, b := before.Typed(), after.Typed()
	a["chu-the"], b["chu-the"] = before.Producer, after.Producer
	var changes []audit.Change
	for _, c := range before.Book.Columns() {
		if a[c.Key] != b[c.Key] {
			changes = append(changes, audit.Change{Field: c.Key, From: a[c.Key], To: b[c.Key]})
		}
	}
	return changes
}

// maxWhy bounds a reason, in characters.
const maxWhy = 500

// Void strikes an entry out, with the reason: it stays to be read and counts no more.
func (s *Service) Void(ctx context.Context, id, why string) error {
	why = strings.TrimSpace(why)
	if why == "" || utf8.RuneCountInString(why) > maxWhy {
		return field.Errors{{Field: "ly-do", Code: "required", VI: fmt.Sprintf("Ghi vì sao hủy, tối đa %d chữ.", maxWhy), EN: fmt.Sprintf("Say why, in %d characters.", maxWhy)}}
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		e, err := entries.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if e.Void {
			return ErrVoid
		}
		sums := tally{}
		sums.count(e, -1)
		e.Void, e.VoidWhy, e.At = true, why, s.now()
		e.History = append(e.History, Step{What: "void", By: audit.ActorOf(ctx).Person, At: s.now()})
		if err := entries.Replace(ctx, tx, e); err != nil {
			return err
		}
		if err := sums.save(ctx, tx); err != nil {
			return err
		}
		return s.note(ctx, tx, e, audit.Entry{Summary: "hủy một dòng trong sổ", SummaryEN: "voided a row of the register", Reason: why})
	})
}
