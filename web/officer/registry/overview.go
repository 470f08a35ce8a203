package registry

import (
	"context"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

const registryPath = "/can-bo/so-quoc-gia"

// overviewPage is what the office knows of the registry: stopped provinces, pulls, and what waits to be mapped.
type overviewPage struct {
	desk.Page
	Every    string // how long it is between two pulls
	TakenSay string // how many provinces took the last pull, and how many are stopped
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
	p := &overviewPage{Page: ask.NewPage(ask.Say("Sổ quốc gia", "National registry")), Every: desk.Age(ask.Lang, time.Time{}, time.Time{}.Add(r.Every))}
	for _, fill := range []func(*desk.Ask, *overviewPage) error{r.fillGoing, r.fillStops, r.fillPulls, r.fillUnmapped, r.fillRefused} {
		if err := fill(ask, p); err != nil {
			return err
		}
	}
	p.Script = "tally.js"
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
	named, stopped := ask.Query("tinh"), 0
	for _, s := range all {
		if s.Stopped {
			stopped++
		}
		if !ask.May(policy.RegistryJudge, policy.Object{Kind: "stop", ID: s.ID, Province: s.Province}) {
			continue
		}
		p.Stopped = append(p.Stopped, stopLink{Stop: s, Name: provinceName(ask, s.Province), Path: ask.Lang.Path(stopPath(s.ID))})
	}
	p.TakenSay = r.takenSay(ask, stopped)
	for _, s := range p.Stopped {
		if len(p.Stopped) == 1 || s.ID == named {
			p.Stop, err = r.stopView(ask, s.Stop)
			return err
		}
	}
	return nil
}

// takenSay tells how many provinces took the registry's last word, and how many wait for their officers.
func (r *room) takenSay(ask *desk.Ask, stopped int) string {
	last := r.Catalog.LastConfirmed()
	if last.IsZero() {
		return ask.Say("Chưa đối chiếu lần nào.", "Never compared yet.")
	}
	taken := 0
	for _, p := range place.Provinces() {
		if r.Catalog.Confirmed(p.Code).Equal(last) {
			taken++
		}
	}
	say := ask.Say("%d tỉnh, thành đã nhận lần kéo %s", "%d provinces took the pull of %s", taken, ask.Lang.Hour(last))
	if stopped == 0 {
		return say + ask.Say("; không tỉnh nào đang dừng.", "; none is stopped.")
	}
	return say + ask.Say(", %s tỉnh đang dừng.", "; stopped: %s.", ask.InWords(stopped))
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
		return audit.Append(ctx, tx, now, audit.Entry{Action: string(policy.RegistryPull), Object: "registry/pull", Summary: "cho kéo sổ quốc gia ngay", SummaryEN: "had the registry pulled"})
	})
	if isNotFound(err) {
		return ask.SeeSaying(registryPath, ask.Say("Chưa tiến trình nào nối với sổ quốc gia.", "No process is connected to the national registry yet."))
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(registryPath, ask.Say("Đang kéo. Trang này tự báo khi xong.", "Pulling. This page says when it is done."))
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
