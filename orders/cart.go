package orders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// Cart is what a buyer gathers. Its key opens it; the store holds a hash of the key alone.
type Cart struct {
	store.Meta `bson:",inline"` // ID is the hash of the key
	Lines      []CartLine       `bson:"lines"`
	UpdatedAt  time.Time        `bson:"updated_at"`
	// Taken is what was taken out of the cart since its owner changed it last.
	Taken []Taken `bson:"taken,omitempty"`
}

// CartLine is one unit in a cart. Everything else about it is looked up when asked.
type CartLine struct {
	SKU      string `bson:"sku"`
	Quantity int    `bson:"quantity"`
}

// Count is how many pieces the cart holds.
func (c *Cart) Count() int {
	n := 0
	for _, l := range c.Lines {
		n += l.Quantity
	}
	return n
}

// line is the position of a unit's line, or -1.
func (c *Cart) line(sku string) int {
	return slices.IndexFunc(c.Lines, func(l CartLine) bool { return l.SKU == sku })
}

// NewCart makes an empty cart and returns its key.
func (s *Service) NewCart(ctx context.Context) (key string, err error) {
	key = newSecret()
	cart := &Cart{Meta: store.Meta{ID: hashOf(key)}, UpdatedAt: s.instant()}
	if err := carts.Insert(ctx, s.db, cart); err != nil {
		return "", fmt.Errorf("new cart: %w", err)
	}
	return key, nil
}

// Cart returns the cart with that key, or ErrNoCart.
func (s *Service) Cart(ctx context.Context, key string) (*Cart, error) {
	return getCart(ctx, s.db, key)
}

func getCart(ctx context.Context, r store.Reader, key string) (*Cart, error) {
	cart, err := carts.Get(ctx, r, hashOf(key))
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNoCart
	}
	return cart, err
}

// AddToCart puts more of a unit into the cart with that key, or into a new one
// if there is none, and returns the key to keep. A unit that may not be sold is
// a *catalog.NotSellableError; how many are left is looked at when the cart is viewed and ordered.
func (s *Service) AddToCart(ctx context.Context, key, sku string, quantity int) (string, *Cart, error) {
	if quantity < 1 || quantity > s.Rules().MaxQuantity {
		return "", nil, ErrQuantity
	}
	if err := s.sellable(sku); err != nil {
		return "", nil, err
	}
	cart, err := s.changeCart(ctx, key, func(cart *Cart) error { return cart.add(sku, quantity, s.Rules()) })
	if errors.Is(err, ErrNoCart) {
		return s.firstLine(ctx, sku, quantity)
	}
	return key, cart, err
}

// firstLine makes a new cart of one line. A key that came from outside is never taken for it.
func (s *Service) firstLine(ctx context.Context, sku string, quantity int) (string, *Cart, error) {
	key := newSecret()
	cart := &Cart{Meta: store.Meta{ID: hashOf(key)}, Lines: []CartLine{{SKU: sku, Quantity: quantity}}, UpdatedAt: s.instant()}
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := carts.Insert(ctx, tx, cart); err != nil {
			return err
		}
		return indexCart(ctx, tx, cart, nil)
	})
	if err != nil {
		return "", nil, fmt.Errorf("new cart: %w", err)
	}
	return key, cart, nil
}

func (s *Service) sellable(sku string) error {
	card, _, ok := s.catalog.CardBySKU(sku)
	if !ok {
		return ErrNoUnit
	}
	if state := s.catalog.State(card); !state.ShowsStars() {
		return &catalog.NotSellableError{SKU: sku, State: state}
	}
	if card.Closed {
		return fmt.Errorf("sell %q: %w", sku, catalog.ErrClosed)
	}
	return nil
}

