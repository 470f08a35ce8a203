package registry

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// decisionForm is the page on which a decision is entered.
type decisionForm struct {
	desk.Page
	ID      string // of the draft; empty for a new one
	Typed   decide.Input
	Paper   *decide.Paper
	Found   *found
	Near    []candidate // certificates that may be meant
	Kinds   []kindTile
	Issuers []desk.Option
	Wait    string    // how long it is until it takes effect, and what happens then
	Told    *web.Told // how public pages will tell of it; nil without certificate and kind
	Begins  string    // from when on they do
}

// Left is how many characters the public sentence may still have.
func (p *decisionForm) Left() int {
	return max(0, decide.MaxPublic-utf8.RuneCountInString(strings.TrimSpace(p.Typed.Public)))
}

// found is the certificate that was typed.
type found struct {
	*catalog.Certificate
	Product, By, Where string
	State              catalog.State
}

// Last is the last day on which the certificate counts.
func (f *found) Last() time.Time { return f.ExpiresAt.Add(-time.Nanosecond) }

// candidate is a certificate that may be meant by what was typed.
type candidate struct{ Number, Product, By, Path string }

// kindTile is a kind of decision to choose.
type kindTile struct {
	Kind         decide.Kind
	Name, Say    string
	Chosen, Shut bool
}

// newDecision serves GET /can-bo/quyet-dinh/moi, with what was typed so far in the address.
func (r *room) newDecision(ask *desk.Ask) error {
	in := inputOf(ask.Request.URL.Query())
	return r.showForm(ask, http.StatusOK, &decisionForm{Typed: in})
}

// editDecision serves GET /can-bo/quyet-dinh/:id/sua.
func (r *room) editDecision(ask *desk.Ask) error {
	d, err := r.Decide.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	if d.Status != decide.Draft {
		return ask.See(decisionPath(d.ID))
	}
	in := typedOf(d)
	if q := ask.Request.URL.Query(); q.Has("so") { // the search of the form itself
		in = inputOf(q)
	}
	return r.showForm(ask, http.StatusOK, &decisionForm{ID: d.ID, Typed: in, Paper: d.Paper})
}

// enterDecision serves POST of a new decision and of a draft.
func (r *room) enterDecision(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	in, whole := inputOf(form), form.Get("viec") != "nhap"
	upload, closeFile, err := uploadOf(ask.Request)
	if err != nil {
		return err
	}
	defer closeFile()
	d, err := r.Decide.Enter(ask.Ctx(), ask.Who, ask.ID(), in, upload, whole)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		p := &decisionForm{ID: ask.ID(), Typed: in, Paper: d.Paper}
		p.Wrong = wrong
		return r.showForm(ask, http.StatusUnprocessableEntity, p)
	}
	if errors.Is(err, decide.ErrNotDraft) {
		return ask.SeeSaying(decisionPath(ask.ID()), ask.Say("Quyết định này đã ký, không sửa được nữa.", "This decision has been signed and can't be changed any more."))
	}
	if err != nil {
		return err
	}
	if !whole {
		return ask.SeeSaying(decisionPath(d.ID)+"/sua", ask.Say("Đã lưu nháp. Chưa có gì đổi.", "The draft is saved. Nothing has changed."))
	}
	return ask.See(decisionPath(d.ID) + "/cham")
}

func decisionPath(id string) string { return "/can-bo/quyet-dinh/" + url.PathEscape(id) }

// inputOf reads the form.
func inputOf(v url.Values) decide.Input {
	return decide.Input{
		Certificate: v.Get("so"), Kind: decide.Kind(v.Get("k")), Number: v.Get("sqd"), SignedOn: v.Get("ky"), Issuer: v.Get("cq"),
		AtOnce: v.Get("ngay") != "", Day: v.Get("hl"), Hour: v.Get("gio"), Public: v.Get("ly"), Internal: v.Get("nb"),
	}
}

// typedOf writes a draft as it would be typed.
func typedOf(d *decide.Decision) decide.Input {
	in := decide.Input{Certificate: d.Certificate, Kind: d.Kind, Number: d.Number, Issuer: d.Issuer, AtOnce: d.AtOnce, Public: d.Public, Internal: d.Internal}
	if !d.SignedOn.IsZero() {
		in.SignedOn = web.VI.Date(d.SignedOn)
	}
	if !d.AtOnce && !d.From.IsZero() {
		in.Day, in.Hour = web.VI.Date(d.From), clockOf(d.From)
	}
	return in
}

// clockOf writes the time of day as people do, "0:00".
func clockOf(t time.Time) string {
	text := t.In(vietnam.Zone).Format("15:04")
	if text[0] == '0' {
		return text[1:]
	}
	return text
}

// uploadOf takes the scan out of the form; nil without one.
func uploadOf(r *http.Request) (*decide.Upload, func(), error) {
	file, head, err := r.FormFile("tep")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, func() {}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return &decide.Upload{Name: head.Filename, Body: file}, func() { _ = file.Close() }, nil
}

// showForm fills in what the form shows beside what was typed.
func (r *room) showForm(ask *desk.Ask, status int, p *decisionForm) error {
	wrong := p.Wrong
	p.Page = ask.NewPage(ask.Say("Ghi quyết định", "Enter a decision"))
	p.Wrong = wrong
	p.Crumbs = []web.Crumb{{Name: ask.Say("Quyết định", "Decisions"), Path: "/can-bo/quyet-dinh"}, {Name: p.Title}}
	if err := r.find(ask, p); err != nil {
		return err
	}
	p.Kinds = kindTiles(ask, p)
	p.Issuers = issuers(ask, p)
	p.foresee(ask)
	return ask.Render(status, "decision-form", p)
}

