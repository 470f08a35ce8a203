package membership

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/ocopmarket/ocop/accounts/identity"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/web/desk"
)

// signUpPage is the page on which retail partners and organizers sign up.
type signUpPage struct {
	desk.Page
	Typed struct {
		Kind                                    policy.OrgKind
		Name, Province, TaxCode, Representative string
	}
	Kinds     []kindTile
	Provinces []desk.Option
}

// kindTile is a choice of what the market is used for.
type kindTile struct {
	Path, Name, Say string
	Current         bool
}

// kinds are what one may use the market for, with the pages that begin it.
func kinds(ask *desk.Ask, current policy.OrgKind) []kindTile {
	return []kindTile{
		{"/san-pham", ask.Say("Mua hàng", "Shopping"), ask.Say("không cần thêm gì", "nothing more is needed"), false},
		{claimPath, ask.Say("Chủ thể OCOP", "OCOP producer"), ask.Say("bán hàng, dự hội chợ", "sell, join fairs"), current == policy.KindProducer},
		{signUpPath + "?k=retail", ask.Say("Siêu thị, điểm bán", "Retail partner"), ask.Say("tìm nguồn, đặt sỉ", "find sources, order wholesale"), current == policy.KindRetail},
		{signUpPath + "?k=organizer", ask.Say("Nhà tổ chức", "Organizer"), ask.Say("mở hội chợ, xếp gian", "open fairs, lay out booths"), current == policy.KindOrganizer},
	}
}

func (r *room) signUpPage(ask *desk.Ask, kind policy.OrgKind) *signUpPage {
	p := &signUpPage{Page: ask.ShopPage(ask.Say("Đăng ký tổ chức", "Sign up an organization"))}
	p.Tab = "me"
	if kind != policy.KindOrganizer {
		kind = policy.KindRetail
	}
	p.Typed.Kind = kind
	p.Kinds = kinds(ask, kind)
	return p
}

// provinces are the choices of a province.
func provinces(ask *desk.Ask, chosen string) []desk.Option {
	options := []desk.Option{{Label: ask.Say("Chọn tỉnh, thành", "Choose a province")}}
	for _, p := range place.Provinces() {
		options = append(options, desk.Option{Value: p.Code, Label: p.Name, Chosen: p.Code == chosen})
	}
	return options
}

// showSignUp serves GET /dang-ky/to-chuc.
func (r *room) showSignUp(ask *desk.Ask) error {
	p := r.signUpPage(ask, policy.OrgKind(ask.Query("k")))
	p.Typed.Representative, p.Provinces = ask.Who.Name, provinces(ask, "")
	return ask.Render(http.StatusOK, "membership-sign-up", p)
}

// signUp serves POST /dang-ky/to-chuc.
func (r *room) signUp(ask *desk.Ask) error {
	return r.send(ask, sending{refuse: r.refuseSignUp(ask), do: func(form url.Values, files []*papers.Paper) error {
		org, err := r.Identity.Found(ask.Ctx(), ask.Who, identity.SignUp{Kind: policy.OrgKind(form.Get("k")), Name: form.Get("ten-to-chuc"), Province: form.Get("tinh"), Form: identityForm(form, files)})
		if err != nil {
			return err
		}
		if err := r.Session.SetOrg(ask.Ctx(), org.ID); err != nil {
			return err
		}
		return ask.SeeSaying(verifyPath, sentIn(ask))
	}})
}

func identityForm(form url.Values, files []*papers.Paper) identity.Form {
	return identity.Form{Representative: form.Get("nguoi-dai-dien"), TaxCode: form.Get("ma-so-thue"), Declares: form.Get("dung-that") != "", Files: files}
}

func (r *room) refuseSignUp(ask *desk.Ask) func(url.Values, error) error {
	return func(form url.Values, err error) error {
		wrong, ok := desk.WrongOf(ask.Lang, err)
		if !ok {
			return err
		}
		p := r.signUpPage(ask, policy.OrgKind(form.Get("k")))
		p.Wrong, p.Provinces = wrong, provinces(ask, form.Get("tinh"))
		p.Typed.Name, p.Typed.Province, p.Typed.TaxCode, p.Typed.Representative = form.Get("ten-to-chuc"), form.Get("tinh"), form.Get("ma-so-thue"), form.Get("nguoi-dai-dien")
		return ask.Render(http.StatusUnprocessableEntity, "membership-sign-up", p)
	}
}

// verifyPageOf is the page on which an organization's identity is verified.
type verifyPageOf struct {
	desk.Page
	Org      orgFacts
	Owner    bool
	Open     *review.Case // waits; nil for none
	Last     *review.Case // the last one that was decided; nil for none
	MaySend  bool
	Selling  bool // a producer that sells
	Typed    struct{ Representative, TaxCode string }
	Producer bool
}

// showVerify serves GET /dang-ky/xac-minh.
func (r *room) showVerify(ask *desk.Ask) error {
	p, err := r.verifyPage(ask)
	if err != nil {
		return err
	}
	p.Typed.Representative, p.Typed.TaxCode = ask.Who.Name, p.Org.TaxCode
	return ask.Render(http.StatusOK, "membership-verify", p)
}

func (r *room) verifyPage(ask *desk.Ask) (*verifyPageOf, error) {
	org, err := r.Members.Organization(ask.Ctx(), ask.Who.Org)
	if err != nil {
		return nil, err
	}
	p := &verifyPageOf{Page: ask.ShopPage(ask.Say("Xác minh danh tính", "Verify who you are")), Org: factsOf(ask, org), Owner: ask.Who.Member == policy.Owner, Producer: org.Kind == policy.KindProducer}
	p.Tab = "me"
	cases, err := r.Review.OfOrg(ask.Ctx(), org.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		switch {
		case c.Kind != review.Identity:
		case c.State.Open() && p.Open == nil:
			p.Open = c
		case !c.State.Open() && p.Last == nil:
			p.Last = c
		}
	}
	p.MaySend = p.Owner && p.Open == nil && org.Kind != policy.KindOffice && org.VerifiedUntil.Sub(p.Now()) <= identity.Early
	p.Selling = p.Producer && p.Org.Verified
	return p, nil
}

// verify serves POST /dang-ky/xac-minh.
func (r *room) verify(ask *desk.Ask) error {
	return r.send(ask, sending{refuse: r.refuseVerify(ask), do: func(form url.Values, files []*papers.Paper) error {
		if _, err := r.Identity.Submit(ask.Ctx(), ask.Who, identityForm(form, files)); err != nil {
			return err
		}
		return ask.SeeSaying(verifyPath, sentIn(ask))
	}})
}

func (r *room) refuseVerify(ask *desk.Ask) func(url.Values, error) error {
	return func(form url.Values, err error) error {
		wrong, ok := desk.WrongOf(ask.Lang, err)
		switch {
		case errors.Is(err, identity.ErrVerified):
			wrong.Say = ask.Say("Danh tính đã được xác minh rồi.", "The identity is verified already.")
		case errors.Is(err, review.ErrOpen):
			wrong.Say = ask.Say("Hồ sơ trước đang chờ cán bộ xem.", "The papers before are still being looked at.")
		case !ok:
			return err
		}
		p, err := r.verifyPage(ask)
		if err != nil {
			return err
		}
		p.Wrong, p.Typed.Representative, p.Typed.TaxCode = wrong, form.Get("nguoi-dai-dien"), form.Get("ma-so-thue")
		return ask.Render(http.StatusUnprocessableEntity, "membership-verify", p)
	}
}
