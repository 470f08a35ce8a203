package catalog

import (
	"slices"
	"testing"
)

// What is no longer in the store leaves the shelf with all that leads to it, and search hears that it is gone.
func TestRefreshTakesAwayWhatIsGone(t *testing.T) {
	c, db := fixture(t, 2)
	card, ok := c.Card("p1")
	if !ok {
		t.Fatal("the product is on no shelf")
	}
	p, err := products.Get(t.Context(), db, "p1")
	if err != nil {
		t.Fatal(err)
	}
	if err := products.Delete(t.Context(), db, p); err != nil {
		t.Fatal(err)
	}
	before := c.Generation()
	if noted, err := c.Refresh(t.Context(), Change{Products: []string{"p1"}}); err != nil || len(noted) != 0 {
		t.Errorf("%v, %v", noted, err)
	}
	if _, ok := c.CardBySlug(card.Slug); ok || len(c.CardsOfProducer(card.ProducerID)) != 0 || c.Generation() == before {
		t.Error("pages still show it")
	}
	if gone := c.Missing([]string{"p1"}); !slices.Equal(gone, []string{"p1"}) {
		t.Errorf("search hears that %v are gone", gone)
	}
}
