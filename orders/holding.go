package orders

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/internal/store"
)

// cartGood says that a cart holds a unit: the way from a unit to its carts, written
// with the cart itself. It never changes, so its revision is always the first.
type cartGood struct {
	store.Meta `bson:",inline"` // ID is the cart's and the SKU
	Cart       string           `bson:"cart"`
	SKU        string           `bson:"sku"`
}

// orderGood says that an open order, one whose end has not come, holds a product.
type orderGood struct {
	store.Meta `bson:",inline"` // ID is the order's code and the product's id
	Order      string           `bson:"order"`
	ProductID  string           `bson:"product_id"`
}

var (
	cartGoods  = store.Define[cartGood]("cart_goods", store.Index{Fields: []string{"sku"}})
	orderGoods = store.Define[orderGood]("order_goods", store.Index{Fields: []string{"product_id"}})
)

func newCartGood(cart, sku string) *cartGood {
	return &cartGood{Meta: store.Meta{ID: cart + ":" + sku}, Cart: cart, SKU: sku}
}

// indexCart makes the list of carts that hold a unit what this cart holds now; before is what it held.
func indexCart(ctx context.Context, tx store.Tx, cart *Cart, before []string) error {
	now := cart.skus()
	for _, sku := range now {
		if slices.Contains(before, sku) {
			continue
		}
		if err := cartGoods.Insert(ctx, tx, newCartGood(cart.ID, sku)); err != nil {
			return fmt.Errorf("index cart: %w", err)
		}
	}
	for _, sku := range before {
		if slices.Contains(now, sku) {
			continue
		}
		if err := unlist(ctx, tx, cartGoods, newCartGood(cart.ID, sku).ID); err != nil {
			return fmt.Errorf("index cart: %w", err)
		}
	}
	return nil
}

// skus are the units that the cart holds.
func (c *Cart) skus() []string {
	var skus []string
	for _, l := range c.Lines {
		skus = append(skus, l.SKU)
	}
	return skus
}

