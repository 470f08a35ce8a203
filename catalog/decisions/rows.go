package decisions

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/sheet"
)

// reader collects rows and what is wrong with them.
type reader struct {
	headings
	rows     Rows
	problems []Problem
	seen     map[string]int // certificate key → row
	row      int
	bad      bool
}

func readLines(g []sheet.Line) (Rows, []Problem) {
	h, at := findHeadings(g)
	if at < 0 {
		return nil, []Problem{{
			What: Text{"không thấy dòng tiêu đề", "no row of headings was found"},
			Mend: Text{"đặt một dòng có: " + requiredNames(vietnamese), "add a row with: " + requiredNames(english)},
		}}
	}
	r := &reader{headings: h, seen: map[string]int{}}
	if r.missingColumns(g[at].Number); len(r.problems) > 0 {
		return nil, r.problems
	}
	for _, l := range g[at+1:] {
		r.line(l)
	}
	if len(r.rows) == 0 && len(r.problems) == 0 {
		r.problems = append(r.problems, Problem{
			What: Text{"danh sách không có sản phẩm nào", "the list has no products"}, Mend: Text{"kiểm tra lại tệp", "check the file"},
		})
	}
	return r.rows, r.problems
}

func vietnamese(t Text) string { return t.VI }
func english(t Text) string    { return t.EN }

func requiredNames(language func(Text) string) string {
	var list []string
	for _, f := range required {
		list = append(list, language(names[f]))
	}
	return strings.Join(list, ", ")
}

func (r *reader) missingColumns(row int) {
	for _, f := range required {
		if r.column[f] < 0 {
			r.problems = append(r.problems, Problem{
				Row: row, Column: names[f].VI,
				What: Text{"thiếu cột này", "this column is missing"},
				Mend: Text{fmt.Sprintf("thêm cột %q", names[f].VI), fmt.Sprintf("add a column %q (%s)", names[f].VI, names[f].EN)},
			})
		}
	}
}

func (r *reader) line(l sheet.Line) {
	if r.heading(l.Cells) {
		return
	}
	r.row, r.bad = l.Number, false
	row := Row{
		Line: l.Number, Product: r.need(l.Cells, fieldProduct), Producer: r.need(l.Cells, fieldProducer), Address: r.address(l.Cells),
		Group: r.cell(l.Cells, fieldGroup), Issuer: r.cell(l.Cells, fieldIssuer),
		Stars: r.stars(l.Cells), Certificate: r.certificate(l.Cells), Score: r.score(l.Cells),
	}
	row.Decision, row.Date = r.decision(l.Cells)
	row.Expires = r.expires(l.Cells, row.Date)
	if !r.bad {
		r.rows = append(r.rows, row)
	}
}

// heading reports rows that are none of a product: empty ones, chapters, sums and the running numbers of columns.
func (r *reader) heading(cells []string) bool {
	told, digits := 0, 0
	for _, f := range []field{fieldProduct, fieldProducer, fieldStars, fieldDecision, fieldCertificate} {
		cell := r.cell(cells, f)
		if cell == "" {
			continue
		}
		told++
		if n, err := strconv.Atoi(strings.Trim(cell, "()")); err == nil && n < 100 {
			digits++
		}
	}
	return told <= 1 || digits == told
}

func (r *reader) fail(f field, what, mend Text) {
	r.bad = true
	r.problems = append(r.problems, Problem{Row: r.row, Column: r.name(f), What: what, Mend: mend})
}

func (r *reader) warn(f field, what, mend Text) {
	r.problems = append(r.problems, Problem{Row: r.row, Column: r.name(f), What: what, Mend: mend, Warning: true})
}

func (r *reader) need(cells []string, f field) string {
	cell := r.cell(cells, f)
	if cell == "" {
		r.fail(f, Text{"ô trống", "the cell is empty"}, Text{"điền " + strings.ToLower(names[f].VI), "fill in the " + strings.ToLower(names[f].EN)})
	}
	if len([]rune(cell)) > 300 {
		r.fail(f, Text{"quá dài", "too long"}, Text{"rút xuống dưới 300 ký tự", "shorten it to 300 characters"})
	}
	return cell
}

// address adds the province from its own column where the address does not end with it.
func (r *reader) address(cells []string) string {
	address, province := r.need(cells, fieldAddress), r.cell(cells, fieldProvince)
	if province != "" && !strings.HasSuffix(place.Slug(address), place.Slug(province)) {
		address += ", " + province
	}
	return address
}

