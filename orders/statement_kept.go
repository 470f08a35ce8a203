package orders

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Statement is a bank's statement that was read and is looked at before it is filed.
type Statement struct {
	store.Meta `bson:",inline"`
	Name       string    `bson:"name"`               // of the file
	By         string    `bson:"by"`                 // id of the person
	Receipts   []Receipt `bson:"receipts,omitempty"` // until they are filed
	Credits    int       `bson:"credits"`
	At         time.Time `bson:"at"`
	FiledAt    time.Time `bson:"filed_at,omitempty"`
	Filed      int       `bson:"filed,omitempty"` // how many of them were new
}

// Done reports whether it was filed.
func (s *Statement) Done() bool { return !s.FiledAt.IsZero() }

var statements = store.Define[Statement]("bank_statements",
	store.Index{Fields: []string{"at"}},
)

// KeepStatement puts a statement aside, so that it can be looked at before it is filed. Nothing else is changed.
func (s *Service) KeepStatement(ctx context.Context, name, by string, receipts []Receipt) (*Statement, error) {
	kept := &Statement{Meta: store.Meta{ID: rand.Text()}, Name: name, By: by, Receipts: receipts, Credits: len(receipts), At: s.instant()}
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := statements.Insert(ctx, tx, kept); err != nil {
			return err
		}
		return audit.Append(ctx, tx, kept.At, audit.Entry{Action: "payment.file", Object: "statement/" + kept.ID, Summary: fmt.Sprintf("tải lên sao kê, %d khoản vào, chưa ghi", kept.Credits), SummaryEN: fmt.Sprintf("uploaded a statement, %d credits, none filed yet", kept.Credits)})
	})
	if err != nil {
		return nil, fmt.Errorf("keep statement: %w", err)
	}
	return kept, nil
}

// Statement returns a statement that was put aside; store.ErrNotFound if there is none.
func (s *Service) Statement(ctx context.Context, id string) (*Statement, error) {
	return statements.Get(ctx, s.db, id)
}

// Statements lists the newest statements.
func (s *Service) Statements(ctx context.Context, limit int) ([]*Statement, error) {
	return statements.Find(ctx, s.db, store.Query{Sort: []store.Order{{Field: "at", Desc: true}}, Limit: limit})
}

// FileStatement files the credits of a statement that was put aside. It may be repeated: what was filed before changes nothing.
func (s *Service) FileStatement(ctx context.Context, id, by string) (*Reconciliation, error) {
	kept, err := statements.Get(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	done, err := s.Reconcile(ctx, kept.Receipts, by, false)
	if err != nil {
		return done, err
	}
	_, err = statements.Modify(ctx, s.db, id, func(st *Statement) error {
		if !st.Done() {
			st.FiledAt, st.Filed, st.Receipts = s.instant(), len(done.Payments), nil
		}
		return nil
	})
	return done, err
}
