package registry

import (
	"strings"

	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/web/desk"
)

// exportAtOnce is how many pulls or decisions of an export are read at a time.
const exportAtOnce = 200

// exportPulls serves GET /can-bo/so-quoc-gia/lan-keo/xuat: all pulls as a file.
func (r *room) exportPulls(ask *desk.Ask) error {
	headings := []string{
		ask.Say("Lúc", "At"), ask.Say("Do ai", "By"), ask.Say("Bản ghi", "Records"), ask.Say("Trang", "Pages"), ask.Say("Thêm", "New"), ask.Say("Mất", "Gone"), ask.Say("Đổi", "Changed"), ask.Say("Giữ lại", "Held"),
		ask.Say("Không dùng được", "Unusable"), ask.Say("Kết quả", "Result"), ask.Say("Bằng chứng (byte)", "Evidence (bytes)"), "SHA-256", ask.Say("Lỗi", "Error"),
	}
	return ask.SendTable(desk.Table{Name: ask.Say("Các lần kéo", "Pulls"), File: "lan-keo", Headings: headings, Rows: r.pullLines(ask)}, ask.Query("dang"))
}

func (r *room) pullLines(ask *desk.Ask) sheet.Rows {
	return sheet.Pages(func(after string) ([]*pull.Pull, string, error) {
		page, err := pull.Page(ask.Ctx(), r.DB, exportAtOnce, after)
		return page.Items, page.Next, err
	}, func(p *pull.Pull) []any { return pullLine(ask, p) })
}

func pullLine(ask *desk.Ask, p *pull.Pull) []any {
	say, _, _ := outcomeOf(ask, p)
	size, c := 0, p.Counts
	var hashes []string
	for _, piece := range p.Evidence {
		size += piece.Size
		hashes = append(hashes, piece.SHA256)
	}
	return []any{ask.Lang.Moment(p.StartedAt), bySay(ask, p.Who), p.Records, p.Pages, c.New, c.Gone, c.Changed, c.Held, c.Refused, say, size, strings.Join(hashes, " "), p.Error}
}

// exportStop serves GET /can-bo/so-quoc-gia/dung/:id/xuat: what waits in a stopped province, as a file.
func (r *room) exportStop(ask *desk.Ask) error {
	backs, err := pull.HeldBacks(ask.Ctx(), r.DB, ask.Object.Province)
	if err != nil {
		return err
	}
	rows, err := r.heldRows(ask, backs)
	if err != nil {
		return err
	}
	headings := []string{
		ask.Say("Số", "Number"), ask.Say("Sản phẩm", "Product"), ask.Say("Chủ thể", "Producer"), ask.Say("Loại thay đổi", "Kind of change"), ask.Say("Ta đang ghi", "We hold"), ask.Say("Sổ mới ghi", "The registry says"), ask.Say("Chi tiết", "Details"),
		ask.Say("Theo quyết định", "By decision"), ask.Say("Đang dính", "Touches"), ask.Say("Chọn", "Chosen"), ask.Say("Lý do", "Reason"), ask.Say("Từ ngày", "Since"),
	}
	lines := sheet.Lists(rows, func(row heldRow) []any {
		return []any{row.Number, row.Product, row.By, groupSay(ask, row.Kind), row.Before, row.After, row.Detail, row.Decision.Number, row.Touched, choiceSay(ask, row), row.Reason, row.Since}
	})
	return ask.SendTable(desk.Table{Name: ask.Say("Bản ghi chờ quyết", "Records that wait"), File: "so-quoc-gia-" + ask.ID(), Headings: headings, Rows: lines}, ask.Query("dang"))
}

// choiceSay says what was chosen for a change.
func choiceSay(ask *desk.Ask, row heldRow) string {
	switch {
	case row.Settled():
		return ask.Say("đã giữ từ trước", "kept before")
	case row.Choice == pull.Take:
		return ask.Say("nhận", "take")
	case row.Choice == pull.Keep:
		return ask.Say("giữ", "keep")
	}
	return ask.Say("chưa quyết", "not decided")
}

// exportDecisions serves GET /can-bo/quyet-dinh/xuat: the decisions of a view, as a file.
func (r *room) exportDecisions(ask *desk.Ask) error {
	f := decisionFilter(ask)
	headings := []string{
		ask.Say("Quyết định", "Decision"), ask.Say("Số quyết định", "Decision's number"), ask.Say("Ký ngày", "Signed on"), ask.Say("Nơi ra", "Issued by"), ask.Say("Số chứng nhận", "Certificate"), ask.Say("Sản phẩm", "Product"), ask.Say("Chủ thể", "Producer"), ask.Say("Tỉnh", "Province"),
		ask.Say("Tình trạng", "State"), ask.Say("Hiệu lực từ", "In effect from"), ask.Say("Lý do công khai", "Public reason"), ask.Say("Người ghi", "Entered by"), ask.Say("Người ký", "Signed by"), ask.Say("Số bản ghi đã chạm", "Things touched"),
	}
	rows := sheet.Pages(func(after string) ([]*decide.Decision, string, error) {
		page, err := r.Decide.List(ask.Ctx(), f, exportAtOnce, after)
		return page.Items, page.Next, err
	}, func(d *decide.Decision) []any { return decisionLine(ask, d) })
	return ask.SendTable(desk.Table{Name: ask.Say("Quyết định", "Decisions"), File: "quyet-dinh", Headings: headings, Rows: rows}, ask.Query("dang"))
}

func decisionLine(ask *desk.Ask, d *decide.Decision) []any {
	row, from, signer, touched := rowOf(ask, d), "", "", 0
	if !d.From.IsZero() {
		from = ask.Lang.Moment(d.From)
	}
	if d.SignedBy != nil {
		signer = d.SignedBy.Name
	}
	for _, t := range d.Touched {
		touched += t.Things
	}
	return []any{row.Name, d.Number, d.SignedOn, d.Issuer, d.Certificate, d.Product, d.Producer, provinceName(ask, d.Province), row.State, from, d.Public, d.EnteredBy.Name, signer, touched}
}
