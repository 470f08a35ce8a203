package officer

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/programme/renewals"
	"github.com/ocopmarket/ocop/programme/roll"
	"github.com/ocopmarket/ocop/web/desk"
)

// maxBulk is how many certificates one act may concern, so that a person can look through what it does.
const maxBulk = 500

// chosen is what a form of the table was sent for.
type chosen struct {
	q    certQuery
	rows []roll.Row
}

// chosenOf reads which rows were chosen: those with a tick, or all that the filter wants. Rows of another province are left out.
func (r *room) chosenOf(ask *desk.Ask, form url.Values) (chosen, error) {
	typed, err := url.ParseQuery(form.Get("loc"))
	if err != nil {
		typed = url.Values{}
	}
	q, err := certQueryOf(ask, typed)
	if err != nil {
		return chosen{}, err
	}
	if form.Get("tat-ca") != "" {
		f, err := r.filter(ask, q)
		return chosen{q, r.Roll.Every(f)}, err
	}
	only := map[string]bool{}
	for _, number := range form["c"] {
		only[number] = true
	}
	return chosen{q, r.Roll.Every(roll.Filter{Province: ask.Who.Province, Only: only})}, nil
}

// refuse says why nothing can be done with what was chosen; empty if it can.
func (c chosen) refuse(ask *desk.Ask) string {
	switch {
	case len(c.rows) == 0:
		return ask.Say("Chưa chọn dòng nào. Đánh dấu vài dòng rồi bấm lại.", "No row is chosen. Tick some and try again.")
	case len(c.rows) > maxBulk:
		return ask.Say("Bộ lọc có %d dòng; mỗi lần làm được %d. Lọc hẹp lại.", "The filter has %d rows; %d can be done at a time. Narrow it.", len(c.rows), maxBulk)
	}
	return ""
}

func subjectsOf(rows []roll.Row) []renewals.Subject {
	subjects := make([]renewals.Subject, len(rows))
	for i, row := range rows {
		subjects[i] = renewals.Subject{
			Number: row.Certificate, Producer: row.ProducerID,
			Name: row.Name, Maker: row.ProducerName, ExpiresAt: row.Validity.ExpiresAt,
		}
	}
	return subjects
}

// bulkPage shows what an act on several certificates would do, before it is done.
type bulkPage struct {
	desk.Page
	Act     string // "nhac", "giao", "ho-so" or "xuat"
	Here    string
	Back    string
	Rows    []certRow
	Plan    renewals.Plan
	Options []desk.Option // colleagues or states
	Sample  noticeSample
}

// noticeSample is the notice as the first producer reads it.
type noticeSample struct{ Head, Say string }

// Chosen are the numbers that the act is for.
func (p *bulkPage) Chosen() []string {
	numbers := make([]string, len(p.Rows))
	for i, row := range p.Rows {
		numbers[i] = row.Certificate
	}
	return numbers
}

// previewBulk serves POST /can-bo/chung-nhan/viec: it shows what would be done, and sends the file that a preview offered.
func (r *room) previewBulk(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	what, err := r.chosenOf(ask, form)
	if err != nil {
		return err
	}
	act := form.Get("viec")
	if act == "xuat" && len(what.rows) > maxBulk {
		return ask.SeeSaying(what.q.path(ask), ask.Say("%s dòng là nhiều để xem trước. Bấm Xuất XLSX hoặc Xuất CSV ở đầu trang: tệp có mọi dòng của bộ lọc.", "%s rows are many to look through first. Use Export XLSX or Export CSV above: the file has all rows of the filter.", ask.Lang.Num(len(what.rows))))
	}
	if len(what.rows) > 0 && (act == "xlsx" || act == "csv") {
		return r.sendCertificates(ask, what.rows, act)
	}
	if why := what.refuse(ask); why != "" {
		return ask.SeeSaying(what.q.path(ask), why)
	}
	p := &bulkPage{Page: ask.NewPage(bulkTitle(ask, act)), Act: act, Here: what.q.values(ask).Encode(), Back: ask.Lang.Path(what.q.path(ask))}
	if p.Rows, err = r.certRows(ask, what.rows); err != nil {
		return err
	}
	return r.renderBulk(ask, p, what)
}

func bulkTitle(ask *desk.Ask, act string) string {
	switch act {
	case "giao":
		return ask.Say("Giao việc gia hạn", "Give renewals to somebody")
	case "ho-so":
		return ask.Say("Ghi hồ sơ mới", "Note the new dossiers")
	case "xuat":
		return ask.Say("Xuất các dòng đã chọn", "Export the chosen rows")
	}
	return ask.Say("Gửi nhắc gia hạn", "Remind to renew")
}

