package registry

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// unmappedRow is something that the registry writes and nobody has mapped.
type unmappedRow struct {
	catalog.UnmappedValue
	Path  string
	Waits string // how many products, or producers of a place, wait
}

// mostUnmapped is how many records that wait are looked at.
const mostUnmapped = 2000

func (r *room) fillUnmapped(ask *desk.Ask, p *overviewPage) error {
	values, err := r.unmapped(ask)
	if err != nil {
		return err
	}
	for _, v := range values {
		path := registryPath + "/xep?loai=" + string(v.Kind) + "&chu=" + url.QueryEscape(v.Value)
		p.Unmapped = append(p.Unmapped, unmappedRow{UnmappedValue: v, Waits: r.waitsSay(ask, v), Path: ask.Lang.Path(path)})
	}
	return nil
}

// waitsSay tells how much waits for a value: of a place its producers, of a group its products.
func (r *room) waitsSay(ask *desk.Ask, v catalog.UnmappedValue) string {
	if v.Kind != catalog.UnmappedPlace {
		return ask.Say("%d sản phẩm", "products: %d", len(v.Products))
	}
	makers := map[string]bool{}
	for _, card := range r.Catalog.Cards(v.Products) {
		makers[card.ProducerID] = true
	}
	return ask.Say("%d chủ thể", "producers: %d", len(makers))
}

// unmapped lists what the officer may map: any place, since none has a province yet,
// and those groups whose products are all of their province.
func (r *room) unmapped(ask *desk.Ask) ([]catalog.UnmappedValue, error) {
	values, _, err := catalog.UnmappedValues(ask.Ctx(), r.DB, mostUnmapped)
	if err != nil {
		return nil, err
	}
	var list []catalog.UnmappedValue
	for _, v := range values {
		if v.Kind == catalog.UnmappedGTIN { // a wrong number is put right by its producer
			continue
		}
		if v.Kind == catalog.UnmappedPlace || ask.Who.Province == "" || r.allIn(v.Products, ask.Who.Province) {
			list = append(list, v)
		}
	}
	return list, nil
}

func (r *room) allIn(products []string, province string) bool {
	for _, id := range products {
		if card, ok := r.Catalog.Card(id); !ok || card.Place.Province != province {
			return false
		}
	}
	return true
}

// mappingPage asks what a group or a place is.
type mappingPage struct {
	desk.Page
	Value    catalog.UnmappedValue
	Products []*catalog.Card
	Groups   []desk.Option
	Province string
	Choose   []desk.Option // provinces
	Communes []desk.Option
}

// showMapping serves GET /can-bo/so-quoc-gia/xep?loai=&chu=.
func (r *room) showMapping(ask *desk.Ask) error {
	v, err := r.valueOf(ask, ask.Query("loai"), ask.Query("chu"))
	if err != nil {
		return err
	}
	return r.renderMapping(ask, http.StatusOK, &mappingPage{Value: v, Province: ask.Query("tinh")})
}

// mostNamed is how many of the products that wait are named.
const mostNamed = 12

func (r *room) renderMapping(ask *desk.Ask, status int, p *mappingPage) error {
	wrong := p.Wrong
	p.Page = ask.NewPage(ask.Say("Xếp chỗ “%s”", "Map “%s”", p.Value.Value))
	p.Wrong = wrong
	p.Crumbs = []web.Crumb{{Name: ask.Say("Sổ quốc gia", "National registry"), Path: registryPath}, {Name: ask.Say("Xếp chỗ", "Map")}}
	p.Products = r.Catalog.Cards(p.Value.Products[:min(len(p.Value.Products), mostNamed)])
	p.Groups = []desk.Option{{Label: ask.Say("Chọn nhóm", "Choose a group")}}
	for _, g := range catalog.Groups() {
		p.Groups = append(p.Groups, desk.Option{Value: string(g), Label: ask.Lang.GroupName(g)})
	}
	if ask.Who.Province != "" {
		p.Province = ask.Who.Province
	}
	for _, province := range place.Provinces() {
		p.Choose = append(p.Choose, desk.Option{Value: province.Code, Label: province.Name, Chosen: province.Code == p.Province})
	}
	p.Communes = []desk.Option{{Label: ask.Say("Chọn xã, phường", "Choose a commune")}}
	for _, c := range place.Communes(p.Province) {
		p.Communes = append(p.Communes, desk.Option{Value: c.Code, Label: c.Title()})
	}
	return ask.Render(status, "registry-mapping", p)
}

// valueOf finds what waits under those words, if the officer may map it.
func (r *room) valueOf(ask *desk.Ask, kind, value string) (catalog.UnmappedValue, error) {
	list, err := r.unmapped(ask)
	if err != nil {
		return catalog.UnmappedValue{}, err
	}
	for _, v := range list {
		if string(v.Kind) == kind && v.Value == value {
			return v, nil
		}
	}
	return catalog.UnmappedValue{}, store.ErrNotFound
}

// keepMapping serves POST /can-bo/so-quoc-gia/xep.
func (r *room) keepMapping(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	v, err := r.valueOf(ask, form.Get("loai"), form.Get("chu"))
	if err != nil {
		return err
	}
	m := catalog.Mapping{Kind: v.Kind, Value: v.Value, By: ask.Who.Person, At: r.Catalog.Now().UTC()}
	if v.Kind == catalog.UnmappedGroup {
		m.Group = catalog.Group(form.Get("nhom"))
	} else if c, ok := place.CommuneByCode(form.Get("xa")); ok {
		m.Place = place.Ref{Era: place.Era2025, Province: c.Province, Commune: c.Code}
	}
	if own := ask.Who.Province; own != "" && m.Place.Province != "" && m.Place.Province != own {
		return policy.ErrNotOwn
	}
	n, err := r.mapAll(ask.Ctx(), m)
	if errors.Is(err, catalog.ErrMapping) {
		p := &mappingPage{Value: v, Province: form.Get("tinh")}
		p.Wrong.List = []desk.WrongField{{Field: map[bool]string{true: "nhom", false: "xa"}[v.Kind == catalog.UnmappedGroup], Say: ask.Say("Chọn một trong danh sách.", "Choose one of the list.")}}
		return r.renderMapping(ask, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(registryPath, ask.Say("Đã xếp chỗ cho %d sản phẩm. Bản ghi mới ghi như vậy sẽ tự vào chỗ.", "%d products are in their place. New records that say the same will find it by themselves.", n))
}

// mapAll keeps the mapping and puts all that waits for it in its place, some at a time.
func (r *room) mapAll(ctx context.Context, m catalog.Mapping) (total int, err error) {
	now := r.Catalog.Now()
	err = r.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := catalog.Map(ctx, tx, m); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{
			Action: string(policy.RegistryMap), Object: "mapping/" + string(m.Kind), Summary: "xếp “" + m.Value + "”", SummaryEN: "mapped “" + m.Value + "”",
			Changes: []audit.Change{{Field: string(m.Kind), From: m.Value, To: string(m.Group) + m.Place.Commune}},
		})
	})
	for n := 1; err == nil && n > 0; total += n {
		err = r.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			n, err = catalog.MapSome(ctx, tx, now, m.Kind, m.Value)
			return err
		})
	}
	return total, err
}
