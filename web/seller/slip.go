package seller

import (
	"html/template"
	"net/http"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// maxSlips is how many slips are printed, and orders moved, at once.
const maxSlips = 100

// slip is the paper that goes into a parcel.
type slip struct {
	*orders.Order
	From   string // the producer's address
	QR     template.HTML
	Phone  string
	Cash   money.Amount
	Prepay bool
	Lines  []slipLine
	Note   string // the producer's own, on every slip
	Bags   int    // of dry ice
	Below  string // the temperature, "−12", that chilled goods of it must not exceed; empty while no sheet says
	Due    string // the last day, with its name
}

// slipLine is a line of a slip.
type slipLine struct {
	Name  string
	Shelf string // in the own store; empty while nobody said
	Say   string // lot, stars, certificate
	Count int
	Sum   money.Amount
}

// slipsPage is one slip or several.
type slipsPage struct {
	desk.Page
	Slips []slip
}

// slip serves GET /ban-hang/don-hang/:id/phieu.
func (r *room) slip(ask *desk.Ask) error {
	o, err := r.Orders.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	return r.showSlips(ask, []*orders.Order{o})
}

// slips serves GET /ban-hang/don-hang/phieu: those of the orders that ?don= names, or of all that are to be packed.
func (r *room) slips(ask *desk.Ask) error {
	if codes := ask.QueryArray("don"); len(codes) > 0 {
		own, err := r.Orders.Several(ask.Ctx(), ask.Who.Producer, codes[:min(len(codes), maxSlips)])
		if err != nil {
			return err
		}
		return r.showSlips(ask, own)
	}
	todo, err := r.Orders.ToDo(ask.Ctx(), ask.Who.Producer, maxSlips, "", packable()...)
	if err != nil {
		return err
	}
	return r.showSlips(ask, todo.Items)
}

func (r *room) showSlips(ask *desk.Ask, list []*orders.Order) error {
	page := &slipsPage{Page: ask.NewPage(ask.Say("Phiếu gói", "Packing slips"))}
	page.Paper = true
	producer, err := r.Goods.Producer(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	packing, err := r.Orders.PackingOf(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	trails, err := r.trails(ask.Ctx(), ask.Who.Producer, list)
	if err != nil {
		return err
	}
	rows, err := r.shelved(ask, rowsOf(ask, list, nil))
	if err != nil {
		return err
	}
	cold := coldest{}
	for i, o := range list {
		s, err := r.slipOf(ask, o, trails)
		if err != nil {
			return err
		}
		for j := range s.Lines {
			s.Lines[j].Shelf = rows[i].Picks[j].Shelf
		}
		if s.Below, err = cold.of(ask, r.Goods, o); err != nil {
			return err
		}
		s.From, s.Note, s.Bags, s.Due = producer.Contact.Address, packing.Note, rows[i].Bags, dueDay(ask, o.Delivery.Latest)
		page.Slips = append(page.Slips, s)
	}
	return ask.Render(http.StatusOK, "seller-slips", page)
}

func (r *room) slipOf(ask *desk.Ask, o *orders.Order, trails map[string]*lots.Trail) (slip, error) {
	view, err := r.Orders.Find(ask.Ctx(), o.ID)
	if err != nil {
		return slip{}, err
	}
	s := slip{Order: o, Phone: orders.FormatPhone(o.Contact.Phone), Cash: view.CashDue(o), Prepay: view.Checkout.Payment.Method == orders.Transfer}
	// What is scanned leads to the buyer's page of the checkout, which asks for their phone number.
	if s.QR, err = web.QR(ask.Kit().PublicURL() + "/don-hang/" + o.Checkout); err != nil {
		return slip{}, err
	}
	for _, l := range o.Lines {
		s.Lines = append(s.Lines, slipLine{Name: lineName(ask, l), Say: r.slipSay(ask, l, lotsOf(trails, o.ID, l.SKU)), Count: l.Quantity, Sum: l.Sum})
	}
	return s, nil
}

// slipSay tells of the lot to take, and of the stars, which a slip carries only while they hold now.
func (r *room) slipSay(ask *desk.Ask, l orders.Line, from []*lots.Lot) string {
	text := ""
	if len(from) > 0 {
		text = ask.Say("lô %s", "lot %s", from[0].Number)
		if best := from[0].BestBefore; best != nil {
			text += ask.Say(", dùng đến %s", ", best before %s", ask.Lang.Date(*best))
		}
	}
	card, ok := r.Goods.Card(l.ProductID)
	if !ok || !r.showsStars(card) {
		return text
	}
	if text != "" {
		text += "; "
	}
	return text + ask.Say("OCOP %d sao, %s", "OCOP %d stars, %s", int(card.Validity.Stars), card.Certificate)
}

func (r *room) showsStars(card *catalog.Card) bool { return r.Goods.State(card).ShowsStars() }
