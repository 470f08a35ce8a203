package stock

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/web/desk"
)

// placesPage lists the places at which goods lie, and adds one.
type placesPage struct {
	desk.Page
	Rows    []placeLine
	Typed   ledger.PlaceInput
	Settle  string
	Kinds   []desk.Option
	MayEdit bool
}

type placeLine struct {
	*ledger.Place
	Named, Sub string
	Units      int
	Lying      int
}

// listPlaces serves GET /ban-hang/kho/noi.
func (r *room) listPlaces(ask *desk.Ask) error {
	return r.renderPlaces(ask, http.StatusOK, ledger.PlaceInput{}, "", desk.Wrong{})
}

func (r *room) renderPlaces(ask *desk.Ask, status int, typed ledger.PlaceInput, settle string, wrong desk.Wrong) error {
	page := &placesPage{Page: ask.NewPage(ask.Say("Nơi để hàng", "Places")), Typed: typed, Settle: settle, MayEdit: ask.May("stock.edit", ask.Who.Desk())}
	page.Wrong = wrong
	for _, k := range ledger.ChosenKinds() {
		page.Kinds = append(page.Kinds, desk.Option{Value: string(k), Label: k.Name(string(ask.Lang)), Chosen: k == typed.Kind})
	}
	places, err := r.Book.PlacesOf(ask.Ctx(), r.DB, ask.Who.Producer)
	if err != nil {
		return err
	}
	for _, p := range places {
		row := placeLine{Place: p, Named: p.Title(string(ask.Lang)), Sub: kindOf(ask, p)}
		if p.Keeper != "" {
			row.Sub = joined(row.Sub, ask.Say("%s giữ", "kept by %s", p.Keeper))
		}
		if err := r.fillLying(ask, &row); err != nil {
			return err
		}
		page.Rows = append(page.Rows, row)
	}
	return ask.Render(status, "stock-places", page)
}

// fillLying counts what lies at a place.
func (r *room) fillLying(ask *desk.Ask, row *placeLine) error {
	if row.Own() {
		for _, u := range r.units(ask) {
			row.Lying += u.Available
			if u.Available > 0 {
				row.Units++
			}
		}
		return nil
	}
	found, err := r.Book.At(ask.Ctx(), r.DB, row.ID)
	for _, l := range found {
		row.Lying += l.Quantity
		if l.Quantity > 0 {
			row.Units++
		}
	}
	return err
}

// placeInput reads a place from a form.
func placeInput(form url.Values) ledger.PlaceInput {
	in := ledger.PlaceInput{Kind: ledger.PlaceKind(form.Get("kind")), Name: form.Get("name"), Keeper: form.Get("keeper")}
	if day, err := time.Parse(time.DateOnly, form.Get("settle")); err == nil {
		in.Settle = &day
	}
	return in
}

