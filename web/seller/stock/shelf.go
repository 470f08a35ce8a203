package stock

import (
	"strings"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/web/desk"
)

// shelfRow is where a unit lies at one place, as a field of a form.
type shelfRow struct{ Field, Place, Shelf string }

// shelfRows are the places at which something of the unit lies.
func (p *unitPage) shelfRows() []shelfRow {
	rows := make([]shelfRow, 0, len(p.Rows))
	for _, row := range p.Rows {
		rows = append(rows, shelfRow{Field: ledger.ShelfField(row.Place.ID), Place: row.Title, Shelf: row.Shelf})
	}
	return rows
}

// setShelves serves POST …/cho: where the unit lies at each of its places.
func (r *room) setShelves(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	typed := map[string]string{}
	for name := range form {
		if place, is := strings.CutPrefix(name, ledger.ShelfField("")); is {
			typed[place] = form.Get(name)
		}
	}
	if err := r.Book.SetShelves(ask.Ctx(), ask.Who.Producer, ask.ID(), typed); err != nil {
		return r.refused(ask, err, func(page *unitPage) {
			for i := range page.Shelves {
				page.Shelves[i].Shelf = form.Get(page.Shelves[i].Field)
			}
		})
	}
	return ask.SeeSaying(unitsPath+"/"+ask.ID(), ask.Say("Đã lưu chỗ để. Danh sách nhặt và phiếu xếp theo đó.", "Saved where it lies. Picking lists and slips go by it."))
}
