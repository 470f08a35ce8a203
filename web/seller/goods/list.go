package goods

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/web/desk"
)

// listPage is the list of a producer's products.
type listPage struct {
	base
	Rows       []listRow
	Total      int // that meet the filter
	All        int
	Views      []view
	Query      url.Values
	Sort       string
	At, Of     int // page, from 1
	Previous   string
	Next       string
	From, Upto int
}

// view is one of the ready filters, with how many products it shows.
type view struct {
	Name, Path string
	Count      int
	Current    bool
}

// listRow is one product.
type listRow struct {
	Card     *catalog.Card
	Standing standing
	Stock    int
	Percent  int
	Ready    string // what the sheet is enough for
	Looks    string // how often its page was looked at; empty where nobody counts
}

// perPage is how many products a page lists.
const perPage = 50

// list serves GET /ban-hang/san-pham.
func (r *room) list(ask *desk.Ask) error {
	rows, err := r.rows(ask)
	if err != nil {
		return err
	}
	q := ask.Request.URL.Query()
	page := &listPage{base: base{ask.NewPage(ask.Say("Sản phẩm", "Products"))}, Query: q, All: len(rows), Sort: q.Get("xep")}
	page.Wide = true
	page.Views = r.views(ask, rows, q)
	found := r.filtered(rows, q)
	sortRows(found, q.Get("xep"))
	page.Total = len(found)
	page.cut(found, q)
	if err := r.looks(ask, page.Rows); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "goods-list", page)
}

// looks says of each row how often its page was looked at in a week.
func (r *room) looks(ask *desk.Ask, rows []listRow) error {
	if r.Looks == nil {
		return nil
	}
	var ids []string
	for _, row := range rows {
		ids = append(ids, row.Card.ID)
	}
	counts, err := r.Looks.Recent(ask.Ctx(), 7, ids...)
	if err != nil {
		return err
	}
	for i := range rows {
		n := counts[rows[i].Card.ID]
		rows[i].Looks = ask.Say("%s lượt xem trong 7 ngày", "Views in 7 days: %s", ask.Lang.Num(n))
	}
	return nil
}

