package account

import (
	"errors"
	"net/http"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/web/desk"
)

// What is done to the second step only by who gives the password again.
const (
	againPhone = "doi-dien-thoai"
	againCodes = "ma-moi"
	againOff   = "tat"
)

// againPage asks for the password again before something dangerous.
type againPage struct {
	desk.Page
	What  string
	Say   string
	Do    string // on the button
	SetUp *setUp // of the new authenticator
	Asks  bool   // for the password: somebody who came by an agency's account has none
}

func (r *room) againPage(ask *desk.Ask, what string) (*againPage, error) {
	person, err := r.Accounts.Get(ask.Ctx(), ask.Who.Person)
	if err != nil {
		return nil, err
	}
	p := &againPage{What: what, Asks: person.Password != ""}
	switch {
	case person.Factor == nil:
		return nil, policy.ErrNotOwn
	case what == againPhone:
		p.Page = ask.NewPage(ask.Say("Đổi điện thoại", "Change the phone"))
		p.Do = ask.Say("Đổi điện thoại", "Change it")
		p.Say = ask.Say("Quét hình này bằng ứng dụng mã 6 số trên điện thoại mới. Xong thì điện thoại cũ không còn tạo được mã, và tám mã dự phòng được làm mới.", "Scan this with the authenticator on the new phone. Then the old phone makes no more codes, and there are eight new recovery codes.")
		p.SetUp, err = r.setUp(ask.Ctx(), person.Email)
	case what == againCodes:
		p.Page = ask.NewPage(ask.Say("Làm tám mã mới", "Eight new recovery codes"))
		p.Do, p.Say = ask.Say("Làm tám mã mới", "Make them"), ask.Say("Tám mã cũ không dùng được nữa.", "The eight old codes will work no more.")
	case what == againOff && !ask.Who.NeedsSecondFactor():
		p.Page = ask.NewPage(ask.Say("Tắt bước thứ hai", "Turn the second step off"))
		p.Do, p.Say = ask.Say("Tắt", "Turn it off"), ask.Say("Sau này chỉ cần mật khẩu là vào được.", "From then on the password alone lets you in.")
	default:
		return nil, policy.ErrNotOwn
	}
	return p, err
}

// showAgain serves GET /tai-khoan/bao-mat/buoc-hai/:viec.
func (r *room) showAgain(ask *desk.Ask) error {
	p, err := r.againPage(ask, ask.Param("viec"))
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "account-again", p)
}

// doAgain serves POST /tai-khoan/bao-mat/buoc-hai/:viec.
func (r *room) doAgain(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	p, err := r.againPage(ask, ask.Param("viec"))
	if err != nil {
		return err
	}
	if p.Asks {
		right, err := r.Accounts.CheckPassword(ask.Ctx(), ask.Who.Person, form.Get("cu"))
		if err != nil {
			return busy(err)
		}
		if !right {
			p.Wrong, _ = desk.WrongOf(ask.Lang, accounts.WrongPassword("cu"))
			return ask.Render(http.StatusUnprocessableEntity, "account-again", p)
		}
	}
	return r.changeFactor(ask, p, form.Get("ma"))
}

func (r *room) changeFactor(ask *desk.Ask, p *againPage, typed string) error {
	switch p.What {
	case againPhone:
		return r.changePhone(ask, p, typed)
	case againCodes:
		codes, err := r.Accounts.NewRecovery(ask.Ctx(), ask.Who.Person)
		if err != nil {
			return err
		}
		return r.showCodes(ask, codes, ask.Lang.Path(securityPath))
	}
	if err := r.Accounts.Unenrol(ask.Ctx(), ask.Who.Person); err != nil {
		return err
	}
	return ask.SeeSaying(securityPath, ask.Say("Đã tắt bước thứ hai.", "The second step is off."))
}

func (r *room) changePhone(ask *desk.Ask, p *againPage, typed string) error {
	codes, err := r.enrolling(ask, ask.Who.Person, typed)
	if errors.Is(err, accounts.ErrCode) {
		p.Wrong.List = []desk.WrongField{wrongCode(ask)}
		return ask.Render(http.StatusUnprocessableEntity, "account-again", p)
	}
	if err != nil {
		return err
	}
	r.Sessions.forgetSecret(ask.Ctx())
	if err := r.Sessions.GaveFactor(ask.Ctx()); err != nil {
		return err
	}
	return r.showCodes(ask, codes, ask.Lang.Path(securityPath))
}
