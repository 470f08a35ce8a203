package stock

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// unit is one way in which a product is sold, as these pages name it.
type unit struct {
	Card *catalog.Card
	catalog.CardUnit
	Name    string // "Chả mực 500 g"
	Measure string // what its pieces are called, "hộp"
}

// Path is where the unit's page is.
func (u unit) Path() string { return unitsPath + "/" + u.SKU }

// unitOf names a unit.
func unitOf(lang web.Lang, card *catalog.Card, u catalog.CardUnit) unit {
	measure, _ := u.Parts(string(lang))
	return unit{Card: card, CardUnit: u, Name: card.UnitTitle(u.Unit, string(lang)), Measure: measure}
}

// units lists all units of whoever asks, by name.
func (r *room) units(ask *desk.Ask) []unit {
	var all []unit
	for _, card := range r.Goods.CardsOfProducer(ask.Who.Producer) {
		for _, u := range card.Units {
			all = append(all, unitOf(ask.Lang, card, u))
		}
	}
	slices.SortFunc(all, func(a, b unit) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.SKU, b.SKU)) })
	return all
}

// unit returns one of the producer's units by SKU; false for one that is not theirs.
func (r *room) unit(ask *desk.Ask, sku string) (unit, bool) {
	card, u, ok := r.Goods.CardBySKU(sku)
	if !ok || card.ProducerID != ask.Who.Producer {
		return unit{}, false
	}
	return unitOf(ask.Lang, card, u), true
}

// unitOptions are the units as choices.
func unitOptions(all []unit, chosen string) []desk.Option {
	options := make([]desk.Option, 0, len(all))
	for _, u := range all {
		options = append(options, desk.Option{Value: u.SKU, Label: u.Name, Chosen: u.SKU == chosen})
	}
	return options
}

// unitsPage lists every unit with what there is of it.
type unitsPage struct {
	desk.Page
	Rows  []unitRow
	Low   int // of which there is less than wanted
	Only  bool
	Empty bool
}

type unitRow struct {
	unit
	Has, Held, Sells, All int
	Level                 int
	Shelf                 string // in the own store; empty while nobody said
	Short                 bool
	Days                  string // how long it lasts at the pace of the last weeks; empty where nothing is sold
}

// listUnits serves GET /ban-hang/kho/quy-cach.
func (r *room) listUnits(ask *desk.Ask) error {
	rows, err := r.unitRows(ask)
	if err != nil {
		return err
	}
	page := &unitsPage{Page: ask.NewPage(ask.Say("Mọi quy cách", "All units")), Only: ask.Query("con") == "it", Empty: len(rows) == 0}
	for _, row := range rows {
		if row.Short {
			page.Low++
		}
		if row.Short || !page.Only {
			page.Rows = append(page.Rows, row)
		}
	}
	return ask.Render(http.StatusOK, "stock-units", page)
}

func (r *room) unitRows(ask *desk.Ask) ([]unitRow, error) {
	all := r.units(ask)
	held, err := orders.HeldBy(ask.Ctx(), r.DB, ask.Who.Producer)
	if err != nil {
		return nil, err
	}
	var products, skus []string
	for _, u := range all {
		products, skus = append(products, u.Card.ID), append(skus, u.SKU)
	}
	slices.Sort(products)
	totals, err := r.Book.Totals(ask.Ctx(), r.DB, slices.Compact(products))
	if err != nil {
		return nil, err
	}
	stocks, err := r.Book.Own(ask.Ctx(), r.DB, skus)
	if err != nil {
		return nil, err
	}
	paces, err := r.Book.Paces(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return nil, err
	}
	var rows []unitRow
	for _, u := range all {
		s := stocks[u.SKU]
		if s == nil {
			continue
		}
		row := unitRow{unit: u, Held: held[u.SKU], Sells: s.Sellable(), Has: s.Available + held[u.SKU], All: totals[u.SKU] + held[u.SKU], Level: s.Level(), Shelf: s.Shelf, Short: s.LowOf != ""}
		row.Days = lasts(ask, s.Sellable(), paces[u.SKU])
		rows = append(rows, row)
	}
	return rows, nil
}

// paceText tells how many pieces are sold a day; nothing where none are.
func paceText(ask *desk.Ask, pace ledger.Pace, measure string) string {
	switch perDay := pace.PerDay(); {
	case pace.Sold <= 0:
		return ""
	case perDay == 0:
		return ask.Say("Bán chưa đến một %s một ngày", "Less than one of the %s a day is sold", measure)
	default:
		return ask.Say("Bán %s %s một ngày", "%s %s a day are sold", ask.Lang.Num(perDay), measure)
	}
}

// lasts tells for how many days there is enough at that pace.
func lasts(ask *desk.Ask, left int, pace ledger.Pace) string {
	days, sold := pace.Lasts(left)
	switch {
	case !sold:
		return ""
	case days == 0:
		return ask.Say("hết trong hôm nay", "gone within the day")
	}
	return ask.Say("đủ bán %s ngày", "enough for %s days", ask.Lang.Num(days))
}
