// Package changes is the officers' queue of producers' requests to change what a
// certificate covers, and the page on which they decide fact by fact. It promises
// that an officer sees the requests of their own province alone.
package changes

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/difference"
)

//go:embed templates
var templates embed.FS

// Deps are what the pages stand on.
type Deps struct {
	Goods    *catalog.Catalog
	Changes  *changes.Service
	Files    *private.Keeper
	Officers desk.Officers
}

type pages struct{ Deps }

const queuePath = "/can-bo/xin-doi"

// Room lays the pages.
func Room(d Deps) desk.Room {
	p := &pages{d}
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	get, post := http.MethodGet, http.MethodPost
	return desk.Room{Name: "officer/changes", Templates: files, Objects: map[string]desk.Find{"change": p.find}, Routes: []desk.Route{
		{Method: get, Path: queuePath, Action: policy.ChangeRead, Handle: p.queue},
		{Method: get, Path: queuePath + "/xuat", Action: policy.ChangeRead, Handle: p.export},
		{Method: get, Path: queuePath + "/:id", Action: policy.ChangeRead, Object: "change", Handle: p.show},
		{Method: post, Path: queuePath + "/:id", Action: policy.ChangeDecide, Object: "change", Handle: p.act},
		{Method: get, Path: queuePath + "/:id/tep/:tep", Action: policy.ChangeRead, Object: "change", Handle: p.file},
	}}
}

func (p *pages) find(ctx context.Context, id string) (policy.Object, error) {
	r, err := p.Changes.Get(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Province: r.Province}, nil
}

// Waiting counts the open requests of an officer's province, for the navigation.
func Waiting(s *changes.Service) desk.Counter {
	return func(ctx context.Context, a policy.Actor) (int, error) { return s.Count(ctx, a.Province) }
}

// queuePage lists requests.
type queuePage struct {
	desk.Page
	Rows     []*changes.Request
	View     string
	Counts   map[string]int
	Closed   bool
	XLSX     string
	CSV      string
	FactName func(catalog.Fact) string
}

// queue serves GET /can-bo/xin-doi.
func (p *pages) queue(ask *desk.Ask) error {
	page, err := p.queueOf(ask)
	if err != nil {
		return err
	}
	export := url.Values{"loc": {page.View}, "dang": {"xlsx"}}
	page.XLSX = ask.Lang.Path(queuePath + "/xuat?" + export.Encode())
	export.Set("dang", "csv")
	page.CSV = ask.Lang.Path(queuePath + "/xuat?" + export.Encode())
	return ask.Render(http.StatusOK, "changes-queue", page)
}

// queueOf reads the requests of the view that the address names.
func (p *pages) queueOf(ask *desk.Ask) (*queuePage, error) {
	open, err := p.Changes.Waiting(ask.Ctx(), ask.Who.Province)
	if err != nil {
		return nil, err
	}
	page := &queuePage{Page: ask.NewPage(ask.Say("Xin đổi dữ kiện", "Requests to change facts")), View: ask.Query("loc"), Counts: map[string]int{}}
	page.FactName = func(f catalog.Fact) string { return f.Name(string(ask.Lang)) }
	for _, r := range open {
		for _, view := range viewsOf(r, ask.Who.Person) {
			page.Counts[view]++
			if view == page.View {
				page.Rows = append(page.Rows, r)
			}
		}
	}
	if page.View == "xong" {
		page.Closed = true
		page.Rows, err = p.Changes.Closed(ask.Ctx(), ask.Who.Province)
	}
	return page, err
}

// viewsOf are the ready filters that show an open request.
func viewsOf(r *changes.Request, me string) []string {
	views := []string{""}
	switch r.Owner {
	case me:
		views = append(views, "toi")
	case "":
		views = append(views, "trong")
	}
	return views
}

// onePage is one request, to be decided.
type onePage struct {
	desk.Page
	Request  *changes.Request
	Items    []itemRow
	Officers []desk.Option
	Files    []fileRow
	Earlier  []earlier
	Open     bool
}

// fileRow is a file of the evidence.
type fileRow struct {
	changes.Evidence
	Say string // what kind it is, and how large
}

// earlier is a request of the same product that was answered.
type earlier struct {
	*changes.Request
	Say string
}

