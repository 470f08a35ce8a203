package officer

import (
	"strconv"
	"time"

	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/queues"
	"github.com/ocopmarket/ocop/programme/targets"
	"github.com/ocopmarket/ocop/web/desk"
)

// boardTable is a table of the dashboard as a file.
type boardTable struct {
	key     string
	vi, en  string
	country bool // of the whole country alone
	write   func(ask *desk.Ask, b *board) ([]string, sheet.Rows)
}

// boardTables lists every table that the dashboard shows.
func boardTables() []boardTable {
	return []boardTable{
		{key: "tong", vi: "Số chính", en: "Main figures", write: mainTable},
		{key: "chi-tieu", vi: "Chỉ tiêu", en: "Targets", write: targetTable},
		{key: "nhom", vi: "Theo nhóm và sao", en: "By group and stars", write: groupTable},
		{key: "loai", vi: "Theo loại chủ thể", en: "By kind of producer", write: kindTable},
		{key: "thang", vi: "Theo tháng", en: "By month", write: monthTable},
		{key: "viec", vi: "Việc đang chờ", en: "Waiting work", write: queueTable},
		{key: "tinh", vi: "So các tỉnh", en: "Provinces", country: true, write: provinceTable},
	}
}

// exportBoard serves GET /can-bo/bao-cao/xuat.
func (r *room) exportBoard(ask *desk.Ask) error {
	q, err := r.boardQueryOf(ask)
	if err != nil {
		return err
	}
	b, err := r.board(ask, q)
	if err != nil {
		return err
	}
	tables := boardTables()
	chosen := tables[0]
	for _, t := range tables {
		if t.key == ask.Query("bang") && (!t.country || q.Province == "") {
			chosen = t
		}
	}
	headings, rows := chosen.write(ask, b)
	return ask.SendTable(desk.Table{Name: ask.Say(chosen.vi, chosen.en), File: "ocop-" + strconv.Itoa(q.Year) + "-" + chosen.key, Headings: headings, Rows: rows}, ask.Query("dang"))
}

func lines(rows [][]any) sheet.Rows {
	return sheet.Lists(rows, func(r []any) []any { return r })
}

func mainTable(ask *desk.Ask, b *board) ([]string, sheet.Rows) {
	f, sum := b.figures, b.figures.Year()
	rows := [][]any{
		{ask.Say("Sản phẩm mang sao", "Products with stars"), f.Products}, {ask.Say("Chủ thể", "Producers"), f.Producers}, {ask.Say("Sắp hết hạn, trong 6 tháng", "Expiring within 6 months"), f.Expiring},
		{ask.Say("Có mã truy xuất", "With a trace code"), f.Traced}, {ask.Say("Đang đình chỉ", "Suspended"), f.Suspended},
		{ask.Say("Công nhận mới", "New"), sum.New}, {ask.Say("Công nhận lại", "Renewed"), sum.Renewed}, {ask.Say("Hết hạn", "Expired"), sum.Expired}, {ask.Say("Thu hồi", "Revoked"), sum.Revoked},
	}
	if f.Live {
		rows = append(rows, []any{ask.Say("Đang bán ở chợ", "On sale here"), f.OnSale})
	}
	if b.sold.Known {
		rows = append(rows, []any{ask.Say("Đã bán trong năm, gói hàng", "Sold in the year, pieces"), b.sold.Pieces}, []any{ask.Say("Đã bán trong năm, đồng", "Sold in the year, đồng"), int64(b.sold.Goods)})
	}
	return []string{ask.Say("Số liệu", "Figure"), dayAndHour(ask, f.At)}, lines(rows)
}

func targetTable(ask *desk.Ask, b *board) ([]string, sheet.Rows) {
	headings := []string{ask.Say("Chỉ tiêu", "Target"), ask.Say("Đạt được", "Reached"), ask.Say("Trong số", "Out of"), ask.Say("Chỉ tiêu năm", "Goal"), ask.Say("So chỉ tiêu (phần trăm)", "Of the goal (per cent)"), ask.Say("Nhịp", "Pace"), ask.Say("Nguồn", "Source")}
	rows, _ := targetRows(ask, b)
	var out [][]any
	for _, r := range rows {
		line := []any{r.Name, nil, nil, nil, nil, paceName(ask, r.Pace), r.Source}
		if r.Known {
			line[1] = r.Number
		}
		if r.Of > 0 {
			line[2] = r.Of
		}
		if r.Reading.Goal > 0 {
			line[3] = r.Reading.Goal
		}
		if r.Pace != targets.NoGoal {
			line[4] = int(r.Toward*100 + 1e-9)
		}
		out = append(out, line)
	}
	return headings, lines(out)
}

