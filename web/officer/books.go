package officer

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/registers"
	"github.com/ocopmarket/ocop/web/desk"
)

// bookPath is where a register stands.
func bookPath(b registers.Book) string {
	return map[registers.Book]string{registers.Inspections: "/can-bo/so/kiem-tra", registers.Classes: "/can-bo/so/tap-huan", registers.Rewards: "/can-bo/so/khen-thuong"}[b]
}

func bookName(ask *desk.Ask, b registers.Book) string {
	switch b {
	case registers.Inspections:
		return ask.Say("Sổ kiểm tra", "Inspections")
	case registers.Classes:
		return ask.Say("Lớp tập huấn", "Training classes")
	}
	return ask.Say("Sổ khen thưởng", "Rewards")
}

// bookFile is what files of a register are called.
func bookFile(b registers.Book) string {
	return map[registers.Book]string{registers.Inspections: "so-kiem-tra", registers.Classes: "lop-tap-huan", registers.Rewards: "so-khen-thuong"}[b]
}

func (r *room) findEntry(b registers.Book) desk.Find {
	return func(ctx context.Context, id string) (policy.Object, error) {
		e, err := r.Registers.Get(ctx, id)
		if err != nil {
			return policy.Object{}, err
		}
		if e.Book != b {
			return policy.Object{}, store.ErrNotFound
		}
		return policy.Object{Province: e.Province}, nil
	}
}

// bookQuery is what an address of a register asks for.
type bookQuery struct {
	registers.Filter
	after string
}

func (r *room) bookQueryOf(ask *desk.Ask) (bookQuery, error) {
	v := ask.Request.URL.Query()
	province, err := provinceOf(ask, v)
	if err != nil {
		return bookQuery{}, err
	}
	f := registers.Filter{Province: province, Result: oneOf(registers.Result(v.Get("kq")), registers.Results()), Unpaid: v.Get("chua-chi") != "", Voided: v.Get("huy") != ""}
	year, err := strconv.Atoi(v.Get("nam"))
	switch now := figures.YearOf(r.Catalog.Now()); {
	case v.Get("nam") == "moi": // every year
	case err != nil || year < now-yearsBack || year > now+1:
		f.Year = now
	default:
		f.Year = year
	}
	return bookQuery{f, v.Get("sau")}, nil
}

func (q bookQuery) values(ask *desk.Ask) url.Values {
	v := url.Values{"nam": {"moi"}}
	if q.Year != 0 {
		v.Set("nam", strconv.Itoa(q.Year))
	}
	if central(ask) && q.Province != "" {
		v.Set("tinh", q.Province)
	}
	if q.Result != "" {
		v.Set("kq", string(q.Result))
	}
	if q.Unpaid {
		v.Set("chua-chi", "1")
	}
	if q.Voided {
		v.Set("huy", "1")
	}
	return v
}

// bookPage is a register.
type bookPage struct {
	desk.Page
	Book                        registers.Book
	Q                           bookQuery
	Where                       string
	HereAt                      string
	Tabs                        []viewTab
	Bigs                        []big
	Rows                        []entryRow
	NextAt, StartAt             string
	NewAt, ImportAt, TemplateAt string
	XLSX, CSV, ScaleAt          string
	Provinces, Years, Results   []desk.Option
}

// big is a figure that leads a page.
type big struct {
	Name, Figure string
	Bad          bool
}

// entryRow is an entry as the table shows it.
type entryRow struct {
	*registers.Entry
	Path, ResultName string
	// Late: what had to be put right was to be so by a day that has passed.
	Late bool
}

// showBook serves GET of a register.
func (r *room) showBook(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		q, err := r.bookQueryOf(ask)
		if err != nil {
			return err
		}
		found, err := r.Registers.Page(ask.Ctx(), b, q.Filter, q.after, pageSize)
		if errors.Is(err, store.ErrCursor) {
			return ask.See(pathWith(bookPath(b), q.values(ask)))
		}
		if err != nil {
			return err
		}
		p := &bookPage{Page: ask.NewPage(bookName(ask, b)), Book: b, Q: q, Where: placeName(ask, q.Province)}
		p.Mark(dashboardPath)
		for _, e := range found.Items {
			p.Rows = append(p.Rows, r.entryRowOf(ask, e))
		}
		if p.Bigs, err = r.bigs(ask, b, q); err != nil {
			return err
		}
		r.fillBook(ask, p, found.Next)
		return ask.Render(http.StatusOK, "officer-book", p)
	}
}

func (r *room) entryRowOf(ask *desk.Ask, e *registers.Entry) entryRow {
	row := entryRow{Entry: e, Path: ask.Lang.Path(bookPath(e.Book) + "/dong/" + e.ID)}
	if e.Book == registers.Inspections {
		row.ResultName = registers.ResultName(e.Result, string(ask.Lang))
		row.Late = e.Result == registers.Mend && e.Until.Before(r.Catalog.Now())
	}
	return row
}

