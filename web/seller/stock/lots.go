package stock

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web/desk"
)

// lotsPage lists lots, or those with one number.
type lotsPage struct {
	desk.Page
	Rows   []lotRow
	Units  []desk.Option
	Search string
	SKU    string
	More   string
}

type lotRow struct {
	*lots.Lot
	Unit    string
	Left    int
	Expired bool
	Soon    bool // within a month
}

// lotsAtOnce is how many lots a page lists.
const lotsAtOnce = 50

// listLots serves GET /ban-hang/kho/lo; ?so= searches a number, for a recall.
func (r *room) listLots(ask *desk.Ask) error {
	page := &lotsPage{Page: ask.NewPage(ask.Say("Lô hàng", "Lots")), Search: strings.TrimSpace(ask.Query("so")), SKU: ask.Query("quy-cach")}
	found, next, err := r.foundLots(ask, page)
	if err != nil {
		return err
	}
	if page.Rows, err = r.lotRows(ask, found); err != nil {
		return err
	}
	page.Units = append([]desk.Option{{Label: ask.Say("Mọi quy cách", "All units")}}, unitOptions(r.units(ask), page.SKU)...)
	if next != "" {
		page.More = lotsPath + "?" + url.Values{"quy-cach": {page.SKU}, "sau": {next}}.Encode()
	}
	return ask.Render(http.StatusOK, "stock-lots", page)
}

func (r *room) foundLots(ask *desk.Ask, page *lotsPage) ([]*lots.Lot, string, error) {
	if page.Search != "" {
		found, err := r.Lots.Named(ask.Ctx(), ask.Who.Producer, page.Search)
		return found, "", err
	}
	if _, ours := r.unit(ask, page.SKU); !ours {
		page.SKU = ""
	}
	found, err := r.Lots.OfProducer(ask.Ctx(), ask.Who.Producer, page.SKU, ask.Query("sau"), lotsAtOnce)
	return found.Items, found.Next, err
}

// soonDays is how near a lot's last good day is when the page warns of it.
const soonDays = 30

func (r *room) lotRows(ask *desk.Ask, found []*lots.Lot) ([]lotRow, error) {
	trails := map[string]*lots.Trail{}
	rows := make([]lotRow, 0, len(found))
	for _, l := range found {
		if trails[l.SKU] == nil {
			trail, err := r.Lots.Trail(ask.Ctx(), r.DB, l.Producer, l.SKU)
			if err != nil {
				return nil, err
			}
			trails[l.SKU] = trail
		}
		row := lotRow{Lot: l, Unit: r.nameOf(ask, l.SKU), Left: trails[l.SKU].Remaining(l.ID), Expired: l.Expired(r.now())}
		row.Soon = !row.Expired && l.BestBefore != nil && r.now().AddDate(0, 0, soonDays).After(*l.BestBefore)
		rows = append(rows, row)
	}
	return rows, nil
}

// lotForm is a new lot as it is typed.
type lotForm struct{ SKU, Number, Made, Best, Quantity, Place, Note string }

type newLotPage struct {
	desk.Page
	Typed  lotForm
	Units  []desk.Option
	Places []desk.Option
	Days   int // of the product's life; 0 while unknown
}

// newLot serves GET /ban-hang/kho/lo/moi.
func (r *room) newLot(ask *desk.Ask) error {
	typed := lotForm{SKU: ask.Query("quy-cach"), Made: r.now().In(vietnam.Zone).Format(time.DateOnly), Place: ledger.OwnPlace(ask.Who.Producer)}
	if all := r.units(ask); typed.SKU == "" && len(all) > 0 {
		typed.SKU = all[0].SKU
	}
	number, err := r.Lots.Suggest(ask.Ctx(), ask.Who.Producer, typed.SKU, r.now().In(vietnam.Zone))
	if err != nil {
		return err
	}
	typed.Number = number
	return r.renderNewLot(ask, http.StatusOK, typed, desk.Wrong{})
}

func (r *room) renderNewLot(ask *desk.Ask, status int, typed lotForm, wrong desk.Wrong) error {
	page := &newLotPage{Page: ask.NewPage(ask.Say("Lô mới", "New lot")), Typed: typed, Units: unitOptions(r.units(ask), typed.SKU)}
	page.Wrong = wrong
	places, err := r.Book.PlacesOf(ask.Ctx(), r.DB, ask.Who.Producer)
	if err != nil {
		return err
	}
	for _, p := range places {
		page.Places = append(page.Places, desk.Option{Value: p.ID, Label: p.Title(string(ask.Lang)), Chosen: p.ID == typed.Place})
	}
	if u, ok := r.unit(ask, typed.SKU); ok {
		product, err := r.Goods.Product(ask.Ctx(), u.Card.ID)
		if err != nil {
			return err
		}
		page.Days = product.Sheet.ShelfDays
	}
	return ask.Render(status, "stock-newlot", page)
}

