package impact

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/decide"
)

// Book knows the places where goods lie, and locks what lies there.
type Book interface {
	Place(ctx context.Context, r store.Reader, id string) (*ledger.Place, error)
	Lock(ctx context.Context, tx store.Tx, productID, reason string) error
	Unlock(ctx context.Context, tx store.Tx, productID string) error
}

// Shelves moves stock; catalog.Catalog does.
type Shelves interface {
	Move(ctx context.Context, tx store.Tx, moves ...catalog.Movement) error
}

// places are where the goods lie.
type places struct {
	book    Book
	shelves Shelves
}

// Stock is the area of places where goods lie: the producer's own store, showrooms, booths.
func Stock(b Book, s Shelves) Area { return places{b, s} }

// What may be done about goods that lie somewhere.
const (
	stockLock   = "lock"
	stockBack   = "back"
	stockUnlock = "unlock"
	stockStay   = "stay"
)

// Key implements Area.
func (places) Key() string { return "stock" }

// Name implements Area.
func (places) Name() (vi, en string) { return "Nơi giữ hàng", "Places that keep goods" }

// Held finds the places at which a piece of the product lies.
func (p places) Held(ctx context.Context, r store.Reader, g Goods) (Holding, error) {
	if !g.Current() {
		return Holding{}, nil
	}
	lying, err := catalog.StocksOf(ctx, r, g.Product.ID)
	if err != nil {
		return Holding{}, err
	}
	h := Holding{Measure: g.Measure()}
	at := map[string]int{}
	for _, stock := range lying {
		if stock.Available == 0 {
			continue
		}
		h.IDs = append(h.IDs, stock.ID)
		h.Pieces += stock.Available
		at[stock.Place] += stock.Available
	}
	slices.Sort(h.IDs)
	h.Places = len(at)
	h.VI, h.EN, err = p.say(ctx, r, h, at)
	return h, err
}

// say tells how many pieces lie at each place; the own store has no id and comes first.
func (p places) say(ctx context.Context, r store.Reader, h Holding, at map[string]int) (vi, en string, err error) {
	var inVI, inEN []string
	for _, id := range slices.Sorted(maps.Keys(at)) {
		place := &ledger.Place{Kind: ledger.OwnStore}
		if id != "" {
			if place, err = p.book.Place(ctx, r, id); err != nil {
				return "", "", err
			}
		}
		vi, en := say("%s %s", "%s %s", named{place.Title("vi"), place.Title("en")}, at[id])
		inVI, inEN = append(inVI, vi), append(inEN, en)
	}
	if len(at) == 0 {
		return "", "", nil
	}
	vi, en = say("%s: %s.", "%s: %s.", h.pieces(), named{strings.Join(inVI, ", "), strings.Join(inEN, ", ")})
	return vi, en, nil
}

// Choices implements Area.
func (places) Choices(kind decide.Kind) []Choice {
	if kind == decide.Reinstate {
		return []Choice{{stockUnlock, "Mở bán lại", "Let it be sold again"}, {stockStay, "Để khóa", "Leave it locked"}}
	}
	return []Choice{{stockLock, "Khóa bán, chờ kiểm", "Lock it until it is inspected"}, {stockBack, "Trả về chủ thể", "Send it back to the producer"}}
}

// Outcome implements Area.
func (places) Outcome(h Holding, choice string) Outcome {
	switch choice {
	case stockLock:
		return outcome("%s bị khóa ở %s", "%s locked in %s", h.pieces(), things(h.Things(), "chỗ", "place", "places"))
	case stockBack:
		return outcome("%s về kho của chủ thể", "%s back to the producer's store", h.pieces())
	case stockUnlock:
		return outcome("%s bán lại được", "%s can be sold again", h.pieces())
	}
	return outcome("%s vẫn khóa", "%s stay locked", h.pieces())
}

// CarryOut implements Area. Locking concerns all of a product's goods at once, so only the first thing has anything to do.
func (p places) CarryOut(ctx context.Context, tx store.Tx, t Task) error {
	switch t.Choice {
	case stockLock:
		return p.book.Lock(ctx, tx, t.Goods.Product.ID, t.Decision.Number)
	case stockUnlock:
		return p.book.Unlock(ctx, tx, t.Goods.Product.ID)
	case stockBack:
		return p.sendBack(ctx, tx, t)
	}
	return nil
}

// sendBack moves what lies elsewhere now to the producer's own store.
func (p places) sendBack(ctx context.Context, tx store.Tx, t Task) error {
	sku, place, away := strings.Cut(t.ID, "@")
	if !away {
		return nil // it is the producer's own store
	}
	lying, err := catalog.StocksOf(ctx, tx, t.Goods.Product.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(lying, func(stock *catalog.Stock) bool { return stock.ID == t.ID && stock.Available > 0 })
	if i < 0 {
		return fmt.Errorf("%w: nothing lies there any more", ErrMoved)
	}
	n, why := lying[i].Available, t.Decision.Certificate
	return p.shelves.Move(ctx, tx,
		catalog.Movement{SKU: sku, Place: place, Delta: -n, Kind: catalog.EntryTransfer, Ref: t.Decision.Number, Reason: why},
		catalog.Movement{SKU: sku, Delta: n, Kind: catalog.EntryTransfer, Ref: t.Decision.Number, Reason: why})
}