// earlierOf says what came of a request: "Duyệt đổi nơi làm; từ chối thành phần".
func earlierOf(ask *desk.Ask, r *changes.Request) earlier {
	var parts []string
	for _, of := range []struct {
		ruling changes.Ruling
		vi, en string
	}{{changes.Approved, "Duyệt đổi %s", "Approved: %s"}, {changes.Refused, "Từ chối đổi %s", "Refused: %s"}} {
		var facts []string
		for _, item := range r.Items {
			if item.Ruling == of.ruling {
				facts = append(facts, strings.ToLower(item.Fact.Name(string(ask.Lang))))
			}
		}
		if len(facts) > 0 {
			parts = append(parts, ask.Say(of.vi, of.en, strings.Join(facts, ", ")))
		}
	}
	return earlier{Request: r, Say: strings.Join(parts, ". ")}
}

// fileSay tells of what kind a file is, and how large: "PDF, 240 kB".
func fileSay(ask *desk.Ask, f private.File) string {
	_, kind, _ := strings.Cut(f.Type, "/")
	return strings.ToUpper(kind) + ", " + desk.Size(ask.Lang, f.Size)
}

// itemRow is one fact of a request.
type itemRow struct {
	changes.Item
	Name     string
	Was, Is  []difference.Span
	Files    []changes.Evidence
	Registry string // what the registry says where an approved value stands
	Moved    string // what is said now, where it is no longer what the request says
	Typed    string // ruling as chosen in the form
	Why      string
	Wrong    string
}

// show serves GET /can-bo/xin-doi/:id.
func (p *pages) show(ask *desk.Ask) error {
	page, err := p.page(ask, nil)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "changes-one", page)
}

func (p *pages) page(ask *desk.Ask, typed url.Values) (*onePage, error) {
	r, err := p.Changes.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	page := &onePage{Page: ask.NewPage(ask.Say("%s xin đổi %s điều", "%s asks for changes: %s", r.Producer, ask.InWords(len(r.Items)))), Request: r, Open: r.Status == changes.Open}
	page.Script = "tally.js"
	if page.Items, err = p.items(ask, r, typed); err != nil {
		return nil, err
	}
	for _, e := range r.Evidence {
		page.Files = append(page.Files, fileRow{Evidence: e, Say: fileSay(ask, e.File)})
	}
	all, err := p.Changes.OfProduct(ask.Ctx(), r.ProductID)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if e.ID != r.ID && e.Status == changes.Answered {
			page.Earlier = append(page.Earlier, earlierOf(ask, e))
		}
	}
	page.Officers, err = p.officers(ask, r)
	return page, err
}

