package account

import (
	"errors"
	"net/http"
	"slices"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/fault"
)

// signUpPage is the page where one signs up.
type signUpPage struct {
	desk.Page
	Typed accounts.SigningUp
	Uses  []useTile
}

// useTile is a choice of what an account is for.
type useTile struct {
	Use       accounts.Use
	Name, Say string
}

func (r *room) signUpPage(ask *desk.Ask, typed accounts.SigningUp) *signUpPage {
	p := &signUpPage{Page: ask.ShopPage(ask.Say("Đăng ký", "Sign up")), Typed: typed, Uses: []useTile{
		{accounts.UseBuy, ask.Say("Mua hàng", "Shopping"), ask.Say("sổ địa chỉ, đơn cũ", "addresses, past orders")},
		{accounts.UseProducer, ask.Say("Chủ thể OCOP", "OCOP producer"), ask.Say("bán hàng, dự hội chợ", "sell, join fairs")},
		{accounts.UseRetail, ask.Say("Siêu thị, điểm bán", "Retail partner"), ask.Say("tìm nguồn, đặt sỉ", "find sources, order wholesale")},
		{accounts.UseOrganizer, ask.Say("Nhà tổ chức", "Organizer"), ask.Say("mở hội chợ, xếp gian", "open fairs, lay out booths")},
	}}
	p.Tab = "me"
	return p
}

// showSignUp serves GET /dang-ky.
func (r *room) showSignUp(ask *desk.Ask) error {
	typed := accounts.SigningUp{Use: accounts.UseBuy}
	if asked := accounts.Use(ask.Query("dung")); slices.Contains(accounts.Uses(), asked) {
		typed.Use = asked
	}
	return ask.Render(http.StatusOK, "account-sign-up", r.signUpPage(ask, typed))
}

// signUp serves POST /dang-ky.
func (r *room) signUp(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	in := accounts.SigningUp{
		Use: accounts.Use(form.Get("dung")), Name: form.Get("ten"), Email: form.Get("e"), Password: form.Get("m"),
		Terms: form.Get("dk") != "", Lang: string(ask.Lang), Network: r.network(ask),
	}
	err = r.Accounts.SignUp(ask.Ctx(), in)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		in.Password = ""
		p := r.signUpPage(ask, in)
		p.Wrong = wrong
		return ask.Render(http.StatusUnprocessableEntity, "account-sign-up", p)
	}
	if err != nil {
		return busy(tooOften(err))
	}
	r.Sessions.wrote(ask.Ctx(), forSignUp, in.Email)
	return ask.See(sentPath)
}

// tooOften tells that one network asks too much.
func tooOften(err error) error {
	if errors.Is(err, accounts.ErrTooOften) {
		return fault.Fault{Status: http.StatusTooManyRequests, Code: "too_often", RetryAfter: accounts.LockLives, VI: "Từ mạng này đã có quá nhiều lần đăng ký. Thử lại sau một giờ.", EN: "There were too many tries from this network. Try again in an hour."}
	}
	return err
}

// linkPage is a page that a link in a letter leads to; Email is empty if the link is over.
type linkPage struct {
	desk.Page
	Secret, Email string
}

func (r *room) linkPage(ask *desk.Ask, title, secret string, p *accounts.Person) *linkPage {
	page := &linkPage{Page: ask.ShopPage(title), Secret: secret}
	page.Tab = "me"
	if p != nil {
		page.Email = p.Email
	}
	return page
}

func confirmTitle(ask *desk.Ask) string { return ask.Say("Xác nhận thư", "Confirm your address") }

// showConfirm serves GET /xac-nhan-thu. It changes nothing: programs that look letters through open links too.
func (r *room) showConfirm(ask *desk.Ask) error {
	p, err := r.Accounts.Unconfirmed(ask.Ctx(), ask.Query("ma"))
	return r.showLink(ask, "account-confirm", confirmTitle(ask), ask.Query("ma"), p, err)
}

// showLink shows the page of a link, or that it is over.
func (r *room) showLink(ask *desk.Ask, name, title, secret string, p *accounts.Person, err error) error {
	ask.Header("Referrer-Policy", "no-referrer")
	if errors.Is(err, accounts.ErrLink) {
		return ask.Render(http.StatusGone, name, r.linkPage(ask, title, "", nil))
	}
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, name, r.linkPage(ask, title, secret, p))
}

// confirm serves POST /xac-nhan-thu.
func (r *room) confirm(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	secret := form.Get("ma")
	p, err := r.Accounts.Confirm(ask.Ctx(), secret, accounts.Attempt{Password: form.Get("m"), Network: r.network(ask)})
	if errors.Is(err, accounts.ErrRefused) {
		return r.wrongPassword(ask, secret)
	}
	if errors.Is(err, accounts.ErrLink) {
		return r.showLink(ask, "account-confirm", confirmTitle(ask), "", nil, err)
	}
	if err != nil {
		return busy(err)
	}
	return r.letIn(ask, p, false, ask.Lang.Path(afterSignUp(p.Use)))
}

func (r *room) wrongPassword(ask *desk.Ask, secret string) error {
	p, err := r.Accounts.Unconfirmed(ask.Ctx(), secret)
	if err != nil {
		return err
	}
	page := r.linkPage(ask, confirmTitle(ask), secret, p)
	page.Wrong.List = []desk.WrongField{{Field: "m", Say: ask.Say("Mật khẩu không đúng. Sai nhiều lần thì phải chờ 15 phút. Quên rồi thì đăng ký lại bằng chính thư này.", "The password is not right. After many wrong tries, wait 15 minutes. If you forgot it, sign up again with this address.")}}
	return ask.Render(http.StatusUnprocessableEntity, "account-confirm", page)
}

// afterSignUp is where somebody goes on to, by what they signed up for.
func afterSignUp(use accounts.Use) string {
	switch use {
	case accounts.UseProducer:
		return "/dang-ky/co-so"
	case accounts.UseRetail, accounts.UseOrganizer:
		return "/dang-ky/to-chuc"
	}
	return "/tai-khoan"
}
