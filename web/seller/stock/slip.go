package stock

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// slipsPage lists slips.
type slipsPage struct {
	desk.Page
	Rows    []slipRow
	More    string
	MayEdit bool
}

type slipRow struct {
	*ledger.Slip
	FromTitle, ToTitle, What string
}

// slipsAtOnce is how many slips a page lists.
const slipsAtOnce = 50

// listSlips serves GET /ban-hang/kho/phieu.
func (r *room) listSlips(ask *desk.Ask) error {
	found, err := r.Book.Slips(ask.Ctx(), ask.Who.Producer, ask.Query("sau"), slipsAtOnce)
	if err != nil {
		return err
	}
	titles, err := r.placeTitles(ask)
	if err != nil {
		return err
	}
	page := &slipsPage{Page: ask.NewPage(ask.Say("Phiếu chuyển", "Transfer slips")), MayEdit: ask.May("stock.edit", ask.Who.Desk())}
	for _, s := range found.Items {
		page.Rows = append(page.Rows, slipRow{Slip: s, FromTitle: titles[s.From], ToTitle: titles[s.To], What: r.whatOn(ask, s)})
	}
	if found.Next != "" {
		page.More = slipsPath + "?sau=" + found.Next
	}
	return ask.Render(http.StatusOK, "stock-slips", page)
}

// fewUnits is how many units of a slip the list names.
const fewUnits = 3

// whatOn tells in one line what a slip moves.
func (r *room) whatOn(ask *desk.Ask, s *ledger.Slip) string {
	var what []string
	for _, l := range s.Lines[:min(len(s.Lines), fewUnits)] {
		what = append(what, ask.Lang.Num(l.Quantity)+" × "+r.nameOf(ask, l.SKU))
	}
	said := strings.Join(what, ", ")
	if more := len(s.Lines) - len(what); more > 0 {
		said += ask.Say(" và %d quy cách nữa", " and %d more units", more)
	}
	return said
}

// nameOf is what a unit is called; its SKU where it is sold no more.
func (r *room) nameOf(ask *desk.Ask, sku string) string {
	if u, ok := r.unit(ask, sku); ok {
		return u.Name
	}
	return sku
}

// measureOf is what the pieces of a unit are called, "hộp"; empty where it is sold no more.
func (r *room) measureOf(ask *desk.Ask, sku string) string {
	u, _ := r.unit(ask, sku)
	return u.Measure
}

// slipPage is a slip as it is printed.
type slipPage struct {
	desk.Page
	Slip     *ledger.Slip
	From, To *ledger.Place
	By       string
	Lines    []slipLine
	QR       template.HTML
	MayEdit  bool
}

type slipLine struct {
	Name, SKU, Lot string
	Shelf          string // where it lies, or lay, at the place that it leaves
	Best           string
	Quantity       int
	Measure        string
}

// showSlip serves GET /ban-hang/kho/phieu/:id.
func (r *room) showSlip(ask *desk.Ask) error {
	slip, err := r.Book.Slip(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	page := &slipPage{Page: ask.NewPage(ask.Say("Phiếu chuyển %s", "Transfer slip %s", slip.Code())), Slip: slip, MayEdit: ask.May("stock.edit", ask.Who.Desk())}
	page.Paper = true
	if page.From, err = r.Book.Place(ask.Ctx(), r.DB, slip.From); err != nil {
		return err
	}
	if page.To, err = r.Book.Place(ask.Ctx(), r.DB, slip.To); err != nil {
		return err
	}
	names, err := r.names(ask.Ctx(), []string{slip.By})
	if err != nil {
		return err
	}
	page.By = names[slip.By]
	if page.Lines, err = r.slipLines(ask, slip, page.From); err != nil {
		return err
	}
	if page.QR, err = web.QR(ask.Kit().PublicURL() + slipsPath + "/" + slip.ID); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "stock-slip", page)
}

func (r *room) slipLines(ask *desk.Ask, slip *ledger.Slip, from *ledger.Place) ([]slipLine, error) {
	var skus []string
	for _, l := range slip.Lines {
		skus = append(skus, l.SKU)
	}
	shelves, err := r.Book.ShelvesAt(ask.Ctx(), r.DB, from, skus)
	if err != nil {
		return nil, err
	}
	var lines []slipLine
	for _, l := range slip.Lines {
		line := slipLine{Name: r.nameOf(ask, l.SKU), SKU: l.SKU, Quantity: l.Quantity, Shelf: shelves[l.SKU]}
		if u, ok := r.unit(ask, l.SKU); ok {
			line.Measure = u.Measure
		}
		if l.Lot != "" {
			lot, err := r.Lots.Lot(ask.Ctx(), l.Lot)
			if err != nil {
				return nil, err
			}
			line.Lot = lot.Number
			if lot.BestBefore != nil {
				line.Best = day(*lot.BestBefore)
			}
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// arrive serves POST /ban-hang/kho/phieu/:id/den.
func (r *room) arrive(ask *desk.Ask) error {
	if err := r.Book.Arrive(ask.Ctx(), ask.ID()); err != nil {
		return err
	}
	return ask.SeeSaying(slipsPath+"/"+ask.ID(), ask.Say("Đã ghi là hàng đến nơi.", "Noted that the goods have arrived."))
}
