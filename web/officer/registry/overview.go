package registry

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

const registryPath = "/can-bo/so-quoc-gia"

// overviewPage is what the office knows of the registry: stopped provinces, pulls, and what waits to be mapped.
type overviewPage struct {
	desk.Page
	Every    int // hours between two pulls
	Last     time.Time
	Going    goingView
	Stopped  []stopLink
	Stop     *stopView // the one to decide on here; nil when there is none, or several
	Pulls    []pullRow
	Total    int // of all pulls
	Unmapped []unmappedRow
	Open     int
	Refused  []*pull.Refused
}

// goingView is how far a pull is; it is followed until it ends.
type goingView struct {
	Ask         *desk.Ask
	Going       bool
	Done, Total int
	By, Follow  string
	Then        string // where to go when it has ended
}

// stopLink leads to a province that waits.
type stopLink struct {
	*pull.Stop
	Name, Path string
}

// showOverview serves GET /can-bo/so-quoc-gia, with ?tinh= for one of several stopped provinces.
func (r *room) showOverview(ask *desk.Ask) error {
	p := &overviewPage{Page: ask.NewPage(ask.Say("Sổ quốc gia", "National registry")), Every: int(r.Every.Hours()), Last: r.Catalog.LastConfirmed()}
	for _, fill := range []func(*desk.Ask, *overviewPage) error{r.fillGoing, r.fillStops, r.fillPulls, r.fillUnmapped, r.fillRefused} {
		if err := fill(ask, p); err != nil {
			return err
		}
	}
	return ask.Render(http.StatusOK, "registry-overview", p)
}

func (r *room) fillGoing(ask *desk.Ask, p *overviewPage) (err error) {
	p.Going, err = r.going(ask)
	return err
}

func (r *room) going(ask *desk.Ask) (goingView, error) {
	g, err := pull.GoingOn(ask.Ctx(), r.DB)
	if err != nil {
		return goingView{}, err
	}
	v := goingView{Ask: ask, Going: g.Waits(r.Catalog.Now()), Done: g.Done, Total: g.Total, By: g.By, Then: ask.Lang.Path(registryPath)}
	if v.Going {
		v.Follow = ask.Lang.Path(registryPath + "/tien-do")
	}
	return v, nil
}

// followPull serves GET /can-bo/so-quoc-gia/tien-do, for the script that follows.
func (r *room) followPull(ask *desk.Ask) error {
	v, err := r.going(ask)
	if err != nil {
		return err
	}
	return ask.RenderPart("registry-overview", "going", v)
}

// fillStops lists the stopped provinces that are the officer's to decide on, and shows one of them.
func (r *room) fillStops(ask *desk.Ask, p *overviewPage) error {
	all, err := pull.Stops(ask.Ctx(), r.DB)
	if err != nil {
		return err
	}
	named := ask.Query("tinh")
	for _, s := range all {
		if !ask.May(policy.RegistryJudge, policy.Object{Kind: "stop", ID: s.ID, Province: s.Province}) {
			continue
		}
		p.Stopped = append(p.Stopped, stopLink{Stop: s, Name: provinceName(ask, s.Province), Path: ask.Lang.Path(stopPath(s.ID))})
	}
	for _, s := range p.Stopped {
		if len(p.Stopped) == 1 || s.ID == named {
			p.Stop, err = r.stopView(ask, s.Stop)
			return err
		}
	}
	return nil
}

// stopPath is where a stopped province stands on the page.
func stopPath(id string) string { return registryPath + "?tinh=" + id }

func provinceName(ask *desk.Ask, code string) string {
	if p, ok := place.ProvinceByCode(code); ok {
		return p.Name
	}
	return ask.Say("Chưa rõ tỉnh", "Province unknown")
}

// latestPulls is how many pulls the page shows.
const latestPulls = 6

func (r *room) fillPulls(ask *desk.Ask, p *overviewPage) (err error) {
	list, err := pull.Pulls(ask.Ctx(), r.DB, latestPulls)
	if err != nil {
		return err
	}
	for _, one := range list {
		p.Pulls = append(p.Pulls, pullRowOf(ask, one))
	}
	p.Total, err = pull.Count(ask.Ctx(), r.DB)
	return err
}

// mostRefused is how many refused records the page shows.
const mostRefused = 10

func (r *room) fillRefused(ask *desk.Ask, p *overviewPage) (err error) {
	if p.Open, err = pull.CountRefusals(ask.Ctx(), r.DB); err != nil || p.Open == 0 {
		return err
	}
	p.Refused, err = pull.OpenRefusals(ask.Ctx(), r.DB, mostRefused)
	return err
}

