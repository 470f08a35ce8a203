package registry

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/programme/impact"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// blastPage shows what a decision touches, and has it signed.
type blastPage struct {
	desk.Page
	D       *decide.Decision
	Cert    *found
	Touches []touchView
	Places  int // that hold something
	Silent  []silentArea
	Counted time.Time
	When    string   // it takes effect; empty when that is the moment of signing
	Then    []string // what comes of signing
	Letters int
	Buyers  int
	Typed   string
}

// touchView is one area that holds something, or none.
type touchView struct {
	Key, Name, Say string
	Things         int
	Choices        []desk.Option
}

// silentArea is one that could not answer.
type silentArea struct{ Name, Why string }

// showBlast serves GET /can-bo/quyet-dinh/:id/cham.
func (r *room) showBlast(ask *desk.Ask) error {
	d, err := r.Decide.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	if d.Status != decide.Draft {
		return ask.See(decisionPath(d.ID))
	}
	if wrong, ok := desk.WrongOf(ask.Lang, r.Decide.Complete(ask.Ctx(), d)); ok {
		p := &decisionForm{ID: d.ID, Typed: typedOf(d), Paper: d.Paper}
		p.Wrong = wrong
		return r.showForm(ask, http.StatusUnprocessableEntity, p)
	}
	return r.renderBlast(ask, http.StatusOK, &blastPage{D: d}, chosenOf(ask.Request.URL.Query()))
}

// chosenOf reads what was chosen for each area.
func chosenOf(v url.Values) map[string]string {
	chosen := map[string]string{}
	for name, values := range v {
		if area, ok := strings.CutPrefix(name, "viec."); ok && len(values) > 0 {
			chosen[area] = values[0]
		}
	}
	return chosen
}

func (r *room) renderBlast(ask *desk.Ask, status int, p *blastPage, chosen map[string]string) error {
	d, wrong := p.D, p.Wrong
	reaches, err := r.Impact.Count(ask.Ctx(), d, chosen)
	if err != nil {
		return err
	}
	c, err := r.Catalog.Certificate(ask.Ctx(), d.Certificate)
	if err != nil {
		return err
	}
	if p.Cert, err = r.foundOf(ask.Ctx(), ask.Lang, c); err != nil {
		return err
	}
	title := ask.Say(kindSay(d.Kind).vi+" %s chạm đến đâu", "What it touches to "+kindSay(d.Kind).low+" %s", d.Certificate)
	p.Page = ask.NewPage(title)
	p.Wrong = wrong
	p.Crumbs = []web.Crumb{{Name: ask.Say("Quyết định", "Decisions"), Path: "/can-bo/quyet-dinh"}, {Name: d.Certificate, Path: decisionPath(d.ID) + "/sua"}, {Name: ask.Say("Chạm đến đâu", "What it touches")}}
	if p.Counted = p.Now(); !d.AtOnce && d.From.After(p.Counted) {
		p.When = clockOf(d.From) + " " + ask.Lang.Weekday(d.From)
	}
	p.fill(ask, reaches)
	return ask.Render(status, "decision-blast", p)
}

// fill puts what the areas answered into words.
func (p *blastPage) fill(ask *desk.Ask, reaches []impact.Reach) {
	for _, r := range reaches {
		name := ask.Say(r.Area.Name())
		if r.Failed != nil {
			p.Silent = append(p.Silent, silentArea{Name: name, Why: r.Failed.Error()})
			continue
		}
		t := touchView{Key: r.Area.Key(), Name: name, Say: ask.Say(r.Holding.VI, r.Holding.EN), Things: r.Things()}
		if t.Things == 0 && len(r.Choices) > 0 {
			t.Say = ""
		}
		if t.Things > 0 {
			p.Places++
			for _, c := range r.Choices {
				t.Choices = append(t.Choices, desk.Option{Value: c.Key, Label: ask.Say(c.VI, c.EN), Chosen: c.Key == r.Chosen})
			}
			if say := ask.Say(r.Outcome.VI, r.Outcome.EN); say != "" && len(r.Choices) > 0 {
				p.Then = append(p.Then, name+": "+say+".")
			}
			p.Buyers += r.Outcome.Letters
		}
		p.Touches = append(p.Touches, t)
	}
	p.Letters = p.Buyers + 1 // and the producer's
}

// signDecision serves POST /can-bo/quyet-dinh/:id/cham.
func (r *room) signDecision(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	chosen := chosenOf(form)
	if form.Get("viec") == "luu" {
		if err := r.Impact.Choose(ask.Ctx(), ask.ID(), chosen); err != nil {
			return r.signedAlready(ask, err)
		}
		return ask.SeeSaying("/can-bo/quyet-dinh", ask.Say("Đã lưu lựa chọn. Chưa ký gì.", "Your choices are saved. Nothing is signed."))
	}
	d, err := r.Impact.Sign(ask.Ctx(), ask.Who, ask.ID(), chosen, form.Get("ma"))
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		p := &blastPage{D: d, Typed: form.Get("ma")}
		p.Wrong = wrong
		return r.renderBlast(ask, http.StatusUnprocessableEntity, p, chosen)
	}
	if err != nil {
		return r.signedAlready(ask, err)
	}
	return ask.SeeSaying(decisionPath(d.ID), ask.Say("Đã ký.", "Signed."))
}

// signedAlready leads to the decision where it was signed meanwhile.
func (r *room) signedAlready(ask *desk.Ask, err error) error {
	if errors.Is(err, decide.ErrNotDraft) {
		return ask.SeeSaying(decisionPath(ask.ID()), ask.Say("Quyết định này đã được ký trước đó.", "This decision had been signed already."))
	}
	return err
}

// carryOutAgain serves POST /can-bo/quyet-dinh/:id/lam-lai: what failed is tried again.
func (r *room) carryOutAgain(ask *desk.Ask) error {
	err := r.DB.Atomic(ask.Ctx(), func(ctx context.Context, tx store.Tx) error { return r.Impact.Again(ctx, tx, ask.ID()) })
	if err != nil {
		return err
	}
	return ask.SeeSaying(decisionPath(ask.ID()), ask.Say("Đang làm lại những chỗ chưa xong.", "What is not done is being tried again."))
}
