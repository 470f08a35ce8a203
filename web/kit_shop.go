package web

import (
	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/orders"
)

// FindCommune returns the commune of a province that a text names for certain, by name or code, or else those that it may mean.
func (k *Kit) FindCommune(province, text string) (sure place.Commune, maybe []place.Commune) {
	return k.s.gazetteer().find(province, text)
}

// KeepOrder lets the browser open an order's page from now on: its token goes into a cookie for these pages alone.
func (k *Kit) KeepOrder(c *gin.Context, code, token string) { k.s.keepOrder(c, code, token) }

// OrderTag is how a page shows the status of an order: the class and the symbol of its tag, and its name.
func (k *Kit) OrderTag(lang Lang, s orders.Status) (class, icon, name string) {
	tag := k.s.view(lang).statusTag(s)
	return tag.Class, tag.Icon, tag.Word
}

// LimitLookup bounds guesses at an order, as the page does on which everyone looks theirs up.
func (k *Kit) LimitLookup(c *gin.Context, code string) error {
	checkout, _, _ := orders.ParseCode(code)
	for name, key := range map[string]string{limitLookup: k.s.limiter.Client(c.Request), limitCode: checkout} {
		if err := k.s.limit(c, name, key); err != nil {
			return err
		}
	}
	return nil
}
