package stock

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// tab is a unit in the row above the page.
type tab struct {
	Name, Path string
	Count      int
	Current    bool
}

// placeRow is what lies of the unit at one place.
type placeRow struct {
	ledger.Lying
	Title, Sub        string
	Has, Held, Sells  int
	Class, Icon, Word string // of its tag; empty for none
}

// unitPage is where one unit lies and what was done with it.
type unitPage struct {
	desk.Page
	Tabs    []tab
	All     int // units
	Unit    unit
	Rows    []placeRow
	Sum     placeRow
	Level   int
	Pace    string // how fast it is sold, and for how long there is enough; empty where nothing is sold
	Locked  string
	Lines   []line
	Count   int // lines
	Opening int
	Moves   moveForm
	Counts  countForm
	Writes  writeForm
	Shelves []shelfRow
	MayEdit bool
	Once    string // names the forms of this page, so that one sent twice counts once
}

// moveForm, countForm and writeForm are the three things that are done with a unit.
type moveForm struct {
	From, To []desk.Option
	Lots     []desk.Option
	Quantity string
	Note     string
	Leaves   string
	Carrier  string
	Left     string // what will be left
}

type countForm struct {
	Places  []desk.Option
	Title   string
	Booked  int
	Place   string
	Counted string
	Reasons []desk.Option
	Other   string
}

type writeForm struct {
	Open     bool
	Places   []desk.Option
	Kinds    []desk.Option
	Quantity string
	Ref      string
	Reason   string
}

// showHome serves GET /ban-hang/kho: the unit that runs low, or else the first.
func (r *room) showHome(ask *desk.Ask) error {
	all := r.units(ask)
	if len(all) == 0 {
		page := &unitPage{Page: ask.NewPage(ask.Say("Kho", "Stock"))}
		return ask.Render(http.StatusOK, "stock-unit", page)
	}
	return r.renderUnit(ask, http.StatusOK, all[0].SKU, nil)
}

// showUnit serves GET /ban-hang/kho/quy-cach/:id.
func (r *room) showUnit(ask *desk.Ask) error {
	return r.renderUnit(ask, http.StatusOK, ask.ID(), nil)
}

// renderUnit shows a unit's page; typed puts back what a refused form held.
func (r *room) renderUnit(ask *desk.Ask, status int, sku string, typed func(*unitPage)) error {
	page := &unitPage{Page: ask.NewPage(ask.Say("Kho", "Stock")), Once: uuid.NewString()}
	page.Script = "stock.js"
	u, ok := r.unit(ask, sku)
	if !ok {
		return store.ErrNotFound
	}
	page.Unit = u
	page.MayEdit = ask.May("stock.edit", ask.Who.Desk())
	for _, fill := range []func(*desk.Ask, *unitPage) error{r.fillPlaces, r.fillTabs, r.fillLines, r.fillForms} {
		if err := fill(ask, page); err != nil {
			return err
		}
	}
	page.Shelves = page.shelfRows()
	if typed != nil {
		typed(page)
	}
	return ask.Render(status, "stock-unit", page)
}

// fillTabs names some units beside this one; all of them have a page of their own.
func (r *room) fillTabs(ask *desk.Ask, page *unitPage) error {
	all := r.units(ask)
	page.All = len(all)
	shown := all[:min(len(all), maxTabs)]
	if !slices.ContainsFunc(shown, func(u unit) bool { return u.SKU == page.Unit.SKU }) {
		shown = append([]unit{page.Unit}, shown[:maxTabs-1]...)
	}
	held, totals, err := r.heldAndTotals(ask, shown)
	if err != nil {
		return err
	}
	for _, u := range shown {
		page.Tabs = append(page.Tabs, tab{Name: u.Name, Path: u.Path(), Count: totals[u.SKU] + held[u.SKU], Current: u.SKU == page.Unit.SKU})
	}
	return nil
}

// maxTabs is how many units stand above the page.
const maxTabs = 5

func (r *room) heldAndTotals(ask *desk.Ask, of []unit) (held, totals map[string]int, err error) {
	if held, err = orders.HeldBy(ask.Ctx(), r.DB, ask.Who.Producer); err != nil {
		return nil, nil, err
	}
	var products []string
	for _, u := range of {
		products = append(products, u.Card.ID)
	}
	slices.Sort(products)
	totals, err = r.Book.Totals(ask.Ctx(), r.DB, slices.Compact(products))
	return held, totals, err
}

func (r *room) fillPlaces(ask *desk.Ask, page *unitPage) error {
	held, err := orders.HeldBy(ask.Ctx(), r.DB, ask.Who.Producer)
	if err != nil {
		return err
	}
	found, err := r.Book.Where(ask.Ctx(), r.DB, ask.Who.Producer, page.Unit.SKU)
	if err != nil {
		return err
	}
	for _, l := range found {
		if l.Place.ClosedAt != nil || l.Quantity == 0 && !l.Place.Own() {
			continue
		}
		row := rowOf(ask, l, held[page.Unit.SKU])
		page.Rows = append(page.Rows, row)
		page.Sum.Has, page.Sum.Held, page.Sum.Sells = page.Sum.Has+row.Has, page.Sum.Held+row.Held, page.Sum.Sells+row.Sells
		if l.Place.Own() {
			page.Level, page.Locked = l.Level, l.Locked
		}
	}
	pace, err := r.Book.PaceOf(ask.Ctx(), ask.Who.Producer, page.Unit.SKU)
	if err != nil {
		return err
	}
	if page.Pace = paceText(ask, pace, page.Unit.Measure); page.Pace != "" && len(page.Rows) > 0 {
		page.Pace += ", " + lasts(ask, page.Rows[0].Sells, pace) + "."
	}
	return nil
}