// addPlace serves POST /ban-hang/kho/noi.
func (r *room) addPlace(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	in := placeInput(form)
	place, err := r.Book.AddPlace(ask.Ctx(), ask.Who.Producer, in)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.renderPlaces(ask, http.StatusUnprocessableEntity, in, form.Get("settle"), wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(placesPath, ask.Say("Đã thêm %s.", "%s was added.", place.Name))
}

// placePage is one place: what lies there, and its name.
type placePage struct {
	desk.Page
	Place   *ledger.Place
	Named   string
	Sub     string
	Rows    []atRow
	Lying   bool // whether anything is there to be moved
	Name    string
	Keeper  string
	Settle  string
	MayEdit bool
	Closes  bool
}

type atRow struct {
	ledger.Lying
	Name, Path, Measure string
}

// showPlace serves GET /ban-hang/kho/noi/:id.
func (r *room) showPlace(ask *desk.Ask) error {
	return r.renderPlace(ask, http.StatusOK, nil, desk.Wrong{})
}

func (r *room) renderPlace(ask *desk.Ask, status int, typed url.Values, wrong desk.Wrong) error {
	place, err := r.Book.Place(ask.Ctx(), r.DB, ask.ID())
	if err != nil {
		return err
	}
	named := place.Title(string(ask.Lang))
	page := &placePage{Page: ask.NewPage(named), Place: place, Named: named, Sub: kindOf(ask, place), Name: place.Name, Keeper: place.Keeper, MayEdit: ask.May("stock.edit", ask.Who.Desk()) && place.ClosedAt == nil}
	page.Wrong = wrong
	page.Closes = page.MayEdit && !place.Own() && place.Kind != ledger.Samples
	if place.Settle != nil {
		page.Sub = joined(page.Sub, ask.Say("đối soát %s", "settled on %s", day(*place.Settle)))
		page.Settle = place.Settle.Format(time.DateOnly)
	}
	if typed != nil {
		page.Name, page.Keeper, page.Settle = typed.Get("name"), typed.Get("keeper"), typed.Get("settle")
	}
	if page.Rows, err = r.rowsAt(ask, place); err != nil {
		return err
	}
	page.Lying = slices.ContainsFunc(page.Rows, func(row atRow) bool { return row.Quantity > 0 })
	return ask.Render(status, "stock-place", page)
}

// kindOf is the kind of a place; empty where the place is called so.
func kindOf(ask *desk.Ask, p *ledger.Place) string {
	kind := p.Kind.Name(string(ask.Lang))
	if strings.EqualFold(kind, p.Title(string(ask.Lang))) {
		return ""
	}
	return kind
}

// joined puts a comma between two parts where there are both.
func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

func (r *room) rowsAt(ask *desk.Ask, place *ledger.Place) ([]atRow, error) {
	if place.Own() {
		return r.rowsAtOwn(ask, place)
	}
	var rows []atRow
	found, err := r.Book.At(ask.Ctx(), r.DB, place.ID)
	for _, l := range found {
		if l.Quantity > 0 {
			rows = append(rows, r.atRow(ask, l))
		}
	}
	slices.SortFunc(rows, func(a, b atRow) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.SKU, b.SKU)) })
	return rows, err
}

// rowsAtOwn are all units, those too of which nothing is left.
func (r *room) rowsAtOwn(ask *desk.Ask, place *ledger.Place) ([]atRow, error) {
	all := r.units(ask)
	skus := make([]string, 0, len(all))
	for _, u := range all {
		skus = append(skus, u.SKU)
	}
	stocks, err := r.Book.Own(ask.Ctx(), r.DB, skus)
	if err != nil {
		return nil, err
	}
	rows := make([]atRow, 0, len(all))
	for _, u := range all {
		l := ledger.Lying{Place: place, SKU: u.SKU}
		if s := stocks[u.SKU]; s != nil {
			l.Quantity, l.Locked, l.Shelf = s.Available, s.Locked, s.Shelf
		}
		rows = append(rows, r.atRow(ask, l))
	}
	return rows, nil
}

// atRow names what lies at a place; a unit that is sold no more keeps its SKU.
func (r *room) atRow(ask *desk.Ask, l ledger.Lying) atRow {
	row := atRow{Lying: l, Name: l.SKU, Path: unitsPath + "/" + l.SKU}
	if u, ok := r.unit(ask, l.SKU); ok {
		row.Name, row.Measure = u.Name, u.Measure
	}
	return row
}

// editPlace serves POST /ban-hang/kho/noi/:id.
func (r *room) editPlace(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	err = r.Book.EditPlace(ask.Ctx(), ask.ID(), placeInput(form))
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.renderPlace(ask, http.StatusUnprocessableEntity, form, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(placesPath+"/"+ask.ID(), ask.Say("Đã lưu.", "Saved."))
}

// closePlace serves POST /ban-hang/kho/noi/:id/dong.
func (r *room) closePlace(ask *desk.Ask) error {
	err := r.Book.ClosePlace(ask.Ctx(), ask.ID())
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.renderPlace(ask, http.StatusUnprocessableEntity, nil, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(placesPath, ask.Say("Đã đóng nơi này.", "The place is closed."))
}
