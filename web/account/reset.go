package account

import (
	"errors"
	"net/http"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/web/desk"
)

// forgotPage is where one asks for a new password.
type forgotPage struct {
	desk.Page
	Email string
}

func (r *room) forgotPage(ask *desk.Ask, email string) *forgotPage {
	p := &forgotPage{Page: ask.ShopPage(ask.Say("Quên mật khẩu", "Forgotten password")), Email: email}
	p.Tab = "me"
	return p
}

// showForgot serves GET /quen-mat-khau.
func (r *room) showForgot(ask *desk.Ask) error {
	return ask.Render(http.StatusOK, "account-forgot", r.forgotPage(ask, ""))
}

// forgot serves POST /quen-mat-khau.
func (r *room) forgot(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	err = r.Accounts.Forgot(ask.Ctx(), form.Get("e"), r.network(ask))
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		p := r.forgotPage(ask, form.Get("e"))
		p.Wrong = wrong
		return ask.Render(http.StatusUnprocessableEntity, "account-forgot", p)
	}
	if err != nil {
		return tooOften(err)
	}
	r.Sessions.wrote(ask.Ctx(), forReset, form.Get("e"))
	return ask.See(sentPath)
}

func resetTitle(ask *desk.Ask) string {
	return ask.Say("Đặt mật khẩu mới", "Set a new password")
}

// showReset serves GET /dat-lai-mat-khau.
func (r *room) showReset(ask *desk.Ask) error {
	p, err := r.Accounts.ResetFor(ask.Ctx(), ask.Query("ma"))
	return r.showLink(ask, "account-reset", resetTitle(ask), ask.Query("ma"), p, err)
}

// reset serves POST /dat-lai-mat-khau.
func (r *room) reset(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	secret := form.Get("ma")
	p, err := r.Accounts.Reset(ask.Ctx(), secret, form.Get("m"))
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.weakPassword(ask, secret, wrong)
	}
	if errors.Is(err, accounts.ErrLink) {
		return r.showLink(ask, "account-reset", resetTitle(ask), "", nil, err)
	}
	if err != nil {
		return busy(err)
	}
	return r.letIn(ask, p, false, "")
}

func (r *room) weakPassword(ask *desk.Ask, secret string, wrong desk.Wrong) error {
	p, err := r.Accounts.ResetFor(ask.Ctx(), secret)
	if err != nil {
		return err
	}
	page := r.linkPage(ask, resetTitle(ask), secret, p)
	page.Wrong = wrong
	return ask.Render(http.StatusUnprocessableEntity, "account-reset", page)
}
