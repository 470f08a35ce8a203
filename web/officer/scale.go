package officer

import (
	"context"
	"net/http"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/registers"
	"github.com/ocopmarket/ocop/web/desk"
)

// findScale tells whose the amounts of a province are; none need have been entered yet.
func findScale(_ context.Context, id string) (policy.Object, error) {
	if _, ok := place.ProvinceByCode(id); !ok {
		return policy.Object{}, store.ErrNotFound
	}
	return policy.Object{Province: id}, nil
}

// scalePage is the form of what a province gives for stars.
type scalePage struct {
	desk.Page
	Place, Back string
	Amounts     [3]string
}

// showScale serves GET /can-bo/so/muc-thuong/:id.
func (r *room) showScale(ask *desk.Ask) error {
	scale, err := r.Registers.Scale(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	var typed [3]string
	for i, a := range scale.Amounts {
		if a > 0 {
			typed[i] = a.Group()
		}
	}
	return r.renderScale(ask, http.StatusOK, typed, desk.Wrong{})
}

func (r *room) renderScale(ask *desk.Ask, status int, typed [3]string, wrong desk.Wrong) error {
	p := &scalePage{Page: ask.NewPage(ask.Say("Mức thưởng của %s", "Rewards of %s", placeName(ask, ask.ID()))), Place: placeName(ask, ask.ID()), Back: ask.Lang.Path(bookPath(registers.Rewards)), Amounts: typed}
	p.Page.Wrong = wrong
	p.Mark(dashboardPath)
	return ask.Render(status, "officer-scale", p)
}

// setScale serves POST /can-bo/so/muc-thuong/:id.
func (r *room) setScale(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	typed := [3]string{form.Get("sao-3"), form.Get("sao-4"), form.Get("sao-5")}
	err = r.Registers.SetScale(ask.Ctx(), ask.ID(), typed)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.renderScale(ask, http.StatusUnprocessableEntity, typed, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying("/can-bo/so/muc-thuong/"+ask.ID(), ask.Say("Đã lưu. Thưởng ghi trước đây giữ nguyên.", "Saved. Rewards entered before stay as they are."))
}