func (c *Cart) add(sku string, quantity int, rules Rules) error {
	i := c.line(sku)
	if i < 0 {
		if len(c.Lines) >= rules.MaxLines {
			return ErrCartFull
		}
		c.Lines = append(c.Lines, CartLine{SKU: sku, Quantity: quantity})
		return nil
	}
	if c.Lines[i].Quantity+quantity > rules.MaxQuantity {
		return ErrQuantity
	}
	c.Lines[i].Quantity += quantity
	return nil
}

// SetQuantity sets how many of a unit the cart holds, at least 1; a unit it does not hold is ErrNoUnit.
func (s *Service) SetQuantity(ctx context.Context, key, sku string, quantity int) (*Cart, error) {
	if quantity < 1 || quantity > s.Rules().MaxQuantity {
		return nil, ErrQuantity
	}
	return s.changeCart(ctx, key, func(cart *Cart) error {
		i := cart.line(sku)
		if i < 0 {
			return ErrNoUnit
		}
		cart.Lines[i].Quantity = quantity
		return nil
	})
}

// RemoveFromCart takes a unit out of the cart; one that is not in it is no error, so that it may be repeated.
func (s *Service) RemoveFromCart(ctx context.Context, key, sku string) (*Cart, error) {
	return s.changeCart(ctx, key, func(cart *Cart) error {
		cart.Lines = remove(cart.Lines, sku)
		return nil
	})
}

func remove(lines []CartLine, sku string) []CartLine {
	return slices.DeleteFunc(lines, func(l CartLine) bool { return l.SKU == sku })
}

func (s *Service) changeCart(ctx context.Context, key string, change func(*Cart) error) (*Cart, error) {
	if key == "" {
		return nil, ErrNoCart
	}
	var cart *Cart
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		cart, err = s.changeCartIn(ctx, tx, hashOf(key), func(cart *Cart) error {
			cart.Taken = nil // they saw it
			return change(cart)
		})
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, ErrNoCart
	}
	if err != nil {
		return nil, err
	}
	return cart, nil
}

// changeCartIn changes a cart and the lists that name it in the caller's transaction.
func (s *Service) changeCartIn(ctx context.Context, tx store.Tx, id string, change func(*Cart) error) (*Cart, error) {
	cart, err := carts.Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	before := cart.skus()
	cart.UpdatedAt = s.instant()
	if err := change(cart); err != nil {
		return nil, err
	}
	if err := carts.Replace(ctx, tx, cart); err != nil {
		return nil, err
	}
	return cart, indexCart(ctx, tx, cart, before)
}

// pruneAtOnce is how many documents one transaction of a cleaning job deletes.
const pruneAtOnce = 200

// PruneCarts deletes carts untouched for Rules.CartAge and returns how many. A daily job calls it.
func (s *Service) PruneCarts(ctx context.Context) (int, error) {
	old := store.Cond{Field: "updated_at", Op: store.Lt, Value: s.instant().Add(-s.Rules().CartAge)}
	return prune(ctx, s.db, carts, old, func(ctx context.Context, tx store.Tx, cart *Cart) error {
		before := cart.skus()
		cart.Lines = nil
		return indexCart(ctx, tx, cart, before)
	})
}

// prune deletes what meets a condition, a few at a time, so that nobody waits for long; also deletes what hangs on each, and may be nil.
func prune[T any](ctx context.Context, db store.DB, from store.Collection[T], old store.Cond, also func(context.Context, store.Tx, *T) error) (int, error) {
	deleted := 0
	for {
		n := 0
		err := db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			docs, err := from.Find(ctx, tx, store.Query{Where: []store.Cond{old}, Limit: pruneAtOnce})
			if err != nil {
				return err
			}
			for _, doc := range docs {
				if err := from.Delete(ctx, tx, doc); err != nil {
					return err
				}
				if also == nil {
					continue
				}
				if err := also(ctx, tx, doc); err != nil {
					return err
				}
			}
			n = len(docs)
			return nil
		})
		if err != nil {
			return deleted, err
		}
		if deleted += n; n < pruneAtOnce {
			return deleted, nil
		}
	}
}