// stars reads "4", "4 sao", "OCOP 4 sao", "4*" and "★★★★".
func (r *reader) stars(cells []string) int {
	cell := r.need(cells, fieldStars)
	if cell == "" {
		return 0
	}
	if n := strings.Count(cell, "★") + strings.Count(cell, "⭐"); n >= 3 && n <= 5 {
		return n
	}
	if m := starDigits.FindAllString(cell, -1); len(m) == 1 {
		if n, err := strconv.ParseFloat(m[0], 64); err == nil && (n == 3 || n == 4 || n == 5) {
			return int(n)
		}
	}
	r.fail(fieldStars, Text{fmt.Sprintf("%q không phải 3, 4 hoặc 5 sao", cell), fmt.Sprintf("%q is not 3, 4 or 5 stars", cell)},
		Text{"ghi 3, 4 hoặc 5", "write 3, 4 or 5"})
	return 0
}

var starDigits = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

func (r *reader) score(cells []string) float64 {
	cell := strings.ReplaceAll(r.cell(cells, fieldScore), ",", ".")
	if cell == "" {
		return 0
	}
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > 100 {
		r.warn(fieldScore, Text{fmt.Sprintf("%q không phải điểm từ 0 đến 100; bỏ qua", cell), fmt.Sprintf("%q is not a score from 0 to 100; left out", cell)},
			Text{"ghi một số, ví dụ 82,5", "write a number, as 82.5"})
		return 0
	}
	return n
}

func (r *reader) certificate(cells []string) string {
	cell := r.need(cells, fieldCertificate)
	key := catalog.NumberKey(cell)
	if cell != "" && key == "" {
		r.fail(fieldCertificate, Text{fmt.Sprintf("%q không phải số giấy chứng nhận", cell), fmt.Sprintf("%q is not a certificate number", cell)},
			Text{"ghi số như trên giấy", "write the number as it stands on the certificate"})
		return ""
	}
	if first, twice := r.seen[key]; twice && key != "" {
		r.fail(fieldCertificate, Text{fmt.Sprintf("số này đã có ở dòng %d", first), fmt.Sprintf("this number stands in row %d already", first)},
			Text{"mỗi giấy chứng nhận một dòng", "one row for each certificate"})
		return ""
	}
	r.seen[key] = r.row
	return cell
}

// decision returns number and date, which may share a cell.
func (r *reader) decision(cells []string) (number, date string) {
	number = r.need(cells, fieldDecision)
	if r.column[fieldDate] >= 0 {
		return number, r.date(fieldDate, r.need(cells, fieldDate))
	}
	m := withDate.FindStringSubmatch(number)
	if m == nil {
		if number != "" {
			r.fail(fieldDecision, Text{"không có ngày", "there is no date"},
				Text{`thêm cột "Ngày quyết định", hoặc ghi "số … ngày 5/6/2025"`, `add a column "Ngày quyết định", or write "… ngày 5/6/2025"`})
		}
		return number, ""
	}
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(m[1]), ",")), r.date(fieldDecision, m[2])
}

var withDate = regexp.MustCompile(`(?i)^(.*?)[ ,(]*ngày ([0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})\)?$`)

func (r *reader) expires(cells []string, from string) string {
	cell := r.cell(cells, fieldExpires)
	if cell == "" {
		return ""
	}
	date := r.date(fieldExpires, cell)
	if date != "" && from != "" && date < from {
		r.fail(fieldExpires, Text{"hết hạn trước khi cấp", "it ends before it begins"}, Text{"sửa một trong hai ngày", "mend one of the two dates"})
	}
	return date
}

// date reads 5/6/2025 as the fifth of June, as Vietnam does, and the day numbers of spreadsheets.
func (r *reader) date(f field, cell string) string {
	if cell == "" {
		return ""
	}
	t, ok := sheet.ParseDay(cell)
	if !ok || t.Year() < 2018 || t.Year() > 2100 { // the programme began in 2018
		r.fail(f, Text{fmt.Sprintf("%q không phải ngày", cell), fmt.Sprintf("%q is not a date of the programme", cell)},
			Text{"ghi ngày/tháng/năm, ví dụ 05/06/2025", "write day/month/year, as 05/06/2025"})
		return ""
	}
	return t.Format(time.DateOnly)
}
