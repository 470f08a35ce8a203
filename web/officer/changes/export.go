package changes

import (
	"strings"

	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/web/desk"
)

// export serves GET /can-bo/xin-doi/xuat: the requests of a view, as a file.
func (p *pages) export(ask *desk.Ask) error {
	page, err := p.queueOf(ask)
	if err != nil {
		return err
	}
	headings := []string{
		ask.Say("Sản phẩm", "Product"), ask.Say("Số chứng nhận", "Certificate"), ask.Say("Chủ thể", "Producer"), ask.Say("Xin đổi", "To change"), ask.Say("Gửi ngày", "Sent"), ask.Say("Nên trả lời trước", "Answer by"),
		ask.Say("Người giữ", "With"), ask.Say("Trả lời ngày", "Answered"), ask.Say("Duyệt", "Approved"), ask.Say("Từ chối", "Refused"), ask.Say("Chưa quyết", "Undecided"),
	}
	rows := sheet.Lists(page.Rows, func(r *changes.Request) []any {
		var facts []string
		for _, item := range r.Items {
			facts = append(facts, page.FactName(item.Fact))
		}
		return []any{
			r.Product, r.Certificate, r.Producer, strings.Join(facts, ", "), r.SentAt, r.Due, r.OwnerName, r.ClosedAt,
			r.Count(changes.Approved), r.Count(changes.Refused), r.Count(""),
		}
	})
	return ask.SendTable(desk.Table{Name: ask.Say("Xin đổi dữ kiện", "Requests"), File: "xin-doi", Headings: headings, Rows: rows}, ask.Query("dang"))
}
