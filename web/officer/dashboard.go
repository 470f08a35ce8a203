package officer

import (
	"html/template"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/queues"
	"github.com/ocopmarket/ocop/programme/registers"
	"github.com/ocopmarket/ocop/programme/sales"
	"github.com/ocopmarket/ocop/programme/targets"
	"github.com/ocopmarket/ocop/web/desk"
)

// dashboardPath is where the programme's figures stand.
const dashboardPath = "/can-bo/bao-cao"

// yearsBack is how many past years can be chosen.
const yearsBack = 5

// boardQuery is what an address of the dashboard asks for.
type boardQuery struct {
	figures.Query
}

func (r *room) boardQueryOf(ask *desk.Ask) (boardQuery, error) {
	values := ask.Request.URL.Query()
	province, err := provinceOf(ask, values)
	if err != nil {
		return boardQuery{}, err
	}
	now := figures.YearOf(r.Catalog.Now())
	year, err := strconv.Atoi(values.Get("nam"))
	if err != nil || year > now || year < now-yearsBack {
		year = now
	}
	return boardQuery{figures.Query{Province: province, Kind: oneOf(catalog.ProducerKind(values.Get("loai")), figures.Kinds()), Year: year}}, nil
}

func (q boardQuery) values(ask *desk.Ask) url.Values {
	v := url.Values{"nam": {strconv.Itoa(q.Year)}}
	if central(ask) && q.Province != "" {
		v.Set("tinh", q.Province)
	}
	if q.Kind != "" {
		v.Set("loai", string(q.Kind))
	}
	return v
}

// board is everything that the dashboard tells, for the page and for files.
type board struct {
	q        boardQuery
	figures  *figures.Figures
	passed   float64 // of the year
	plan     *targets.Plan
	readings []targets.Reading
	queues   []queues.Ages
	sums     map[registers.Book]registers.Sum
	sold     sales.Sold
	// provinces compares all provinces; nil unless the whole country is shown.
	provinces []*figures.Figures
}

func (r *room) board(ask *desk.Ask, q boardQuery) (b *board, err error) {
	b = &board{q: q, passed: figures.Passed(q.Year, r.Catalog.Now())}
	if b.figures, err = r.Figures.Of(ask.Ctx(), q.Query); err != nil {
		return nil, err
	}
	if b.sums, err = r.Registers.Sums(ask.Ctx(), q.Province, q.Year); err != nil {
		return nil, err
	}
	if err = r.readTargets(ask, b); err != nil {
		return nil, err
	}
	if b.queues, err = queues.Read(ask.Ctx(), r.Catalog.Now(), q.Province, r.Queues); err != nil {
		return nil, err
	}
	if b.sold, err = r.Sales.Of(ask.Ctx(), q.Query); err != nil {
		return nil, err
	}
	if q.Province == "" {
		b.provinces, err = r.Figures.Compare(ask.Ctx(), q.Kind, q.Year)
	}
	return b, err
}

// readTargets compares the plan with what was reached. A plan is for all kinds of producers together.
func (r *room) readTargets(ask *desk.Ask, b *board) (err error) {
	whole := b.figures
	if b.q.Kind != "" {
		q := b.q.Query
		q.Kind = ""
		if whole, err = r.Figures.Of(ask.Ctx(), q); err != nil {
			return err
		}
	}
	if b.plan, err = r.planOf(ask, b.q.Province, b.q.Year); err != nil {
		return err
	}
	for _, k := range targets.Keys() {
		number, of, known := reached(k, whole, b.sums, b.plan)
		reading := targets.Read(k, b.plan.Goals[k], number, of, known, b.passed)
		if c, ok := b.plan.Counts[k]; ok && !k.Counted() {
			reading.Entered = &c
		}
		b.readings = append(b.readings, reading)
	}
	return nil
}

// planOf is the plan of a province. That of the country is its own goals, with the numbers that all provinces
// counted added up where the central office entered none.
func (r *room) planOf(ask *desk.Ask, province string, year int) (*targets.Plan, error) {
	plan, err := r.Targets.Of(ask.Ctx(), province, year)
	if err != nil || province != "" {
		return plan, err
	}
	all, err := r.Targets.Year(ask.Ctx(), year)
	if err != nil {
		return nil, err
	}
	return plan.WithCountsOf(all), nil
}

// million is what rewards are told in.
const million = 1_000_000

// reached is how far a target has come: a number, or a number out of so many.
func reached(k targets.Key, f *figures.Figures, sums map[registers.Book]registers.Sum, plan *targets.Plan) (number, of int64, known bool) {
	switch k {
	case targets.Certified:
		return int64(f.Year().Certified()), 0, true
	case targets.Traced:
		return int64(f.Traced), int64(f.Products), true
	case targets.Inspected:
		return int64(sums[registers.Inspections].Producers), 0, true
	case targets.Rewards:
		return int64(math.Round(float64(sums[registers.Rewards].Paid) / million)), 0, true
	case targets.Retail:
		c, ok := plan.Counts[k]
		return c.Number, int64(f.Producers), ok
	}
	c, ok := plan.Counts[k]
	return c.Number, c.Of, ok
}

// boardPage is the dashboard.
type boardPage struct {
	desk.Page
	Place, Day        string
	Year, PassedShare int
	F                 *figures.Figures
	Sum               figures.Month
	Sold              sales.Sold
	Kind              string

	TargetsSay string
	Goals      int // how many targets the office has set
	Targets    []targetRow
	ByGroup    template.HTML
	ByGroupSay string
	ByKind     template.HTML
	ByKindSay  string
	ByMaker    template.HTML
	ByMakerSay string
	ByMonth    template.HTML
	MonthSay   string
	Provinces  []provinceRow
	Queues     []queueRow
	Books      []bookLine
	PlanSay    string

	ProvinceChoice, YearChoice, KindChoice []desk.Option
	TargetsAt, ImportAt                    string
	Exports                                []exportLink
}

