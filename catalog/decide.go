package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// The ways in which a certificate refuses a decision.
var (
	// ErrDecisionKind: such a decision cannot follow on how the certificate stands.
	ErrDecisionKind = errors.New("catalog: the certificate does not stand so that this can be decided")
	// ErrDecisionWaits: another decision has been signed and waits for its time.
	ErrDecisionWaits = errors.New("catalog: a decision on this certificate waits to take effect")
	// ErrDecisionTaken: the history holds that decision already.
	ErrDecisionTaken = errors.New("catalog: the certificate's history holds this decision")
)

// MayDecide reports whether a decision of that kind can follow on how the
// certificate stands at a moment: nil, ErrDecisionKind or ErrDecisionWaits.
func (c *Certificate) MayDecide(kind string, at time.Time) error {
	now := c.At(at)
	standing := now.Standing
	may := map[string]bool{
		"suspend":   standing == InForce,
		"revoke":    standing == InForce || standing == Suspended,
		"reinstate": standing == Suspended,
	}
	switch {
	case !may[kind]:
		return ErrDecisionKind
	case now.Next != "":
		return ErrDecisionWaits
	}
	return nil
}

// Decide writes an officer's decision (to suspend, revoke or reinstate) into a
// certificate in the caller's transaction, with the news of it. It takes effect
// at d.From, which may be to come: then the shelf knows it now and counts it at
// that minute, and TakeEffect tells everybody else. The decision's Paper names it.
func Decide(ctx context.Context, tx store.Tx, now time.Time, number string, d Decision) (*Certificate, error) {
	c, err := certificates.Get(ctx, tx, number)
	if err != nil {
		return nil, fmt.Errorf("decide on %s: %w", number, err)
	}
	now = stored(now)
	if err := c.MayDecide(d.Kind, now); err != nil {
		return nil, err
	}
	before := c.At(now).Standing
	c.settle(now)
	d.Source, d.From = SourceOfficer, stored(d.From)
	c.Decisions = slices.Clone(c.Decisions)
	if c.learn([]Act{{Decision: d, Certificate: number}}, now) == 0 {
		return nil, ErrDecisionTaken
	}
	c.rule(Ruling{Standing: standingOfKind[d.Kind], From: d.From, Decision: d.Number, SignedOn: d.Date, RecordedAt: now}, now)
	c.UpdatedAt = now
	if err := certificates.Replace(ctx, tx, c); err != nil {
		return nil, err
	}
	return c, outbox.Append(ctx, tx, EventChanged, c.news(before, d.Paper))
}

// rule adds a ruling behind those that are there.
func (c *Certificate) rule(r Ruling, now time.Time) {
	w := c.word()
	c.Said = &w
	c.Rulings = append(slices.Clone(c.Rulings), r)
	c.settle(now)
}

// news tells of the certificate's product, and of its standing where that changed.
func (c *Certificate) news(before Standing, paper string) Change {
	change := Change{Products: []string{c.ProductID}}
	if c.Standing != before && c.Current {
		change.Certificates = []CertificateChange{{Number: c.ID, ProductID: c.ProductID, From: before, To: c.Standing, Decision: c.StandingDecision, Paper: paper}}
	}
	return change
}

// TakeEffect brings a certificate whose decision has come into effect to that
// standing in the caller's transaction, and tells everybody; pages and sales
// heeded it from its minute on without. One with nothing due is left as it is, and false comes back.
func TakeEffect(ctx context.Context, tx store.Tx, now time.Time, number, paper string) (bool, error) {
	c, err := certificates.Get(ctx, tx, number)
	if err != nil {
		return false, fmt.Errorf("take effect on %s: %w", number, err)
	}
	now = stored(now)
	if c.Next == "" || now.Before(c.NextFrom) {
		return false, nil
	}
	before := c.Standing
	c.settle(now)
	c.UpdatedAt = now
	if err := certificates.Replace(ctx, tx, c); err != nil {
		return false, err
	}
	return true, outbox.Append(ctx, tx, EventChanged, c.news(before, paper))
}

// CertificateIn returns a certificate as a reader or a transaction sees it, or store.ErrNotFound.
func CertificateIn(ctx context.Context, r store.Reader, number string) (*Certificate, error) {
	return certificates.Get(ctx, r, number)
}

// ProductIn returns a product as a reader or a transaction sees it, or store.ErrNotFound.
func ProductIn(ctx context.Context, r store.Reader, id string) (*Product, error) {
	return products.Get(ctx, r, id)
}

// StocksOf lists what there is of a product's units, at the own store and elsewhere, as a reader or a transaction sees it.
func StocksOf(ctx context.Context, r store.Reader, productID string) ([]*Stock, error) {
	var all []*Stock
	for _, shelf := range []store.Collection[Stock]{stocks, elsewhere} {
		found, err := shelf.Find(ctx, r, where("product_id", productID))
		if err != nil {
			return nil, fmt.Errorf("stock of %s: %w", productID, err)
		}
		all = append(all, found...)
	}
	return all, nil
}
