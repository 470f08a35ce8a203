package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Trace is what a row of a list left in the catalogue: enough to take it back while nobody changed it since.
type Trace struct {
	ProductID string `bson:"product_id"`
	Name      string `bson:"name"`           // of the product
	Number    string `bson:"number"`         // of the certificate
	Made      bool   `bson:"made,omitempty"` // the product and its certificate are new
	// ProductRev, ProducerRev and CertificateRev are the revisions that the row left; the product's and its producer's count only where it was made.
	ProductRev     int64 `bson:"product_rev,omitempty"`
	ProducerRev    int64 `bson:"producer_rev,omitempty"`
	CertificateRev int64 `bson:"certificate_rev"`
	// Before is the certificate as it was, Former the product's one before a new number; nil for none.
	Before    *Certificate `bson:"before,omitempty"`
	Former    *Certificate `bson:"former,omitempty"`
	FormerRev int64        `bson:"former_rev,omitempty"`
}

// MarkTraces notes the revisions that rows left, in the transaction that wrote them.
func MarkTraces(ctx context.Context, tx store.Tx, traces []*Trace) error {
	var numbers, made []string
	for _, t := range traces {
		numbers = append(numbers, t.Number)
		if t.Former != nil {
			numbers = append(numbers, t.Former.ID)
		}
		if t.Made {
			made = append(made, t.ProductID)
		}
	}
	held, err := collectMany(ctx, tx, certificates, numbers)
	if err != nil {
		return err
	}
	owners, err := collectMany(ctx, tx, products, made)
	if err != nil {
		return err
	}
	var makerIDs []string
	for _, p := range owners {
		makerIDs = append(makerIDs, p.ProducerID)
	}
	claimable, err := collectMany(ctx, tx, producers, makerIDs)
	if err != nil {
		return err
	}
	for _, t := range traces {
		t.mark(held, owners[t.ProductID], claimable)
	}
	return nil
}

func (t *Trace) mark(held map[string]*Certificate, p *Product, claimable map[string]*Producer) {
	if c := held[t.Number]; c != nil {
		t.CertificateRev = c.Rev
	}
	if t.Former != nil && held[t.Former.ID] != nil {
		t.FormerRev = held[t.Former.ID].Rev
	}
	if !t.Made || p == nil {
		return
	}
	t.ProductRev = p.Rev
	if m := claimable[p.ProducerID]; m != nil {
		t.ProducerRev = m.Rev
	}
}

// TakeBack undoes what rows of a list left, in the caller's transaction and with the news of it, and returns
// those that it left alone because somebody changed the product or its certificate since. Give at most a few hundred at once.
func TakeBack(ctx context.Context, tx store.Tx, now time.Time, traces []*Trace) (kept []*Trace, err error) {
	u := &takingBack{now: stored(now)}
	for _, t := range traces {
		err := u.one(ctx, tx, t)
		if errors.Is(err, ErrChangedSince) || errors.Is(err, store.ErrNotFound) {
			kept = append(kept, t)
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("take back %s: %w", t.Number, err)
		}
		u.change.Products = append(u.change.Products, t.ProductID)
	}
	if len(u.change.Products) == 0 {
		return kept, nil
	}
	return kept, outbox.Append(ctx, tx, EventChanged, u.change)
}

// takingBack gathers the news of what is taken back.
type takingBack struct {
	now    time.Time
	change Change
}

// one takes a row back, whole or not at all: all is looked at before anything is written.
func (u *takingBack) one(ctx context.Context, tx store.Tx, t *Trace) error {
	c, err := certificates.Get(ctx, tx, t.Number)
	if err != nil {
		return err
	}
	p, err := products.Get(ctx, tx, t.ProductID)
	switch {
	case err != nil:
		return err
	case c.Rev != t.CertificateRev, p.Certificate != t.Number && t.Former != nil, t.Made && p.Rev != t.ProductRev:
		return ErrChangedSince
	case t.Made:
		return u.unmake(ctx, tx, t, p, c)
	case t.Former != nil:
		return u.giveBack(ctx, tx, t, p, c)
	case t.Before == nil:
		return ErrChangedSince
	}
	was := *t.Before
	was.Meta, was.UpdatedAt = c.Meta, u.now
	u.tell(c, &was)
	return certificates.Replace(ctx, tx, &was)
}

// unmake forgets a product that a list made, with its certificate, and its producer where that is a list's too and has
// no other. Where somebody changed the producer, such as by claiming it, all stays.
func (u *takingBack) unmake(ctx context.Context, tx store.Tx, t *Trace, p *Product, c *Certificate) error {
	maker, err := producers.Get(ctx, tx, p.ProducerID)
	if err != nil {
		return err
	}
	if t.ProducerRev != 0 && maker.Rev != t.ProducerRev {
		return ErrChangedSince
	}
	if err := certificates.Delete(ctx, tx, c); err != nil {
		return err
	}
	if err := products.Delete(ctx, tx, p); err != nil {
		return err
	}
	if err := forgetUnmapped(ctx, tx, p.ID); err != nil {
		return err
	}
	return forgetProducer(ctx, tx, maker)
}

func forgetUnmapped(ctx context.Context, tx store.Tx, productID string) error {
	for _, kind := range unmappedKinds {
		open, err := unmappeds.Get(ctx, tx, unmappedID(kind, productID))
		if err == nil {
			err = unmappeds.Delete(ctx, tx, open)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}

func forgetProducer(ctx context.Context, tx store.Tx, m *Producer) error {
	if m.Rev != 1 || !Listed(m.RegistryID) {
		return nil
	}
	switch _, err := summaries.First(ctx, tx, where("producer_id", m.ID)); {
	case err == nil:
		return nil // it makes something else
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	return producers.Delete(ctx, tx, m)
}

// giveBack puts the certificate before in the place of the one that a list told of.
func (u *takingBack) giveBack(ctx context.Context, tx store.Tx, t *Trace, p *Product, c *Certificate) error {
	former, err := certificates.Get(ctx, tx, t.Former.ID)
	if err != nil {
		return err
	}
	if former.Rev != t.FormerRev {
		return ErrChangedSince
	}
	was := *t.Former
	was.Meta, was.UpdatedAt = former.Meta, u.now
	p.Certificate, p.UpdatedAt = was.ID, u.now
	u.tell(c, &was)
	if err := certificates.Delete(ctx, tx, c); err != nil {
		return err
	}
	if err := certificates.Replace(ctx, tx, &was); err != nil {
		return err
	}
	return products.Replace(ctx, tx, p)
}

// tell names a certificate whose product stands with other stars than before.
func (u *takingBack) tell(from, to *Certificate) {
	if from.StarsAt(u.now) == to.StarsAt(u.now) {
		return
	}
	change := CertificateChange{Number: to.ID, ProductID: to.ProductID, From: from.Standing, To: to.Standing, Decision: to.StandingDecision}
	if to.Standing == InForce && !u.now.Before(to.ExpiresAt) {
		change.To = Lapsed
	}
	u.change.Certificates = append(u.change.Certificates, change)
}
