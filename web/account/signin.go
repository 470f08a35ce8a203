package account

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// signInPage is the page where one signs in.
type signInPage struct {
	desk.Page
	Next   string // where to go on to
	Agency bool   // whether one may sign in with the account of an agency
	Typed  struct {
		Email    string
		Remember bool
	}
}

// showSignIn serves GET /dang-nhap.
func (r *room) showSignIn(ask *desk.Ask) error {
	next := onward(ask.Query("tiep"))
	if !ask.Who.Anonymous() {
		return r.goOn(ask, next)
	}
	p := r.signInPage(ask, next)
	p.Wrong.Say = agencyWrong(ask, ask.Query("sai"))
	return ask.Render(http.StatusOK, "account-sign-in", p)
}

func (r *room) signInPage(ask *desk.Ask, next string) *signInPage {
	p := &signInPage{Page: ask.ShopPage(ask.Say("Đăng nhập", "Sign in")), Next: next, Agency: r.Agency != nil}
	p.Tab = "me"
	return p
}

// onward is a path of ours to go on to after signing in; empty for anything else, and for the pages of signing in themselves.
func onward(text string) string {
	path := web.LocalPath(text)
	_, plain := web.LangOf(path)
	if path == "" || strings.HasPrefix(plain, desk.SignInPath) || strings.HasPrefix(plain, "/dang-") {
		return ""
	}
	return path
}

// signIn serves POST /dang-nhap.
func (r *room) signIn(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	next := onward(form.Get("tiep"))
	p := r.signInPage(ask, next)
	p.Typed.Email, p.Typed.Remember = form.Get("e"), form.Get("nho") != ""
	person, err := r.Accounts.SignIn(ask.Ctx(), accounts.Attempt{Email: form.Get("e"), Password: form.Get("m"), Network: r.network(ask), Machine: r.machine(ask)})
	switch {
	case errors.Is(err, accounts.ErrRefused):
		p.Wrong.Say = ask.Say("Thư hoặc mật khẩu không đúng. Sai nhiều lần thì phải chờ 15 phút.", "The address or the password is not right. After many wrong tries, wait 15 minutes.")
	case errors.Is(err, accounts.ErrUnverified):
		p.Wrong.Say = ask.Say("Thư điện tử chưa được xác nhận. Chúng tôi vừa gửi lại thư; mở đường dẫn trong đó rồi vào.", "Your address is not confirmed yet. We have just written again; open the link in the letter.")
	case err != nil:
		return busy(err)
	default:
		return r.letIn(ask, person, p.Typed.Remember, next)
	}
	return ask.Render(http.StatusUnprocessableEntity, "account-sign-in", p)
}

// letIn signs somebody in whose password or identity was right, or asks for the second step.
func (r *room) letIn(ask *desk.Ask, p *accounts.Person, remember bool, next string) error {
	if p.Factor != nil {
		if err := r.Sessions.Half(ask.Ctx(), p.ID, remember); err != nil {
			return err
		}
		return ask.See(withNext(desk.SecondFactorPath, next))
	}
	if err := r.Sessions.SignIn(ask.Ctx(), p.ID, r.entry(ask, remember)); err != nil {
		return err
	}
	return r.goOn(ask, next)
}

func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?tiep=" + url.QueryEscape(next)
}

// goOn leads where somebody wanted to, or to their desk.
func (r *room) goOn(ask *desk.Ask, next string) error {
	if next != "" {
		return web.See(ask.Context, next)
	}
	who, err := r.Sessions.who(ask.Ctx())
	if err != nil {
		return err
	}
	return ask.See(deskOf(who))
}

// deskOf is the first page of somebody's desk.
func deskOf(who policy.Actor) string {
	switch {
	case who.OrgKind == policy.KindProducer:
		return "/ban-hang"
	case who.OrgKind == policy.KindOffice:
		return "/can-bo"
	case who.Admin:
		return "/quan-tri"
	}
	return "/tai-khoan"
}

// signOut serves POST /dang-xuat.
func (r *room) signOut(ask *desk.Ask) error {
	if err := r.Sessions.SignOut(ask.Ctx()); err != nil {
		return err
	}
	return ask.SeeSaying(desk.SignInPath, ask.Say("Đã đăng xuất.", "You are signed out."))
}
