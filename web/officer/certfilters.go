package officer

import (
	"context"
	"net/url"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

func (r *room) findFilter(ctx context.Context, id string) (policy.Object, error) {
	f, err := r.Filters.Get(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Person: f.Person}, nil
}

// saveFilter serves POST /can-bo/bo-loc.
func (r *room) saveFilter(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	typed, err := url.ParseQuery(form.Get("loc"))
	if err != nil {
		typed = url.Values{}
	}
	q, err := certQueryOf(ask, typed)
	if err != nil {
		return err
	}
	if err := r.Filters.Save(ask.Ctx(), ask.Who.Person, certPath, form.Get("ten"), q.values(ask).Encode()); err != nil {
		if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
			return ask.SeeSaying(q.path(ask), wrong.List[0].Say)
		}
		return err
	}
	return ask.SeeSaying(q.path(ask), ask.Say("Đã lưu bộ lọc.", "The filter is saved."))
}

// deleteFilter serves POST /can-bo/bo-loc/:id/xoa.
func (r *room) deleteFilter(ask *desk.Ask) error {
	if ask.Object.Person != ask.Who.Person { // a central officer owns every province, and nobody else's filters
		return store.ErrNotFound
	}
	if err := r.Filters.Delete(ask.Ctx(), ask.Who.Person, ask.ID()); err != nil {
		return err
	}
	return ask.SeeSaying(certPath, ask.Say("Đã xóa bộ lọc.", "The filter is deleted."))
}
