package account

import (
	"context"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/web/desk"
)

const securityPath = "/tai-khoan/bao-mat"

// securityPage is everything that keeps an account safe.
type securityPage struct {
	desk.Page
	Person  *accounts.Person
	Since   time.Time // of this sign-in
	Devices []deviceRow
	MayKeys bool
	Keys    []keyRow
	Must    bool // whether the role needs a second step
	Left    int  // recovery codes
	Codes   []accounts.Recovery
	Strange bool // somebody signed in with a browser that was new
}

// deviceRow is a device where somebody is signed in.
type deviceRow struct {
	*accounts.Device
	This bool
}

// keyRow is a key for programs.
type keyRow struct {
	*keys.Key
	May  string // what it may do, in words
	Idle bool   // it was not used for half a year
}

// showSecurity serves GET /tai-khoan/bao-mat.
func (r *room) showSecurity(ask *desk.Ask) error {
	p, err := r.securityPage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "account-security", p)
}

func (r *room) securityPage(ask *desk.Ask) (*securityPage, error) {
	person, err := r.Accounts.Get(ask.Ctx(), ask.Who.Person)
	if err != nil {
		return nil, err
	}
	p := &securityPage{Page: ask.NewPage(ask.Say("Bảo mật", "Security")), Person: person, Must: ask.Who.NeedsSecondFactor(), Left: person.RecoveryLeft(), Codes: person.Recovery}
	if err := r.fillDevices(ask.Ctx(), p); err != nil {
		return nil, err
	}
	p.MayKeys = ask.May(policy.KeyMake, policy.Object{}) && ask.Who.Org != ""
	if p.MayKeys {
		p.Keys, err = r.keyRows(ask)
	}
	return p, err
}

func (r *room) fillDevices(ctx context.Context, p *securityPage) error {
	list, err := r.Accounts.Devices(ctx, p.Person.ID)
	this := r.Sessions.Device(ctx)
	for _, d := range list {
		row := deviceRow{Device: d, This: d.ID == this}
		if row.This {
			p.Since = d.Since
			p.Devices = append([]deviceRow{row}, p.Devices...)
			continue
		}
		p.Strange = p.Strange || d.New
		p.Devices = append(p.Devices, row)
	}
	return err
}

// idleAfter is how long a key may go unused before the page asks whether it is needed.
const idleAfter = 180 * 24 * time.Hour

func (r *room) keyRows(ask *desk.Ask) ([]keyRow, error) {
	list, err := r.Keys.List(ask.Ctx(), ask.Who.Org)
	rows := make([]keyRow, len(list))
	for i, k := range list {
		last := k.UsedAt
		if last.IsZero() {
			last = k.At
		}
		rows[i] = keyRow{Key: k, May: scopeWords(ask, k.Scopes), Idle: ask.Kit().Now().Sub(last) > idleAfter}
	}
	return rows, err
}

// changePassword serves POST /tai-khoan/bao-mat/mat-khau.
func (r *room) changePassword(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	err = r.Accounts.ChangePassword(ask.Ctx(), ask.Who.Person, form.Get("cu"), form.Get("moi"), r.Sessions.Device(ask.Ctx()))
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		p, err := r.securityPage(ask)
		if err != nil {
			return err
		}
		p.Wrong = wrong
		return ask.Render(http.StatusUnprocessableEntity, "account-security", p)
	}
	if err != nil {
		return busy(err)
	}
	if err := r.Sessions.Renew(ask.Ctx()); err != nil {
		return err
	}
	return ask.SeeSaying(securityPath, ask.Say("Đã đổi mật khẩu. Mọi máy khác đã bị đăng xuất.", "Your password was changed. Every other device was signed out."))
}

// leaveDevice serves POST /tai-khoan/bao-mat/may/:id.
func (r *room) leaveDevice(ask *desk.Ask) error {
	if ask.ID() == r.Sessions.Device(ask.Ctx()) {
		return r.signOut(ask)
	}
	if err := r.Accounts.Leave(ask.Ctx(), ask.Who.Person, ask.ID()); err != nil {
		return err
	}
	return ask.SeeSaying(securityPath+"#may", ask.Say("Đã đăng xuất máy đó.", "That device is signed out."))
}

// leaveOthers serves POST /tai-khoan/bao-mat/may-khac.
func (r *room) leaveOthers(ask *desk.Ask) error {
	n, err := r.Accounts.LeaveAll(ask.Ctx(), ask.Who.Person, r.Sessions.Device(ask.Ctx()))
	if err != nil {
		return err
	}
	if err := r.Sessions.Renew(ask.Ctx()); err != nil {
		return err
	}
	return ask.SeeSaying(securityPath+"#may", ask.Say("Đã đăng xuất %d máy khác.", "Signed out of %d other devices.", n))
}

// findDevice tells whose a device is.
func (r *room) findDevice(ctx context.Context, id string) (policy.Object, error) {
	d, err := r.Accounts.Device(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Person: d.Person}, nil
}

// findKey tells whose a key is.
func (r *room) findKey(ctx context.Context, id string) (policy.Object, error) {
	k, err := r.Keys.Get(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Org: k.Org}, nil
}
