package account

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// inSecret is the session's secret of an authenticator that is being set up.
const inSecret = "secret"

// newSecret is the secret that this session sets up, the same until it is done. Sessions are stored, so that it is sealed in them.
func (s *Sessions) newSecret(ctx context.Context) (string, error) {
	if kept := s.scs.GetString(ctx, inSecret); kept != "" {
		if secret, err := s.accounts.OpenSetUp(kept); err == nil {
			return secret, nil
		} // else its key was taken away meanwhile: begin anew
	}
	secret := accounts.NewSecret()
	sealed, err := s.accounts.SealSetUp(secret)
	if err != nil {
		return "", err
	}
	s.scs.Put(ctx, inSecret, sealed)
	return secret, nil
}

// forgetSecret forgets it when it is set up.
func (s *Sessions) forgetSecret(ctx context.Context) { s.scs.Remove(ctx, inSecret) }

// setUp is what somebody needs to set an authenticator up.
type setUp struct {
	QR     template.HTML
	Secret string // in groups of four
}

func (r *room) setUp(ctx context.Context, email string) (*setUp, error) {
	secret, err := r.Sessions.newSecret(ctx)
	if err != nil {
		return nil, err
	}
	drawn, err := web.QR(r.Accounts.FactorURL(email, secret))
	if err != nil {
		return nil, err
	}
	var groups []string
	for i := 0; i < len(secret); i += 4 {
		groups = append(groups, secret[i:min(i+4, len(secret))])
	}
	return &setUp{QR: drawn, Secret: strings.Join(groups, " ")}, nil
}

// factorPage is the second step: a code, or setting up what makes codes.
type factorPage struct {
	desk.Page
	Next  string
	SetUp *setUp // nil for somebody who has an authenticator
	Must  bool   // whether their role needs one
	Demo  string // the code of a demonstration account, which nobody has an authenticator for
}

// codesPage shows recovery codes, once.
type codesPage struct {
	desk.Page
	Codes []string
	Next  string
}

// stepper is who takes the second step.
type stepper struct {
	*accounts.Person
	half, remember bool // they gave the password, and are nobody yet
}

// errNobody: nobody is here to take a second step.
var errNobody = errors.New("account: nobody to take a second step")

func (r *room) stepper(ask *desk.Ask) (stepper, error) {
	id, remember, half := r.Sessions.half(ask.Ctx())
	if !half {
		id = ask.Who.Person
	}
	if id == "" {
		return stepper{}, errNobody
	}
	p, err := r.Accounts.Get(ask.Ctx(), id)
	return stepper{Person: p, half: half, remember: remember}, err
}

// showFactor serves GET /dang-nhap/buoc-hai.
func (r *room) showFactor(ask *desk.Ask) error {
	next := onward(ask.Query("tiep"))
	who, err := r.stepper(ask)
	if errors.Is(err, errNobody) {
		return ask.See(withNext(desk.SignInPath, next))
	}
	if err != nil {
		return err
	}
	if !who.half && ask.Who.SecondFactor {
		return r.goOn(ask, next)
	}
	p, err := r.factorPage(ask, who, next)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "account-factor", p)
}

func (r *room) factorPage(ask *desk.Ask, who stepper, next string) (*factorPage, error) {
	p := &factorPage{Page: ask.ShopPage(ask.Say("Bước thứ hai", "Second step")), Next: next, Must: ask.Who.NeedsSecondFactor()}
	p.Tab = "me"
	var err error
	if who.Factor == nil {
		p.SetUp, err = r.setUp(ask.Ctx(), who.Email)
		return p, err
	}
	if who.Demo {
		p.Demo, err = r.demoCode(who, ask.Kit().Now())
	}
	return p, err
}

// demoCode is what the authenticator of a demonstration account would show; nothing where its secret does not open.
func (r *room) demoCode(who stepper, now time.Time) (string, error) {
	secret, err := r.Accounts.Secret(who.Person)
	if errors.Is(err, accounts.ErrSealed) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return accounts.Code(secret, now)
}