// pullJob is the job that pulls.
const pullJob = "registry-pull"

// pullNow serves POST /can-bo/so-quoc-gia/keo: whichever process pulls begins within seconds.
func (r *room) pullNow(ask *desk.Ask) error {
	now := r.Catalog.Now()
	err := r.DB.Atomic(ask.Ctx(), func(ctx context.Context, tx store.Tx) error {
		if err := jobs.Ask(ctx, tx, pullJob, now); err != nil {
			return err
		}
		if err := pull.Ask(ctx, tx, ask.Who.Name, now); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: string(policy.RegistryPull), Object: "registry/pull", Summary: "pull asked for"})
	})
	if isNotFound(err) {
		return ask.SeeSaying(registryPath, ask.Say("Chưa tiến trình nào nối với sổ quốc gia.", "No process is connected to the national registry yet."))
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(registryPath, ask.Say("Đang kéo. Trang này tự báo khi xong.", "Pulling. This page says when it is done."))
}

// pullRow is a pull as the table shows it.
type pullRow struct {
	*pull.Pull
	Clock, Day         string
	Path               string
	Diff               string
	Size               float64 // of the evidence, MB
	Hash               string
	Say, Class, Symbol string
}

func pullRowOf(ask *desk.Ask, p *pull.Pull) pullRow {
	at := p.StartedAt.In(vietnam)
	row := pullRow{Pull: p, Clock: at.Format("15:04"), Day: at.Format("2/1"), Path: ask.Lang.Path(pullPath(p.ID)), Diff: diffOf(ask, p)}
	size := 0
	for _, piece := range p.Evidence {
		size += piece.Size
	}
	row.Size = max(0.1, float64(size/100_000)/10)
	if len(p.Evidence) > 0 {
		row.Hash = p.Evidence[0].SHA256
	}
	row.Say, row.Class, row.Symbol = outcomeOf(ask, p)
	return row
}

func pullPath(id string) string { return registryPath + "/lan-keo/" + id }

// diffOf writes how many records came, went and changed.
func diffOf(ask *desk.Ask, p *pull.Pull) string {
	c := p.Counts
	switch {
	case p.Error != "":
		return ask.Say("chưa so", "not compared")
	case c.New+c.Gone+c.Changed == 0:
		return "±0"
	}
	return fmt.Sprintf("+%s −%s ±%s", ask.Lang.Num(c.New), ask.Lang.Num(c.Gone), ask.Lang.Num(c.Changed))
}

// outcomeOf says in a few words what came of a pull.
func outcomeOf(ask *desk.Ask, p *pull.Pull) (say, class, symbol string) {
	stopped := 0
	name := ""
	for _, d := range p.Provinces {
		if d.Stopped {
			stopped++
			name = provinceName(ask, d.Province)
		}
	}
	switch {
	case p.Error != "":
		return ask.Say("bỏ: đọc không hết", "dropped: could not be read"), "tag--danger", "i-warning"
	case p.Approved != "":
		return ask.Say("cán bộ quyết ở %s", "officers decided in %s", approvedName(ask, p.Approved)), "tag--ok", "i-check"
	case stopped == 1:
		return ask.Say("bị dừng ở %s", "stopped in %s", name), "tag--warn", "i-clock"
	case stopped > 1:
		return ask.Say("bị dừng ở %d tỉnh", "stopped in %d provinces", stopped), "tag--warn", "i-clock"
	case p.Counts.Refused > 0:
		return ask.Say("%d bản ghi không dùng được, giữ làm chứng", "%d records unusable, kept as evidence", p.Counts.Refused), "tag--warn", "i-warning"
	case p.Counts.New+p.Counts.Changed+p.Counts.Gone == 0:
		return ask.Say("không đổi", "no change"), "", "i-check"
	}
	return ask.Say("đã nhận", "taken"), "tag--ok", "i-check"
}

func approvedName(ask *desk.Ask, id string) string {
	if id == "unmapped" {
		id = ""
	}
	return provinceName(ask, id)
}

// pullsPage lists all pulls.
type pullsPage struct {
	desk.Page
	Rows  []pullRow
	Total int
	Next  string
}

