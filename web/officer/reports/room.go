// Package reports serves the page on which anyone tells of labels and stars used
// wrongly, and the queue in which officers look into it.
package reports

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/programme/reports"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/fault"
)

//go:embed templates
var templates embed.FS

// Deps are what the pages stand on.
type Deps struct {
	Reports  *reports.Service
	Files    *private.Keeper
	Officers desk.Officers
}

// LimitReport is the name of the limit on reports from one address.
const LimitReport = "report"

// Where the pages are.
const (
	filePath  = "/to-giac"
	queuePath = "/can-bo/to-giac"
)

type pages struct{ Deps }

// Room lays the pages.
func Room(d Deps) desk.Room {
	p := &pages{d}
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	get, post := http.MethodGet, http.MethodPost
	return desk.Room{Name: "officer/reports", Templates: files, Objects: map[string]desk.Find{"report": p.find}, Routes: []desk.Route{
		{Method: get, Path: filePath, Action: policy.FileReport, Handle: p.showForm},
		{Method: post, Path: filePath, Action: policy.FileReport, Upload: reports.MaxPhotos*private.MaxBytes + 1<<20, Handle: p.file},
		{Method: get, Path: queuePath, Action: policy.HandleReports, Handle: p.showQueue},
		{Method: get, Path: queuePath + "/xuat", Action: policy.HandleReports, Handle: p.export},
		{Method: get, Path: queuePath + "/:id", Action: policy.HandleReports, Object: "report", Handle: p.showReport},
		{Method: post, Path: queuePath + "/:id", Action: policy.HandleReports, Object: "report", Handle: p.act},
		{Method: get, Path: queuePath + "/:id/anh/:n", Action: policy.HandleReports, Object: "report", Handle: p.showPhoto},
	}}
}

func (p *pages) find(ctx context.Context, id string) (policy.Object, error) {
	r, err := p.Reports.Get(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Province: r.Province}, nil
}

// formPage is the form on which anyone reports.
type formPage struct {
	desk.Page
	Typed     reports.Input
	Wrongs    []desk.Option
	Provinces []desk.Option
	Code      string // of what was just sent
	MaxPhotos int
}

func (p *pages) showForm(ask *desk.Ask) error {
	page := p.formPage(ask, reports.Input{Wrong: ask.Query("sai"), Number: ask.Query("so"), Province: ask.Query("tinh")})
	page.Code = ask.Query("da-gui")
	return ask.Render(http.StatusOK, "report-form", page)
}

func (p *pages) formPage(ask *desk.Ask, typed reports.Input) *formPage {
	page := &formPage{Page: ask.ShopPage(ask.Say("Báo tem, nhãn dùng sai", "Report a misused label")), Typed: typed, MaxPhotos: reports.MaxPhotos}
	for _, w := range reports.Wrongs() {
		page.Wrongs = append(page.Wrongs, desk.Option{Value: string(w), Label: w.Name(string(ask.Lang)), Chosen: string(w) == typed.Wrong})
	}
	page.Provinces = append(page.Provinces, desk.Option{Label: ask.Say("Chọn tỉnh, thành", "Choose a province")})
	for _, province := range place.Provinces() {
		page.Provinces = append(page.Provinces, desk.Option{Value: province.Code, Label: province.Name, Chosen: province.Code == typed.Province})
	}
	return page
}

func (p *pages) file(ask *desk.Ask) error {
	kit := ask.Kit()
	if wait, ok := kit.Limiter().Allow(LimitReport, kit.Limiter().Client(ask.Request)); !ok {
		return fault.TooMany(wait)
	}
	form, err := ask.Form()
	if err != nil {
		return err
	}
	in, closing, err := input(form, ask.Request.MultipartForm)
	defer closing()
	in.Lang = string(ask.Lang)
	if err != nil {
		return err
	}
	r, err := p.Reports.File(ask.Ctx(), in)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		page := p.formPage(ask, in)
		page.Wrong = wrong
		return ask.Render(http.StatusUnprocessableEntity, "report-form", page)
	}
	if err != nil {
		return err
	}
	return ask.See(filePath + "?da-gui=" + url.QueryEscape(r.ID))
}

// input reads the form and opens its photos; closing must be called.
func input(form url.Values, files *multipart.Form) (in reports.Input, closing func(), err error) {
	in = reports.Input{Wrong: form.Get("sai"), Number: form.Get("so"), Province: form.Get("tinh"), Where: form.Get("noi"), Say: form.Get("ke"), Contact: form.Get("lien-he")}
	var opened []multipart.File
	closing = func() {
		for _, f := range opened {
			_ = f.Close() // it was only read
		}
	}
	if files == nil {
		return in, closing, nil
	}
	for _, header := range files.File["anh"] {
		if header.Size == 0 {
			continue // a browser sends an empty part for no file
		}
		f, err := header.Open()
		if err != nil {
			return in, closing, err
		}
		opened = append(opened, f)
		in.Photos = append(in.Photos, reports.Photo{Name: header.Filename, Body: f})
	}
	return in, closing, nil
}

// row is a report in the queue.
type row struct {
	*reports.Report
	What, Place, HolderName string
}

type queuePage struct {
	desk.Page
	Rows    []row
	Done    bool // it lists what was decided
	Waiting int
	More    string
}

// queueSize is how many reports a page lists.
const queueSize = 50

