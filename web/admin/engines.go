package admin

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/health"
	"github.com/ocopmarket/ocop/internal/presence"
	"github.com/ocopmarket/ocop/web/desk"
)

// engine is a part of the installation with its health.
type engine struct{ Name, Using, P95, State, For string }

// OK reports whether it works.
func (e engine) OK() bool { return e.State == health.OK }

type enginesPage struct {
	desk.Page
	Engines   []engine
	Processes []*presence.Process
}

func (p *pages) showEngines(ask *desk.Ask) error {
	page := &enginesPage{Page: ask.NewPage(ask.Say("Máy", "Engines")), Engines: p.engines(ask)}
	var err error
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

func (p *pages) engines(ask *desk.Ask) []engine {
	parts := map[string]health.Part{}
	for _, part := range p.Health().Parts {
		parts[part.Name] = part
	}
	if mail, err := p.mail(ask.Ctx()); err == nil {
		parts[mailPart] = mail
	}
	list := make([]engine, len(p.Engines))
	for i, e := range p.Engines {
		part := parts[e.Part]
		list[i] = engine{Name: ask.Say(e.VI, e.EN), Using: ask.Say(e.Using.VI, e.Using.EN), P95: took(ask, part.P95), State: part.State, For: part.For}
	}
	return list
}

// took writes a duration in milliseconds, as it is said to people.
func took(ask *desk.Ask, p95 string) string {
	d, err := time.ParseDuration(p95)
	if err != nil {
		return p95
	}
	if ms := d.Seconds() * 1000; ms >= 0.1 {
		return ask.Lang.Decimal(ms) + " ms"
	}
	return "< " + ask.Lang.Decimal(0.1) + " ms"
}
