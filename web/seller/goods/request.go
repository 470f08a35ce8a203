package goods

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/difference"
)

// requestPage is where a producer asks for what the certificate covers to change.
type requestPage struct {
	base
	Product *catalog.Product
	Facts   []factRow
	Open    *changes.Request // the one that waits; nil if none does
	Past    []*changes.Request
	Values  url.Values
}

// factRow is one fact that may be asked to change.
type factRow struct {
	Fact     catalog.Fact
	Name     string
	Now      string
	Registry string
	Options  []desk.Option
	Long     bool
	Days     bool
}

// requests serves GET …/xin-doi.
func (r *room) requests(ask *desk.Ask) error {
	page, err := r.requestPage(ask, url.Values{})
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "goods-request", page)
}

func (r *room) requestPage(ask *desk.Ask, typed url.Values) (*requestPage, error) {
	p, err := r.Goods.Product(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	maker, err := r.Goods.Producer(ask.Ctx(), p.ProducerID)
	if err != nil {
		return nil, err
	}
	page := &requestPage{base: base{ask.NewPage(ask.Say("Xin đổi dữ kiện của %s", "Ask to change facts of %s", p.Name))}, Product: p, Values: typed}
	for _, fact := range catalog.FactsOfRequest() {
		page.Facts = append(page.Facts, factRowOf(ask, p, maker, fact, typed))
	}
	sent, err := r.Changes.OfProduct(ask.Ctx(), p.ID)
	if err != nil {
		return nil, err
	}
	for _, q := range sent {
		if q.Status == changes.Open {
			page.Open = q
		} else {
			page.Past = append(page.Past, q)
		}
	}
	return page, nil
}

func factRowOf(ask *desk.Ask, p *catalog.Product, maker *catalog.Producer, fact catalog.Fact, typed url.Values) factRow {
	lang := string(ask.Lang)
	row := factRow{Fact: fact, Name: fact.Name(lang), Long: fact == catalog.FactIngredients, Days: fact == catalog.FactShelfLife}
	now := catalog.Stated(p, maker, fact)
	row.Now = fact.Say(now, lang)
	said, ok := p.RegistrySays(fact)
	if !ok {
		said, ok = maker.RegistrySays(fact)
	}
	if ok {
		row.Registry = fact.Say(said, lang)
	}
	if fact == catalog.FactPlace {
		row.Options = append(row.Options, desk.Option{Label: ask.Say("Không đổi", "No change")})
		for _, c := range place.Communes(p.Place.Province) {
			row.Options = append(row.Options, desk.Option{Value: c.Code, Label: c.Title(), Chosen: typed.Get(string(fact)) == c.Code})
		}
	}
	return row
}

// Get is what is typed into a field.
func (p *requestPage) Get(fact catalog.Fact, more string) string {
	return p.Values.Get(string(fact) + more)
}

// NameOf is what a fact is called.
func (p *requestPage) NameOf(fact catalog.Fact) string { return fact.Name(p.L()) }

// Was is the old value with what the new one lacks marked.
func (p *requestPage) Was(item changes.Item) []difference.Span {
	was, _ := difference.Words(item.Fact.Say(item.Old, p.L()), item.Fact.Say(item.New, p.L()))
	return was
}

// Is is the new value with what the old one lacks marked.
func (p *requestPage) Is(item changes.Item) []difference.Span {
	_, is := difference.Words(item.Fact.Say(item.Old, p.L()), item.Fact.Say(item.New, p.L()))
	return is
}

// ask serves POST …/xin-doi.
func (r *room) ask(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	var wishes []changes.Wish
	var evidence []changes.Evidence
	for _, fact := range catalog.FactsOfRequest() {
		kept, err := r.keepEvidence(ask, "files."+string(fact))
		if err != nil {
			return r.askAgain(ask, form, err)
		}
		w := changes.Wish{Fact: fact, Value: form.Get(string(fact)), Reason: form.Get(string(fact) + ".reason")}
		for _, e := range kept {
			w.Evidence = append(w.Evidence, e.ID)
		}
		evidence = append(evidence, kept...)
		wishes = append(wishes, w)
	}
	if _, err := r.Changes.Ask(ask.Ctx(), ask.ID(), ask.Who.Person, wishes, evidence); err != nil {
		return r.askAgain(ask, form, err)
	}
	return ask.SeeSaying(path(ask.ID())+"/xin-doi", ask.Say("Đã gửi cán bộ. Có trả lời sẽ báo ở hộp thông báo.", "Sent to the officers. The answer will come to the inbox."))
}

// keepEvidence keeps the files of one field; none is no error.
func (r *room) keepEvidence(ask *desk.Ask, name string) ([]changes.Evidence, error) {
	var kept []changes.Evidence
	for _, header := range filesOf(ask, name) {
		if header.Size == 0 {
			continue
		}
		file, err := r.keep(ask, name, header)
		if err != nil {
			return nil, err
		}
		what := strings.TrimSuffix(file.Name, filepath.Ext(file.Name))
		kept = append(kept, changes.Evidence{ID: strings.ToLower(rand.Text()), What: what, File: file})
	}
	return kept, nil
}

func (r *room) askAgain(ask *desk.Ask, form url.Values, problem error) error {
	page, err := r.requestPage(ask, form)
	if err != nil {
		return err
	}
	wrong, about := desk.WrongOf(ask.Lang, problem)
	switch {
	case about:
		page.Wrong = wrong
	case errors.Is(problem, changes.ErrOpen):
		page.Wrong.Say = ask.Say("Sản phẩm đang có đơn chờ trả lời. Rút đơn ấy lại, hoặc đợi trả lời.", "A request of this product waits for its answer. Withdraw it, or wait.")
	default:
		return problem
	}
	return ask.Render(http.StatusUnprocessableEntity, "goods-request", page)
}

// withdraw serves POST …/xin-doi/rut: the request of this product that waits.
func (r *room) withdraw(ask *desk.Ask) error {
	sent, err := r.Changes.OfProduct(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	for _, q := range sent {
		if q.Status != changes.Open {
			continue
		}
		if err := r.Changes.Withdraw(ask.Ctx(), q.ID); err != nil {
			return err
		}
		return ask.SeeSaying(path(ask.ID())+"/xin-doi", ask.Say("Đã rút đơn lại.", "The request is withdrawn."))
	}
	return store.ErrNotFound
}

// askedPart is a request with the page that shows it.
type askedPart struct {
	P *requestPage
	R *changes.Request
}

// With joins a request and this page, for the part that shows one.
func (p *requestPage) With(q *changes.Request) askedPart { return askedPart{p, q} }

// StatusAnswered is the status in which rulings are told.
func (p *requestPage) StatusAnswered() changes.Status { return changes.Answered }