// unlist deletes a document of an index, if it is there.
func unlist[T any](ctx context.Context, tx store.Tx, from store.Collection[T], id string) error {
	err := tx.Delete(ctx, from.Schema().Collection, id, 1)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// products are those of the order's lines, each once.
func (o *Order) products() []string {
	var ids []string
	for _, l := range o.Lines {
		if !slices.Contains(ids, l.ProductID) {
			ids = append(ids, l.ProductID)
		}
	}
	return ids
}

// indexOrder lists a new order under its products.
func indexOrder(ctx context.Context, tx store.Tx, o *Order) error {
	for _, id := range o.products() {
		good := &orderGood{Meta: store.Meta{ID: o.ID + ":" + id}, Order: o.ID, ProductID: id}
		if err := orderGoods.Insert(ctx, tx, good); err != nil {
			return fmt.Errorf("index order: %w", err)
		}
	}
	return nil
}

// unindexOrder takes an order whose end has come off the lists.
func unindexOrder(ctx context.Context, tx store.Tx, o *Order) error {
	for _, id := range o.products() {
		if err := unlist(ctx, tx, orderGoods, o.ID+":"+id); err != nil {
			return fmt.Errorf("index order: %w", err)
		}
	}
	return nil
}

// CartsHolding returns the carts that hold one of these units, in the order of their ids.
func CartsHolding(ctx context.Context, r store.Reader, skus []string) ([]*Cart, error) {
	if len(skus) == 0 {
		return nil, nil
	}
	goods, err := cartGoods.Find(ctx, r, store.Query{Where: []store.Cond{{Field: "sku", Op: store.In, Value: skus}}})
	if err != nil {
		return nil, fmt.Errorf("carts holding %v: %w", skus, err)
	}
	var ids []string
	for _, g := range goods {
		ids = append(ids, g.Cart)
	}
	slices.Sort(ids)
	return carts.GetMany(ctx, r, slices.Compact(ids))
}

// OpenOrdersOf returns the orders of a product whose end has not come, in the order of their codes.
func OpenOrdersOf(ctx context.Context, r store.Reader, productID string) ([]*Order, error) {
	goods, err := orderGoods.Find(ctx, r, store.Query{Where: []store.Cond{{Field: "product_id", Op: store.Eq, Value: productID}}})
	if err != nil {
		return nil, fmt.Errorf("open orders of %s: %w", productID, err)
	}
	var codes []string
	for _, g := range goods {
		codes = append(codes, g.Order)
	}
	slices.Sort(codes)
	return orders.GetMany(ctx, r, codes)
}

// Touch is how many carts hold a product, and how many open orders.
type Touch struct{ Carts, Orders int }

// Touches counts by product what holds them; skus names the units of each.
func Touches(ctx context.Context, r store.Reader, skus map[string][]string) (map[string]Touch, error) {
	var ids []string
	owner := map[string]string{}
	for id, units := range skus {
		ids = append(ids, id)
		for _, sku := range units {
			owner[sku] = id
		}
	}
	touches := map[string]Touch{}
	for part := range slices.Chunk(ids, touchAtOnce) {
		if err := countOrders(ctx, r, part, touches); err != nil {
			return nil, err
		}
	}
	return touches, countCarts(ctx, r, owner, touches)
}

// touchAtOnce is how many products one query names.
const touchAtOnce = 200

func countOrders(ctx context.Context, r store.Reader, ids []string, touches map[string]Touch) error {
	counts, err := orderGoods.CountBy(ctx, r, "product_id", store.Cond{Field: "product_id", Op: store.In, Value: ids})
	for id, n := range counts {
		t := touches[id]
		t.Orders = n
		touches[id] = t
	}
	return err
}

// countCarts counts each cart once for a product, however many of its units it holds.
func countCarts(ctx context.Context, r store.Reader, owner map[string]string, touches map[string]Touch) error {
	var skus []string
	for sku := range owner {
		skus = append(skus, sku)
	}
	seen := map[[2]string]bool{}
	for part := range slices.Chunk(skus, touchAtOnce) {
		for good, err := range cartGoods.Each(ctx, r, store.Query{Where: []store.Cond{{Field: "sku", Op: store.In, Value: part}}}) {
			if err != nil {
				return err
			}
			pair := [2]string{good.Cart, owner[good.SKU]}
			if seen[pair] {
				continue
			}
			seen[pair] = true
			t := touches[pair[1]]
			t.Carts++
			touches[pair[1]] = t
		}
	}
	return nil
}

// indexAtOnce is how many carts or orders one transaction lists.
const indexAtOnce = 200

// IndexGoods lists the carts and open orders that were written before there were lists of them. It may run again.
func IndexGoods(ctx context.Context, db store.DB) error {
	err := eachPage(ctx, db, carts, func(ctx context.Context, tx store.Tx, cart *Cart) error {
		for _, sku := range cart.skus() {
			if err := put(ctx, tx, cartGoods, newCartGood(cart.ID, sku)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list carts by unit: %w", err)
	}
	err = eachPage(ctx, db, orders, func(ctx context.Context, tx store.Tx, o *Order) error {
		if o.Status.Final() {
			return nil
		}
		for _, id := range o.products() {
			good := &orderGood{Meta: store.Meta{ID: o.ID + ":" + id}, Order: o.ID, ProductID: id}
			if err := put(ctx, tx, orderGoods, good); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list open orders by product: %w", err)
	}
	return nil
}

// put inserts a document unless it is there.
func put[T any, P interface {
	*T
	DocumentID() string
}](ctx context.Context, tx store.Tx, into store.Collection[T], doc P) error {
	if _, err := into.Get(ctx, tx, doc.DocumentID()); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return into.Insert(ctx, tx, (*T)(doc))
}

// eachPage gives every document of a collection to a function, some in a transaction.
func eachPage[T any](ctx context.Context, db store.DB, of store.Collection[T], do func(context.Context, store.Tx, *T) error) error {
	for after := ""; ; {
		err := db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			page, err := of.Page(ctx, tx, store.Query{Limit: indexAtOnce, After: after})
			if err != nil {
				return err
			}
			for _, doc := range page.Items {
				if err := do(ctx, tx, doc); err != nil {
					return err
				}
			}
			after = page.Next
			return nil
		})
		if err != nil || after == "" {
			return err
		}
	}
}