func rowOf(ask *desk.Ask, l ledger.Lying, held int) placeRow {
	row := placeRow{Lying: l, Title: l.Place.Title(string(ask.Lang)), Sub: sub(ask, l), Has: l.Quantity, Sells: l.Quantity}
	if l.Place.Own() {
		row.Held, row.Has = held, l.Quantity+held
	}
	if l.Locked != "" || !l.Place.Kind.Sells() {
		row.Sells = 0
	}
	row.Class, row.Icon, row.Word = stateOf(ask, l)
	return row
}

// few is how many pieces at a showroom or a booth are called few.
const few = 6

// stateOf is the tag of a place.
func stateOf(ask *desk.Ask, l ledger.Lying) (class, icon, word string) {
	switch {
	case l.Locked != "":
		return "tag--danger", "i-ban", ask.Say("khóa bán", "locked")
	case !l.Place.Kind.Sells():
		return "", "", ""
	case l.OnWay != nil:
		return "tag--info", "i-truck", ask.Say("trên đường", "on its way")
	case l.Quantity == 0:
		return "tag--danger", "i-warning", ask.Say("hết", "none left")
	case l.Low() || !l.Place.Own() && l.Quantity < few:
		return "tag--warn", "i-clock", ask.Say("sắp hết", "running low")
	}
	return "tag--ok", "i-check", ask.Say("đủ", "enough")
}

// sub says whose hands the goods are in.
func sub(ask *desk.Ask, l ledger.Lying) string {
	p := l.Place
	switch {
	case l.OnWay != nil:
		return ask.Say("đang chở đến, phiếu %s", "on its way, slip %s", l.OnWay.Code())
	case p.Kind == ledger.Samples:
		return ask.Say("không bán", "not for sale")
	case p.Settle != nil && p.Kind == ledger.Showroom:
		return ask.Say("gửi bán, đối soát %s", "consigned, settled on %s", p.Settle.Format("2/1"))
	case p.Kind == ledger.Showroom:
		return ask.Say("gửi bán", "consigned")
	case p.Keeper != "":
		return ask.Say("%s giữ", "kept by %s", p.Keeper)
	}
	return ""
}

// fewLines is how many lines of the ledger stand on a unit's page.
const fewLines = 7

func (r *room) fillLines(ask *desk.Ask, page *unitPage) (err error) {
	found, err := r.Book.Search(ask.Ctx(), ledger.Filter{Producer: ask.Who.Producer, SKU: page.Unit.SKU, Limit: fewLines})
	if err != nil {
		return err
	}
	if page.Lines, err = r.lines(ask, found.Items); err != nil {
		return err
	}
	if page.Count, err = r.Book.Count(ask.Ctx(), page.Unit.SKU); err != nil {
		return err
	}
	page.Opening, err = r.Book.Opening(ask.Ctx(), page.Unit.SKU)
	return err
}

// line is one line of the ledger for people.
type line struct {
	*catalog.StockEntry
	Unit                   string
	Hour, Day              string
	What, Note, Where, Who string
}

// Signed writes the number with its sign, a real minus.
func (l line) Signed() string {
	if l.Delta < 0 {
		return "−" + strconv.Itoa(-l.Delta)
	}
	return "+" + strconv.Itoa(l.Delta)
}

// lines makes lines for people: names of places and persons in place of ids.
func (r *room) lines(ask *desk.Ask, entries []*catalog.StockEntry) ([]line, error) {
	places, err := r.placeTitles(ask)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range entries {
		if e.By != "" {
			ids = append(ids, e.By)
		}
	}
	slices.Sort(ids)
	names, err := r.names(ask.Ctx(), slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	list := make([]line, 0, len(entries))
	for _, e := range entries {
		at := e.At.In(vietnam.Zone)
		l := line{StockEntry: e, Hour: at.Format("15:04"), Day: at.Format("2/1"), What: e.Kind.Name(string(ask.Lang)), Where: places[e.Place], Note: noteOf(ask, e), Who: who(ask, e, names)}
		if u, ok := r.unit(ask, e.SKU); ok {
			l.Unit = u.Name
		}
		list = append(list, l)
	}
	return list, nil
}

func who(ask *desk.Ask, e *catalog.StockEntry, names map[string]string) string {
	if e.By == "" {
		return ask.Say("tự ghi", "by itself")
	}
	return cmp.Or(names[e.By], ask.Say("người đã rời đi", "somebody who left"))
}

// noteOf says what a line belongs to.
func noteOf(ask *desk.Ask, e *catalog.StockEntry) string {
	note := e.Ref
	switch e.Kind {
	case catalog.EntryHold:
		return ask.Say("%s, giữ cho đơn", "%s, held for the order", e.Ref)
	case catalog.EntryTransfer:
		note = ask.Say("Phiếu %s", "Slip %s", e.Ref)
	case catalog.EntryReceipt:
		if e.Lot != "" {
			note = ask.Say("Lô %s", "Lot %s", e.Ref)
		}
	}
	switch {
	case note == "":
		return e.Reason
	case e.Reason == "":
		return note
	}
	return note + ", " + e.Reason
}

// placeTitles names all places of the producer by id.
func (r *room) placeTitles(ask *desk.Ask) (map[string]string, error) {
	all, err := r.Book.EveryPlace(ask.Ctx(), r.DB, ask.Who.Producer)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, p := range all {
		titles[p.ID] = p.Title(string(ask.Lang))
	}
	return titles, nil
}
