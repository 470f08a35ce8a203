package catalog

import (
	"context"
	"errors"
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
)

// setClosed closes or opens the fixture's producer and lets the shelf hear of it.
func setClosed(t *testing.T, c *Catalog, db store.DB, closed bool) {
	t.Helper()
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error { return c.SetClosed(ctx, tx, "r1", closed) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Refresh(t.Context(), Change{Products: []string{"p1"}}); err != nil {
		t.Fatal(err)
	}
}

func TestAClosedProducerSellsNothing(t *testing.T) {
	c, db := fixture(t, 10)
	shown := c.Generation()
	setClosed(t, c, db, true)
	if c.Generation() == shown {
		t.Error("pages were not told")
	}
	card, _ := c.Card("p1")
	if !card.Closed || card.InStock() || !c.State(card).ShowsStars() {
		t.Errorf("closed %v, in stock %v, stars %v", card.Closed, card.InStock(), c.State(card).ShowsStars())
	}
	if c.SearchDocument(card).InStock {
		t.Error("search says that it can be bought")
	}
	if err := reserve(t.Context(), c, db, 1); !errors.Is(err, ErrClosed) {
		t.Errorf("reserve: %v", err)
	}
	setClosed(t, c, db, false)
	if card, _ = c.Card("p1"); card.Closed || card.Units[0].Available != 10 {
		t.Errorf("opened again: %+v", card)
	}
	if err := reserve(t.Context(), c, db, 1); err != nil {
		t.Errorf("reserve when open: %v", err)
	}
}

func TestClosingNamesTheProducersProducts(t *testing.T) {
	c, db := fixture(t, 10)
	setClosed(t, c, db, true)
	setClosed(t, c, db, true) // nothing changes, so nothing is told
	told := 0
	for raw, err := range db.Find(t.Context(), "outbox", store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		told++
		if raw.Lookup("kind").StringValue() != EventChanged || raw.Lookup("payload", "products", "0").StringValue() != "p1" {
			t.Errorf("told %v", raw)
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

func TestAHouseholdsContactNeedsItsConsent(t *testing.T) {
	contact := Contact{Representative: "Vũ Thị Hải Âu", Phone: "0912 345 678"}
	for _, tt := range []struct {
		kind  ProducerKind
		shown bool
		want  Contact
	}{
		{Household, false, Contact{}}, {Household, true, contact}, {Cooperative, false, contact},
	} {
		p := Producer{Kind: tt.kind, ContactShown: tt.shown, Contact: contact}
		if got := p.PublicContact(); got != tt.want {
			t.Errorf("%s, consent %v: %+v", tt.kind, tt.shown, got)
		}
	}
}
