package shopper

import (
	"net/http"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// profilePage is who somebody is.
type profilePage struct {
	desk.Page
	Email string
	Typed profile
	Langs []desk.Option
}

// profile is what stands in the form.
type profile struct{ Name, Phone, Lang string }

func (r *room) showProfile(a *desk.Ask) error {
	p, err := r.People.Get(a.Ctx(), a.Who.Person)
	if err != nil {
		return err
	}
	book, err := r.Books.Of(a.Ctx(), a.Who.Person)
	if err != nil {
		return err
	}
	return r.renderProfile(a, http.StatusOK, profile{Name: p.Name, Phone: orders.FormatPhone(book.Phone), Lang: p.Lang}, desk.Wrong{})
}

func (r *room) renderProfile(a *desk.Ask, status int, typed profile, wrong desk.Wrong) error {
	p := &profilePage{Page: a.NewPage(a.Say("Hồ sơ", "Profile")), Email: a.Who.Email, Typed: typed}
	p.Wrong = wrong
	p.Langs = []desk.Option{
		{Value: "vi", Label: "Tiếng Việt", Chosen: typed.Lang != "en"},
		{Value: "en", Label: "English", Chosen: typed.Lang == "en"},
	}
	return a.Render(status, "shopper-profile", p)
}

func (r *room) saveProfile(a *desk.Ask) error {
	form, err := a.Form()
	if err != nil {
		return err
	}
	typed := profile{Name: form.Get("ten"), Phone: form.Get("dien-thoai"), Lang: form.Get("tieng")}
	err = r.Books.SetPhone(a.Ctx(), a.Who.Person, typed.Phone)
	if err == nil {
		err = r.People.SetProfile(a.Ctx(), a.Who.Person, typed.Name, typed.Lang)
	}
	if wrong, ok := desk.WrongOf(a.Lang, err); ok {
		return r.renderProfile(a, http.StatusUnprocessableEntity, typed, wrong)
	}
	if err != nil {
		return err
	}
	return a.SeeSaying(profilePath, a.Say("Đã lưu hồ sơ.", "Your profile was saved."))
}
