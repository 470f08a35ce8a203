package officer

import (
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/programme/roll"
	"github.com/ocopmarket/ocop/web/desk"
)

// exportCertificates serves GET /can-bo/chung-nhan/xuat: all rows of a filter.
func (r *room) exportCertificates(ask *desk.Ask) error {
	q, err := certQueryOf(ask, ask.Request.URL.Query())
	if err != nil {
		return err
	}
	f, err := r.filter(ask, q)
	if err != nil {
		return err
	}
	return r.sendCertificates(ask, r.Roll.Every(f), ask.Query("dang"))
}

func (r *room) sendCertificates(ask *desk.Ask, rows []roll.Row, format string) error {
	headings := []string{
		ask.Say("Số chứng nhận", "Certificate"), ask.Say("Sản phẩm", "Product"), ask.Say("Nhóm", "Group"), ask.Say("Chủ thể", "Producer"), ask.Say("Loại chủ thể", "Kind of producer"),
		ask.Say("Xã, phường", "Commune"), ask.Say("Tỉnh", "Province"), ask.Say("Số sao", "Stars"), ask.Say("Ngày cấp", "Issued"), ask.Say("Ngày hết hạn", "Expires"),
		ask.Say("Tình trạng", "State"), ask.Say("Có mã truy xuất", "Trace code"), ask.Say("Hồ sơ mới", "New dossier"), ask.Say("Người giữ", "With"),
	}
	return ask.SendTable(desk.Table{Name: ask.Say("Chứng nhận", "Certificates"), File: "chung-nhan", Headings: headings, Rows: r.certLines(ask, rows)}, format)
}

// exportAtOnce is how many rows are completed from the store in one reading.
const exportAtOnce = 500

// certLines yields the rows of an export, completed from the store a few hundred at a time.
func (r *room) certLines(ask *desk.Ask, rows []roll.Row) sheet.Rows {
	return func(yield func([]any, error) bool) {
		for from := 0; from < len(rows); from += exportAtOnce {
			part, err := r.certRows(ask, rows[from:min(from+exportAtOnce, len(rows))])
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range part {
				if !yield(certLine(ask, row), nil) {
					return
				}
			}
		}
	}
}

func certLine(ask *desk.Ask, row certRow) []any {
	province := ""
	if row.Place.Province != "" {
		province = placeName(ask, row.Place.Province)
	}
	return []any{
		row.Certificate, row.Name, ask.Lang.GroupName(row.Group), row.ProducerName, ask.Lang.KindName(row.ProducerKind), row.Town, province,
		int(row.Validity.Stars), row.Validity.IssuedOn, row.Last(), stateName(ask, row.State), row.Traced, dossierName(ask, row.Dossier), row.Owner,
	}
}
