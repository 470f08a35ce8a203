package account

import (
	"context"
	"net/http"
	"strings"

	"github.com/ocopmarket/ocop/web/desk"
)

const sentPath = "/xem-thu"

// What a session holds of the letter that somebody asked for: the address that they typed, and what it is for.
const (
	inWroteTo  = "wrote_to"
	inWroteFor = "wrote_for"

	forSignUp = "sign-up"
	forReset  = "reset"
)

// wrote notes to which address a letter was asked for, so that it can be sent again.
func (s *Sessions) wrote(ctx context.Context, what, email string) {
	s.scs.Put(ctx, inWroteTo, strings.TrimSpace(email))
	s.scs.Put(ctx, inWroteFor, what)
}

// sentPage says that a letter is on its way.
type sentPage struct {
	desk.Page
	Email string // as they typed it; empty for who did not come from a form
	Form  string // the form that they filled in
}

// showSent serves GET /xem-thu: the same for an address that has an account and for one that has none.
func (r *room) showSent(ask *desk.Ask) error {
	p := &sentPage{Page: ask.ShopPage(ask.Say("Xem thư", "See your mail")), Form: "/dang-ky"}
	p.Tab, p.Email = "me", r.Sessions.scs.GetString(ask.Ctx(), inWroteTo)
	if r.Sessions.scs.GetString(ask.Ctx(), inWroteFor) == forReset {
		p.Form = "/quen-mat-khau"
	}
	return ask.Render(http.StatusOK, "account-sent", p)
}

// sendAgain serves POST /xem-thu.
func (r *room) sendAgain(ask *desk.Ask) error {
	email := r.Sessions.scs.GetString(ask.Ctx(), inWroteTo)
	if email == "" {
		return ask.See("/dang-ky") // the session is over, and with it what was typed
	}
	send := r.Accounts.Resend
	if r.Sessions.scs.GetString(ask.Ctx(), inWroteFor) == forReset {
		send = r.Accounts.Forgot
	}
	if err := send(ask.Ctx(), email, r.network(ask)); err != nil {
		return tooOften(err)
	}
	return ask.SeeSaying(sentPath, ask.Say("Đã gửi lại. Một địa chỉ nhận nhiều nhất năm thư một giờ.", "Sent again. An address gets five letters an hour at most."))
}
