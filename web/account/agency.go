package account

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/oidc"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/fault"
)

const agencyPath = "/dang-nhap/co-quan"

// ComeBackPath is where the provider of identities sends people back to.
const ComeBackPath = "/dang-nhap/co-quan/ve"

// trip is what a session remembers while somebody is with the provider.
type trip struct {
	oidc.Trip
	Next string    `json:"next"`
	Lang web.Lang  `json:"lang"`
	At   time.Time `json:"at"`
}

// depart remembers a trip.
func (s *Sessions) depart(ctx context.Context, t trip) error {
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	s.scs.Put(ctx, inTrip, string(text))
	return nil
}

// arrive returns the trip of this session and forgets it: each comes back once, and in time.
func (s *Sessions) arrive(ctx context.Context) (t trip, err error) {
	text := s.scs.PopString(ctx, inTrip)
	if text == "" {
		return t, oidc.ErrTrip
	}
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return t, err
	}
	if s.clock().Sub(t.At) > halfLives {
		return t, oidc.ErrTrip
	}
	return t, nil
}

// toAgency serves GET /dang-nhap/co-quan: off to the provider.
func (r *room) toAgency(ask *desk.Ask) error {
	if r.Agency == nil {
		return store.ErrNotFound
	}
	address, began, err := r.Agency.Begin(ask.Ctx())
	if err != nil {
		return away(err)
	}
	if err := r.Sessions.depart(ask.Ctx(), trip{Trip: began, Next: onward(ask.Query("tiep")), Lang: ask.Lang, At: ask.Kit().Now()}); err != nil {
		return err
	}
	ask.Redirect(http.StatusSeeOther, address)
	return nil
}

// away tells that the provider does not answer.
func away(err error) error {
	if errors.Is(err, oidc.ErrUnavailable) {
		return errors.Join(fault.Fault{Status: http.StatusServiceUnavailable, Code: "provider_unavailable", RetryAfter: 30 * time.Second, VI: "Nơi giữ tài khoản cơ quan không trả lời. Thử lại sau, hoặc vào bằng mật khẩu.", EN: "The provider of agencies' accounts does not answer. Try again later, or use a password."}, err)
	}
	return err
}

// fromAgency serves GET /dang-nhap/co-quan/ve: back from the provider.
func (r *room) fromAgency(ask *desk.Ask) error {
	if r.Agency == nil {
		return store.ErrNotFound
	}
	t, err := r.Sessions.arrive(ask.Ctx())
	if t.Lang == web.EN {
		ask.Lang = web.EN
	}
	if err == nil {
		var who oidc.Identity
		who, err = r.Agency.Finish(ask.Ctx(), t.Trip, oidc.Return{State: ask.Query("state"), Code: ask.Query("code"), Issuer: ask.Query("iss")})
		if err == nil {
			return r.known(ask, t, who)
		}
	}
	return r.notKnown(ask, err)
}

// known lets in whom the provider knows.
func (r *room) known(ask *desk.Ask, t trip, who oidc.Identity) error {
	p, err := r.Accounts.ByIdentity(ask.Ctx(), accounts.Foreign{Issuer: who.Issuer, Subject: who.Subject, Email: who.Email, Name: who.Name, Lang: string(t.Lang)})
	if err != nil {
		return r.notKnown(ask, err)
	}
	return r.letIn(ask, p, false, t.Next)
}

// Why an agency's account does not let somebody in, as the address of the sign-in page tells.
const (
	brokenOff   = "qua-gio"
	unverified  = "chua-xac-nhan"
	notAccepted = "khong-nhan"
)

// notKnown leads back to signing in, where it is said why.
func (r *room) notKnown(ask *desk.Ask, err error) error {
	why := ""
	switch {
	case errors.Is(err, oidc.ErrTrip):
		why = brokenOff
	case errors.Is(err, oidc.ErrUnverified):
		why = unverified
	case errors.Is(err, oidc.ErrIdentity), errors.Is(err, accounts.ErrRefused):
		ask.Kit().Log().WarnContext(ask.Ctx(), "identity refused", "err", err)
		why = notAccepted
	default:
		return away(err)
	}
	return ask.See(desk.SignInPath + "?sai=" + why)
}

// agencyWrong says why an agency's account did not let somebody in; nothing for any other text.
func agencyWrong(ask *desk.Ask, why string) string {
	switch why {
	case brokenOff:
		return ask.Say("Lượt đăng nhập bằng tài khoản cơ quan đã quá giờ hoặc bị bỏ dở. Bấm lại từ đầu.", "Signing in with the agency's account took too long or was broken off. Begin again.")
	case unverified:
		return ask.Say("Cơ quan của bạn chưa xác nhận thư điện tử của tài khoản này. Nhờ người quản trị ở đó.", "Your agency has not verified the address of this account. Ask its administrator.")
	case notAccepted:
		return ask.Say("Tài khoản cơ quan không được nhận. Nhờ người quản trị chợ.", "The agency's account was refused. Ask the market's administrator.")
	}
	return ""
}