// giveFactor serves POST /dang-nhap/buoc-hai.
func (r *room) giveFactor(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	next := onward(form.Get("tiep"))
	who, err := r.stepper(ask)
	if errors.Is(err, errNobody) {
		return ask.See(withNext(desk.SignInPath, next))
	}
	if err != nil {
		return err
	}
	if who.Factor == nil {
		return r.enrol(ask, who, form.Get("ma"), next)
	}
	err = r.Accounts.GiveCode(ask.Ctx(), who.ID, form.Get("ma"))
	if errors.Is(err, accounts.ErrCode) || errors.Is(err, accounts.ErrSealed) {
		return r.refuseCode(ask, who, next, err)
	}
	if err != nil {
		return err
	}
	return r.stepped(ask, who, next)
}

// stepped lets in whose code was right.
func (r *room) stepped(ask *desk.Ask, who stepper, next string) error {
	if who.half {
		if err := r.Sessions.SignIn(ask.Ctx(), who.ID, r.entry(ask, who.remember)); err != nil {
			return err
		}
	}
	if err := r.Sessions.GaveFactor(ask.Ctx()); err != nil {
		return err
	}
	return r.goOn(ask, next)
}

// refuseCode asks again, and says why.
func (r *room) refuseCode(ask *desk.Ask, who stepper, next string, cause error) error {
	p, err := r.factorPage(ask, who, next)
	if err != nil {
		return err
	}
	p.Wrong.List = []desk.WrongField{wrongCode(ask)}
	if errors.Is(cause, accounts.ErrSealed) {
		p.Wrong.List[0].Say = ask.Say("Lúc này chợ không kiểm được mã 6 số, vì máy chủ thiếu khóa của nó. Dùng một mã dự phòng, hoặc nhờ quản trị viên bỏ bước thứ hai để đặt lại.",
			"Six-digit codes can't be checked now, since the server lacks its key. Use a recovery code, or ask an administrator to drop the second step so that you set it up again.")
	}
	return ask.Render(http.StatusUnprocessableEntity, "account-factor", p)
}

func wrongCode(ask *desk.Ask) desk.WrongField {
	return desk.WrongField{Field: "ma", Say: ask.Say("Mã không đúng, hoặc đã dùng. Chờ mã mới rồi thử lại; sai năm lần thì phải chờ 15 phút.", "The code is wrong or was used. Wait for the next one and try again; after five wrong ones, wait 15 minutes.")}
}

// enrol sets the authenticator up whose code was typed, and shows the recovery codes.
func (r *room) enrol(ask *desk.Ask, who stepper, typed, next string) error {
	codes, err := r.enrolling(ask, who.ID, typed)
	if errors.Is(err, accounts.ErrCode) {
		return r.refuseCode(ask, who, next, err)
	}
	if err != nil {
		return err
	}
	r.Sessions.forgetSecret(ask.Ctx())
	if err := r.Sessions.GaveFactor(ask.Ctx()); err != nil {
		return err
	}
	if next == "" {
		next = ask.Lang.Path(deskOf(ask.Who))
	}
	return r.showCodes(ask, codes, next)
}

// enrolling sets the authenticator up that this session began with.
func (r *room) enrolling(ask *desk.Ask, person, typed string) ([]string, error) {
	secret, err := r.Sessions.newSecret(ask.Ctx())
	if err != nil {
		return nil, err
	}
	return r.Accounts.Enrol(ask.Ctx(), person, secret, typed, r.Sessions.Device(ask.Ctx()))
}

// showCodes shows recovery codes: this once, since only their hashes are kept.
func (r *room) showCodes(ask *desk.Ask, codes []string, next string) error {
	p := &codesPage{Page: ask.ShopPage(ask.Say("Tám mã dự phòng", "Eight recovery codes")), Codes: codes, Next: next}
	p.Script = "codes.js"
	return ask.Render(http.StatusOK, "account-codes", p)
}
