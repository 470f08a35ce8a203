package officer

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/targets"
	"github.com/ocopmarket/ocop/web/desk"
)

func targetsPath(province string, year int) string {
	return dashboardPath + "/chi-tieu/" + targets.ID(province, year)
}

// findTarget tells whose the plan of a place and year is; it need not have been entered yet.
func findTarget(_ context.Context, id string) (policy.Object, error) {
	province, _, err := targets.Parse(id)
	return policy.Object{Province: province}, err
}

// findTargets serves GET /can-bo/bao-cao/chi-tieu: the plan of this year.
func (r *room) findTargets(ask *desk.Ask) error {
	q, err := r.boardQueryOf(ask)
	if err != nil {
		return err
	}
	return ask.See(targetsPath(q.Province, q.Year))
}

// targetsPage is the form of a year's targets.
type targetsPage struct {
	desk.Page
	Place         string
	Year          int
	Back          string
	Rows          []goalRow
	History       []pastRow
	ExportAt      string
	Years, Places []desk.Option
}

// goalRow is one target in the form.
type goalRow struct {
	Key                      targets.Key
	Name, Unit               string
	Goal                     string
	Enter                    bool // the office enters what was reached
	OutOf                    bool // out of so many
	Number, Of, Date, Source string
}

// pastRow is a change in the history.
type pastRow struct {
	targets.Past
	Name string
	Who  string
}

// showTargets serves GET /can-bo/bao-cao/chi-tieu/:id.
func (r *room) showTargets(ask *desk.Ask) error {
	return r.renderTargets(ask, http.StatusOK, desk.Wrong{}, nil)
}

func (r *room) renderTargets(ask *desk.Ask, status int, wrong desk.Wrong, typed *targets.Input) error {
	province, year, err := targets.Parse(ask.ID())
	if err != nil {
		return err
	}
	plan, err := r.Targets.Of(ask.Ctx(), province, year)
	if err != nil {
		return err
	}
	p := &targetsPage{Page: ask.NewPage(ask.Say("Chỉ tiêu năm %d, %s", "Targets of %d, %s", year, placeName(ask, province))), Place: placeName(ask, province), Year: year}
	p.Page.Wrong = wrong
	back := boardQuery{figures.Query{Province: province, Year: year}}
	p.Back = ask.Lang.Path(pathWith(dashboardPath, back.values(ask)))
	for _, k := range targets.Keys() {
		p.Rows = append(p.Rows, goalRowOf(ask, plan, k, typed))
	}
	if p.History, err = r.pastRows(ask, plan); err != nil {
		return err
	}
	p.History = p.History[:min(len(p.History), shownPast)]
	p.ExportAt = ask.Lang.Path(targetsPath(province, year) + "/xuat")
	now := figures.YearOf(r.Catalog.Now())
	for y := now + 1; y >= now-yearsBack; y-- {
		p.Years = append(p.Years, desk.Option{Value: ask.Lang.Path(targetsPath(province, y)), Label: strconv.Itoa(y), Chosen: y == year})
	}
	return ask.Render(status, "officer-targets", p)
}

func goalRowOf(ask *desk.Ask, plan *targets.Plan, k targets.Key, typed *targets.Input) goalRow {
	row := goalRow{Key: k, Name: targetName(ask, k), Enter: !k.Counted(), OutOf: k == targets.Outlets}
	if k.Share() {
		row.Unit = "%"
	}
	if typed != nil {
		c := typed.Counts[k]
		row.Goal, row.Number, row.Of, row.Date, row.Source = typed.Goals[k], c.Number, c.Of, c.Day, c.Source
		return row
	}
	if g, ok := plan.Goals[k]; ok {
		row.Goal = strconv.FormatInt(g, 10)
	}
	if c, ok := plan.Counts[k]; ok {
		row.Number, row.Date, row.Source = strconv.FormatInt(c.Number, 10), c.Day.In(vietnam.Zone).Format("2006-01-02"), c.Source
		if c.Of > 0 {
			row.Of = strconv.FormatInt(c.Of, 10)
		}
	}
	return row
}

// shownPast is how many changes the page shows.
const shownPast = 30

func (r *room) pastRows(ask *desk.Ask, plan *targets.Plan) ([]pastRow, error) {
	names, err := r.names(ask)
	if err != nil {
		return nil, err
	}
	var rows []pastRow
	for i := len(plan.History) - 1; i >= 0; i-- {
		past := plan.History[i]
		rows = append(rows, pastRow{Past: past, Name: targetName(ask, past.Key), Who: names[past.By]})
	}
	return rows, nil
}

// exportTargets serves GET /can-bo/bao-cao/chi-tieu/:id/xuat: every change of a year's targets, as a file.
func (r *room) exportTargets(ask *desk.Ask) error {
	province, year, err := targets.Parse(ask.ID())
	if err != nil {
		return err
	}
	plan, err := r.Targets.Of(ask.Ctx(), province, year)
	if err != nil {
		return err
	}
	rows, err := r.pastRows(ask, plan)
	if err != nil {
		return err
	}
	headings := []string{ask.Say("Lúc", "When"), ask.Say("Chỉ tiêu", "Target"), ask.Say("Sửa gì", "What"), ask.Say("Từ", "From"), ask.Say("Thành", "To"), ask.Say("Nguồn", "Source"), ask.Say("Ai", "Who")}
	lines := sheet.Lists(rows, func(p pastRow) []any {
		what := ask.Say("số đạt", "reached")
		if p.Goal {
			what = ask.Say("chỉ tiêu", "goal")
		}
		return []any{ask.Lang.Moment(p.At), p.Name, what, p.From, p.To, p.Source, p.Who}
	})
	return ask.SendTable(desk.Table{Name: ask.Say("Sửa chỉ tiêu", "Changes of targets"), File: "chi-tieu-" + ask.ID(), Headings: headings, Rows: lines}, ask.Query("dang"))
}

// names are the people of the office by id; who has left it since has none.
func (r *room) names(ask *desk.Ask) (map[string]string, error) {
	people, err := r.Colleagues(ask.Ctx(), ask.Who.Org)
	names := map[string]string{}
	for _, c := range people {
		names[c.ID] = c.Name
	}
	return names, err
}

// setTargets serves POST /can-bo/bao-cao/chi-tieu/:id.
func (r *room) setTargets(ask *desk.Ask) error {
	province, year, err := targets.Parse(ask.ID())
	if err != nil {
		return err
	}
	form, err := ask.Form()
	if err != nil {
		return err
	}
	in := targetInput(form)
	changed, err := r.Targets.Set(ask.Ctx(), province, year, in)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.renderTargets(ask, http.StatusUnprocessableEntity, wrong, &in)
	}
	if err != nil {
		return err
	}
	if changed == 0 {
		return ask.SeeSaying(targetsPath(province, year), ask.Say("Không có gì đổi.", "Nothing changed."))
	}
	return ask.SeeSaying(targetsPath(province, year), ask.Say("Đã lưu %d thay đổi.", "%d changes are saved.", changed))
}

func targetInput(form url.Values) targets.Input {
	in := targets.Input{Goals: map[targets.Key]string{}, Counts: map[targets.Key]targets.CountInput{}}
	for _, k := range targets.Keys() {
		at := string(k)
		in.Goals[k] = form.Get("muc." + at)
		if !k.Counted() {
			in.Counts[k] = targets.CountInput{Number: form.Get("so." + at), Of: form.Get("tong." + at), Day: form.Get("ngay." + at), Source: form.Get("nguon." + at)}
		}
	}
	return in
}
