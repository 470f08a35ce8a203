package orders

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
)

// Problem is why a line of a cart cannot be ordered as it is.
type Problem string

// The problems. Lapsed, Gone and Closed lines are not counted and block nothing; SoldOut and Short ones must be changed first.
const (
	Fine    Problem = ""
	Lapsed  Problem = "lapsed"   // its certificate carries no stars now: see State
	Gone    Problem = "gone"     // it is sold no more
	Closed  Problem = "closed"   // its producer does not sell yet
	SoldOut Problem = "sold_out" // none is left
	Short   Problem = "short"    // fewer are left than asked for
)

// Counted reports whether the line is part of the total.
func (p Problem) Counted() bool { return p != Lapsed && p != Gone && p != Closed }

// CartView is a cart with what is true of its lines now.
type CartView struct {
	Groups   []CartGroup // by producer, in the order of first addition
	Province string      // that shipping is reckoned for; empty while unknown, and Shipping is 0 then
	Count    int         // pieces that count
	Goods    money.Amount
	Shipping money.Amount
	Total    money.Amount
	Taken    []Taken // what was taken out since the owner changed the cart last
}

// CartGroup is what one producer would send.
type CartGroup struct {
	Seller   Seller
	Lines    []CartItem
	Goods    money.Amount
	Delivery Delivery
}

// CartItem is a line of a cart with what is true of it now.
type CartItem struct {
	Line      // as it would be ordered; Stars is 0 unless they may be shown
	State     catalog.State
	Validity  catalog.Validity // for the date to name when lapsed
	Available int
	Problem   Problem
}

// Empty reports whether there is nothing in the cart at all.
func (v *CartView) Empty() bool { return len(v.Groups) == 0 }

// Items lists the lines that have one of these problems, in the order of the view.
func (v *CartView) Items(problems ...Problem) []CartItem {
	var items []CartItem
	for _, g := range v.Groups {
		for _, item := range g.Lines {
			if slices.Contains(problems, item.Problem) {
				items = append(items, item)
			}
		}
	}
	return items
}

// Placeable reports whether it could be ordered as it is.
func (v *CartView) Placeable() bool {
	return v.Count > 0 && len(v.Items(SoldOut, Short)) == 0
}

// ViewCart returns the cart with what is true of its lines now; province (a
// code, or empty while unknown) is where it would be sent. It reads the catalogue's memory.
func (s *Service) ViewCart(ctx context.Context, key, province string) (*CartView, error) {
	cart, err := s.Cart(ctx, key)
	if err != nil {
		return nil, err
	}
	v, err := s.view(cart.Lines, s.fromCards, province)
	if err == nil {
		v.Taken = cart.Taken
	}
	return v, err
}

// source finds what is true of a unit now; false if nobody sells it.
type source func(sku string) (article, bool)

// article is a unit with what a cart and an order must know of it.
type article struct {
	CartItem // of no quantity yet
	seller   Seller
	closed   bool
}

