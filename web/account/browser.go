package account

import (
	"errors"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/fault"
)

// machineCookie is the cookie by which a browser is known again that somebody signed in with. It lets nobody in.
const machineCookie = "may"

// machine is the secret by which the browser is known; empty for a new one.
func (r *room) machine(ask *desk.Ask) string {
	cookie, err := ask.Request.Cookie(cookieName(machineCookie, ask.Kit().Secure()))
	if err != nil || len(cookie.Value) < 20 || len(cookie.Value) > 40 {
		return ""
	}
	return cookie.Value
}

// entry tells how somebody comes in, and lets the browser be known again.
func (r *room) entry(ask *desk.Ask, remember bool) accounts.Entry {
	secret := r.machine(ask)
	if secret == "" {
		secret = accounts.NewMachine()
		secure := ask.Kit().Secure()
		http.SetCookie(ask.Writer, &http.Cookie{Name: cookieName(machineCookie, secure), Value: secret, Path: "/", MaxAge: int(accounts.MachineLives.Seconds()), HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
	}
	return accounts.Entry{UserAgent: ask.Request.UserAgent(), Machine: secret, Remember: remember}
}

// network names from where somebody asks, as the limits of the site do.
func (r *room) network(ask *desk.Ask) string { return ask.Kit().Limiter().Client(ask.Request) }

// busy tells that too many passwords are looked at.
func busy(err error) error {
	if errors.Is(err, accounts.ErrBusy) {
		return fault.Fault{Status: http.StatusServiceUnavailable, Code: "busy", RetryAfter: 5 * time.Second, VI: "Đang có quá nhiều người đăng nhập. Thử lại sau ít giây.", EN: "Too many people are signing in. Try again in a few seconds."}
	}
	return err
}
