package admin

import (
	"strings"

	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web/desk"
)

// exportAtOnce is how many entries of an export are read at a time.
const exportAtOnce = 500

// exportAudit serves GET /quan-tri/nhat-ky/xuat: all entries that match, as XLSX, or as CSV with ?dang=csv.
func (p *pages) exportAudit(ask *desk.Ask) error {
	return ask.SendTable(desk.Table{
		Name: ask.Say("Nhật ký", "Audit log"), File: "nhat-ky", Rows: p.auditLines(ask, strings.TrimSpace(ask.Query("tim"))),
		Headings: []string{
			ask.Say("Số", "Number"), ask.Say("Lúc", "At"), ask.Say("Người", "Who"), ask.Say("Qua", "Via"), ask.Say("Đã làm", "What"), ask.Say("Lý do", "Reason"),
			ask.Say("Việc", "Action"), ask.Say("Về", "Object"), ask.Say("Chỗ đổi", "Changes"), ask.Say("Băm", "Hash"),
		},
	}, ask.Query("dang"))
}

// auditLines yields the entries that match, the newest first.
func (p *pages) auditLines(ask *desk.Ask, query string) sheet.Rows {
	return func(yield func([]any, error) bool) {
		for after := ""; ; {
			found, err := p.entries(ask, query, after, exportAtOnce)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, e := range found.list {
				if !yield(auditLine(e), nil) {
					return
				}
			}
			if after = found.next; after == "" {
				return
			}
		}
	}
}

func auditLine(e entry) []any {
	changes := make([]string, len(e.Changes))
	for i, c := range e.Changes {
		changes[i] = c.Field + ": " + c.From + " → " + c.To
	}
	return []any{int(e.Seq), e.At.In(vietnam.Zone).Format("2006-01-02 15:04:05"), e.Who, e.Via, e.Summary, e.Reason, e.Action, e.Object, strings.Join(changes, "; "), e.Hash}
}
