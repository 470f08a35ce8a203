package orders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Reconciliation is what became, or in a dry run would become, of a statement.
type Reconciliation struct {
	Payments []*Payment // in the order of the statement, without those known before
	Known    int        // how many had been filed before
	DryRun   bool
}

// Of lists the payments of a class.
func (r *Reconciliation) Of(class Class) []*Payment {
	var list []*Payment
	for _, p := range r.Payments {
		if p.Class == class {
			list = append(list, p)
		}
	}
	return list
}

// errDryRun takes back a transaction that was only to be looked at.
var errDryRun = errors.New("orders: dry run")

// Reconcile files receipts of a statement: each is matched by the code in its
// description, or else by amount and time if one awaited transfer alone fits.
// A reference that was filed before changes nothing. A dry run does the same and takes all of it back.
func (s *Service) Reconcile(ctx context.Context, receipts []Receipt, by string, dryRun bool) (*Reconciliation, error) {
	if dryRun {
		return s.rehearse(ctx, receipts, by)
	}
	done := &Reconciliation{}
	for _, r := range receipts {
		r.By = by
		var filed *Payment
		var known bool
		err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			filed, known, err = s.match(ctx, tx, r)
			return err
		})
		if err != nil {
			return done, fmt.Errorf("reconcile %s: %w", r.Ref, err)
		}
		done.add(filed, known)
	}
	return done, nil
}

// rehearse files everything in one transaction, so that later receipts see earlier ones, and then takes it back.
func (s *Service) rehearse(ctx context.Context, receipts []Receipt, by string) (*Reconciliation, error) {
	var done *Reconciliation
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		done = &Reconciliation{DryRun: true}
		for _, r := range receipts {
			r.By = by
			filed, known, err := s.match(ctx, tx, r)
			if err != nil {
				return fmt.Errorf("rehearse %s: %w", r.Ref, err)
			}
			done.add(filed, known)
		}
		return errDryRun
	})
	if !errors.Is(err, errDryRun) {
		return nil, err
	}
	return done, nil
}

func (r *Reconciliation) add(filed *Payment, known bool) {
	if known {
		r.Known++
		return
	}
	r.Payments = append(r.Payments, filed)
}

// match finds whose money it is and files it.
func (s *Service) match(ctx context.Context, tx store.Tx, r Receipt) (*Payment, bool, error) {
	code, byAmount, err := whose(ctx, tx, r)
	if err != nil {
		return nil, false, err
	}
	filed, known, err := s.file(ctx, tx, code, r)
	if err != nil || known || !byAmount {
		return filed, known, err
	}
	filed.ByAmount = true
	return filed, false, payments.Replace(ctx, tx, filed)
}

// whose finds the checkout that a receipt is for: the one whose code stands in
// the description, or if none does the one that amount and time fit. If several do, a person must look.
func whose(ctx context.Context, r store.Reader, receipt Receipt) (code string, byAmount bool, err error) {
	named, err := checkouts.GetMany(ctx, r, codesIn(receipt.Description))
	switch {
	case err != nil || len(named) > 1:
		return "", false, err
	case len(named) == 1:
		return named[0].ID, false, nil
	}
	code, err = fitting(ctx, r, receipt)
	return code, code != "", err
}

// codesIn lists what may be codes in a text. Banks drop dashes, put in spaces
// and run words together, so every place where a code may begin is tried.
func codesIn(description string) []string {
	plain := strings.Map(func(r rune) rune {
		if (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			return -1
		}
		return r
	}, strings.ToUpper(description))
	var codes []string
	for i := 0; ; i++ {
		at := strings.Index(plain[i:], "OC")
		if at < 0 || i+at+2+codeLetters > len(plain) {
			slices.Sort(codes)
			return slices.Compact(codes)
		}
		i += at
		if code, _, ok := ParseCode(plain[i : i+2+codeLetters]); ok {
			codes = append(codes, code)
		}
	}
}

// fitting is the one awaited checkout of exactly that amount within whose hold the money came, or empty.
func fitting(ctx context.Context, r store.Reader, receipt Receipt) (string, error) {
	awaited := checkouts.Each(ctx, r, store.Query{Where: []store.Cond{{Field: "payment.state", Op: store.Eq, Value: string(PaymentAwaited)}}})
	code := ""
	for c, err := range awaited {
		if err != nil {
			return "", err
		}
		if c.Payment.Owed() != receipt.Amount || !c.within(receipt.At) {
			continue
		}
		if code != "" {
			return "", nil // two fit: a person must look
		}
		code = c.ID
	}
	return code, nil
}

// within reports whether a moment, or a day without a time, lies in the time of the hold.
func (c *Checkout) within(at time.Time) bool {
	from := c.PlacedAt
	if local := at.In(vietnam.Zone); local.Hour() == 0 && local.Minute() == 0 && local.Second() == 0 {
		from = dayAfter(from, 0)
	}
	return !at.Before(from.Truncate(time.Second)) && !at.After(*c.Payment.HoldUntil)
}