// showPulls serves GET /can-bo/so-quoc-gia/lan-keo, with ?sau= for the next page.
func (r *room) showPulls(ask *desk.Ask) error {
	page, err := pull.Page(ask.Ctx(), r.DB, pageSize, ask.Query("sau"))
	if err != nil {
		return err
	}
	p := &pullsPage{Page: ask.NewPage(ask.Say("Các lần kéo", "All pulls"))}
	p.Crumbs = []web.Crumb{{Name: ask.Say("Sổ quốc gia", "National registry"), Path: registryPath}, {Name: p.Title}}
	if p.Total, err = pull.Count(ask.Ctx(), r.DB); err != nil {
		return err
	}
	for _, one := range page.Items {
		p.Rows = append(p.Rows, pullRowOf(ask, one))
	}
	if page.Next != "" {
		p.Next = ask.Lang.Path(registryPath+"/lan-keo") + "?sau=" + page.Next
	}
	return ask.Render(http.StatusOK, "registry-pulls", p)
}

// pullPage shows one pull with its evidence and its difference.
type pullPage struct {
	desk.Page
	Row    pullRow
	Diffs  []diffRow
	Pieces []pieceRow
}

// diffRow is what a pull did to one province.
type diffRow struct {
	pull.Difference
	Name      string
	Confirmed bool
}

// pieceRow is a kept object of the evidence.
type pieceRow struct {
	pull.Piece
	Path string
	MB   float64
}

// showPull serves GET /can-bo/so-quoc-gia/lan-keo/:id.
func (r *room) showPull(ask *desk.Ask) error {
	one, err := pull.ByID(ask.Ctx(), r.DB, ask.ID())
	if err != nil {
		return err
	}
	p := &pullPage{Page: ask.NewPage(ask.Say("Lần kéo %s", "Pull of %s", ask.Lang.Moment(one.StartedAt))), Row: pullRowOf(ask, one)}
	p.Crumbs = []web.Crumb{{Name: ask.Say("Sổ quốc gia", "National registry"), Path: registryPath}, {Name: ask.Say("Các lần kéo", "All pulls"), Path: registryPath + "/lan-keo"}, {Name: ask.Lang.Moment(one.StartedAt)}}
	for _, d := range one.Provinces {
		if ask.Who.Province == "" || ask.Who.Province == d.Province {
			p.Diffs = append(p.Diffs, diffRow{Difference: d, Name: provinceName(ask, d.Province)})
		}
	}
	for i, piece := range one.Evidence {
		p.Pieces = append(p.Pieces, pieceRow{Piece: piece, Path: pullPath(one.ID) + "/bang-chung?so=" + strconv.Itoa(i+1), MB: max(0.1, float64(piece.Size/100_000)/10)})
	}
	return ask.Render(http.StatusOK, "registry-pull", p)
}

// readEvidence serves GET /can-bo/so-quoc-gia/lan-keo/:id/bang-chung?so=1: what the registry answered, as it was kept.
func (r *room) readEvidence(ask *desk.Ask) error {
	one, err := pull.ByID(ask.Ctx(), r.DB, ask.ID())
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(ask.Query("so"))
	if err != nil || n < 1 || n > len(one.Evidence) {
		return fmt.Errorf("evidence %q of %s: %w", ask.Query("so"), one.ID, store.ErrNotFound)
	}
	blob, err := r.Evidence.Get(ask.Ctx(), one.Evidence[n-1].Name)
	if err != nil {
		return fmt.Errorf("evidence of %s: %w", one.ID, err)
	}
	defer blob.Close()
	h := ask.Writer.Header()
	h.Set("Content-Type", "application/zstd")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%d.zst"`, one.ID, n))
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(ask.Writer, ask.Request, "", blob.Modified, blob)
	return nil
}

// Waiting counts the changes that wait for an officer, for the navigation.
func Waiting(db store.DB) desk.Counter {
	return func(ctx context.Context, a policy.Actor) (int, error) {
		stops, err := pull.Stops(ctx, db)
		n := 0
		for _, s := range stops {
			if policy.May(a, policy.RegistryJudge, policy.Object{Kind: "stop", ID: s.ID, Province: s.Province}) == nil {
				n++
			}
		}
		return n, err
	}
}

// findPull says that there is such a pull; pulls are everybody's of the offices.
func (r *room) findPull(ctx context.Context, id string) (policy.Object, error) {
	_, err := pull.ByID(ctx, r.DB, id)
	return policy.Object{}, err
}

// findStop tells which province's office decides on a stop.
func (r *room) findStop(ctx context.Context, id string) (policy.Object, error) {
	s, err := pull.StopByID(ctx, r.DB, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Province: s.Province}, nil
}

// silentAt is when the registry's word on a province ends unless it speaks again.
func (r *room) silentAt(province string) time.Time {
	at := r.Catalog.Confirmed(province)
	if at.IsZero() {
		return at
	}
	return at.Add(r.Silence)
}
