package letters

import (
	"context"
	"errors"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

// placed writes to the buyer, and to the sellers if nothing must be paid first.
func (m *MailOut) placed(ctx context.Context, p orders.Placement) ([]letter, error) {
	view, err := m.orders.Find(ctx, p.Checkout)
	if err != nil {
		return nil, gone(err)
	}
	list := []letter{m.toBuyer("placed", "placed:"+p.Checkout, view, view.Orders)}
	if view.Checkout.Payment.Method == orders.CashOnDelivery && !switched(view) {
		return m.toSellers(ctx, list, "new", "new:", view, view.Orders)
	}
	return list, nil
}

// switched reports whether it became cash on delivery after it was placed: then its sellers are told by that.
func switched(view *orders.View) bool {
	return slices.ContainsFunc(view.Orders, func(o *orders.Order) bool { return o.History[0].Status == orders.AwaitingPayment })
}

// gone makes nothing of what is no more, such as an order of a store that was restored to an earlier day.
func gone(err error) error {
	if errors.Is(err, orders.ErrNoOrder) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// forOperators are the changes that a person of the operator must act on.
var forOperators = []orders.What{orders.WasUnderpaid, orders.WasOverpaid, orders.WasPaidLate}

// givingBack are the changes after which money may have to go back: a person of the operator sends it.
var givingBack = []orders.What{orders.WasCancelled, orders.WasReduced, orders.WasReturned, orders.RanOut}

// changed writes to the buyer, and to those whom the change concerns too.
func (m *MailOut) changed(ctx context.Context, c orders.Change, event string) ([]letter, error) {
	view, err := m.orders.Find(ctx, c.Checkout)
	if err != nil {
		return nil, gone(err)
	}
	about := ordersOf(view, c.Orders)
	what := string(c.What)
	list := []letter{m.toBuyer(what, what+":"+c.Checkout+":"+event, view, about)}
	if err := m.nameLoss(ctx, &list[0].page, c.Certificate); err != nil {
		return nil, err
	}
	list[0].page.Fallen = fallen(about, c)
	if slices.Contains(forOperators, c.What) || (slices.Contains(givingBack, c.What) && view.Checkout.Payment.Refund > 0) {
		l := m.toBuyer("operator", "operator:"+c.Checkout+":"+event, view, about)
		l.to = m.site.Operator
		list = append(list, l)
	}
	switch c.What {
	case orders.WasPaid, orders.TurnedToCash:
		return m.toSellers(ctx, list, "new", "new:", view, about)
	case orders.WasCancelled:
		return m.toSellers(ctx, list, "called-off", "called-off:", view, without(about, neverSeen))
	case orders.WasReduced:
		return m.reduced(ctx, list, c, event, view, without(about, awaited))
	case orders.WasRecalled:
		return m.toSellers(ctx, list, "call-back", "call-back:", view, about)
	}
	return list, nil
}

// neverSeen reports whether an order was cancelled before its seller heard of it.
func neverSeen(o *orders.Order) bool {
	return len(o.History) == 2 && o.History[0].Status == orders.AwaitingPayment
}

// without leaves some orders out of a list that a letter keeps.
func without(about []*orders.Order, some func(*orders.Order) bool) []*orders.Order {
	return slices.DeleteFunc(slices.Clone(about), some)
}

// awaited reports whether an order's seller has not heard of it yet.
func awaited(o *orders.Order) bool { return o.Status == orders.AwaitingPayment }

// reduced tells sellers what not to send any more.
func (m *MailOut) reduced(ctx context.Context, list []letter, c orders.Change, event string, view *orders.View, about []*orders.Order) ([]letter, error) {
	before := len(list)
	list, err := m.toSellers(ctx, list, "less", "less:"+event+":", view, about)
	for i := before; i < len(list); i++ {
		list[i].page.Fallen = fallen(list[i].page.Orders, c)
	}
	return list, err
}

// fallen lists what fell out of orders when they were reduced for a certificate that was lost.
func fallen(about []*orders.Order, c orders.Change) []orders.Line {
	var lines []orders.Line
	for _, o := range about {
		for _, f := range o.Fallen {
			if c.What == orders.WasReduced && f.Lost == c.Certificate {
				lines = append(lines, f.Line)
			}
		}
	}
	return lines
}

// ordersOf picks orders by code; none named means all.
func ordersOf(view *orders.View, codes []string) []*orders.Order {
	if len(codes) == 0 {
		return slices.Clone(view.Orders)
	}
	var list []*orders.Order
	for _, o := range view.Orders {
		if slices.Contains(codes, o.ID) {
			list = append(list, o)
		}
	}
	return list
}

// toSellers writes to the seller of each order that left an address, in Vietnamese.
func (m *MailOut) toSellers(ctx context.Context, list []letter, words, key string, view *orders.View, about []*orders.Order) ([]letter, error) {
	for _, o := range about {
		producer, err := m.catalog.Producer(ctx, o.Seller.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, letter{key: key + o.ID, to: producer.Contact.Email, page: m.sellerPage(words, view, o)})
	}
	return list, nil
}

func (m *MailOut) toBuyer(words, key string, view *orders.View, about []*orders.Order) letter {
	return letter{key: key, to: view.Checkout.Contact.Email, page: m.buyerPage(words, view, about)}
}

// certificates writes to those whom the loss of a certificate touches.
func (m *MailOut) certificates(ctx context.Context, c catalog.Change, event string) ([]letter, error) {
	var list []letter
	for _, lost := range c.Certificates {
		if lost.To == catalog.InForce || lost.To == "" {
			continue
		}
		more, err := m.lost(ctx, lost, event)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// lost writes to the producer, and to the buyers whose goods have not left yet.
func (m *MailOut) lost(ctx context.Context, lost catalog.CertificateChange, event string) ([]letter, error) {
	product, err := m.catalog.Product(ctx, lost.ProductID)
	if err != nil {
		return nil, gone(err)
	}
	producer, err := m.catalog.Producer(ctx, product.ProducerID)
	if err != nil {
		return nil, gone(err)
	}
	about := page{Site: m.site, Lang: "vi", Verify: m.site.URL + "/xac-minh", Lost: product.Name, LostNumber: lost.Number, LostBy: lost.Decision, LostTo: lost.To}
	about.Words, about.Seller, about.Ruled = "lost", true, lost.Paper != ""
	list := []letter{{key: "lost:" + lost.Number + ":" + event, to: producer.Contact.Email, page: about}}
	if lost.Paper != "" { // who carries the decision out tells buyers what becomes of each order
		return list, nil
	}
	for _, status := range orders.Statuses() {
		if !status.Open() {
			continue
		}
		open, err := m.orders.OfSeller(ctx, product.ProducerID, status)
		if err != nil {
			return nil, err
		}
		for _, o := range open {
			number, err := m.under(ctx, o, lost)
			if err != nil {
				return nil, err
			}
			if number == "" {
				continue
			}
			view, err := m.orders.Find(ctx, o.Checkout)
			if err != nil {
				return nil, err
			}
			l := m.toBuyer("certificate", "certificate:"+o.ID+":"+event+":"+lost.Number, view, []*orders.Order{o})
			l.page.Lost, l.page.LostNumber = about.Lost, number
			if number == lost.Number {
				l.page.LostBy, l.page.LostTo = about.LostBy, about.LostTo
			}
			list = append(list, l)
		}
	}
	return list, nil
}

// nameLoss puts the product and the certificate that was lost into a letter; without a number it does nothing.
func (m *MailOut) nameLoss(ctx context.Context, p *page, number string) error {
	if number == "" {
		return nil
	}
	cert, err := m.catalog.Certificate(ctx, number)
	if errors.Is(err, store.ErrNotFound) {
		p.Lost, p.LostNumber = fellUnder(p.Orders, number), number
		return nil
	}
	if err != nil {
		return err
	}
	product, err := m.catalog.Product(ctx, cert.ProductID)
	if err != nil {
		return gone(err)
	}
	now := m.clock()
	cert = cert.At(now)
	p.Lost, p.LostNumber, p.LostBy, p.LostTo = product.Name, cert.ID, cert.StandingDecision, cert.Standing
	if cert.Standing == catalog.InForce && !now.Before(cert.ExpiresAt) {
		p.LostTo = catalog.Lapsed
	}
	return nil
}

// fellUnder is the name of what fell out of orders for the loss of a certificate; empty for nothing.
func fellUnder(about []*orders.Order, number string) string {
	for _, o := range about {
		for _, f := range o.Fallen {
			if f.Lost == number {
				return f.Name
			}
		}
	}
	return ""
}

// under is the number under which an order has the product of a certificate that was lost: that number, or one that is
// no more, as the list that told of it was undone; empty for none.
func (m *MailOut) under(ctx context.Context, o *orders.Order, lost catalog.CertificateChange) (string, error) {
	for _, l := range o.Lines {
		switch {
		case l.Certificate == lost.Number:
			return l.Certificate, nil
		case l.ProductID != lost.ProductID:
			continue
		}
		_, err := m.catalog.Certificate(ctx, l.Certificate)
		if errors.Is(err, store.ErrNotFound) {
			return l.Certificate, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", nil
}
