package money

import (
	"net/http"
	"path"

	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// maxProblems is how many wrong cells of a statement are told at once.
const maxProblems = 20

// upload serves POST /quan-tri/tien-ve/sao-ke: a statement is read and put aside; nothing is filed yet.
func (r *room) upload(ask *desk.Ask) error {
	if _, err := ask.Form(); err != nil {
		return err
	}
	file, header, err := ask.Request.FormFile("tep")
	if err != nil {
		return r.refuseFile(ask, ask.Say("Chọn tệp sao kê, XLSX hoặc CSV.", "Choose a statement, XLSX or CSV."))
	}
	defer file.Close()
	receipts, problems, err := orders.ReadStatement(file)
	if err != nil {
		return r.refuseFile(ask, ask.Say("Không đọc được tệp này. Cần XLSX hoặc CSV có cột ngày, số tiền, nội dung.", "This file cannot be read. It must be XLSX or CSV with date, amount and description."))
	}
	if len(problems) > 0 {
		return r.showList(ask, http.StatusUnprocessableEntity, wrongCells(ask, problems))
	}
	if len(receipts) == 0 {
		return r.refuseFile(ask, ask.Say("Trong tệp không có khoản tiền vào nào.", "No money came in by this file."))
	}
	kept, err := r.Orders.KeepStatement(ask.Ctx(), path.Base(header.Filename), ask.Who.Person, receipts)
	if err != nil {
		return err
	}
	return ask.See(statement + "/" + kept.ID)
}

func (r *room) refuseFile(ask *desk.Ask, say string) error {
	return r.showList(ask, http.StatusUnprocessableEntity, desk.Wrong{List: []desk.WrongField{{Field: "tep", Say: say}}})
}

// wrongCells tells what is wrong with a statement, row by row.
func wrongCells(ask *desk.Ask, problems []sheet.Problem) desk.Wrong {
	wrong := desk.Wrong{Say: ask.Say("%d chỗ trong sao kê không đọc được", "%d cells of the statement cannot be read", len(problems))}
	for _, p := range problems[:min(len(problems), maxProblems)] {
		wrong.List = append(wrong.List, desk.WrongField{Field: "tep", Say: p.Text(string(ask.Lang))})
	}
	return wrong
}

// matched is a credit and what would become of it.
type matched struct {
	*orders.Payment
	ClassName string
}

type statementPage struct {
	desk.Page
	Statement *orders.Statement
	Rows      []matched
	Known     int
	Counts    []view
}

// maxRows is how many credits the page of a statement lists.
const maxRows = 500

// rehearse serves GET /quan-tri/tien-ve/sao-ke/:id: what filing it would do. It changes nothing.
func (r *room) rehearse(ask *desk.Ask) error {
	kept, err := r.Orders.Statement(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	page := &statementPage{Page: ask.NewPage(ask.Say("Sao kê %s", "Statement %s", kept.Name)), Statement: kept}
	if kept.Done() {
		return ask.Render(http.StatusOK, "money-statement", page)
	}
	would, err := r.Orders.Reconcile(ask.Ctx(), kept.Receipts, ask.Who.Person, true)
	if err != nil {
		return err
	}
	page.Known = would.Known
	for _, p := range would.Payments[:min(len(would.Payments), maxRows)] {
		page.Rows = append(page.Rows, matched{p, className(ask, p.Class)})
	}
	for _, c := range []orders.Class{orders.Exact, orders.Under, orders.Over, orders.Late, orders.Unmatched} {
		page.Counts = append(page.Counts, view{Name: className(ask, c), Count: len(would.Of(c))})
	}
	return ask.Render(http.StatusOK, "money-statement", page)
}

// file serves POST /quan-tri/tien-ve/sao-ke/:id: the statement is filed.
func (r *room) file(ask *desk.Ask) error {
	done, err := r.Orders.FileStatement(ask.Ctx(), ask.ID(), ask.Who.Person)
	if err != nil {
		return err
	}
	return ask.SeeSaying(home, ask.Say("Đã ghi %d khoản, %d khoản đã có từ trước.", "Filed %d payments; %d were known before.", len(done.Payments), done.Known))
}
