package desk

import (
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Table is a table of a page as a file to keep.
type Table struct {
	Name     string // of the sheet
	File     string // without the day and the ending, which are added
	Headings []string
	Rows     sheet.Rows
}

// SendNamedTable writes a table as the last part of the address, :dang, wants it: xlsx or csv, or else store.ErrNotFound.
func (a *Ask) SendNamedTable(t Table) error {
	format := a.Param("dang")
	if format != "xlsx" && format != "csv" {
		return store.ErrNotFound
	}
	return a.SendTable(t, format)
}

// SendTable writes a table as a file to keep: as CSV if that is asked for, else as XLSX. Rows are written as they come.
func (a *Ask) SendTable(t Table, format string) error {
	h := a.Writer.Header()
	h.Set("Cache-Control", "no-store")
	name := t.File + "-" + a.Kit().Now().In(vietnam.Zone).Format(time.DateOnly)
	if format == "csv" {
		h.Set("Content-Type", "text/csv; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
		a.Writer.WriteHeader(http.StatusOK)
		return sheet.WriteCSV(a.Writer, t.Headings, t.Rows)
	}
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
	return sheet.WriteXLSX(a.Writer, t.Name, t.Headings, t.Rows)
}
