package membership

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/ocopmarket/ocop/accounts/claims"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// claimPage is the page on which one claims a producer of the registry.
type claimPage struct {
	desk.Page
	Step  int
	Typed struct {
		Number, Code, Note string
		Declares, Show     bool
	}
	Missing bool // the number is nobody's
	Found   *claims.Found
	Place   string
	Code    *claims.Attempt // nil before a code was asked for
	Alive   bool            // whether the code can be typed in
	Open    *review.Case    // one's own case that waits; nil for none
	Papers  bool            // show the way by papers at once
}

// Sent reports whether the letter went out.
func (p *claimPage) Sent() bool { return p.Code != nil && !p.Code.Until.IsZero() }

// showClaim serves GET /dang-ky/co-so.
func (r *room) showClaim(ask *desk.Ask) error {
	p := r.claimPage(ask)
	p.Typed.Number = ask.Query("so")
	if p.Typed.Number == "" {
		return ask.Render(http.StatusOK, "membership-claim", p)
	}
	found, err := r.Claims.Find(ask.Ctx(), p.Typed.Number)
	if errors.Is(err, store.ErrNotFound) {
		p.Missing = true
		return ask.Render(http.StatusOK, "membership-claim", p)
	}
	if err != nil {
		return err
	}
	if err := r.showProducer(ask, p, found); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "membership-claim", p)
}

func (r *room) claimPage(ask *desk.Ask) *claimPage {
	p := &claimPage{Page: ask.ShopPage(ask.Say("Nhận cơ sở", "Claim your business")), Step: 2}
	p.Tab = "me"
	return p
}

// showProducer shows a producer with how far this person's claim is.
func (r *room) showProducer(ask *desk.Ask, p *claimPage, found *claims.Found) error {
	p.Found, p.Place = found, ask.Lang.PlaceName(found.Place)
	code, err := r.Claims.Attempt(ask.Ctx(), ask.Who.Person, found.ID)
	switch {
	case err == nil:
		p.Code, p.Alive = code, alive(code, p.Now())
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	p.Open, err = r.Review.OfSubject(ask.Ctx(), claims.Subject(found.ID, ask.Who.Person))
	if errors.Is(err, store.ErrNotFound) {
		p.Open, err = nil, nil
	}
	p.Papers = p.Papers || found.Mail == ""
	return err
}

// alive reports whether a code may still be typed in, or is on its way.
func alive(code *claims.Attempt, now time.Time) bool {
	switch code.State {
	case claims.Asked:
		return now.Sub(code.AskedAt) < claims.CodeLives
	case claims.Sent:
		return code.Left() > 0 && now.Before(code.Until)
	}
	return false
}

// back leads to the page of the producer that a form was about.
func back(form url.Values) string {
	return claimPath + "?so=" + url.QueryEscape(form.Get("so"))
}

// askCode serves POST /dang-ky/co-so/ma.
func (r *room) askCode(ask *desk.Ask) error {
	return r.send(ask, sending{without: true, refuse: r.refuseClaim(ask, false), do: func(form url.Values, _ []*papers.Paper) error {
		if _, err := r.Claims.AskCode(ask.Ctx(), ask.Who, form.Get("co-so")); err != nil {
			return err
		}
		return ask.SeeSaying(back(form), ask.Say("Mã đang được gửi đến liên lạc trong sổ. Mở thư rồi gõ mã vào đây.", "The code is on its way to the registry's contact. Open the letter and type the code here."))
	}})
}

// enterCode serves POST /dang-ky/co-so.
func (r *room) enterCode(ask *desk.Ask) error {
	return r.send(ask, sending{without: true, refuse: r.refuseClaim(ask, false), do: func(form url.Values, _ []*papers.Paper) error {
		org, err := r.Claims.Enter(ask.Ctx(), ask.Who, claims.Entry{Producer: form.Get("co-so"), Code: form.Get("ma"), Declares: form.Get("dai-dien") != "", Show: form.Get("hien") != ""})
		if err != nil {
			return err
		}
		if err := r.Session.SetOrg(ask.Ctx(), org.ID); err != nil {
			return err
		}
		return ask.SeeSaying(verifyPath, ask.Say("Bạn đã nhận %s. Còn một bước trước khi mở bán.", "You have claimed %s. One more step before selling.", org.Name))
	}})
}

// claimByPapers serves POST /dang-ky/co-so/giay-to.
func (r *room) claimByPapers(ask *desk.Ask) error {
	return r.send(ask, sending{refuse: r.refuseClaim(ask, true), do: func(form url.Values, files []*papers.Paper) error {
		c, err := r.Claims.Submit(ask.Ctx(), ask.Who, claims.Papers{Producer: form.Get("co-so"), Note: form.Get("ghi-chu"), Declares: form.Get("dai-dien") != "", Show: form.Get("hien") != "", Files: files})
		if err != nil {
			return err
		}
		return ask.SeeSaying(sentPath+c.ID, sentIn(ask))
	}})
}

func sentIn(ask *desk.Ask) string {
	return ask.Say("Đã gửi giấy tờ. Cán bộ tỉnh xem trong hai ngày làm việc.", "The papers were sent. The province's officers look at them within two working days.")
}

// refuseClaim shows the page again with what is wrong and all that was typed.
func (r *room) refuseClaim(ask *desk.Ask, byPapers bool) func(url.Values, error) error {
	return func(form url.Values, err error) error {
		p := r.claimPage(ask)
		wrong, ok := desk.WrongOf(ask.Lang, err)
		if wrong.Say = r.sayClaim(ask, err); !ok && wrong.Say == "" {
			return err
		}
		p.Wrong, p.Papers = wrong, byPapers
		p.Typed.Number, p.Typed.Code, p.Typed.Note = form.Get("so"), form.Get("ma"), form.Get("ghi-chu")
		p.Typed.Declares, p.Typed.Show = form.Get("dai-dien") != "", form.Get("hien") != ""
		found, err := r.Claims.Producer(ask.Ctx(), form.Get("co-so"))
		if err != nil {
			return err
		}
		if err := r.showProducer(ask, p, found); err != nil {
			return err
		}
		return ask.Render(http.StatusUnprocessableEntity, "membership-claim", p)
	}
}

func (r *room) sayClaim(ask *desk.Ask, err error) string {
	switch {
	case errors.Is(err, claims.ErrClaimed):
		return ask.Say("Đã có tổ chức nhận cơ sở này.", "An organization has claimed this business already.")
	case errors.Is(err, claims.ErrNoContact):
		return ask.Say("Sổ không có địa chỉ thư của cơ sở này. Gửi giấy tờ thay cho mã.", "The registry holds no mail address of this business. Send papers instead of a code.")
	case errors.Is(err, claims.ErrTooOften):
		return ask.Say("Đã gửi mã quá nhiều lần. Chờ một phút giữa hai lần, nhiều nhất năm lần một ngày.", "Too many codes were asked for. Wait a minute between two, five a day at most.")
	case errors.Is(err, claims.ErrCodeOver):
		return ask.Say("Mã không dùng được nữa: quá 30 phút, hoặc đã gõ sai năm lần. Gửi mã mới.", "The code works no more: 30 minutes have passed, or it was wrong five times. Ask for a new one.")
	case errors.Is(err, review.ErrOpen):
		return ask.Say("Bạn đã gửi giấy tờ cho cơ sở này, cán bộ đang xem.", "You have sent papers for this business, and an officer is looking at them.")
	}
	return ""
}