// addLot serves POST /ban-hang/kho/lo and leads to its labels.
func (r *room) addLot(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	typed := lotForm{form.Get("sku"), form.Get("number"), form.Get("made"), form.Get("best"), form.Get("quantity"), form.Get("place"), form.Get("note")}
	in := lots.Input{Producer: ask.Who.Producer, SKU: typed.SKU, Place: typed.Place, Number: typed.Number, Quantity: whole(typed.Quantity), Note: typed.Note, BestBefore: dayOf(typed.Best)}
	if made := dayOf(typed.Made); made != nil {
		in.MadeOn = *made
	}
	lot, err := r.Lots.Receive(ask.Ctx(), in)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.renderNewLot(ask, http.StatusUnprocessableEntity, typed, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(lotsPath+"/"+lot.ID+"/nhan", ask.Say("Lô %s đã vào kho, thêm %s. In nhãn luôn?", "Lot %s is in stock, %s more. Print its labels now?", lot.Number, ask.Lang.Num(lot.Quantity)))
}

// dayOf reads a day as a date field or a person writes it; nil for none.
func dayOf(text string) *time.Time {
	day, ok := sheet.ParseDay(strings.TrimSpace(text))
	if !ok {
		return nil
	}
	return &day
}

// day writes a day as people do.
func day(at time.Time) string { return at.Format("2/1/2006") }

// lotPage is one lot: where it is, who got it, and what may be put right of it.
type lotPage struct {
	desk.Page
	Lot        *lots.Lot
	Unit       string
	Left       int
	Places     []lotPlace
	Uses       []lotUse
	Made, Best string
	Note       string
	Expired    bool
	MayEdit    bool
}

type lotPlace struct {
	Title string
	Left  int
}

type lotUse struct {
	lots.Use
	What, Where, Hour string
}

// showLot serves GET /ban-hang/kho/lo/:id.
func (r *room) showLot(ask *desk.Ask) error {
	return r.renderLot(ask, http.StatusOK, nil, desk.Wrong{})
}

func (r *room) renderLot(ask *desk.Ask, status int, typed url.Values, wrong desk.Wrong) error {
	lot, err := r.Lots.Lot(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	page := &lotPage{Page: ask.NewPage(ask.Say("Lô %s", "Lot %s", lot.Number)), Lot: lot, Unit: r.nameOf(ask, lot.SKU), Made: lot.MadeOn.Format(time.DateOnly), Note: lot.Note, Expired: lot.Expired(r.now())}
	page.MayEdit = ask.May("lot.edit", ask.Who.Desk())
	page.Wrong = wrong
	if lot.BestBefore != nil {
		page.Best = lot.BestBefore.Format(time.DateOnly)
	}
	if typed != nil {
		page.Made, page.Best, page.Note = typed.Get("made"), typed.Get("best"), typed.Get("note")
	}
	if err := r.fillTrail(ask, page); err != nil {
		return err
	}
	return ask.Render(status, "stock-lot", page)
}

func (r *room) fillTrail(ask *desk.Ask, page *lotPage) error {
	trail, err := r.Lots.Trail(ask.Ctx(), r.DB, page.Lot.Producer, page.Lot.SKU)
	if err != nil {
		return err
	}
	titles, err := r.placeTitles(ask)
	if err != nil {
		return err
	}
	page.Left = trail.Remaining(page.Lot.ID)
	for id, n := range trail.Left[page.Lot.ID] {
		if n != 0 {
			page.Places = append(page.Places, lotPlace{titles[id], n})
		}
	}
	slices.SortFunc(page.Places, func(a, b lotPlace) int { return strings.Compare(a.Title, b.Title) })
	uses := trail.Used[page.Lot.ID]
	for i := len(uses) - 1; i >= 0; i-- {
		u := uses[i]
		page.Uses = append(page.Uses, lotUse{Use: u, What: u.Kind.Name(string(ask.Lang)), Where: titles[u.Place], Hour: u.At.In(vietnam.Zone).Format("15:04 2/1/2006")})
	}
	return nil
}

// mendLot serves POST /ban-hang/kho/lo/:id.
func (r *room) mendLot(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	edit := lots.Edit{BestBefore: dayOf(form.Get("best")), Note: form.Get("note")}
	if made := dayOf(form.Get("made")); made != nil {
		edit.MadeOn = *made
	}
	_, err = r.Lots.Mend(ask.Ctx(), ask.ID(), edit)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.renderLot(ask, http.StatusUnprocessableEntity, form, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(lotsPath+"/"+ask.ID(), ask.Say("Đã lưu.", "Saved."))
}

// number reads a whole number between bounds; outside of them the nearest, and for none the usual one.
func number(text string, usual, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		n = usual
	}
	return max(least, min(n, most))
}
