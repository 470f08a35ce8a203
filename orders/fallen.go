package orders

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
)

// Fallen is a line that fell out of an order before its goods left, while the rest went on.
type Fallen struct {
	Line   `bson:",inline"`
	Reason Reason    `bson:"reason"`
	Lost   string    `bson:"lost,omitempty"` // the certificate that was lost, where that is the reason
	At     time.Time `bson:"at"`
	By     string    `bson:"by"`
	Note   string    `bson:"note,omitempty"`
}

// Loss is a certificate that was lost, and what it takes out of orders.
type Loss struct {
	Certificate string          // its number
	Of          func(Line) bool // whether a line is one of the goods
	By, Note    string
}

// Fall is what an order loses when lines fall out of it.
type Fall struct {
	Pieces int
	Goods  money.Amount // of the lines
	Refund money.Amount // goes back to the buyer, who had transferred it
	Whole  bool         // nothing else is in the order: it is cancelled
}

// CallOff takes the goods of a lost certificate out of an order that has not left, gives
// them back to the stock and owes the buyer what they paid for them. An order of nothing
// else is cancelled. One that has moved on is a *StatusError, one without such goods ErrNoUnit.
func (s *Service) CallOff(ctx context.Context, tx store.Tx, code string, loss Loss) error {
	return s.moveIn(ctx, tx, code, func(c *change, o *Order) error { return c.callOff(o, s.Rules().Shipping, loss) })
}

// WouldFall tells what CallOff would do to an order, by doing it to a copy.
func (s *Service) WouldFall(ctx context.Context, r store.Reader, code string, loss Loss) (Fall, error) {
	checkout, number, _ := ParseCode(code)
	view, err := read(ctx, r, checkout)
	if err != nil {
		return Fall{}, err
	}
	c := &change{now: s.instant(), checkout: view.Checkout, orders: view.Orders}
	o, err := c.order(number)
	if err != nil {
		return Fall{}, err
	}
	var f Fall
	for _, l := range o.Lines {
		if loss.Of(l) {
			f.Pieces += l.Quantity
			f.Goods += l.Sum
		}
	}
	before := c.checkout.Payment.Refund
	if err := c.callOff(o, s.Rules().Shipping, loss); err != nil {
		return Fall{}, fmt.Errorf("what %s would lose: %w", code, err)
	}
	f.Refund, f.Whole = c.checkout.Payment.Refund-before, o.Status == Cancelled
	return f, nil
}

func (c *change) callOff(o *Order, rates Rates, loss Loss) error {
	if !o.Status.Open() {
		return &StatusError{Order: o.ID, From: o.Status, To: Cancelled}
	}
	if !slices.ContainsFunc(o.Lines, loss.Of) {
		return ErrNoUnit
	}
	what := WasReduced
	if slices.ContainsFunc(o.Lines, func(l Line) bool { return !loss.Of(l) }) {
		if err := c.drop(o, rates, loss); err != nil {
			return err
		}
	} else {
		if err := c.move(o, Cancelled, loss.By, loss.Note); err != nil {
			return err
		}
		o.Reason, what = ReasonCertificate, WasCancelled
	}
	c.news = append(c.news, Change{Checkout: c.checkout.ID, Orders: []string{o.ID}, What: what, Certificate: loss.Certificate})
	return c.rebalance()
}

// drop takes lines out of an order of which others stay. A parcel that was packed is to be opened again.
func (c *change) drop(o *Order, rates Rates, loss Loss) error {
	if o.Status == Packed {
		if err := c.move(o, Confirmed, loss.By, loss.Note); err != nil {
			return err
		}
	} else if !slices.Contains(c.moved, o) {
		c.moved = append(c.moved, o)
	}
	goods, fee := o.Goods, o.Delivery.Fee
	var left []Line
	for _, l := range o.Lines {
		if !loss.Of(l) {
			left = append(left, l)
			continue
		}
		o.Fallen = append(o.Fallen, Fallen{Line: l, Reason: ReasonCertificate, Lost: loss.Certificate, At: c.now, By: loss.By, Note: loss.Note})
		c.back = append(c.back, catalog.Line{SKU: l.SKU, Quantity: l.Quantity, Ref: o.ID})
		o.Goods -= l.Sum
	}
	o.Delivery = rates.lighter(o.Delivery, o.Address.Province, o.Lines, left)
	o.Lines, o.Total, o.UpdatedAt = left, o.Goods+o.Delivery.Fee, c.now
	c.lower(goods-o.Goods, fee-o.Delivery.Fee)
	return nil
}

// lower asks for less than before, for goods and for their delivery.
func (c *change) lower(goods, fee money.Amount) {
	c.checkout.Goods -= goods
	c.checkout.Shipping -= fee
	c.checkout.Total -= goods + fee
	c.checkout.Payment.Amount -= goods + fee
}

// lighter reckons the delivery of a parcel of which some lines stay. It is never dearer than
// it was, and stays as it is where the weights of its lines were not noted.
func (r Rates) lighter(d Delivery, to string, all, left []Line) Delivery {
	if was, _ := weigh(all); was != d.WeightG {
		return d
	}
	d.WeightG, d.Chilled = weigh(left)
	q := r.Quote(d.From, to, d.WeightG, d.Chilled)
	d.Fee = min(d.Fee, q.Fee)
	if d.WeightG == 0 { // what is left comes by mail
		d.Zone, d.Earliest, d.Latest = "", time.Time{}, time.Time{}
	}
	return d
}

// weigh sums up what lines weigh, in grams, and tells whether any must be kept cold.
func weigh(lines []Line) (grams int, chilled bool) {
	for _, l := range lines {
		grams += l.WeightG * l.Quantity
		chilled = chilled || l.Chilled
	}
	return grams, chilled
}

// unlistFallen takes an order off the lists of products that have fallen out of it.
func unlistFallen(ctx context.Context, tx store.Tx, o *Order) error {
	left := o.products()
	for _, f := range o.Fallen {
		if slices.Contains(left, f.ProductID) {
			continue
		}
		if err := unlist(ctx, tx, orderGoods, o.ID+":"+f.ProductID); err != nil {
			return fmt.Errorf("index order: %w", err)
		}
	}
	return nil
}
