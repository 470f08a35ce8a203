package goods

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// importPath is where lists come in.
const importPath = "/ban-hang/nhap"

// maxList is how many bytes a form with a list may bring.
var maxList = imports.Limits().Bytes + 1<<20

func (r *room) importRoutes() []desk.Route {
	get, post := http.MethodGet, http.MethodPost
	one := importPath + "/:id"
	return []desk.Route{
		{Method: get, Path: importPath, Action: policy.ImportSheets, Handle: r.imports},
		{Method: post, Path: importPath, Action: policy.ImportSheets, Upload: maxList, Handle: r.send},
		{Method: get, Path: one, Action: policy.ImportSheets, Object: "import", Handle: r.showImport},
		{Method: post, Path: one, Action: policy.ImportSheets, Object: "import", Handle: r.actOnImport},
		{Method: get, Path: one + "/tien-do", Action: policy.ImportSheets, Object: "import", Handle: r.importProgress},
		{Method: get, Path: one + "/loi/:dang", Action: policy.ImportSheets, Object: "import", Handle: r.wrongRows},
		{Method: get, Path: "/ban-hang/san-pham/xuat/:dang", Action: policy.ProductRead, Handle: r.export},
	}
}

// findImport tells whose an import is.
func (r *room) findImport(ctx context.Context, id string) (policy.Object, error) {
	i, err := r.Imports.Get(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Producer: i.ProducerID}, nil
}

// importPage is one import, or the place where one begins.
type importPage struct {
	base
	desk.Intake
	Import   *imports.Import // nil where none is shown
	Former   []*imports.Import
	Undoable string
	Waits    bool // one is being worked on
	Found    problems
}

// Late reports whether an import is too old to be undone.
func (p *importPage) Late(i *imports.Import) bool { return i.Run.Late(p.Now()) }

// Fault says why the whole file was refused.
func (p *importPage) Fault() string {
	switch p.Import.Fault {
	case intake.FaultLarge:
		return p.Ask.Say("Tệp lớn quá: nhiều nhất 20.000 dòng và 10 MB. Chia làm nhiều tệp rồi gửi lần lượt.", "The file is too large: 20,000 rows and 10 MB at most. Send it in parts.")
	case intake.FaultHeads:
		return p.Ask.Say("Không thấy các cột cần có: Số chứng nhận, Mã hàng. Lấy tệp mẫu rồi điền vào.", "The columns Số chứng nhận (certificate) and Mã hàng (SKU) are missing. Take the template and fill it in.")
	case intake.FaultEmpty:
		return p.Ask.Say("Dưới hàng tiêu đề không có dòng nào.", "There is nothing below the heading.")
	}
	return p.Ask.Say("Không đọc được tệp. Lưu lại dạng .xlsx, hoặc “CSV UTF-8” nếu là CSV.", "The file cannot be read. Save it as .xlsx, or as “CSV UTF-8”.")
}

// imports serves GET /ban-hang/nhap.
func (r *room) imports(ask *desk.Ask) error {
	page, err := r.importPage(ask, nil)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "goods-import", page)
}

func (r *room) importPage(ask *desk.Ask, i *imports.Import) (*importPage, error) {
	page := &importPage{base: base{ask.NewPage(ask.Say("Nhập, xuất danh sách hàng", "Lists of goods in and out"))}, Import: i}
	if i != nil {
		page.Intake, page.Found = ask.NewIntake(&i.Run), problemsOf(ask, i)
	}
	for n := range page.Nav { // lists are about products
		page.Nav[n].Current = page.Nav[n].Path == "/ban-hang/san-pham"
	}
	list, err := r.Imports.Of(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return nil, err
	}
	page.Undoable = r.Imports.Undoable(list)
	for _, other := range list {
		page.Waits = page.Waits || other.Active
		if other.Phase.Wrote() {
			page.Former = append(page.Former, other)
		}
	}
	return page, nil
}

