// Package impact finds what a decision on a certificate touches, lets an officer
// choose what is to be done about each kind of it, and carries that out. It
// promises that the count names exactly what is there, that each thing is done
// once however often the work is begun again, and that an area which cannot answer is named.
package impact

import (
	"cmp"
	"context"
	"errors"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/programme/decide"
)

// Goods is what a decision is about.
type Goods struct {
	Kind        decide.Kind // what is decided
	Certificate *catalog.Certificate
	Product     *catalog.Product
}

// Current reports whether the certificate is the one that the product is sold under.
func (g Goods) Current() bool { return g.Product.Certificate == g.Certificate.ID }

// Holds reports whether a line of an order is of the goods. Under a certificate that is
// not the product's any more, only what was ordered under it is.
func (g Goods) Holds(l orders.Line) bool {
	return l.ProductID == g.Product.ID && (g.Current() || l.Certificate == g.Certificate.ID)
}

// Holding is what an area holds of the goods, and of nothing else that is with them.
type Holding struct {
	IDs    []string // of exactly the things that hold it, sorted: they are what is carried out
	Places int      // in how many places they lie, where people count these; 0 elsewhere
	Pieces int
	Money  money.Amount
	Paid   money.Amount // what would go back to those who have paid
	Payers int          // how many things that is about
	Mailed int          // how many things' owners left an address to write to
	// ByItself tells that it changes at the minute of effect, whatever is chosen.
	ByItself bool
	Mixed    int // how many things hold other goods too, and would go on without these
	// Measure is what the pieces are called in Vietnamese; Goods.Measure knows it.
	Measure string
	VI, EN  string // one sentence about it
}

// Things is how many there are, as people count them.
func (h Holding) Things() int { return cmp.Or(h.Places, len(h.IDs)) }

// Choice is one thing that may be done about what an area holds.
type Choice struct {
	Key    string
	VI, EN string
}

// Outcome is what a choice would come to, for the summary before signing.
type Outcome struct {
	VI, EN   string // empty where there is nothing to say
	Letters  int    // that buyers would get
	Unmailed int    // buyers who left no address for them
	ToSeller int    // that the producer would get beside the one about the certificate
}

// outcome says what a choice comes to; see say.
func outcome(vi, en string, values ...any) Outcome {
	vi, en = say(vi, en, values...)
	return Outcome{VI: vi, EN: en}
}

// Task is one thing to carry out.
type Task struct {
	Decision *decide.Decision
	Goods    Goods
	Choice   string
	ID       string
}

// Area is a part of the market that may hold certified goods: carts, orders, stock,
// and later booths, showrooms, quotations and outlets. It joins by being given to New.
type Area interface {
	// Key names the area in what is stored.
	Key() string
	// Name is what people call it.
	Name() (vi, en string)
	// Held finds what it holds. An error means that it could not answer, which is told and holds up nobody.
	Held(ctx context.Context, r store.Reader, g Goods) (Holding, error)
	// Choices are what may be done, the usual one first; none where it happens by itself.
	Choices(kind decide.Kind) []Choice
	// Outcome is what a choice comes to.
	Outcome(h Holding, choice string) Outcome
	// CarryOut does the chosen to one thing, in a transaction. It is called once for
	// each, and wraps ErrMoved, having written nothing, where the thing is no more what it was.
	CarryOut(ctx context.Context, tx store.Tx, t Task) error
}

// ErrMoved: the thing moved on before its turn came, so there is nothing to do about it.
var ErrMoved = errors.New("impact: it has moved on")
