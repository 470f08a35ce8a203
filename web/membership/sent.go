package membership

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/web/desk"
)

// sentPageOf is what somebody sent in, as they see it.
type sentPageOf struct {
	desk.Page
	Case   *review.Case
	Papers []*papers.Paper
	Steps  []step
	Typed  struct{ Note string }
}

// step is one change of a case, as pages tell it.
type step struct {
	review.Step
	Class, Words, Who string
}

// steps tells how a case came to where it is; names tells who did it, and may be nil.
func steps(ask *desk.Ask, c *review.Case, names map[string]string) []step {
	list := make([]step, len(c.Steps))
	for i, s := range c.Steps {
		list[i] = step{Step: s, Class: stepClass(s.State), Words: stateWords(ask, s.State), Who: names[s.By]}
		if i == 0 {
			list[i].Words = ask.Say("Gửi lần đầu", "Sent in")
		}
	}
	return list
}

// handsOf are the people through whose hands a case went.
func handsOf(c *review.Case) []string {
	hands := make([]string, len(c.Steps))
	for i, s := range c.Steps {
		hands[i] = s.By
	}
	return hands
}

func stepClass(s review.State) string {
	switch s {
	case review.Refused, review.Withdrawn:
		return "bad"
	case review.Incomplete:
		return "now"
	}
	return "done"
}

// stateWords say where a case is.
func stateWords(ask *desk.Ask, s review.State) string {
	switch s {
	case review.Waiting:
		return ask.Say("Chờ cán bộ xem", "Waits for an officer")
	case review.Incomplete:
		return ask.Say("Cần bổ sung", "More is needed")
	case review.Accepted:
		return ask.Say("Đã nhận", "Accepted")
	case review.Refused:
		return ask.Say("Không nhận", "Refused")
	}
	return ask.Say("Đã rút", "Taken back")
}

// kindWords say what a case asks for.
func kindWords(ask *desk.Ask, k review.Kind) string {
	if k == review.Claim {
		return ask.Say("Nhận cơ sở", "Claim")
	}
	return ask.Say("Danh tính", "Identity")
}

// showSent serves GET /dang-ky/ho-so/:id.
func (r *room) showSent(ask *desk.Ask) error {
	p, err := r.sentPage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "membership-sent", p)
}

func (r *room) sentPage(ask *desk.Ask) (*sentPageOf, error) {
	c, err := r.Review.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	p := &sentPageOf{Page: ask.ShopPage(ask.Say("Hồ sơ xác minh", "Papers to be verified")), Case: c, Steps: steps(ask, c, nil)}
	p.Tab = "me"
	slices.Reverse(p.Steps)
	p.Papers, err = r.Papers.OfCase(ask.Ctx(), c.ID)
	return p, err
}

// State is where the case is, in words.
func (p *sentPageOf) State() string { return stateWords(p.Ask, p.Case.State) }

// Kind is what the case asks for, in words.
func (p *sentPageOf) Kind() string { return kindWords(p.Ask, p.Case.Kind) }

// complete serves POST /dang-ky/ho-so/:id/bo-sung.
func (r *room) complete(ask *desk.Ask) error {
	return r.send(ask, sending{refuse: r.refuseSent(ask), do: func(form url.Values, files []*papers.Paper) error {
		if err := r.Review.Complete(ask.Ctx(), ask.ID(), ask.Who.Person, form.Get("ghi-chu"), files); err != nil {
			return err
		}
		return ask.SeeSaying(sentPath+ask.ID(), sentIn(ask))
	}})
}

func (r *room) refuseSent(ask *desk.Ask) func(url.Values, error) error {
	return func(form url.Values, err error) error {
		wrong, ok := desk.WrongOf(ask.Lang, err)
		switch {
		case errors.Is(err, review.ErrOver):
			wrong.Say = movedOn(ask)
		case !ok:
			return err
		}
		p, err := r.sentPage(ask)
		if err != nil {
			return err
		}
		p.Wrong, p.Typed.Note = wrong, form.Get("ghi-chu")
		return ask.Render(http.StatusUnprocessableEntity, "membership-sent", p)
	}
}

func movedOn(ask *desk.Ask) string {
	return ask.Say("Hồ sơ vừa sang bước khác. Xem lại rồi làm tiếp.", "The case has just moved on. Look again, then go on.")
}

// withdraw serves POST /dang-ky/ho-so/:id/rut.
func (r *room) withdraw(ask *desk.Ask) error {
	err := r.Review.Withdraw(ask.Ctx(), ask.ID(), ask.Who.Person)
	if errors.Is(err, review.ErrOver) {
		return r.refuseSent(ask)(url.Values{}, err)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(sentPath+ask.ID(), ask.Say("Đã rút hồ sơ.", "The case was taken back."))
}