// send serves POST /ban-hang/nhap.
func (r *room) send(ask *desk.Ask) error {
	if _, err := ask.Form(); err != nil {
		return err
	}
	defer sweep(ask)
	files := filesOf(ask, "list")
	if len(files) == 0 || files[0].Size == 0 {
		return r.refuseList(ask, ask.Say("Chọn tệp trước đã.", "Choose a file first."))
	}
	file, err := files[0].Open()
	if err != nil {
		return fmt.Errorf("read upload: %w", err)
	}
	i, err := r.Imports.Send(ask.Ctx(), ask.Who.Producer, ask.Who.Person, files[0].Filename, file)
	if err = errors.Join(err, file.Close()); errors.Is(err, intake.ErrBusy) {
		return r.refuseList(ask, ask.Say("Tệp trước còn đang chạy. Đợi nó xong rồi gửi tệp này.", "The list before is still being worked on. Send this one when it is done."))
	}
	if err != nil {
		return err
	}
	return ask.See(importPath + "/" + i.ID)
}

func (r *room) refuseList(ask *desk.Ask, say string) error {
	page, err := r.importPage(ask, nil)
	if err != nil {
		return err
	}
	page.Wrong.List = []desk.WrongField{{Field: "list", Say: say}}
	return ask.Render(http.StatusUnprocessableEntity, "goods-import", page)
}

// showImport serves GET /ban-hang/nhap/:id.
func (r *room) showImport(ask *desk.Ask) error {
	page, err := r.oneImport(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "goods-import", page)
}

func (r *room) oneImport(ask *desk.Ask) (*importPage, error) {
	i, err := r.Imports.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	return r.importPage(ask, i)
}

// importProgress serves GET …/tien-do, for a script that follows the work.
func (r *room) importProgress(ask *desk.Ask) error {
	page, err := r.oneImport(ask)
	if err != nil {
		return err
	}
	return ask.RenderPart("goods-import", "progress", page)
}

// actOnImport serves POST /ban-hang/nhap/:id: write it, let it be, stop it, or undo it.
func (r *room) actOnImport(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	act, known := map[string]func(context.Context, string) error{"ghi": r.Imports.Apply, "bo": r.Imports.Drop, "dung": r.Imports.Stop, "hoan": r.Imports.Undo}[form.Get("viec")]
	if !known {
		return store.ErrNotFound
	}
	back, say := importPath+"/"+ask.ID(), ""
	switch err := act(ask.Ctx(), ask.ID()); {
	case errors.Is(err, intake.ErrTooLate):
		say = ask.Say("Chỉ hoàn lại được lần nhập cuối, trong 30 ngày.", "Only the last list can be undone, within 30 days.")
	case errors.Is(err, intake.ErrBusy):
		say = ask.Say("Việc trước còn đang chạy; đợi nó xong.", "The work before goes on; wait for its end.")
	case errors.Is(err, intake.ErrPhase):
		say = ask.Say("Việc này đã xong từ trước.", "It was done before.")
	case err != nil:
		return err
	case form.Get("viec") == "bo":
		return ask.SeeSaying(importPath, ask.Say("Đã bỏ tệp, không ghi gì.", "The list is dropped, nothing was written."))
	}
	if say != "" {
		return ask.SeeSaying(back, say)
	}
	return ask.See(back)
}

// wrongRows serves GET …/loi/:dang: the rows that cannot be written, with what to do.
func (r *room) wrongRows(ask *desk.Ask) error {
	i, err := r.Imports.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	headings, rows, err := r.Imports.Wrong(ask.Ctx(), i, string(ask.Lang))
	if err != nil {
		return err
	}
	return ask.SendNamedTable(desk.Table{Name: ask.Say("Sản phẩm", "Products"), File: "dong-loi", Headings: headings, Rows: rows})
}

// export serves GET /ban-hang/san-pham/xuat/:dang: all products, or those that are chosen, as the list that comes in again.
func (r *room) export(ask *desk.Ask) error {
	all, err := r.Goods.ProductsOfProducer(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	if chosen := ask.Request.URL.Query()["id"]; len(chosen) > 0 {
		wanted := map[string]bool{}
		for _, id := range chosen {
			wanted[id] = true
		}
		kept := all[:0]
		for _, p := range all {
			if wanted[p.ID] {
				kept = append(kept, p)
			}
		}
		all = kept
	}
	available, err := r.Goods.AvailableNow(ask.Ctx(), all)
	if err != nil {
		return err
	}
	shelves, err := r.Goods.ShelvesNow(ask.Ctx(), all)
	if err != nil {
		return err
	}
	return ask.SendNamedTable(desk.Table{Name: ask.Say("Sản phẩm", "Products"), File: "san-pham", Headings: imports.Headings(), Rows: imports.Rows(all, available, shelves)})
}
