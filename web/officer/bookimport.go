package officer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/registers"
	"github.com/ocopmarket/ocop/web/desk"
)

// maxUpload is how many bytes a form with a file may have: the file and a little around it.
const maxUpload = 5<<20 + 64<<10

func (r *room) findDraft(ctx context.Context, id string) (policy.Object, error) {
	d, err := r.Registers.Draft(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Province: d.Province, Person: d.Person}, nil
}

// uploadPage asks for a file.
type uploadPage struct {
	desk.Page
	Book                 registers.Book
	BookName, Back, Send string
	Tabs                 []viewTab // the other registers' imports
	XLSX, CSV            string    // templates
	Columns              []columnSay
	Rows                 int // that a file may have
}

// columnSay explains a column.
type columnSay struct {
	Name, Say string
	Required  bool
}

// showUpload serves GET of the form for a file.
func (r *room) showUpload(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error { return r.renderUpload(ask, b, http.StatusOK, desk.Wrong{}) }
}

func (r *room) renderUpload(ask *desk.Ask, b registers.Book, status int, wrong desk.Wrong) error {
	at := ask.Lang.Path(bookPath(b))
	p := &uploadPage{
		Page: ask.NewPage(ask.Say("Nhập từ tệp", "Import a file")), Book: b, BookName: bookName(ask, b), Back: at, Send: at + "/nhap", XLSX: at + "/mau?dang=xlsx", CSV: at + "/mau?dang=csv", Rows: registers.Limits().Rows,
	}
	p.Page.Wrong = wrong
	p.Mark(dashboardPath)
	for _, c := range b.Columns() {
		p.Columns = append(p.Columns, columnSay{Name: c.Name(string(ask.Lang)), Say: ask.Say(c.HintVI, c.HintEN), Required: c.Required})
	}
	for _, other := range registers.Books() {
		p.Tabs = append(p.Tabs, viewTab{Path: ask.Lang.Path(bookPath(other) + "/nhap"), Name: bookName(ask, other), Current: other == b})
	}
	return ask.Render(status, "officer-upload", p)
}

// upload serves POST of a file: it is tried, and nothing is written.
func (r *room) upload(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		form, err := ask.Form()
		if err != nil {
			return err
		}
		province, err := provinceOf(ask, form)
		if err != nil {
			return err
		}
		file, name, err := fileOf(ask)
		if err != nil {
			return r.renderUpload(ask, b, http.StatusUnprocessableEntity, wrongFile(ask, "Chọn một tệp XLSX hoặc CSV.", "Choose an XLSX or CSV file."))
		}
		defer file.Close() //nolint:errcheck // it was read to its end
		d, err := r.Registers.Try(ask.Ctx(), b, province, name, file)
		if vi, en, ok := fileFault(err); ok {
			return r.renderUpload(ask, b, http.StatusUnprocessableEntity, wrongFile(ask, vi, en))
		}
		if err != nil {
			return err
		}
		return ask.See(bookPath(b) + "/nhap/" + d.ID)
	}
}

func fileOf(ask *desk.Ask) (multipart.File, string, error) {
	file, head, err := ask.Request.FormFile("tep")
	if err != nil {
		return nil, "", fmt.Errorf("file of the form: %w", err)
	}
	return file, cut(head.Filename, 120), nil
}

func wrongFile(ask *desk.Ask, vi, en string) desk.Wrong {
	return desk.Wrong{List: []desk.WrongField{{Field: "tep", Say: ask.Say(vi, en)}}}
}

// fileFault says why a file cannot be read at all; ok is false for an error that is not the file's.
func fileFault(err error) (vi, en string, ok bool) {
	var missing *sheet.MissingError
	switch {
	case errors.As(err, &missing):
		names := strings.Join(missing.Names, ", ")
		return "Tệp thiếu cột: " + names + ". Lấy tệp mẫu để đúng tên cột.", "Columns are missing: " + names + ". The template has their names.", true
	case errors.Is(err, sheet.ErrTooLarge):
		return "Tệp quá lớn. Chia nhỏ, mỗi tệp tối đa 5.000 dòng và 5 MB.", "The file is too large. Divide it: 5,000 rows and 5 MB at most.", true
	case errors.Is(err, sheet.ErrFormat):
		return "Không đọc được tệp. Lưu lại dạng XLSX, hoặc CSV mã UTF-8.", "The file cannot be read. Save it as XLSX, or as CSV in UTF-8.", true
	}
	return "", "", false
}

