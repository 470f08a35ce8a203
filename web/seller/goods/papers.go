package goods

import (
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web/desk"
)

// papersPage is where food safety papers are kept.
type papersPage struct {
	base
	Product *catalog.Product
	Values  url.Values
}

// Kinds are the kinds of papers to choose from.
func (p *papersPage) Kinds() []desk.Option {
	options := []desk.Option{{Label: p.Ask.Say("Chọn loại giấy", "Choose a kind")}}
	for _, k := range catalog.PaperKinds() {
		options = append(options, desk.Option{Value: string(k), Label: k.Name(p.L()), Chosen: p.Values.Get("kind") == string(k)})
	}
	return options
}

// LastDay is the last day on which a paper is valid.
func (p *papersPage) LastDay(paper catalog.Paper) time.Time { return paper.Expires.Add(-time.Second) }

// papers serves GET …/giay-to.
func (r *room) papers(ask *desk.Ask) error {
	return r.papersAgain(ask, url.Values{}, nil, http.StatusOK)
}

func (r *room) papersAgain(ask *desk.Ask, typed url.Values, problem error, status int) error {
	p, err := r.Goods.Product(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	page := &papersPage{base: base{ask.NewPage(ask.Say("Giấy tờ của %s", "Papers of %s", p.Name))}, Product: p, Values: typed}
	if problem != nil {
		wrong, about := desk.WrongOf(ask.Lang, problem)
		if !about {
			return problem
		}
		page.Wrong = wrong
	}
	return ask.Render(status, "goods-papers", page)
}

// addPaper serves POST …/giay-to.
func (r *room) addPaper(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	defer sweep(ask)
	paper, err := readPaper(form)
	if err == nil {
		err = catalog.CheckPaper(paper)
	}
	if err == nil {
		paper.File, err = r.keepFile(ask, "file")
	}
	if err == nil {
		_, err = r.Goods.AddPaper(ask.Ctx(), ask.ID(), paper)
	}
	if err != nil {
		return r.papersAgain(ask, form, err, http.StatusUnprocessableEntity)
	}
	return ask.SeeSaying(path(ask.ID())+"/giay-to", ask.Say("Đã thêm giấy.", "The paper is added."))
}

func readPaper(form url.Values) (catalog.Paper, error) {
	paper := catalog.Paper{Kind: catalog.PaperKind(form.Get("kind")), Number: form.Get("number")}
	var wrong field.Errors
	paper.Issued = readDay(form, "issued", &wrong)
	if paper.Expires = readDay(form, "expires", &wrong); !paper.Expires.IsZero() {
		paper.Expires = paper.Expires.AddDate(0, 0, 1) // valid through its last day
	}
	return paper, wrong.Err()
}

// readDay reads the beginning of a day in Vietnam; nothing typed is no day.
func readDay(form url.Values, name string, wrong *field.Errors) time.Time {
	typed := form.Get(name)
	if typed == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.DateOnly, "2/1/2006"} {
		if at, err := time.ParseInLocation(layout, typed, vietnam.Zone); err == nil {
			return at.UTC()
		}
	}
	wrong.Add(name, "day", "Không phải ngày, ví dụ 31/12/2027.", "Not a day, such as 31/12/2027.")
	return time.Time{}
}

// keepFile keeps the one file of a form.
func (r *room) keepFile(ask *desk.Ask, name string) (private.File, error) {
	files := filesOf(ask, name)
	if len(files) == 0 || files[0].Size == 0 {
		return private.File{}, field.Errors{{Field: name, Code: "required", VI: "Chọn tệp trước đã.", EN: "Choose a file first."}}
	}
	return r.keep(ask, name, files[0])
}

func (r *room) keep(ask *desk.Ask, name string, header *multipart.FileHeader) (kept private.File, err error) {
	file, err := header.Open()
	if err != nil {
		return private.File{}, fmt.Errorf("read upload: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	kept, err = r.Files.Keep(ask.Ctx(), file, header.Filename)
	switch {
	case errors.Is(err, private.ErrTooLarge):
		return kept, field.Errors{{Field: name, Code: "too_large", VI: "Tệp lớn quá: nhiều nhất 20 MB.", EN: "The file is too large: 20 MB at most."}}
	case errors.Is(err, private.ErrType), errors.Is(err, private.ErrEmpty):
		return kept, field.Errors{{Field: name, Code: "type", VI: "Cần tệp PDF, hoặc ảnh JPEG, PNG, WebP.", EN: "Needs a PDF, or a JPEG, PNG or WebP picture."}}
	}
	return kept, err
}

// removePaper serves POST …/giay-to/bo.
func (r *room) removePaper(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	if err := r.Goods.RemovePaper(ask.Ctx(), ask.ID(), form.Get("paper")); err != nil {
		return err
	}
	return ask.SeeSaying(path(ask.ID())+"/giay-to", ask.Say("Đã bỏ giấy.", "The paper is removed."))
}

// showPaper serves GET …/giay-to/:giay, to the product's producer alone.
func (r *room) showPaper(ask *desk.Ask) error {
	p, err := r.Goods.Product(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	paper, ok := p.Paper(ask.Param("giay"))
	if !ok {
		return store.ErrNotFound
	}
	return r.Files.Serve(ask.Writer, ask.Request, paper.File)
}
