package catalog

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/store"
)

// decide has an officer decide on the certificate of chaMuc.
func (l *ledger) decide(kind, number, date string, from time.Time) error {
	l.t.Helper()
	on, err := day(date)
	if err != nil {
		l.t.Fatal(err)
	}
	return l.db.Atomic(l.t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := Decide(ctx, tx, l.now, "QN 0412/2024", Decision{Kind: kind, Number: number, Date: on, From: from, Reason: "vì thế", By: "UBND", Paper: "p1"})
		return err
	})
}

func (l *ledger) mustDecide(kind, number, date string, from time.Time) {
	l.t.Helper()
	if err := l.decide(kind, number, date, from); err != nil {
		l.t.Fatalf("%s: %v", kind, err)
	}
}

// stands checks how the certificate stands now and, by its validity alone, at the present moment.
func (l *ledger) stands(want Standing) {
	l.t.Helper()
	c := l.certificate("QN 0412/2024")
	if got := c.At(l.now).Standing; got != want {
		l.t.Errorf("stands %s, want %s (said %+v, rulings %+v)", got, want, c.Said, c.Rulings)
	}
	if got := c.Validity().At(l.now).Standing; got != want {
		l.t.Errorf("validity stands %s, want %s", got, want)
	}
}

// revision is the record of chaMuc at a revision, changed.
func revision(n int64, change func(*registry.Record)) registry.Record {
	r := chaMuc()
	r.Revision = n
	if change != nil {
		change(&r)
	}
	return r
}

// said makes the registry's record stand otherwise, by a decision of that day if there is one.
func said(status registry.Status, kind, date string) func(*registry.Record) {
	return func(r *registry.Record) {
		r.Certificate.Status = status
		if date != "" {
			r.Decisions = append(r.Decisions, registry.Decision{Kind: kind, Number: "REG/1", Date: date, Certificate: r.Certificate.Number})
		}
	}
}

func TestAPullDoesNotUndoAnOfficersDecision(t *testing.T) {
	tests := []struct {
		name string
		pull func(*registry.Record)
		want Standing
	}{
		{"the registry says what it said", nil, Revoked},
		{"it corrects a name", func(r *registry.Record) { r.Name = "Chả mực giã tay" }, Revoked},
		{"it tells of an older decision", func(r *registry.Record) {
			r.Decisions = append(r.Decisions, registry.Decision{Kind: "reinstate", Number: "9", Date: "2026-11-19", Certificate: r.Certificate.Number})
		}, Revoked},
		{"it suspends without a decision", said(registry.Suspended, "", ""), Revoked},
		{"it revokes too", said(registry.Revoked, "revoke", "2026-11-21"), Revoked},
		{"it decides later that it is in force", said(registry.Valid, "reinstate", "2026-11-23"), InForce},
		{"it suspends by a later decision", said(registry.Suspended, "suspend", "2026-11-23"), Suspended},
		{"a new term was issued", func(r *registry.Record) { r.Certificate.IssuedOn, r.Certificate.ExpiresOn = "2026-11-22", "2029-11-22" }, InForce},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger(t)
			l.apply(chaMuc())
			l.mustDecide("revoke", "3652/QĐ-UBND", "2026-11-20", l.now)
			l.stands(Revoked)
			l.now = l.now.Add(6 * time.Hour)
			l.apply(revision(2, tt.pull))
			l.stands(tt.want)
			l.now = l.now.Add(6 * time.Hour)
			l.apply(revision(3, tt.pull))
			l.stands(tt.want)
		})
	}
}

func TestAnOfficersDecisionHidesNoRevocation(t *testing.T) {
	tests := []struct {
		name string
		from time.Duration // of the suspension
		pull func(*registry.Record)
		want Standing
	}{
		{"worse than a suspension in effect", 0, said(registry.Revoked, "", ""), Revoked},
		{"worse than one to come", 24 * time.Hour, said(registry.Revoked, "", ""), Revoked},
		{"the same before its time", 24 * time.Hour, said(registry.Suspended, "", ""), Suspended},
		{"nothing new before its time", 24 * time.Hour, nil, InForce},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLedger(t)
			l.apply(chaMuc())
			l.mustDecide("suspend", "1/QĐ", "2026-11-20", l.now.Add(tt.from))
			l.now = l.now.Add(time.Hour)
			l.apply(revision(2, tt.pull))
			l.stands(tt.want)
		})
	}
}

