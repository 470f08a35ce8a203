package registry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
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
	When    string // it takes effect; empty when that is the moment of signing
	Then    []then // what comes of signing, by area
	Letters letters
	Typed   string
}

// then is what comes of signing in one area.
type then struct{ Name, Say string }

// letters are those that go out when the decision takes effect, by who gets them.
type letters struct {
	Buyers   int
	Unmailed int // buyers who left no address, and see it on the page of their order
	Producer int
	Officers int // who find it in their inboxes, and in the mail of the evening
}

// All is how many letters go out at once.
func (l letters) All() int { return l.Buyers + l.Producer }

// touchView is one area that holds something, or none.
type touchView struct {
	Key, Name, Say string
	Things         int
	ByItself       bool // where nothing is to be chosen: it changes all the same
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
	if err := r.addressees(ask.Ctx(), p); err != nil {
		return err
	}
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
		t := touchView{Key: r.Area.Key(), Name: name, Say: ask.Say(r.Holding.VI, r.Holding.EN), Things: r.Things(), ByItself: r.Holding.ByItself}
		if t.Things == 0 && len(r.Choices) > 0 {
			t.Say = ""
		}
		if t.Things > 0 {
			p.Places++
			for _, c := range r.Choices {
				t.Choices = append(t.Choices, desk.Option{Value: c.Key, Label: ask.Say(c.VI, c.EN), Chosen: c.Key == r.Chosen})
			}
			if say := ask.Say(r.Outcome.VI, r.Outcome.EN); say != "" && len(r.Choices) > 0 {
				p.Then = append(p.Then, then{Name: name, Say: say})
			}
			p.Letters.Buyers += r.Outcome.Letters
			p.Letters.Unmailed += r.Outcome.Unmailed
			p.Letters.Producer += r.Outcome.ToSeller
		}
		p.Touches = append(p.Touches, t)
	}
}

// addressees counts who else is written to: the producer, about the certificate itself, and officers.
func (r *room) addressees(ctx context.Context, p *blastPage) error {
	producer, err := r.Catalog.Producer(ctx, p.D.ProducerID)
	if err != nil {
		return err
	}
	switch {
	case producer.Contact.Email == "":
		p.Letters.Producer = 0
	case p.D.Kind != decide.Reinstate:
		p.Letters.Producer++
	}
	if r.People == nil {
		return nil
	}
	told := map[string]bool{}
	for _, office := range []notices.Audience{notices.ToOffice(p.D.Province), notices.ToCentral()} {
		officers, err := r.People.Recipients(ctx, office)
		if err != nil {
			return fmt.Errorf("who is told: %w", err)
		}
		for _, o := range officers {
			told[o.Person] = true
		}
	}
	p.Letters.Officers = len(told)
	return nil
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
	return ask.SeeSaying(decisionPath(d.ID), ask.Say("Đã ký.", "Signed.")+r.changedSince(ask, d, form))
}

// changedSince says what was counted otherwise at signing than on the page that was signed.
func (r *room) changedSince(ask *desk.Ask, d *decide.Decision, form url.Values) string {
	var changes []string
	for _, a := range r.Impact.Areas() {
		t, known := d.Of(a.Key())
		seen, err := strconv.Atoi(form.Get("dem." + a.Key()))
		if known && err == nil && seen != t.Things {
			changes = append(changes, fmt.Sprintf("%s %s → %s", ask.Say(a.Name()), ask.Lang.Num(seen), ask.Lang.Num(t.Things)))
		}
	}
	if len(changes) == 0 {
		return ""
	}
	return ask.Say(" Đếm lại lúc ký thì đã khác: %s.", " Counted again at signing, it was otherwise: %s.", strings.Join(changes, "; "))
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