// exportLink is a table that can be kept as a file.
type exportLink struct{ Name, XLSX, CSV string }

// bookLine is a register with its totals.
type bookLine struct{ Path, Name, Figure string }

// provinceRow is a province beside the others.
type provinceRow struct {
	*figures.Figures
	Name, Path string
	Sum        figures.Month
	TracedPer  int
}

// targetRow is one target in the table.
type targetRow struct {
	targets.Reading
	Name, Reached, Goal, Per string
	Gauge, At                string // of 100
	Slow                     bool
	Source                   string
}

// showDashboard serves GET /can-bo/bao-cao.
func (r *room) showDashboard(ask *desk.Ask) error {
	q, err := r.boardQueryOf(ask)
	if err != nil {
		return err
	}
	b, err := r.board(ask, q)
	if err != nil {
		return err
	}
	place := placeName(ask, q.Province)
	p := &boardPage{
		Page: ask.NewPage(ask.Say("Chương trình OCOP %s %d", "OCOP programme, %s %d", place, q.Year)), Place: place, Year: q.Year, F: b.figures, Sum: b.figures.Year(), Sold: b.sold,
		PassedShare: int(math.Round(b.passed * 100)), Queues: r.queueRows(ask, b.queues), TargetsAt: ask.Lang.Path(targetsPath(q.Province, q.Year)),
		ImportAt: ask.Lang.Path(bookPath(registers.Inspections) + "/nhap"),
	}
	if q.Kind != "" {
		p.Kind = ask.Lang.KindName(q.Kind)
	}
	p.Day = dayAndHour(ask, b.figures.At)
	r.fillBoard(ask, p, b)
	return ask.Render(http.StatusOK, "officer-dashboard", p)
}

func dayAndHour(ask *desk.Ask, at time.Time) string {
	t := at.In(vietnam.Zone)
	return ask.Say("%s ngày %s", "%s on %s", t.Format("15:04"), ask.Lang.Date(at))
}

func (r *room) fillBoard(ask *desk.Ask, p *boardPage, b *board) {
	p.Targets, p.TargetsSay = targetRows(ask, b)
	p.ByGroup, p.ByGroupSay = groupChart(ask, b.figures)
	p.ByKind, p.ByKindSay = kindChart(ask, b.figures)
	p.ByMaker, p.ByMakerSay = makerChart(ask, b.figures)
	p.ByMonth, p.MonthSay = monthChart(ask, b.figures)
	p.Books = bookLines(ask, b)
	p.Goals = len(b.plan.Goals)
	p.PlanSay = ask.Say("%d chỉ tiêu", "%d targets", len(b.plan.Goals))
	if !b.plan.UpdatedAt.IsZero() {
		p.PlanSay += ask.Say(", sửa %s", ", changed %s", ask.Lang.Date(b.plan.UpdatedAt))
	}
	for _, f := range b.provinces {
		row := provinceRow{Figures: f, Name: placeName(ask, f.Province), Sum: f.Year()}
		to := b.q
		to.Province = f.Province
		row.Path = ask.Lang.Path(pathWith(dashboardPath, to.values(ask)))
		if f.Products > 0 {
			row.TracedPer = int(math.Round(float64(f.Traced) / float64(f.Products) * 100))
		}
		p.Provinces = append(p.Provinces, row)
	}
	r.fillBoardChoices(ask, p, b.q)
}

func (r *room) fillBoardChoices(ask *desk.Ask, p *boardPage, q boardQuery) {
	if central(ask) {
		p.ProvinceChoice = provinceOptions(ask, q.Province)
	}
	p.KindChoice = kindOptions(ask, q.Kind)
	now := figures.YearOf(r.Catalog.Now())
	for y := now; y >= now-yearsBack; y-- {
		p.YearChoice = append(p.YearChoice, desk.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y), Chosen: y == q.Year})
	}
	for _, t := range boardTables() {
		v := q.values(ask)
		v.Set("bang", t.key)
		v.Set("dang", "xlsx")
		link := exportLink{Name: ask.Say(t.vi, t.en), XLSX: ask.Lang.Path(pathWith(dashboardPath+"/xuat", v))}
		v.Set("dang", "csv")
		link.CSV = ask.Lang.Path(pathWith(dashboardPath+"/xuat", v))
		if t.country && q.Province != "" {
			continue
		}
		p.Exports = append(p.Exports, link)
	}
}

func bookLines(ask *desk.Ask, b *board) []bookLine {
	v := url.Values{"nam": {strconv.Itoa(b.q.Year)}}
	if central(ask) && b.q.Province != "" {
		v.Set("tinh", b.q.Province)
	}
	at := func(book registers.Book) string { return ask.Lang.Path(pathWith(bookPath(book), v)) }
	num := ask.Lang.Num
	i, c, w := b.sums[registers.Inspections], b.sums[registers.Classes], b.sums[registers.Rewards]
	return []bookLine{
		{at(registers.Inspections), bookName(ask, registers.Inspections), ask.Say("%s đợt, %s sản phẩm", "%s visits, %s products", num(i.Entries), num(i.Products))},
		{at(registers.Classes), bookName(ask, registers.Classes), ask.Say("%s lớp, %s người", "%s classes, %s people", num(c.Entries), num(c.People))},
		{at(registers.Rewards), bookName(ask, registers.Rewards), ask.Say("%s quyết định", "%s decisions", num(w.Entries))},
	}
}