// bigs are the totals of the year that is shown; none over all years.
func (r *room) bigs(ask *desk.Ask, b registers.Book, q bookQuery) ([]big, error) {
	if q.Year == 0 {
		return nil, nil
	}
	sums, err := r.Registers.Sums(ask.Ctx(), q.Province, q.Year)
	if err != nil {
		return nil, err
	}
	s, num := sums[b], ask.Lang.Num
	switch b {
	case registers.Inspections:
		return []big{
			{ask.Say("đợt kiểm tra", "inspections"), num(s.Entries), false}, {ask.Say("chủ thể", "producers"), num(s.Producers), false},
			{ask.Say("sản phẩm", "products"), num(s.Products), false}, {ask.Say("đợt chưa đạt", "did not pass"), num(s.Findings), s.Findings > 0},
		}, nil
	case registers.Classes:
		return []big{{ask.Say("lớp", "classes"), num(s.Entries), false}, {ask.Say("người học", "people"), num(s.People), false}, {ask.Say("trong đó nữ", "women among them"), num(s.Women), false}}, nil
	}
	return []big{{ask.Say("quyết định", "decisions"), num(s.Entries), false}, {ask.Say("tiền thưởng theo quyết định", "decided"), ask.Lang.Price(s.Amount), false}, {ask.Say("đã chi trong năm", "paid in the year"), ask.Lang.Price(s.Paid), false}}, nil
}

func (r *room) fillBook(ask *desk.Ask, p *bookPage, next string) {
	at := bookPath(p.Book)
	if next != "" {
		v := p.Q.values(ask)
		v.Set("sau", next)
		p.NextAt = ask.Lang.Path(pathWith(at, v))
	}
	if p.Q.after != "" {
		p.StartAt = ask.Lang.Path(pathWith(at, p.Q.values(ask)))
	}
	p.HereAt = ask.Lang.Path(at)
	for _, b := range registers.Books() {
		p.Tabs = append(p.Tabs, viewTab{Path: ask.Lang.Path(bookPath(b)), Name: bookName(ask, b), Current: b == p.Book})
	}
	p.NewAt, p.ImportAt, p.TemplateAt = ask.Lang.Path(at+"/moi"), ask.Lang.Path(at+"/nhap"), ask.Lang.Path(at+"/mau")
	v := p.Q.values(ask)
	v.Set("dang", "xlsx")
	p.XLSX = ask.Lang.Path(pathWith(at+"/xuat", v))
	v.Set("dang", "csv")
	p.CSV = ask.Lang.Path(pathWith(at+"/xuat", v))
	if p.Book == registers.Rewards && p.Q.Province != "" {
		p.ScaleAt = ask.Lang.Path("/can-bo/so/muc-thuong/" + p.Q.Province)
	}
	if central(ask) {
		p.Provinces = provinceOptions(ask, p.Q.Province)
	}
	p.Years = []desk.Option{{Value: "moi", Label: ask.Say("Mọi năm", "All years"), Chosen: p.Q.Year == 0}}
	now := figures.YearOf(r.Catalog.Now())
	for y := now; y >= now-yearsBack; y-- {
		p.Years = append(p.Years, desk.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y), Chosen: y == p.Q.Year})
	}
	if p.Book == registers.Inspections {
		p.Results = append([]desk.Option{{Label: ask.Say("Mọi kết quả", "Any result")}}, resultOptions(ask, p.Q.Result)...)
	}
}

func resultOptions(ask *desk.Ask, chosen registers.Result) []desk.Option {
	var options []desk.Option
	for _, x := range registers.Results() {
		options = append(options, desk.Option{Value: string(x), Label: registers.ResultName(x, string(ask.Lang)), Chosen: x == chosen})
	}
	return options
}

// exportBook serves GET of a register as a file.
func (r *room) exportBook(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		q, err := r.bookQueryOf(ask)
		if err != nil {
			return err
		}
		lang := string(ask.Lang)
		return ask.SendTable(desk.Table{Name: bookName(ask, b), File: bookFile(b), Headings: b.Headings(lang), Rows: r.Registers.Lines(ask.Ctx(), b, q.Filter, lang)}, ask.Query("dang"))
	}
}

// sendTemplate serves GET of an empty file with a register's columns.
func sendTemplate(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		headings := b.Headings(string(ask.Lang))
		none := sheet.Lists([][]any{}, func(r []any) []any { return r })
		return ask.SendTable(desk.Table{Name: bookName(ask, b), File: "mau-" + bookFile(b), Headings: headings[:len(headings)-1], Rows: none}, ask.Query("dang"))
	}
}