// foresee says what everybody will see, and when.
func (p *decisionForm) foresee(ask *desk.Ask) {
	now := p.Now()
	from, ok := decide.ParseMoment(p.Typed.Day, p.Typed.Hour)
	if ok && !p.Typed.AtOnce && from.After(now) {
		p.Wait = waiting(ask, from, now)
		p.Begins = ask.Say("từ %s ngày %s", "from %s on %s", clockOf(from), ask.Lang.Date(from))
	} else {
		from, p.Begins = now, ask.Say("ngay khi ký", "as soon as it is signed")
	}
	if p.Found == nil || !p.Typed.Kind.Valid() {
		return
	}
	signed, _ := decide.ParseDay(p.Typed.SignedOn)
	told := ask.Lang.Tell(p.Typed.Kind.Standing(), catalog.Decision{
		Kind: string(p.Typed.Kind), Number: strings.TrimSpace(p.Typed.Number), Date: signed, From: from, By: p.Typed.Issuer,
	}, p.Found.Certificate)
	p.Told = &told
}

// waiting says how long it is until a decision takes effect.
func waiting(ask *desk.Ask, from, now time.Time) string {
	return ask.Say("Còn %s. Đúng giờ này sao đổi ở mọi nơi.", "In %s. Stars change everywhere at that minute.", desk.Wait(ask.Lang, now, from))
}

// find looks for the certificate, or for those that may be meant.
func (r *room) find(ask *desk.Ask, p *decisionForm) error {
	if p.Typed.Certificate == "" {
		return nil
	}
	c, err := r.Catalog.FindCertificate(ask.Ctx(), p.Typed.Certificate)
	if errors.Is(err, store.ErrNotFound) {
		p.Near = r.near(ask, p.Typed)
		return nil
	}
	if err != nil {
		return err
	}
	if ask.Who.Province != "" && c.Province != ask.Who.Province {
		return nil // not theirs: the field says so once it is sent
	}
	p.Found, err = r.foundOf(ask.Ctx(), ask.Lang, c)
	p.Typed.Certificate = c.ID
	return err
}

func (r *room) foundOf(ctx context.Context, lang web.Lang, c *catalog.Certificate) (*found, error) {
	f := &found{Certificate: c.At(r.Catalog.Now()), State: r.Catalog.CertificateState(c)}
	if card, ok := r.Catalog.Card(c.ProductID); ok {
		f.Product, f.By, f.Where = card.Name, card.ProducerName, lang.PlaceName(card.Place)
		return f, nil
	}
	product, err := r.Catalog.Product(ctx, c.ProductID)
	if err != nil {
		return nil, err
	}
	f.Product = product.Name
	return f, nil
}

// mostNear is how many certificates are offered when a name was typed.
const mostNear = 8

// near lists products and producers of the officer's province whose names hold what was typed.
func (r *room) near(ask *desk.Ask, in decide.Input) []candidate {
	wanted := place.Slug(in.Certificate)
	if wanted == "" {
		return nil
	}
	var list []candidate
	for _, card := range r.Catalog.AllCards() {
		if ask.Who.Province != "" && card.Place.Province != ask.Who.Province {
			continue
		}
		if !strings.Contains(place.Slug(card.Name), wanted) && !strings.Contains(place.Slug(card.ProducerName), wanted) {
			continue
		}
		v := url.Values{"so": {card.Certificate}}
		list = append(list, candidate{Number: card.Certificate, Product: card.Name, By: card.ProducerName, Path: ask.Lang.Path("/can-bo/quyet-dinh/moi?" + v.Encode())})
		if len(list) == mostNear {
			break
		}
	}
	return list
}

func kindTiles(ask *desk.Ask, p *decisionForm) []kindTile {
	list := []kindTile{
		{Kind: decide.Suspend, Name: ask.Say("Đình chỉ", "Suspend"), Say: ask.Say("tạm ẩn sao, chờ kiểm tra", "stars hidden until it is inspected")},
		{Kind: decide.Revoke, Name: ask.Say("Thu hồi", "Revoke"), Say: ask.Say("mất sao, không lùi được", "stars lost, no way back")},
		{Kind: decide.Reinstate, Name: ask.Say("Phục hồi", "Reinstate"), Say: ask.Say("chỉ sau khi đình chỉ", "only after a suspension")},
	}
	for i := range list {
		list[i].Chosen = list[i].Kind == p.Typed.Kind
		if p.Found != nil {
			list[i].Shut = errors.Is(p.Found.MayDecide(string(list[i].Kind), p.Now()), catalog.ErrDecisionKind)
		}
	}
	return list
}

// issuers are the bodies that sign decisions on that certificate.
func issuers(ask *desk.Ask, p *decisionForm) []desk.Option {
	names := []string{"Bộ Nông nghiệp và Môi trường"}
	code := ask.Who.Province
	if p.Found != nil {
		code = p.Found.Province
	}
	if province, ok := place.ProvinceByCode(code); ok {
		kind := map[string]string{"city": "thành phố ", "province": "tỉnh "}[province.Kind]
		names = append([]string{"UBND " + kind + province.Name, "Sở Nông nghiệp và Môi trường " + kind + province.Name, "Văn phòng Điều phối NTM " + kind + province.Name}, names...)
	}
	options := []desk.Option{}
	known := p.Typed.Issuer == ""
	for _, name := range names {
		options = append(options, desk.Option{Value: name, Label: name, Chosen: name == p.Typed.Issuer})
		known = known || name == p.Typed.Issuer
	}
	if !known {
		options = append(options, desk.Option{Value: p.Typed.Issuer, Label: p.Typed.Issuer, Chosen: true})
	}
	return options
}