// draftPage tells what a file would do.
type draftPage struct {
	desk.Page
	Book                 registers.Book
	BookName, Back, Send string
	WrongAt, AgainAt     string
	D                    *registers.Draft
	Problems             []problemRow
	Kinds                []problemKind
	Good, Bad, BadAt     string // of 1000, for the gauge
	Size                 string
}

// problemRow is a cell that is wrong.
type problemRow struct {
	Row               int
	Column, Cell, Say string
}

// problemKind is how many rows have one kind of problem.
type problemKind struct {
	Say   string
	Count int
}

// showDraft serves GET of a file that was tried.
func (r *room) showDraft(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		d, err := r.draftOf(ask, b)
		if err != nil {
			return err
		}
		at := ask.Lang.Path(bookPath(b))
		p := &draftPage{
			Page: ask.NewPage(ask.Say("Nhập %s", "Import into: %s", strings.ToLower(bookName(ask, b)))), Book: b, BookName: bookName(ask, b), Back: at,
			Send: at + "/nhap/" + d.ID, WrongAt: at + "/nhap/" + d.ID + "/loi", AgainAt: at + "/nhap", D: d, Size: desk.Size(ask.Lang, d.Bytes),
		}
		p.Mark(dashboardPath)
		p.fill(ask)
		return ask.Render(http.StatusOK, "officer-draft", p)
	}
}

// shownProblems is how many problems the page shows; the file of wrong rows has all.
const shownProblems = 50

func (p *draftPage) fill(ask *desk.Ask) {
	kinds := map[string]int{}
	for _, x := range p.D.Problems {
		column := columnName(ask, p.D.Book, x.Key)
		say := strings.TrimPrefix(ask.Say(x.VI, x.EN), column+": ")
		kinds[column]++
		if len(p.Problems) < shownProblems {
			p.Problems = append(p.Problems, problemRow{Row: x.Row, Column: column, Cell: cut(x.Cell, 40), Say: say})
		}
	}
	for say, n := range kinds {
		p.Kinds = append(p.Kinds, problemKind{say, n})
	}
	slices.SortFunc(p.Kinds, func(a, b problemKind) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Say, b.Say))
	})
	good := (p.D.Rows - p.D.Wrong) * 1000 / max(1, p.D.Rows)
	p.Good, p.BadAt, p.Bad = fmt.Sprint(good), fmt.Sprint(good), fmt.Sprint(1000-good)
}

// draftOf reads the draft of an address; it must be of that register.
func (r *room) draftOf(ask *desk.Ask, b registers.Book) (*registers.Draft, error) {
	d, err := r.Registers.Draft(ask.Ctx(), ask.ID())
	if err == nil && d.Book != b {
		return nil, store.ErrNotFound
	}
	return d, err
}

// applyDraft serves POST of a file that was tried: it is written.
func (r *room) applyDraft(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		if _, err := r.draftOf(ask, b); err != nil {
			return err
		}
		n, err := r.Registers.Apply(ask.Ctx(), ask.ID())
		if errors.Is(err, registers.ErrApplied) {
			return ask.SeeSaying(bookPath(b), ask.Say("Tệp này đã ghi vào sổ rồi, không ghi lại.", "This file was written before; nothing was written again."))
		}
		if err != nil {
			return err
		}
		return ask.SeeSaying(bookPath(b), ask.Say("Đã ghi %d dòng vào sổ.", "%d entries are in the register.", n))
	}
}

// sendWrong serves GET of the rows of a file that are wrong, with what is wrong.
func (r *room) sendWrong(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		d, err := r.draftOf(ask, b)
		if err != nil {
			return err
		}
		lang := string(ask.Lang)
		return ask.SendTable(desk.Table{Name: ask.Say("Dòng lỗi", "Wrong rows"), File: "loi-" + bookFile(b), Headings: b.WrongHeadings(lang), Rows: r.Registers.WrongLines(ask.Ctx(), d, lang)}, ask.Query("dang"))
	}
}
