package admin

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/health"
	"github.com/ocopmarket/ocop/internal/presence"
	"github.com/ocopmarket/ocop/web/desk"
)

// engine is a part of the installation with its health.
type engine struct {
	Name, Using, P95 string
	Down             bool
	For              string // how long it is down
	Amiss            string // what is not well although it answers
}

type enginesPage struct {
	desk.Page
	Engines   []engine
	Processes []*presence.Process
}

func (p *pages) showEngines(ask *desk.Ask) error {
	page := &enginesPage{Page: ask.NewPage(ask.Say("Máy", "Engines"))}
	var err error
	if page.Engines, err = p.engines(ask); err != nil {
		return err
	}
	if page.Processes, err = presence.Running(ask.Ctx(), p.DB, p.Clock()); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "admin-engines", page)
}

// mailPart is the part whose health is whether its letters go out: asking a mail server every second would be rude.
const mailPart = "mail"

// mail tells from those who send letters whether they can.
func (p *pages) mail(ctx context.Context) (health.Part, error) {
	part := health.Part{Name: mailPart, State: health.OK}
	stats, err := p.Outbox.Status(ctx)
	for _, s := range stats {
		if (strings.Contains(s.Consumer, "letter") || strings.Contains(s.Consumer, "mail")) && !s.Waiting.IsZero() {
			part.State, part.For = health.Degraded, p.Clock().Sub(s.Waiting).Round(time.Second).String()
		}
	}
	return part, err
}

// engines tells of every part, and of the processes last.
func (p *pages) engines(ask *desk.Ask) ([]engine, error) {
	parts := map[string]health.Part{}
	for _, part := range p.Health().Parts {
		parts[part.Name] = part
	}
	if mail, err := p.mail(ask.Ctx()); err == nil {
		parts[mailPart] = mail
	}
	list := make([]engine, 0, len(p.Engines)+1)
	for _, e := range p.Engines {
		list = append(list, p.engine(ask, e, parts))
	}
	all, err := p.processes(ask)
	return append(list, all), err
}

func (p *pages) engine(ask *desk.Ask, e Engine, parts map[string]health.Part) engine {
	part, asked := parts[e.Part]
	row := engine{Name: ask.Say(e.VI, e.EN), Using: ask.Say(e.Using.VI, e.Using.EN), P95: took(ask, part.P95), Down: asked && part.State != health.OK, For: part.For}
	if e.Tell == nil {
		return row
	}
	told, err := e.Tell(ask.Ctx())
	if err != nil {
		return row // that it fails is told by its health
	}
	if more := ask.Say(told.More.VI, told.More.EN); more != "" {
		row.Using += ", " + more
	}
	if told.P95 != "" {
		row.P95 = took(ask, told.P95)
	}
	row.Amiss = ask.Say(told.Amiss.VI, told.Amiss.EN)
	return row
}

// processes tells how many there are of each kind: "3 web, 2 thợ, bản 1.4.2".
func (p *pages) processes(ask *desk.Ask) (engine, error) {
	row := engine{Name: ask.Say("Web và thợ", "Pages and workers")}
	if p.PagesP95 != nil {
		row.P95 = took(ask, p.PagesP95().String())
	}
	running, err := presence.Running(ask.Ctx(), p.DB, p.Clock())
	webs, workers, versions := 0, 0, []string{}
	for _, one := range running {
		if one.Role != "worker" {
			webs++
		}
		if one.Role != "web" {
			workers++
		}
		if !slices.Contains(versions, one.Version) {
			versions = append(versions, one.Version)
		}
	}
	row.Using = ask.Say("%d web, %d thợ, bản %s", "pages: %d, workers: %d, version %s", webs, workers, strings.Join(versions, ", "))
	if workers == 0 {
		row.Amiss = ask.Say("Không có thợ", "No worker")
	}
	if len(versions) > 1 {
		row.Amiss = ask.Say("Khác bản", "Versions differ")
	}
	return row, err
}

// short writes a number with a decimal only where it is small.
func short(ask *desk.Ask, n float64) string {
	if n >= 10 {
		return ask.Lang.Num(int(math.Round(n)))
	}
	return ask.Lang.Decimal(n)
}

// seconds writes how long something took.
func seconds(ask *desk.Ask, d time.Duration) string {
	if d < 100*time.Millisecond {
		return "< " + ask.Lang.Decimal(0.1)
	}
	return short(ask, d.Seconds())
}

// took writes a duration in milliseconds, as it is said to people.
func took(ask *desk.Ask, p95 string) string {
	d, err := time.ParseDuration(p95)
	if err != nil {
		return p95
	}
	if ms := d.Seconds() * 1000; ms >= 0.1 {
		return short(ask, ms) + " ms"
	}
	return "< " + ask.Lang.Decimal(0.1) + " ms"
}
