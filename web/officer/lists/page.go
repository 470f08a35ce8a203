package lists

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/web/desk"
)

// listPage is one list, or the place where one begins.
type listPage struct {
	desk.Page
	desk.Intake
	Import  *decisions.Import // nil where none is shown
	At      string            // address of the list that is shown
	Running []running         // others of the office on which the job is
	Former  []former
	Where   string // the province to which the office is bound; empty for the central one
	Max     string // how large a file may be
	MaxRows int

	Columns  []decisions.Column
	Problems []intake.Problem
	Total    int    // problems, of the kind that is chosen
	First    int    // number of the first one shown
	Kind     string // that is chosen; empty for all
	Kinds    []kindRow
	NextAt   string // address of the next problems
}

// running is a list on which the job is.
type running struct {
	desk.Intake
	At string
}

// former is a list of before.
type former struct {
	*decisions.Import
	At       string
	Rows     int
	Undoable bool
	Late     bool
}

// kindRow is how many rows have one kind of problem.
type kindRow struct {
	Name, Path string
	Count      int
	Current    bool
}

// problemsAtOnce is how many problems a page shows.
const problemsAtOnce = 25

// showForm serves GET /can-bo/chung-nhan/nhap.
func (r *room) showForm(ask *desk.Ask) error {
	p, err := r.page(ask, nil)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "lists-import", p)
}

// showList serves GET …/nhap/:id.
func (r *room) showList(ask *desk.Ask) error {
	p, err := r.one(ask)
	if err != nil {
		return err
	}
	if err := r.fillProblems(ask, p); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "lists-import", p)
}

// showProgress serves GET …/tien-do, for a script that follows the work.
func (r *room) showProgress(ask *desk.Ask) error {
	i, err := r.Lists.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	return ask.RenderPart("lists-import", "progress", r.running(ask, i))
}

func (r *room) running(ask *desk.Ask, i *decisions.Import) running {
	return running{ask.NewIntake(&i.Run), ask.Lang.Path(path + "/" + i.ID)}
}

func (r *room) one(ask *desk.Ask) (*listPage, error) {
	i, err := r.Lists.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	return r.page(ask, i)
}

func (r *room) page(ask *desk.Ask, i *decisions.Import) (*listPage, error) {
	limits := decisions.Limits()
	p := &listPage{Page: ask.NewPage(ask.Say("Nhập danh sách quyết định", "Take in a list of decisions")), Import: i, Columns: decisions.Columns(), Max: ask.Lang.Num(int(limits.Bytes>>20)) + " MB", MaxRows: limits.Rows}
	if i != nil {
		p.Intake, p.At = ask.NewIntake(&i.Run), ask.Lang.Path(path+"/"+i.ID)
	}
	if province, ok := place.ProvinceByCode(ask.Who.Province); ok {
		p.Where = province.Name
	}
	list, err := r.Lists.Of(ask.Ctx(), ask.Who.Province)
	if err != nil {
		return nil, err
	}
	for _, other := range list {
		switch {
		case i != nil && other.ID == i.ID && !other.Phase.CanBecome(intake.Undoing): // the page tells of it already
		case other.Phase.Working():
			p.Running = append(p.Running, r.running(ask, other))
		case other.Phase != intake.Refused && other.Phase != intake.Dropped:
			p.Former = append(p.Former, formerOf(ask, other))
		}
	}
	return p, nil
}

func formerOf(ask *desk.Ask, i *decisions.Import) former {
	f := former{Import: i, At: ask.Lang.Path(path + "/" + i.ID), Rows: i.Ready, Late: i.Phase.Wrote() && i.Late(ask.Kit().Now())}
	if i.Phase.Wrote() {
		f.Rows = i.Written
	}
	f.Undoable = i.Phase.CanBecome(intake.Undoing) && !f.Late
	return f
}

// fillProblems adds those of the trial's problems that the address asks for.
func (r *room) fillProblems(ask *desk.Ask, p *listPage) (err error) {
	from, _ := strconv.Atoi(ask.Query("tu"))
	from = max(0, from)
	kind := ask.Query("loai")
	if !slices.ContainsFunc(p.Import.Kinds, func(k intake.Kind) bool { return k.Name == kind }) {
		kind = ""
	}
	p.Kind, p.First = kind, from+1
	if p.Problems, p.Total, err = r.Lists.Problems(ask.Ctx(), p.Import, kind, from, problemsAtOnce); err != nil {
		return err
	}
	if p.Import.Forgot { // there is nothing behind the counts
		return nil
	}
	for _, k := range p.Import.Kinds {
		p.Kinds = append(p.Kinds, kindRow{decisions.KindName(k.Name, string(ask.Lang)), p.At + "?loai=" + url.QueryEscape(k.Name) + "#loi", k.Count, k.Name == kind})
	}
	if next := from + problemsAtOnce; next < p.Total {
		p.NextAt = p.At + "?" + url.Values{"tu": {strconv.Itoa(next)}, "loai": {kind}}.Encode() + "#loi"
	}
	return nil
}

// Last is the number of the last problem shown.
func (p *listPage) Last() int { return p.First + len(p.Problems) - 1 }

// L is the page's language, for words that a domain keeps.
func (p *listPage) L() string { return string(p.Lang) }

// Call chooses a text of the domain by the page's language.
func (p *listPage) Call(t decisions.Text) string { return p.Ask.Called(t.VI, t.EN) }

// Touched counts the products on sale whose stars the list changes.
func (p *listPage) Touched() int { return p.Import.Gains + p.Import.Losses }

// Fault says why the whole file was refused.
func (p *listPage) Fault() string {
	switch p.Import.Fault {
	case intake.FaultLarge:
		return p.Ask.Say("Tệp lớn quá: nhiều nhất %s dòng và %s. Chia làm nhiều tệp rồi gửi lần lượt.", "The file is too large: %s rows and %s at most. Send it in parts.", p.Lang.Num(p.MaxRows), p.Max)
	case intake.FaultHeads:
		return p.Ask.Say("Không thấy đủ các cột phải có. Lấy tệp mẫu để đúng tên cột.", "Not all columns that are needed were found. The template has their names.")
	case intake.FaultEmpty:
		return p.Ask.Say("Dưới hàng tiêu đề không có sản phẩm nào.", "There is no product below the heading.")
	}
	return p.Ask.Say("Không đọc được tệp. Lưu lại dạng .xlsx, hoặc “CSV UTF-8” nếu là CSV.", "The file cannot be read. Save it as .xlsx, or as “CSV UTF-8”.")
}