// view groups lines by seller and sums them up. The same code reckons what a
// cart shows and what an order costs, so that they can differ only if the catalogue changed.
func (s *Service) view(lines []CartLine, find source, province string) (*CartView, error) {
	v := &CartView{Province: province}
	for _, l := range lines {
		a, ok := find(l.SKU)
		if !ok {
			a = article{CartItem: CartItem{Line: Line{SKU: l.SKU, Name: l.SKU}, Problem: Gone}}
		}
		item, err := a.times(l.Quantity)
		if err != nil {
			return nil, err
		}
		g := v.group(a.seller)
		g.Lines = append(g.Lines, item)
	}
	now := s.instant()
	for i := range v.Groups {
		if err := v.add(&v.Groups[i], s.Rules().Shipping, now); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// times is the article in that quantity, and what stands in the way of it.
func (a article) times(quantity int) (CartItem, error) {
	item := a.CartItem
	item.Quantity = quantity
	switch {
	case item.Problem == Gone:
		return item, nil
	case !item.State.ShowsStars():
		item.Problem, item.Stars = Lapsed, 0
	case a.closed:
		item.Problem = Closed
	case item.Available == 0:
		item.Problem = SoldOut
	case item.Available < quantity:
		item.Problem = Short
	}
	sum, err := item.Price.Times(quantity)
	if err != nil {
		return CartItem{}, fmt.Errorf("sum up %s: %w", item.SKU, err)
	}
	item.Sum = sum
	return item, nil
}

// group returns the view's group of a seller, the first time a new one. Units
// of one producer that are sent from different provinces travel as one parcel, from the first one's.
func (v *CartView) group(seller Seller) *CartGroup {
	for i := range v.Groups {
		if v.Groups[i].Seller.ID == seller.ID {
			return &v.Groups[i]
		}
	}
	v.Groups = append(v.Groups, CartGroup{Seller: seller})
	return &v.Groups[len(v.Groups)-1]
}

// add reckons a group's goods and delivery and adds them to the view.
func (v *CartView) add(g *CartGroup, rates Rates, now time.Time) (err error) {
	weight, chilled := 0, false
	for _, item := range g.Lines {
		if !item.Problem.Counted() {
			continue
		}
		if g.Goods, err = money.Sum(g.Goods, item.Sum); err != nil {
			return fmt.Errorf("sum up cart: %w", err)
		}
		v.Count += item.Quantity
		weight += item.WeightG * item.Quantity
		chilled = chilled || item.Chilled
	}
	g.Delivery = rates.delivery(g.Seller.Province, v.Province, weight, chilled, now)
	if v.Goods, err = money.Sum(v.Goods, g.Goods); err != nil {
		return fmt.Errorf("sum up cart: %w", err)
	}
	v.Shipping += g.Delivery.Fee
	v.Total, err = money.Sum(v.Goods, v.Shipping)
	return err
}

// fromCards finds units in the catalogue's memory.
func (s *Service) fromCards(sku string) (article, bool) {
	card, unit, ok := s.catalog.CardBySKU(sku)
	if !ok {
		return article{}, false
	}
	line := Line{
		SKU: sku, ProductID: card.ID, Slug: card.Slug, Name: card.Name, NameEN: card.NameEN, Unit: unit.Name, UnitEN: unit.NameEN,
		Photo: card.Photo, Group: card.Group, Stars: card.Validity.Stars, Certificate: card.Certificate, Price: unit.Price,
		WeightG: unit.WeightG, Chilled: unit.Chilled,
	}
	return article{
		CartItem: CartItem{Line: line, State: s.catalog.State(card), Validity: card.Validity, Available: unit.Available},
		seller:   Seller{ID: card.ProducerID, Slug: card.ProducerSlug, Name: card.ProducerName, Kind: card.ProducerKind, Province: card.Place.Province},
		closed:   card.Closed,
	}, true
}

// fromOffers finds units among offers read from the store.
func fromOffers(offers map[string]catalog.Offer) source {
	return func(sku string) (article, bool) {
		o, ok := offers[sku]
		if !ok || o.Producer == nil {
			return article{}, false
		}
		p := o.Product
		line := Line{
			SKU: sku, ProductID: p.ID, Slug: p.Slug, Name: p.Name, NameEN: p.NameEN, Unit: o.Unit.Name, UnitEN: o.Unit.NameEN,
			Group: p.Group, Certificate: p.Certificate, Price: o.Unit.Price,
			WeightG: o.Unit.WeightG, Chilled: o.Unit.Chilled,
		}
		if len(p.Photos) > 0 {
			line.Photo = &p.Photos[0]
		}
		a := article{
			CartItem: CartItem{Line: line, State: o.State, Available: o.Available},
			seller:   Seller{ID: o.Producer.ID, Slug: o.Producer.Slug, Name: o.Producer.Name, Kind: o.Producer.Kind, Province: p.Place.Province},
			closed:   o.Closed(),
		}
		if o.Certificate != nil {
			a.Validity, a.Stars = o.Certificate.Validity(), o.Certificate.Stars
		}
		return a, true
	}
}