func paceName(ask *desk.Ask, p targets.Pace) string {
	switch p {
	case targets.Slow:
		return ask.Say("Chậm", "Behind")
	case targets.OnTrack:
		return ask.Say("Đúng nhịp", "On track")
	case targets.Reached:
		return ask.Say("Đạt", "Reached")
	case targets.Missed:
		return ask.Say("Không đạt", "Missed")
	}
	return ""
}

func groupTable(ask *desk.Ask, b *board) ([]string, sheet.Rows) {
	var out [][]any
	for _, g := range b.figures.Groups {
		out = append(out, []any{ask.Lang.GroupName(g.Group), g.Stars[0], g.Stars[1], g.Stars[2], g.Total()})
	}
	s := b.figures.Stars
	out = append(out, []any{ask.Say("Tất cả", "Total"), s[0], s[1], s[2], b.figures.Products})
	return []string{ask.Say("Nhóm", "Group"), ask.Say("3 sao", "3 stars"), ask.Say("4 sao", "4 stars"), ask.Say("5 sao", "5 stars"), ask.Say("Cộng", "Sum")}, lines(out)
}

func kindTable(ask *desk.Ask, b *board) ([]string, sheet.Rows) {
	var out [][]any
	for _, k := range b.figures.Kinds {
		out = append(out, []any{ask.Lang.KindName(k.Kind), k.Producers, k.Stars[0], k.Stars[1], k.Stars[2], k.Products})
	}
	s := b.figures.Stars
	out = append(out, []any{ask.Say("Tất cả", "Total"), b.figures.Producers, s[0], s[1], s[2], b.figures.Products})
	return []string{ask.Say("Loại chủ thể", "Kind of producer"), ask.Say("Chủ thể", "Producers"), ask.Say("3 sao", "3 stars"), ask.Say("4 sao", "4 stars"), ask.Say("5 sao", "5 stars"), ask.Say("Sản phẩm", "Products")}, lines(out)
}

func monthTable(ask *desk.Ask, b *board) ([]string, sheet.Rows) {
	var out [][]any
	row := func(name string, m figures.Month) []any { return []any{name, m.New, m.Renewed, m.Expired, m.Revoked} }
	for i, m := range b.figures.Months {
		out = append(out, row(ask.Say("Tháng %d", "Month %d", i+1), m))
	}
	out = append(out, row(ask.Say("Cả năm", "Year"), b.figures.Year()))
	return []string{ask.Say("Tháng", "Month"), ask.Say("Mới", "New"), ask.Say("Công nhận lại", "Renewed"), ask.Say("Hết hạn", "Expired"), ask.Say("Thu hồi", "Revoked")}, lines(out)
}

func queueTable(ask *desk.Ask, b *board) ([]string, sheet.Rows) {
	return []string{ask.Say("Việc", "Work"), ask.Say("Dưới 3 ngày", "Under 3 days"), ask.Say("3–7 ngày", "3–7 days"), ask.Say("8–30 ngày", "8–30 days"), ask.Say("Quá 30 ngày", "Over 30 days"), ask.Say("Lâu nhất", "Oldest"), ask.Say("Từ ngày", "Since"), ask.Say("Người giữ", "With"), ask.Say("Hạn luật", "Legal term"), ask.Say("Quá hạn luật", "Past the term")},
		sheet.Lists(b.queues, func(q queues.Ages) []any {
			return []any{q.Name(string(ask.Lang)), q.Under3, q.To7, q.To30, q.Over30, q.Oldest.Title, q.Oldest.Since, q.Oldest.Holder, term(ask, q.Next.Due), q.Overdue}
		})
}

// term writes when a term of the law ends; nothing where there is none.
func term(ask *desk.Ask, due time.Time) string {
	if due.IsZero() {
		return ""
	}
	return ask.Lang.Moment(due)
}

func provinceTable(ask *desk.Ask, b *board) ([]string, sheet.Rows) {
	return []string{
			ask.Say("Tỉnh", "Province"), ask.Say("Sản phẩm", "Products"), ask.Say("3 sao", "3 stars"), ask.Say("4 sao", "4 stars"), ask.Say("5 sao", "5 stars"), ask.Say("Chủ thể", "Producers"), ask.Say("Sắp hết hạn", "Expiring"),
			ask.Say("Có mã truy xuất", "Traced"), ask.Say("Đang bán", "On sale"), ask.Say("Mới", "New"), ask.Say("Công nhận lại", "Renewed"), ask.Say("Hết hạn", "Expired"), ask.Say("Thu hồi", "Revoked"),
		}, sheet.Lists(b.provinces, func(f *figures.Figures) []any {
			m := f.Year()
			return []any{placeName(ask, f.Province), f.Products, f.Stars[0], f.Stars[1], f.Stars[2], f.Producers, f.Expiring, f.Traced, f.OnSale, m.New, m.Renewed, m.Expired, m.Revoked}
		})
}