func (p *pages) showQueue(ask *desk.Ask) error {
	page := &queuePage{Page: ask.NewPage(ask.Say("Tố giác nhãn dùng sai", "Reports of misused labels")), Done: ask.Query("xem") == "xong"}
	found, err := p.Reports.Queue(ask.Ctx(), ask.Who, !page.Done, ask.Query("sau"), queueSize)
	if err != nil {
		return err
	}
	if page.Waiting, err = p.Reports.Waiting(ask.Ctx(), ask.Who); err != nil {
		return err
	}
	if page.Rows, err = p.rows(ask, found.Items); err != nil {
		return err
	}
	if found.Next != "" {
		q := url.Values{"sau": {found.Next}}
		if page.Done {
			q.Set("xem", "xong")
		}
		page.More = queuePath + "?" + q.Encode()
	}
	return ask.Render(http.StatusOK, "report-queue", page)
}

func (p *pages) rows(ask *desk.Ask, found []*reports.Report) ([]row, error) {
	var holders []string
	for _, r := range found {
		holders = append(holders, r.Holder)
	}
	names, err := p.Officers.Names(ask.Ctx(), holders)
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(found))
	for i, r := range found {
		province, _ := place.ProvinceByCode(r.Province)
		rows[i] = row{Report: r, What: r.Wrong.Name(string(ask.Lang)), Place: province.Name, HolderName: names[r.Holder]}
	}
	return rows, nil
}

// step is what an officer did, as the page tells it.
type step struct {
	Who, What, Say string
	At             time.Time
}

type reportPage struct {
	desk.Page
	row
	Steps    []step
	Officers []desk.Option
	Photos   []int
	Typed    string
}

// ConcludeHint says who reads the conclusion.
func (p *reportPage) ConcludeHint() string {
	if p.Email == "" {
		return "hint=" + p.Ask.Say("Lưu ở văn phòng. Người báo không để lại địa chỉ thư.", "Kept at the office. The one who told left no mail address.")
	}
	return "hint=" + p.Ask.Say("Người báo đọc câu này trong thư. Đừng nêu tên người khác.", "The one who told reads this in a letter. Name nobody else.")
}

func (p *pages) showReport(ask *desk.Ask) error {
	page, err := p.reportPage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "report-one", page)
}

func (p *pages) reportPage(ask *desk.Ask) (*reportPage, error) {
	r, err := p.Reports.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	rows, err := p.rows(ask, []*reports.Report{r})
	if err != nil {
		return nil, err
	}
	page := &reportPage{Page: ask.NewPage(ask.Say("Tố giác %s", "Report %s", r.ID)), row: rows[0]}
	for i := range r.Photos {
		page.Photos = append(page.Photos, i+1)
	}
	return page, p.people(ask, page, r)
}

// people fills in who did what, and who else may take the report.
func (p *pages) people(ask *desk.Ask, page *reportPage, r *reports.Report) (err error) {
	if page.Officers, err = ask.Holders(p.Officers, r.Province, r.Holder); err != nil {
		return err
	}
	acted := make([]string, len(r.Steps))
	for i, s := range r.Steps {
		acted[i] = s.Person
	}
	names, err := p.Officers.Names(ask.Ctx(), acted)
	if err != nil {
		return err
	}
	for _, s := range r.Steps {
		page.Steps = append(page.Steps, step{Who: names[s.Person], What: stateName(ask, s.State), Say: s.Say, At: s.At})
	}
	return nil
}

func stateName(ask *desk.Ask, s reports.State) string {
	switch s {
	case reports.Taken:
		return ask.Say("nhận việc", "took it")
	case reports.Confirmed:
		return ask.Say("xác nhận là đúng", "confirmed it")
	case reports.Dismissed:
		return ask.Say("kết luận không đúng", "found it was not so")
	}
	return ask.Say("trả lại hàng chờ", "gave it back")
}

func (p *pages) act(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	act := reports.Act{State: reports.State(form.Get("viec")), Say: form.Get("ghi"), Holder: form.Get("giao")}
	if err := p.mayHold(ask, act.Holder); err != nil {
		return err
	}
	r, err := p.Reports.Act(ask.Ctx(), ask.ID(), ask.Who, act)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		page, err := p.reportPage(ask)
		if err != nil {
			return err
		}
		page.Wrong, page.Typed = wrong, act.Say
		return ask.Render(http.StatusUnprocessableEntity, "report-one", page)
	}
	if errors.Is(err, reports.ErrMoved) {
		return ask.SeeSaying(queuePath+"/"+ask.ID(), ask.Say("Tố giác này đã được xử lý xong.", "This report was decided already."))
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(queuePath+"/"+ask.ID(), notedSay(ask, r))
}

// notedSay says what was done, and whether the one who told hears of it.
func notedSay(ask *desk.Ask, r *reports.Report) string {
	switch {
	case r.Waiting || r.Contact == "":
		return ask.Say("Đã ghi.", "Noted.")
	case r.Email != "":
		return ask.Say("Đã ghi. Người báo nhận kết quả qua thư.", "Noted. The one who told gets the outcome by mail.")
	}
	return ask.Say("Đã ghi. Người báo để lại: %s. Hãy báo kết quả cho họ.", "Noted. The one who told left this: %s. Please tell them.", r.Contact)
}

// mayHold refuses somebody who is no officer of the report's office.
func (p *pages) mayHold(ask *desk.Ask, person string) error {
	if person == "" {
		return nil
	}
	may, err := ask.MayHold(p.Officers, ask.Object.Province, person)
	if err == nil && !may {
		err = policy.ErrForbidden
	}
	return err
}

func (p *pages) showPhoto(ask *desk.Ask) error {
	r, err := p.Reports.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(ask.Param("n"))
	if err != nil || n < 1 || n > len(r.Photos) {
		return store.ErrNotFound
	}
	return p.Files.Serve(ask.Writer, ask.Request, r.Photos[n-1])
}
