package stock

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web/desk"
)

// bookPage is the whole ledger of a producer.
type bookPage struct {
	desk.Page
	Lines    []line
	Units    []desk.Option
	Places   []desk.Option
	Kinds    []desk.Option
	Ref      string
	From, To string
	Filtered bool
	More     string // address of the next page
	Export   string // what follows the address of a file
}

// linesAtOnce is how many lines a page of the ledger has at least, where there are more.
const linesAtOnce = 50

// showBook serves GET /ban-hang/kho/so.
func (r *room) showBook(ask *desk.Ask) error {
	f, q := r.filter(ask)
	f.After, f.Limit = ask.Query("sau"), linesAtOnce
	found, err := r.Book.Search(ask.Ctx(), f)
	if err != nil {
		return err
	}
	page := &bookPage{Page: ask.NewPage(ask.Say("Sổ kho", "Stock ledger")), Ref: q.Get("so"), From: q.Get("tu"), To: q.Get("den"), Filtered: len(q) > 0}
	page.Wide = true
	if page.Lines, err = r.lines(ask, found.Items); err != nil {
		return err
	}
	if err := r.fillFilter(ask, page, q); err != nil {
		return err
	}
	if len(q) > 0 {
		page.Export = "?" + q.Encode()
	}
	if found.Next != "" {
		q.Set("sau", found.Next)
		page.More = bookPath + "?" + q.Encode()
	}
	return ask.Render(http.StatusOK, "stock-book", page)
}

// filter reads what the address asks for; q holds those parts of it that mean something.
func (r *room) filter(ask *desk.Ask) (ledger.Filter, url.Values) {
	q := url.Values{}
	for _, name := range []string{"quy-cach", "noi", "viec", "so", "tu", "den", "lo"} {
		if value := strings.TrimSpace(ask.Query(name)); value != "" {
			q.Set(name, value)
		}
	}
	f := ledger.Filter{Producer: ask.Who.Producer, SKU: q.Get("quy-cach"), Place: q.Get("noi"), Kind: catalog.EntryKind(q.Get("viec")), Lot: q.Get("lo"), Ref: strings.ToUpper(q.Get("so"))}
	if day, err := time.ParseInLocation(time.DateOnly, q.Get("tu"), vietnam.Zone); err == nil {
		f.From = day
	}
	if day, err := time.ParseInLocation(time.DateOnly, q.Get("den"), vietnam.Zone); err == nil {
		f.To = day.AddDate(0, 0, 1)
	}
	return f, q
}

func (r *room) fillFilter(ask *desk.Ask, page *bookPage, q url.Values) error {
	places, err := r.Book.EveryPlace(ask.Ctx(), r.DB, ask.Who.Producer)
	if err != nil {
		return err
	}
	page.Units = append([]desk.Option{{Label: ask.Say("Mọi quy cách", "All units")}}, unitOptions(r.units(ask), q.Get("quy-cach"))...)
	page.Places = []desk.Option{{Label: ask.Say("Mọi nơi", "All places")}}
	for _, p := range places {
		page.Places = append(page.Places, desk.Option{Value: p.ID, Label: p.Title(string(ask.Lang)), Chosen: p.ID == q.Get("noi")})
	}
	page.Kinds = []desk.Option{{Label: ask.Say("Mọi việc", "Everything")}}
	for _, k := range catalog.EntryKinds() {
		page.Kinds = append(page.Kinds, desk.Option{Value: string(k), Label: k.Name(string(ask.Lang)), Chosen: string(k) == q.Get("viec")})
	}
	return nil
}

// exportBook serves GET /ban-hang/kho/so/xuat/:dang: the lines that meet the filter, as XLSX or CSV.
func (r *room) exportBook(ask *desk.Ask) error {
	f, _ := r.filter(ask)
	headings := []string{"Lúc", "Quy cách", "Mã hàng", "Việc", "Số phiếu, đơn, lô", "Lý do", "Nơi", "Số", "Còn", "Ai ghi"}
	return ask.SendNamedTable(desk.Table{Name: "Sổ kho", File: "so-kho", Headings: headings, Rows: r.exported(ask, f)})
}

// exportedAtOnce is how many lines get their names looked up in one go.
const exportedAtOnce = 500

// exported makes rows of the lines, some at a time, so that a long ledger is never held whole.
func (r *room) exported(ask *desk.Ask, f ledger.Filter) sheet.Rows {
	return func(yield func([]any, error) bool) {
		var some []*catalog.StockEntry
		flush := func() bool {
			list, err := r.lines(ask, some)
			some = some[:0]
			if err != nil {
				return yield(nil, err)
			}
			return !slices.ContainsFunc(list, func(l line) bool { return !yield(l.row(), nil) })
		}
		for e, err := range r.Book.Each(ask.Ctx(), f) {
			if err != nil {
				yield(nil, err)
				return
			}
			if some = append(some, e); len(some) == exportedAtOnce && !flush() {
				return
			}
		}
		flush()
	}
}

func (l line) row() []any {
	return []any{l.At.In(vietnam.Zone).Format("2006-01-02 15:04:05"), l.Unit, l.SKU, l.Kind.Name("vi"), l.Ref, l.Reason, l.Where, l.Delta, l.Balance, l.Who}
}