func TestARecordThatVanishesEndsACertificateThatIsToBeRevoked(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	l.mustDecide("revoke", "1/QĐ", "2026-11-20", l.now.Add(48*time.Hour))
	id := l.certificate("QN 0412/2024").ProductID
	l.now = l.now.Add(time.Hour)
	l.atomic(func(ctx context.Context, tx store.Tx) (Applied, error) {
		return ApplyGone(ctx, tx, l.now, []string{id})
	})
	l.stands(Withdrawn)
	l.now = l.now.Add(48 * time.Hour)
	l.stands(Revoked)
}

func TestADecisionTakesEffectAtItsMinute(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	from := l.now.Add(37 * time.Hour)
	l.mustDecide("suspend", "1/QĐ", "2026-11-20", from)
	if n := len(l.certificate("QN 0412/2024").Known(l.now)); n != 1 {
		t.Errorf("%d decisions are known before it is in effect, want 1", n)
	}
	take := func() (took bool) {
		err := l.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
			took, err = TakeEffect(ctx, tx, l.now, "QN 0412/2024", "p1")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return took
	}
	l.now = from.Add(-time.Millisecond)
	l.stands(InForce)
	if took := take(); took {
		t.Error("took effect too early")
	}
	if c := l.certificate("QN 0412/2024"); !c.Validity().State(l.now, l.now, time.Hour).ShowsStars() {
		t.Error("its stars went too early")
	}
	l.now = from
	l.stands(Suspended)
	if c := l.certificate("QN 0412/2024"); c.Validity().State(l.now, l.now, time.Hour) != StateSuspended {
		t.Error("its stars stay")
	}
	if took := take(); !took {
		t.Error("did not take effect")
	}
	if took := take(); took {
		t.Error("took effect twice")
	}
	if c := l.certificate("QN 0412/2024"); c.Standing != Suspended || !c.StandingFrom.Equal(from) || c.StandingDecision != "1/QĐ" || c.Next != "" {
		t.Errorf("stands %s from %v by %q, next %q", c.Standing, c.StandingFrom, c.StandingDecision, c.Next)
	}
}

func TestReinstatedLaterWhileTheRegistryNeverKnew(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	l.mustDecide("suspend", "1/QĐ", "2026-11-20", l.now)
	l.now = l.now.Add(time.Hour)
	back := l.now.Add(24 * time.Hour)
	l.mustDecide("reinstate", "2/QĐ", "2026-11-23", back)
	l.now = l.now.Add(time.Hour)
	l.apply(revision(2, nil)) // it says in force, as it always did: no answer to a reinstatement to come
	l.stands(Suspended)
	l.now = back
	l.stands(InForce)
	l.apply(revision(3, nil))
	l.stands(InForce)
	if c := l.certificate("QN 0412/2024"); len(c.Rulings) != 0 || c.Said != nil {
		t.Errorf("answered rulings stay: %+v", c.Rulings)
	}
}

func TestWhatMayBeDecided(t *testing.T) {
	l := newLedger(t)
	l.apply(chaMuc())
	steps := []struct {
		kind, number string
		later        time.Duration
		want         error
	}{
		{"reinstate", "0", 0, ErrDecisionKind},
		{"suspend", "1", 0, nil},
		{"suspend", "2", 0, ErrDecisionKind},
		{"reinstate", "3", time.Hour, nil},
		{"revoke", "4", 0, ErrDecisionWaits},
	}
	for _, s := range steps {
		if err := l.decide(s.kind, s.number, "2026-11-20", l.now.Add(s.later)); !errors.Is(err, s.want) {
			t.Errorf("%s: %v, want %v", s.kind, err, s.want)
		}
	}
	l.now = l.now.Add(2 * time.Hour)
	for _, s := range []struct {
		kind, number string
		want         error
	}{{"suspend", "1", ErrDecisionTaken}, {"revoke", "5", nil}, {"reinstate", "6", ErrDecisionKind}, {"revoke", "7", ErrDecisionKind}} {
		if err := l.decide(s.kind, s.number, "2026-11-20", l.now); !errors.Is(err, s.want) {
			t.Errorf("after it was reinstated, %s: %v, want %v", s.kind, err, s.want)
		}
	}
	kinds := []string{}
	for _, d := range l.certificate("QN 0412/2024").Decisions {
		kinds = append(kinds, d.Kind)
	}
	if diff := cmp.Diff([]string{"issue", "suspend", "reinstate", "revoke"}, kinds); diff != "" {
		t.Errorf("history: %s", diff)
	}
}