// rows makes a row of each of the producer's products.
func (r *room) rows(ask *desk.Ask) ([]listRow, error) {
	all, err := r.Goods.ProductsOfProducer(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return nil, err
	}
	rows := make([]listRow, 0, len(all))
	for _, p := range all {
		card, ok := r.Goods.Card(p.ID)
		if !ok {
			continue // it came this moment and is not on the shelf yet
		}
		complete := p.Complete(r.now())
		row := listRow{Card: card, Standing: r.standingOf(ask, card), Percent: complete.Percent}
		for _, u := range card.Units {
			row.Stock += u.Available
		}
		switch {
		case complete.Wholesale.Ready() && complete.Retail.Ready():
			row.Ready = ask.Say("đủ bán sỉ", "wholesale-ready")
		case complete.Retail.Ready():
			row.Ready = ask.Say("đủ bán lẻ", "retail-ready")
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// filters are the ready ones, by what stands in the address.
func (r *room) filters() map[string]func(listRow) bool {
	return map[string]func(listRow) bool{
		"":      func(listRow) bool { return true },
		"ban":   func(row listRow) bool { return r.Goods.State(row.Card).ShowsStars() && row.Stock > 0 },
		"het":   func(row listRow) bool { return r.Goods.State(row.Card).ShowsStars() && row.Stock == 0 },
		"sao":   func(row listRow) bool { return !r.Goods.State(row.Card).ShowsStars() },
		"thieu": func(row listRow) bool { return row.Percent < 100 },
	}
}

func (r *room) views(ask *desk.Ask, rows []listRow, q url.Values) []view {
	views := []view{
		{Name: ask.Say("Tất cả", "All"), Path: ""}, {Name: ask.Say("Đang bán", "On sale"), Path: "ban"}, {Name: ask.Say("Hết hàng", "Out of stock"), Path: "het"},
		{Name: ask.Say("Không có sao", "Without stars"), Path: "sao"}, {Name: ask.Say("Phiếu chưa đủ", "Sheet not complete"), Path: "thieu"},
	}
	filters := r.filters()
	for i, v := range views {
		for _, row := range rows {
			if filters[v.Path](row) {
				views[i].Count++
			}
		}
		views[i].Current = q.Get("loc") == v.Path
		views[i].Path = address(q, "loc", v.Path)
	}
	return views
}

// address is the list's with one thing changed, from its first page.
func address(q url.Values, name, value string) string {
	next := url.Values{}
	for key, values := range q {
		if key != "trang" && key != name && len(values) > 0 && values[0] != "" {
			next.Set(key, values[0])
		}
	}
	if value != "" {
		next.Set(name, value)
	}
	if len(next) == 0 {
		return "/ban-hang/san-pham"
	}
	return "/ban-hang/san-pham?" + next.Encode()
}

func (r *room) filtered(rows []listRow, q url.Values) []listRow {
	keep, ok := r.filters()[q.Get("loc")]
	if !ok {
		keep = func(listRow) bool { return true }
	}
	wanted := place.Slug(q.Get("q"))
	var found []listRow
	for _, row := range rows {
		if keep(row) && (wanted == "" || row.matches(wanted)) {
			found = append(found, row)
		}
	}
	return found
}

// matches looks into the name, the certificate's number and the units, without regard to marks.
func (row listRow) matches(wanted string) bool {
	texts := []string{row.Card.Name, row.Card.NameEN, row.Card.Certificate, row.Card.GTIN}
	for _, u := range row.Card.Units {
		texts = append(texts, u.Name, u.SKU, u.GTIN)
	}
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(place.Slug(text), wanted) })
}

func sortRows(rows []listRow, by string) {
	compare := map[string]func(a, b listRow) int{
		"gia": func(a, b listRow) int { return cmp.Compare(a.Card.Price(), b.Card.Price()) },
		"kho": func(a, b listRow) int { return cmp.Compare(a.Stock, b.Stock) },
		"du":  func(a, b listRow) int { return cmp.Compare(a.Percent, b.Percent) },
		"sao": func(a, b listRow) int { return cmp.Compare(b.Card.Validity.Stars, a.Card.Validity.Stars) },
	}[by]
	slices.SortStableFunc(rows, func(a, b listRow) int {
		if compare != nil {
			if c := compare(a, b); c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(place.Slug(a.Card.Name), place.Slug(b.Card.Name)), cmp.Compare(a.Card.ID, b.Card.ID))
	})
}

// cut takes the page that the address names.
func (p *listPage) cut(rows []listRow, q url.Values) {
	p.Of = max(1, (len(rows)+perPage-1)/perPage)
	p.At, _ = strconv.Atoi(q.Get("trang")) //nolint:errcheck // anything else is the first page
	p.At = min(max(p.At, 1), p.Of)
	from := (p.At - 1) * perPage
	upto := min(from+perPage, len(rows))
	p.Rows, p.From, p.Upto = rows[from:upto], from+1, upto
	if p.At > 1 {
		p.Previous = pageAddress(q, p.At-1)
	}
	if p.At < p.Of {
		p.Next = pageAddress(q, p.At+1)
	}
}

func pageAddress(q url.Values, at int) string {
	base := address(q, "", "")
	mark := "?"
	if strings.Contains(base, "?") {
		mark = "&"
	}
	return base + mark + "trang=" + strconv.Itoa(at)
}

// SortPath is the list sorted by a column.
func (p *listPage) SortPath(by string) string { return address(p.Query, "xep", by) }

// Filtered reports whether fewer than all are shown.
func (p *listPage) Filtered() bool { return p.Query.Get("q") != "" || p.Query.Get("loc") != "" }
