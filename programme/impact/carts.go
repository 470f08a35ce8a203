package impact

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/programme/decide"
)

// Orders is what carrying out asks of orders.
type Orders interface {
	TakeOut(ctx context.Context, tx store.Tx, cartID string, skus []string, why orders.Taken) error
	CallOff(ctx context.Context, tx store.Tx, code string, loss orders.Loss) error
	WouldFall(ctx context.Context, r store.Reader, code string, loss orders.Loss) (orders.Fall, error)
	Recall(ctx context.Context, tx store.Tx, code, by, note string) error
}

// carts are the baskets that hold the product.
type carts struct{ orders Orders }

// Carts is the area of baskets.
func Carts(o Orders) Area { return carts{o} }

// What may be done about carts.
const (
	cartMark   = "mark"
	cartRemove = "remove"
)

// Key implements Area.
func (carts) Key() string { return "carts" }

// Name implements Area.
func (carts) Name() (vi, en string) { return "Giỏ hàng", "Baskets" }

// Held finds the carts with one of the product's units in them.
func (carts) Held(ctx context.Context, r store.Reader, g Goods) (Holding, error) {
	if !g.Current() {
		return Holding{}, nil
	}
	skus := skusOf(g)
	list, err := orders.CartsHolding(ctx, r, skus)
	if err != nil {
		return Holding{}, err
	}
	h := Holding{Measure: g.Measure()}
	for _, cart := range list {
		h.IDs = append(h.IDs, cart.ID)
		for _, l := range cart.Lines {
			if unit, ok := g.Product.Unit(l.SKU); ok {
				h.Pieces += l.Quantity
				h.Money += unit.Price * money.Amount(l.Quantity)
			}
		}
	}
	h.VI, h.EN = say("%s, chưa ai trả tiền.", "%s, nobody has paid.", h.pieces())
	return h, nil
}

func skusOf(g Goods) []string {
	var skus []string
	for _, u := range g.Product.Units {
		skus = append(skus, u.SKU)
	}
	return skus
}

// Choices implements Area.
func (carts) Choices(kind decide.Kind) []Choice {
	if kind == decide.Reinstate {
		return nil
	}
	return []Choice{
		{cartMark, "Để lại, ghi “không còn bán”", "Leave it, marked “no longer sold”"},
		{cartRemove, "Bỏ khỏi giỏ và báo", "Take it out and say so"},
	}
}

// Outcome implements Area.
func (carts) Outcome(h Holding, choice string) Outcome {
	n := things(h.Things(), "giỏ", "basket", "baskets")
	if choice == cartRemove {
		return outcome("bỏ khỏi %s, chủ giỏ thấy lý do lần tới mở giỏ", "taken out of %s; whoever opens it sees why", n)
	}
	return outcome("ở lại %s, không tính tiền và không đặt được", "stays in %s, not counted and not orderable", n)
}

// CarryOut implements Area.
func (c carts) CarryOut(ctx context.Context, tx store.Tx, t Task) error {
	if t.Choice != cartRemove {
		return nil
	}
	err := c.orders.TakeOut(ctx, tx, t.ID, skusOf(t.Goods), orders.Taken{Name: t.Goods.Product.Name, Certificate: t.Goods.Certificate.ID})
	if errors.Is(err, orders.ErrNoCart) {
		return fmt.Errorf("%w: %w", ErrMoved, err)
	}
	return err
}
