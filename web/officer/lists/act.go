package lists

import (
	"context"
	"errors"
	"net/http"

	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// send serves POST /can-bo/chung-nhan/nhap: the file is tried, and nothing is written.
func (r *room) send(ask *desk.Ask) error {
	if _, err := ask.Form(); err != nil {
		return err
	}
	if sent := ask.Request.MultipartForm; sent != nil {
		defer sent.RemoveAll() //nolint:errcheck // what is left of the upload goes with the temporary folder
	}
	file, head, err := ask.Request.FormFile("tep")
	if err == nil && head.Size == 0 {
		err = errors.Join(http.ErrMissingFile, file.Close())
	}
	if err != nil {
		return r.refuse(ask, ask.Say("Chọn tệp trước đã.", "Choose a file first."))
	}
	i, err := r.Lists.Send(ask.Ctx(), ask.Who.Province, ask.Who.Person, head.Filename, file)
	if err = errors.Join(err, file.Close()); errors.Is(err, intake.ErrBusy) {
		return r.refuse(ask, ask.Say("Nhiều danh sách còn đang chạy. Đợi chúng xong rồi gửi tệp này.", "Several lists are still under way. Send this one when they are done."))
	}
	if err != nil {
		return err
	}
	return ask.See(path + "/" + i.ID)
}

func (r *room) refuse(ask *desk.Ask, say string) error {
	p, err := r.page(ask, nil)
	if err != nil {
		return err
	}
	p.Wrong.List = []desk.WrongField{{Field: "tep", Say: say}}
	return ask.Render(http.StatusUnprocessableEntity, "lists-import", p)
}

// sendTemplate serves GET …/mau: an empty list with its columns.
func (r *room) sendTemplate(ask *desk.Ask) error {
	none := sheet.Lists([][]any{}, func(row []any) []any { return row })
	return ask.SendTable(desk.Table{Name: ask.Say("Quyết định", "Decisions"), File: "mau-quyet-dinh", Headings: decisions.TemplateHeadings(), Rows: none}, ask.Query("dang"))
}

// act serves POST …/nhap/:id: write the list, let it be, stop it, or undo it.
func (r *room) act(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	does, known := map[string]func(context.Context, string) error{"ghi": r.Lists.Apply, "bo": r.Lists.Drop, "dung": r.Lists.Stop, "hoan": r.Lists.Undo}[form.Get("viec")]
	if !known {
		return store.ErrNotFound
	}
	at := path + "/" + ask.ID()
	switch err := does(ask.Ctx(), ask.ID()); {
	case errors.Is(err, intake.ErrTooLate):
		return ask.SeeSaying(at, ask.Say("Chỉ hoàn lại được trong 30 ngày sau khi ghi.", "A list can be undone within 30 days."))
	case errors.Is(err, intake.ErrPhase):
		return ask.SeeSaying(at, ask.Say("Việc này đã xong từ trước.", "It was done before."))
	case err != nil:
		return err
	case form.Get("viec") == "bo":
		return ask.SeeSaying(path, ask.Say("Đã bỏ tệp, không ghi gì.", "The list is dropped, nothing was written."))
	}
	return ask.See(at)
}

// sendWrong serves GET …/loi: the rows that cannot be written, with what to do.
func (r *room) sendWrong(ask *desk.Ask) error {
	i, err := r.Lists.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	headings, rows, err := r.Lists.Wrong(ask.Ctx(), i, string(ask.Lang))
	if err != nil {
		return err
	}
	return ask.SendTable(desk.Table{Name: ask.Say("Dòng lỗi", "Wrong rows"), File: "dong-loi", Headings: headings, Rows: rows}, ask.Query("dang"))
}

// touchedPage lists the products on sale whose stars a list changes.
type touchedPage struct {
	desk.Page
	Import  *decisions.Import
	Up, At  string
	Touched []decisions.Touch
}

// showTouched serves GET …/cham.
func (r *room) showTouched(ask *desk.Ask) error {
	i, err := r.Lists.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	if i.Forgot { // with what was found in it
		return store.ErrNotFound
	}
	p := &touchedPage{Page: ask.NewPage(ask.Say("Hàng đang bán đổi sao", "Goods on sale whose stars change")), Import: i, Up: ask.Lang.Path(path), At: ask.Lang.Path(path + "/" + i.ID)}
	if p.Touched, err = r.Lists.Touched(ask.Ctx(), i); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "lists-touched", p)
}
