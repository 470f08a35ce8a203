package reports

import (
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/web/desk"
)

// exportAtOnce is how many reports of an export are read at a time.
const exportAtOnce = 200

// export serves GET /can-bo/to-giac/xuat: what waits, or what was decided, as a file. How to reach who told stays out of it.
func (p *pages) export(ask *desk.Ask) error {
	headings := []string{
		ask.Say("Mã", "Code"), ask.Say("Điều sai", "What is wrong"), ask.Say("Số ghi trên nhãn", "Number on the label"), ask.Say("Chứng nhận", "Certificate"), ask.Say("Nơi thấy", "Seen at"), ask.Say("Tỉnh", "Province"),
		ask.Say("Người báo kể", "What was told"), ask.Say("Số ảnh", "Photos"), ask.Say("Báo ngày", "Reported"), ask.Say("Người giữ", "With"), ask.Say("Tình trạng", "State"), ask.Say("Ghi sau cùng", "Last note"),
	}
	return ask.SendTable(desk.Table{Name: ask.Say("Tố giác", "Reports"), File: "to-giac", Headings: headings, Rows: p.lines(ask, ask.Query("xem") != "xong")}, ask.Query("dang"))
}

// lines yields the rows of an export, a stretch of the queue at a time.
func (p *pages) lines(ask *desk.Ask, waiting bool) sheet.Rows {
	return sheet.Pages(func(after string) ([]row, string, error) {
		found, err := p.Reports.Queue(ask.Ctx(), ask.Who, waiting, after, exportAtOnce)
		if err != nil {
			return nil, "", err
		}
		rows, err := p.rows(ask, found.Items)
		return rows, found.Next, err
	}, func(r row) []any { return line(ask, r) })
}

func line(ask *desk.Ask, r row) []any {
	note, state := "", ask.Say("chưa xong", "waiting")
	if n := len(r.Steps); n > 0 {
		note = r.Steps[n-1].Say
	}
	if !r.Waiting {
		state = stateName(ask, r.State)
	}
	return []any{r.ID, r.What, r.Number, r.Certificate, r.Where, r.Place, r.Say, len(r.Photos), r.At, r.HolderName, state, note}
}
