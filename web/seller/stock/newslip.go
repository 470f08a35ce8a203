package stock

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// newSlipPage is a slip before it is made: what lies where goods leave from, with a number to be written beside each unit.
type newSlipPage struct {
	desk.Page
	From    string // id of the place whose goods are listed
	Named   string
	Froms   []desk.Option
	To      []desk.Option
	Rows    []moveRow
	Note    string
	Leaves  string
	Carrier string
	Once    string // names this form, so that one sent twice counts once
	Whither string // id of the place that is kept while another From is chosen
}

// moveRow is a unit that may go on the slip.
type moveRow struct {
	atRow
	Typed, Wrong, Field string
	Lots                []desk.Option // that may be chosen; empty where there are none
	LotField, LotWrong  string
}

// ID is that of the unit's field, as the list of what is wrong leads to it.
func (m moveRow) ID() string { return "f-" + strings.ReplaceAll(m.Field, ".", "-") }

// LotID is that of the field of its lot.
func (m moveRow) LotID() string { return "f-" + strings.ReplaceAll(m.LotField, ".", "-") }

// quantities is what the names of the fields of quantities begin with; a SKU follows.
var quantities = ledger.LineField("")

// newSlip serves GET /ban-hang/kho/phieu/moi: from the place ?tu, else the own store, to ?den; ?het writes all that lies there.
func (r *room) newSlip(ask *desk.Ask) error {
	from := cmp.Or(ask.Query("tu"), ledger.OwnPlace(ask.Who.Producer))
	page, err := r.slipToMake(ask, from)
	if err != nil {
		return err
	}
	if page.From != from {
		return store.ErrNotFound
	}
	page.To, page.Whither = pickTo(ask, page.To, ask.Query("den")), ask.Query("den")
	if ask.Query("het") != "" {
		for i := range page.Rows {
			page.Rows[i].Typed = strconv.Itoa(page.Rows[i].Quantity)
		}
	}
	return ask.Render(http.StatusOK, "stock-newslip", page)
}

// slipToMake is the page for a place; for the own store where that place is not the producer's or is given up.
func (r *room) slipToMake(ask *desk.Ask, from string) (*newSlipPage, error) {
	places, err := r.Book.PlacesOf(ask.Ctx(), r.DB, ask.Who.Producer)
	if err != nil {
		return nil, err
	}
	at := max(0, slices.IndexFunc(places, func(p *ledger.Place) bool { return p.ID == from }))
	page := &newSlipPage{Page: ask.NewPage(ask.Say("Phiếu chuyển mới", "New transfer slip")), From: places[at].ID, Named: places[at].Title(string(ask.Lang)), Once: uuid.NewString(), Leaves: r.today()}
	page.Script = "slip.js"
	for i, p := range places {
		option := desk.Option{Value: p.ID, Label: p.Title(string(ask.Lang)), Chosen: i == at}
		page.Froms = append(page.Froms, option)
		if i != at {
			page.To = append(page.To, desk.Option{Value: p.ID, Label: option.Label})
		}
	}
	rows, err := r.rowsAt(ask, places[at])
	for _, row := range rows {
		if row.Quantity > 0 {
			page.Rows = append(page.Rows, moveRowOf(row))
		}
	}
	if err != nil {
		return nil, err
	}
	return page, r.offerLots(ask, page.Rows, page.From)
}

func moveRowOf(row atRow) moveRow {
	return moveRow{atRow: row, Field: ledger.LineField(row.SKU), LotField: lotField(row.SKU)}
}

// AnyLots reports whether a lot may be chosen for one of the units.
func (p *newSlipPage) AnyLots() bool {
	return slices.ContainsFunc(p.Rows, func(row moveRow) bool { return len(row.Lots) > 0 })
}

// pickTo chooses where goods go; where that is open, somebody has to say it.
func pickTo(ask *desk.Ask, options []desk.Option, to string) []desk.Option {
	known := slices.ContainsFunc(options, func(o desk.Option) bool { return o.Value == to })
	if !known && len(options) > 1 {
		options = append([]desk.Option{{Label: ask.Say("Chọn nơi hàng đến", "Choose where the goods go")}}, options...)
	}
	return choose(options, to)
}

// addSlip serves POST /ban-hang/kho/phieu and leads to the slip.
func (r *room) addSlip(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	lines := r.typedLines(ask, form)
	wrongLots, err := r.lotsOf(ask, form, lines)
	if err != nil {
		return err
	}
	var slip *ledger.Slip
	if err = wrongLots.Err(); err == nil {
		slip, err = r.Book.Transfer(ask.Ctx(), ledger.TransferInput{
			Producer: ask.Who.Producer, From: form.Get("from"), To: form.Get("to"), Note: form.Get("note"), Once: form.Get("once"), Lines: lines, LeavesOn: leaving(form), Carrier: form.Get("carrier"),
		})
	}
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.refusedSlip(ask, form, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(slipsPath+"/"+slip.ID, ask.Say("Đã chuyển. Phiếu %s đây.", "Moved. This is slip %s.", slip.Code()))
}

// typedLines are the units beside which something was written, by name; what is no number stands for none.
func (r *room) typedLines(ask *desk.Ask, form url.Values) []ledger.SlipLine {
	var lines []ledger.SlipLine
	for name := range form {
		sku, is := strings.CutPrefix(name, quantities)
		if text := strings.TrimSpace(form.Get(name)); is && text != "" {
			lines = append(lines, ledger.SlipLine{SKU: sku, Quantity: whole(text)})
		}
	}
	slices.SortFunc(lines, func(a, b ledger.SlipLine) int {
		return cmp.Or(cmp.Compare(r.nameOf(ask, a.SKU), r.nameOf(ask, b.SKU)), cmp.Compare(a.SKU, b.SKU))
	})
	return lines
}

// refusedSlip shows the form again with all that was typed, units too of which nothing is left by now.
func (r *room) refusedSlip(ask *desk.Ask, form url.Values, wrong desk.Wrong) error {
	page, err := r.slipToMake(ask, form.Get("from"))
	if err != nil {
		return err
	}
	page.Leaves, page.Carrier = form.Get("leaves"), form.Get("carrier")
	page.Wrong, page.Note, page.To = wrong, form.Get("note"), pickTo(ask, page.To, form.Get("to"))
	for _, line := range r.typedLines(ask, form) {
		if _, ours := r.unit(ask, line.SKU); ours && !slices.ContainsFunc(page.Rows, func(row moveRow) bool { return row.SKU == line.SKU }) {
			page.Rows = append(page.Rows, moveRowOf(r.atRow(ask, ledger.Lying{SKU: line.SKU})))
		}
	}
	for i := range page.Rows {
		row := &page.Rows[i]
		row.Typed, row.Wrong, row.LotWrong = form.Get(row.Field), wrong.Of(row.Field), wrong.Of(row.LotField)
		row.Lots = choose(row.Lots, form.Get(row.LotField))
	}
	page.Wrong.List = r.namedWrongs(ask, wrong.List)
	return ask.Render(http.StatusUnprocessableEntity, "stock-newslip", page)
}

// namedWrongs says above the form of which unit a quantity is wrong.
func (r *room) namedWrongs(ask *desk.Ask, wrong []desk.WrongField) []desk.WrongField {
	named := slices.Clone(wrong)
	for i, w := range named {
		for _, begin := range []string{quantities, lotField("")} {
			if sku, is := strings.CutPrefix(w.Field, begin); is {
				named[i].Say = r.nameOf(ask, sku) + ": " + w.Say
			}
		}
	}
	return named
}
