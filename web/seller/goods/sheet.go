package goods

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// sheetPage is the item sheet of a product as a form.
type sheetPage struct {
	base
	Product  *catalog.Product
	Standing standing
	Open     bool // a page of the shop shows it
	Made     string
	Values   url.Values
	Units    []unitPart
	Complete catalog.Completeness
	Draft    string       // when the shown draft was kept; empty where none is shown
	Differs  []divergence // in which what is typed is not what somebody saved meanwhile
	missing  map[string]bool
}

// unitPart is the part of the form about one unit.
type unitPart struct {
	P                  *sheetPage
	At, Name, SKU      string
	Number             int // from 1
	Bars, CaseBars     template.HTML
	Suggest            string // the number that its case could have
	Tiers              []string
	New, Only, LastOne bool
}

// tiersShown is how many tiers the form has room for.
const tiersShown = 4

// sheet serves GET /ban-hang/san-pham/:id.
func (r *room) sheet(ask *desk.Ask) error {
	p, err := r.Goods.Product(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	values, kept := valuesOf(p), ""
	if d, err := r.Goods.Draft(ask.Ctx(), p.ID); err == nil {
		if typed, err := url.ParseQuery(d.Form); err == nil && typed.Get("edition") == values.Get("edition") {
			values, kept = typed, ask.Lang.Moment(d.At)
		}
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if ask.Query("them") != "" {
		values.Set("units", strconv.Itoa(len(p.Units)+1))
	}
	page := r.sheetPage(ask, p, values)
	page.Draft = kept
	return ask.Render(http.StatusOK, "goods-sheet", page)
}

// sheetPage makes the page of a sheet with what is typed into its form.
func (r *room) sheetPage(ask *desk.Ask, p *catalog.Product, values url.Values) *sheetPage {
	page := &sheetPage{base: base{ask.NewPage(p.Name)}, Product: p, Values: values, Complete: p.Complete(r.now()), missing: map[string]bool{}}
	page.Script = "goods.js"
	if card, ok := r.Goods.Card(p.ID); ok {
		page.Standing, page.Open = r.standingOf(ask, card), true
	}
	page.Made = placeName(p.Place)
	for _, m := range slices.Concat(page.Complete.Retail.Missing, page.Complete.Wholesale.Missing) {
		page.missing[m.Field] = true
	}
	page.Units = page.unitParts(ask, values)
	return page
}

// placeName is where a product is made, in words.
func placeName(at place.Ref) string {
	province, _ := place.ProvinceByCode(at.Province)
	if c, ok := place.CommuneByCode(at.Commune); ok {
		return c.Title() + ", " + province.Name
	}
	if province.Name != "" {
		return province.Name
	}
	return at.Text
}

func (p *sheetPage) unitParts(ask *desk.Ask, v url.Values) []unitPart {
	n, err := strconv.Atoi(v.Get("units"))
	if err != nil || n < 1 {
		n = 1
	}
	n = min(n, maxUnitsTyped)
	parts := make([]unitPart, 0, n)
	for i := range n {
		at := unitAt(i)
		u := unitPart{P: p, At: at, Number: i + 1, Name: v.Get(at + "name"), SKU: v.Get(at + "sku"), Only: n == 1, LastOne: i == n-1}
		u.New = u.SKU == ""
		if gtin, err := catalog.UnitGTIN(v.Get(at + "gtin")); err == nil {
			u.Bars, u.Suggest = unitBars(gtin, ask.Say("Mã vạch %s khi quét", "Barcode %s as scanned", gtin)), catalog.SuggestCaseGTIN(gtin)
			if number, err := catalog.CaseGTIN(v.Get(at+"case.gtin"), gtin); err == nil {
				u.CaseBars = caseBars(number, ask.Say("Mã vạch thùng %s khi quét", "Barcode %s of the case as scanned", number))
			}
		}
		for t := range tiersShown {
			u.Tiers = append(u.Tiers, at+"tiers."+strconv.Itoa(t))
		}
		parts = append(parts, u)
	}
	return parts
}

// lack is something missing, as the panel beside the form lists it.
type lack struct{ Anchor, Name, Section string }

// List tells what is missing and where it is filled in.
func (p *sheetPage) List(r catalog.Readiness) []lack {
	var list []lack
	for _, m := range r.Missing {
		list = append(list, lack{Anchor: anchor(m.Field), Name: m.Name(p.L()), Section: m.Section.Name(p.L())})
	}
	return list
}

// Miss marks a field that the sheet still lacks.
func (p *sheetPage) Miss(name string) string {
	if p.missing[name] {
		return "miss"
	}
	return "quiet"
}

// Get is what is typed into a field.
func (p *sheetPage) Get(name string) string { return p.Values.Get(name) }

// Has reports whether a value is among those chosen of a field.
func (p *sheetPage) Has(name, value string) bool { return slices.Contains(p.Values[name], value) }

// IngredientsStated reports whether they change by request alone.
func (p *sheetPage) IngredientsStated() bool { return p.Product.Facts.Ingredients != "" }

// ShelfStated reports whether the shelf life changes by request alone.
func (p *sheetPage) ShelfStated() bool { return p.Product.Sheet.ShelfDays != 0 }

// RegistryName is the registry's name where an approved one stands; empty otherwise.
func (p *sheetPage) RegistryName() string {
	said, _ := p.Product.RegistrySays(catalog.FactName)
	return said
}

// VATRates are the rates to choose from.
func (p *sheetPage) VATRates() []desk.Option {
	options := []desk.Option{{Label: p.Ask.Say("Chưa chọn", "Not chosen")}}
	for _, rate := range catalog.VATRates(p.Now()) {
		value := strconv.Itoa(rate)
		options = append(options, desk.Option{Value: value, Label: value + " %", Chosen: value == p.Get("vat")})
	}
	return options
}

// Allergens are the substances to choose from.
func (p *sheetPage) Allergens() []desk.Option {
	var options []desk.Option
	for _, a := range catalog.Allergens() {
		options = append(options, desk.Option{Value: string(a), Label: a.Name(p.L()), Chosen: p.Has("allergens", string(a))})
	}
	return append(options, desk.Option{Value: "none", Label: p.Ask.Say("Không có chất nào kể trên", "None of these"), Chosen: p.Has("allergens", "none")})
}

// Provinces are where wholesale orders may be delivered to.
func (p *sheetPage) Provinces() []desk.Option {
	var options []desk.Option
	for _, at := range place.Provinces() {
		options = append(options, desk.Option{Value: at.Code, Label: at.Name, Chosen: p.Has("area", at.Code)})
	}
	return options
}

// MissingShot is what a photo should still show; empty when front, back and label are there.
func (p *sheetPage) MissingShot() string {
	for _, shot := range catalog.Shots() {
		if p.missing["photos."+string(shot)] {
			return strings.ToLower(shot.Name(p.L()))
		}
	}
	return ""
}

// ShotOf says what a photo shows.
func (p *sheetPage) ShotOf(hash string) string { return p.Product.Sheet.Shots[hash].Name(p.L()) }

// save serves POST /ban-hang/san-pham/:id.
func (r *room) save(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	if form.Get("them") != "" { // a further unit: nothing is saved yet
		return r.again(ask, moreUnits(form), nil, http.StatusOK)
	}
	if form.Get("sua") != "" { // back from the preview, to go on
		form.Del("sua")
		return r.again(ask, form, nil, http.StatusOK)
	}
	edit, unread := readEdit(form)
	saved, err := r.edit(ask, edit, unread)
	if err != nil {
		return r.again(ask, form, err, http.StatusUnprocessableEntity)
	}
	if err := r.Goods.DropDraft(ask.Ctx(), saved.ID); err != nil {
		return err
	}
	return ask.SeeSaying(path(saved.ID), ask.Say("Đã lưu phiếu sản phẩm.", "The sheet is saved."))
}

// edit saves what could be read whole; with a field unread the domain is not asked to change anything.
func (r *room) edit(ask *desk.Ask, edit catalog.Edit, unread field.Errors) (*catalog.Product, error) {
	if len(unread) > 0 {
		return nil, unread
	}
	return r.Goods.EditItem(ask.Ctx(), ask.ID(), edit)
}

func moreUnits(form url.Values) url.Values {
	n, err := strconv.Atoi(form.Get("units"))
	if err != nil {
		n = 0
	}
	form.Set("units", strconv.Itoa(min(n+1, maxUnitsTyped)))
	form.Del("them")
	return form
}

// again shows the form once more with all that was typed, and what is wrong with it.
func (r *room) again(ask *desk.Ask, form url.Values, problem error, status int) error {
	p, err := r.Goods.Product(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	page := r.sheetPage(ask, p, form)
	wrong, about := desk.WrongOf(ask.Lang, problem)
	switch {
	case problem == nil:
	case errors.Is(problem, catalog.ErrEdited):
		form.Set("edition", strconv.Itoa(p.Sheet.Edition))
		page.Wrong.Say = ask.Say("Phiếu đã được lưu ở cửa sổ khác hoặc bởi người khác.", "The sheet was saved in another window or by somebody else.")
		page.Differs = differences(ask, p, form)
		status = http.StatusConflict
	case about:
		page.Wrong = wrong
	default:
		return problem
	}
	return ask.Render(status, "goods-sheet", page)
}

// VATSay says that a price is with its tax, by the rate where that is chosen.
func (p *sheetPage) VATSay() string {
	if rate := p.Get("vat"); rate != "" {
		return p.Ask.Say("Đã gồm thuế GTGT %s %%", "With VAT of %s%%", rate)
	}
	return p.Ask.Say("Đã gồm thuế GTGT", "With VAT")
}