func (r *room) renderBulk(ask *desk.Ask, p *bulkPage, what chosen) (err error) {
	switch p.Act {
	case "xuat":
	case "giao":
		p.Options, err = r.colleagueOptions(ask)
	case "ho-so":
		p.Options = dossierOptions(ask, "")
	case "nhac":
		if p.Plan, err = r.Renewals.Plan(ask.Ctx(), r.Catalog, subjectsOf(what.rows)); err == nil && len(p.Plan.Reminders) > 0 {
			p.Sample.Head, p.Sample.Say = p.Plan.Reminders[0].Words(string(ask.Lang), r.Catalog.Now())
		}
	default:
		return field.Errors{{Field: "viec", Code: "unknown", VI: "Không rõ việc.", EN: "No such act."}}
	}
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "officer-bulk", p)
}

func (r *room) colleagueOptions(ask *desk.Ask) ([]desk.Option, error) {
	people, err := r.Colleagues(ask.Ctx(), ask.Who.Org)
	var options []desk.Option
	for _, c := range people {
		options = append(options, desk.Option{Value: c.ID, Label: c.Name, Chosen: c.ID == ask.Who.Person})
	}
	return options, err
}

// act reads a form that was previewed.
func (r *room) act(ask *desk.Ask) (url.Values, chosen, string, error) {
	form, err := ask.Form()
	if err != nil {
		return nil, chosen{}, "", err
	}
	what, err := r.chosenOf(ask, form)
	if err != nil {
		return nil, chosen{}, "", err
	}
	return form, what, what.refuse(ask), nil
}

// remind serves POST /can-bo/chung-nhan/nhac.
func (r *room) remind(ask *desk.Ask) error {
	_, what, why, err := r.act(ask)
	if err != nil {
		return err
	}
	if why != "" {
		return ask.SeeSaying(what.q.path(ask), why)
	}
	done, err := r.Renewals.Remind(ask.Ctx(), r.Catalog, subjectsOf(what.rows))
	if err != nil {
		return err
	}
	said := ask.Say("Đã nhắc %d chứng nhận.", "Reminded of %d certificates.", done.Certificates())
	if n := len(done.Recent); n > 0 {
		said += " " + ask.Say("%d chứng nhận vừa nhắc trong tuần nên bỏ qua.", "%d were reminded of this week and left out.", n)
	}
	if n := done.Unreached(); n > 0 {
		said += " " + ask.Say("%d chủ thể không có cách báo, hãy gọi điện.", "%d producers cannot be reached; please call them.", n)
	}
	return ask.SeeSaying(what.q.path(ask), said)
}

// assign serves POST /can-bo/chung-nhan/giao.
func (r *room) assign(ask *desk.Ask) error {
	form, what, why, err := r.act(ask)
	if err != nil {
		return err
	}
	if why != "" {
		return ask.SeeSaying(what.q.path(ask), why)
	}
	people, err := r.Colleagues(ask.Ctx(), ask.Who.Org)
	if err != nil {
		return err
	}
	for _, c := range people {
		if c.ID != form.Get("nguoi") {
			continue
		}
		n, err := r.Renewals.Assign(ask.Ctx(), subjectsOf(what.rows), c.ID, c.Name)
		if err != nil {
			return err
		}
		return ask.SeeSaying(what.q.path(ask), ask.Say("Đã giao %d chứng nhận cho %s.", "%d certificates are now with %s.", n, c.Name))
	}
	return ask.SeeSaying(what.q.path(ask), ask.Say("Người ấy không thuộc văn phòng.", "They do not belong to the office."))
}

// setDossiers serves POST /can-bo/chung-nhan/ho-so.
func (r *room) setDossiers(ask *desk.Ask) error {
	form, what, why, err := r.act(ask)
	if err != nil {
		return err
	}
	state := oneOf(renewals.State(form.Get("trang-thai")), renewals.States())
	if state == "" && why == "" {
		why = ask.Say("Chọn hồ sơ đang ở bước nào.", "Choose how far the dossier has come.")
	}
	if why != "" {
		return ask.SeeSaying(what.q.path(ask), why)
	}
	n, err := r.Renewals.SetState(ask.Ctx(), subjectsOf(what.rows), state)
	if err != nil {
		return fmt.Errorf("note dossiers: %w", err)
	}
	return ask.SeeSaying(what.q.path(ask), ask.Say("Đã ghi hồ sơ mới cho %d chứng nhận.", "Noted the new dossier of %d certificates.", n))
}
