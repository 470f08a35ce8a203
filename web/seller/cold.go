package seller

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// coldest remembers up to which temperature products are kept, by id; nil where their sheets do not say.
type coldest map[string]*int

// of writes the temperature that nothing in a chilled order must exceed: that of what is kept coldest. Empty where no sheet says.
func (c coldest) of(ask *desk.Ask, goods *catalog.Catalog, o *orders.Order) (string, error) {
	if !o.Delivery.Chilled {
		return "", nil
	}
	var below *int
	for _, l := range o.Lines {
		to, err := c.product(ask, goods, l.ProductID)
		if err != nil {
			return "", err
		}
		if to != nil && (below == nil || *to < *below) {
			below = to
		}
	}
	if below == nil {
		return "", nil
	}
	return strings.Replace(strconv.Itoa(*below), "-", "−", 1), nil
}

func (c coldest) product(ask *desk.Ask, goods *catalog.Catalog, id string) (*int, error) {
	if to, known := c[id]; known {
		return to, nil
	}
	p, err := goods.Product(ask.Ctx(), id)
	if errors.Is(err, store.ErrNotFound) {
		c[id] = nil // it is no longer in the catalogue; the order is to be sent all the same
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c[id] = nil
	if t := p.Sheet.Temperature; t != nil {
		c[id] = t.To
	}
	return c[id], nil
}

// dueDay writes the last day on which an order should arrive; empty where it has none.
func dueDay(ask *desk.Ask, day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return ask.Lang.Weekday(day)
}