func (p *pages) items(ask *desk.Ask, r *changes.Request, typed url.Values) ([]itemRow, error) {
	product, err := p.Goods.Product(ask.Ctx(), r.ProductID)
	if err != nil {
		return nil, err
	}
	maker, err := p.Goods.Producer(ask.Ctx(), product.ProducerID)
	if err != nil {
		return nil, err
	}
	lang := string(ask.Lang)
	var rows []itemRow
	for _, item := range r.Items {
		row := itemRow{Item: item, Name: item.Fact.Name(lang), Typed: string(item.Ruling), Why: item.Why}
		row.Was, row.Is = difference.Words(item.Fact.Say(item.Old, lang), item.Fact.Say(item.New, lang))
		for _, id := range item.Evidence {
			if e, ok := r.File(id); ok {
				row.Files = append(row.Files, e)
			}
		}
		if said, ok := product.RegistrySays(item.Fact); ok {
			row.Registry = item.Fact.Say(said, lang)
		}
		if now := catalog.Stated(product, maker, item.Fact); r.Status == changes.Open && now != item.Old {
			row.Moved = item.Fact.Say(now, lang)
		}
		if typed != nil {
			row.Typed, row.Why = typed.Get(string(item.Fact)), typed.Get(string(item.Fact)+".why")
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// officers are who a request may be given to.
func (p *pages) officers(ask *desk.Ask, r *changes.Request) ([]desk.Option, error) {
	options, err := ask.Holders(p.Officers, r.Province, r.Owner)
	return append([]desk.Option{{Label: ask.Say("Chưa ai giữ", "Nobody"), Chosen: r.Owner == ""}}, options...), err
}

// act serves POST /can-bo/xin-doi/:id: give it to somebody, keep what is decided so far, or answer.
func (p *pages) act(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	said, back := "", queuePath+"/"+ask.ID()
	switch form.Get("viec") {
	case "giao":
		err, said = p.assign(ask, form.Get("giao")), ask.Say("Đã giao.", "Given.")
	case "tra-loi":
		err, said = p.Changes.Answer(ask.Ctx(), ask.ID(), ask.Who.Person, verdicts(form)), ask.Say("Đã trả lời chủ thể.", "The producer has the answer.")
	default:
		err, said = p.Changes.Keep(ask.Ctx(), ask.ID(), ask.Who.Person, verdicts(form)), ask.Say("Đã lưu những điều đã quyết.", "What is decided is kept.")
	}
	if err != nil {
		return p.again(ask, form, err)
	}
	return ask.SeeSaying(back, said)
}

// assign gives the request to an officer who may hold it, or to nobody.
func (p *pages) assign(ask *desk.Ask, to string) error {
	if to == "" {
		return p.Changes.Assign(ask.Ctx(), ask.ID(), "", "")
	}
	if may, err := ask.MayHold(p.Officers, ask.Object.Province, to); err != nil {
		return err
	} else if !may {
		return store.ErrNotFound
	}
	names, err := p.Officers.Names(ask.Ctx(), []string{to})
	if err != nil {
		return err
	}
	return p.Changes.Assign(ask.Ctx(), ask.ID(), to, names[to])
}

func verdicts(form url.Values) map[catalog.Fact]changes.Verdict {
	all := map[catalog.Fact]changes.Verdict{}
	for _, fact := range catalog.FactsOfRequest() {
		switch ruling := changes.Ruling(form.Get(string(fact))); ruling {
		case changes.Approved:
			all[fact] = changes.Verdict{Ruling: ruling}
		case changes.Refused:
			all[fact] = changes.Verdict{Ruling: ruling, Why: form.Get(string(fact) + ".why")}
		}
	}
	return all
}

// again shows the page once more with what was chosen and typed.
func (p *pages) again(ask *desk.Ask, form url.Values, problem error) error {
	page, err := p.page(ask, form)
	if err != nil {
		return err
	}
	wrong, about := desk.WrongOf(ask.Lang, problem)
	switch {
	case about:
		page.Wrong = wrong
		for i := range page.Items {
			page.Items[i].Wrong = wrong.Of(string(page.Items[i].Fact) + ".why")
		}
	case errors.Is(problem, changes.ErrUndecided):
		page.Wrong.Say = ask.Say("Còn điều chưa quyết. Quyết hết rồi trả lời, hoặc lưu để quyết tiếp sau.", "Some facts are not decided. Decide all of them, or keep it and go on later.")
	case errors.Is(problem, changes.ErrMoved):
		page.Wrong.Say = ask.Say("Có điều không còn như lúc chủ thể xin: xem dòng “nay ghi” rồi từ chối điều ấy, nhờ chủ thể gửi lại.", "A fact is no longer what it was when asked: see “now says”, refuse it and let the producer ask again.")
	case errors.Is(problem, changes.ErrClosed):
		page.Wrong.Say = ask.Say("Đơn này đã trả lời hoặc đã rút.", "It was answered or withdrawn already.")
	default:
		return problem
	}
	return ask.Render(http.StatusUnprocessableEntity, "changes-one", page)
}

// file serves GET /can-bo/xin-doi/:id/tep/:tep.
func (p *pages) file(ask *desk.Ask) error {
	r, err := p.Changes.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	e, ok := r.File(ask.Param("tep"))
	if !ok {
		return store.ErrNotFound
	}
	return p.Files.Serve(ask.Writer, ask.Request, e.File)
}

// Late reports whether the answer is overdue.
func (p *onePage) Late() bool { return late(p.Request, p.Now()) }

// Late reports whether the answer to a request is overdue.
func (p *queuePage) Late(r *changes.Request) bool { return late(r, p.Now()) }

func late(r *changes.Request, now time.Time) bool {
	return r.Status == changes.Open && now.After(r.Due)
}
