package membership

import (
	"slices"

	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/web/desk"
)

// exportAtOnce is how many cases of an export are read at a time.
const exportAtOnce = 200

// exportQueue serves GET /can-bo/chu-the/xuat: the cases of a state, as a file. Who sent them stays out of it.
func (r *room) exportQueue(ask *desk.Ask) error {
	state := review.State(ask.Query("xem"))
	if !slices.Contains(review.States(), state) {
		state = review.Waiting
	}
	headings := []string{
		ask.Say("Cơ sở", "Organization"), ask.Say("Việc", "What for"), ask.Say("Loại", "Kind"), ask.Say("Tỉnh", "Province"), ask.Say("Tình trạng", "State"), ask.Say("Gửi ngày", "Sent"), ask.Say("Quyết ngày", "Decided"), ask.Say("Người giữ", "With"),
	}
	rows := sheet.Pages(func(after string) ([]caseRow, string, error) { return r.stretch(ask, state, after) }, caseLine)
	return ask.SendTable(desk.Table{Name: ask.Say("Chủ thể", "Producers"), File: "chu-the-" + string(state), Headings: headings, Rows: rows}, ask.Query("dang"))
}

// stretch reads some cases of an export.
func (r *room) stretch(ask *desk.Ask, state review.State, after string) ([]caseRow, string, error) {
	page, err := r.Review.Queue(ask.Ctx(), ask.Who, state, after, exportAtOnce)
	if err != nil {
		return nil, "", err
	}
	rows := make([]caseRow, len(page.Items))
	for i, c := range page.Items {
		if rows[i], err = r.row(ask, c); err != nil {
			return nil, "", err
		}
	}
	return rows, page.Next, nil
}

func caseLine(c caseRow) []any {
	return []any{c.Name, c.KindWords, c.OrgWords, c.Where, c.StateWords, c.SubmittedAt, c.DecidedAt, c.HolderName}
}
