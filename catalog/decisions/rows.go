package decisions

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/sheet"
)

// reader collects rows and what is wrong with them.
type reader struct {
	*Table
	seen map[string]int // certificate key → row
	line sheet.Line
	bad  bool
}

func readLines(s sheet.Sheet) *Table {
	t := &Table{Sheet: s.Name}
	h, at := findHeadings(s.Lines)
	if at < 0 {
		t.whole("Không thấy dòng tiêu đề", "No row of headings was found", "đặt một dòng có: "+requiredNames(vietnamese), "add a row with: "+requiredNames(english))
		return t
	}
	t.headings, t.top = h, s.Lines[at].Cells
	if t.missingColumns(s.Lines[at].Number); len(t.Problems) > 0 {
		return t
	}
	r := &reader{Table: t, seen: map[string]int{}}
	for _, l := range s.Lines[at+1:] {
		r.read(l)
	}
	if len(t.lines) == 0 {
		t.whole("Danh sách không có sản phẩm nào", "The list has no products", "kiểm tra lại tệp", "check the file")
	}
	return t
}

// whole notes a problem of the whole file.
func (t *Table) whole(vi, en, fixVI, fixEN string) {
	t.Problems = append(t.Problems, intake.Problem{VI: vi, EN: en, FixVI: fixVI, FixEN: fixEN})
}

// fault is why there is nothing in the whole file to be looked at; empty if there is.
func (t *Table) fault() intake.Fault {
	switch {
	case t.top == nil || len(t.lines) == 0 && len(t.Problems) > 0 && t.Problems[0].Row > 0:
		return intake.FaultHeads
	case len(t.lines) == 0:
		return intake.FaultEmpty
	}
	return ""
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

func (t *Table) missingColumns(row int) {
	for _, f := range required {
		if t.column[f] < 0 {
			t.Problems = append(t.Problems, intake.Problem{
				Row: row, Column: names[f].VI, VI: "Thiếu cột này", EN: "This column is missing",
				FixVI: fmt.Sprintf("Thêm cột %q", names[f].VI), FixEN: fmt.Sprintf("Add a column %q (%s)", names[f].VI, names[f].EN),
			})
		}
	}
}

func (r *reader) read(l sheet.Line) {
	if r.heading(l.Cells) {
		return
	}
	r.lines = append(r.lines, l)
	r.line, r.bad = l, false
	row := Row{
		Line: l.Number, Product: r.need(fieldProduct), Producer: r.need(fieldProducer), Address: r.address(), Commune: r.cell(l.Cells, fieldCommune),
		Group: r.cell(l.Cells, fieldGroup), Issuer: r.cell(l.Cells, fieldIssuer),
		Stars: r.stars(), Certificate: r.certificate(), Score: r.score(),
	}
	row.Decision, row.Date = r.decision()
	row.Expires = r.expires(row.Date)
	r.fits(row)
	if !r.bad {
		r.Rows = append(r.Rows, row)
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

func (t *Table) problem(line sheet.Line, f field, kind string, what, mend Text, warning bool) {
	t.Problems = append(t.Problems, intake.Problem{
		Row: line.Number, Letter: t.letter(f), Column: t.name(f), Value: intake.Shown(t.cell(line.Cells, f)),
		VI: what.VI, EN: what.EN, FixVI: mend.VI, FixEN: mend.EN, Kind: kind, Warning: warning,
	})
}

func (r *reader) fail(f field, kind string, what, mend Text) {
	r.bad = true
	r.problem(r.line, f, kind, what, mend, false)
}

// need is a cell with text; one that begins like a formula was pasted as one.
func (r *reader) need(f field) string {
	cell := r.cell(r.line.Cells, f)
	switch {
	case cell == "":
		r.fail(f, KindEmpty, Text{"Ô trống", "The cell is empty"}, Text{"Điền " + strings.ToLower(names[f].VI), "Fill in the " + strings.ToLower(names[f].EN)})
	case strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@"):
		r.fail(f, KindFormula, Text{"Là công thức, không phải chữ", "A formula, not text"}, Text{"Dán lại dạng giá trị", "Paste it as a value"})
		return ""
	case len([]rune(cell)) > 300:
		r.fail(f, KindLong, Text{"Quá dài", "Too long"}, Text{"Rút xuống dưới 300 ký tự", "Shorten it to 300 characters"})
	}
	return cell
}

// address adds the province from its own column where the address does not end with it.
func (r *reader) address() string {
	address, province := r.need(fieldAddress), r.cell(r.line.Cells, fieldProvince)
	if province != "" && !strings.HasSuffix(place.Slug(address), place.Slug(province)) {
		address += ", " + province
	}
	return address
}

// stars reads "4", "4 sao", "OCOP 4 sao", "4*" and "★★★★".
func (r *reader) stars() int {
	cell := r.need(fieldStars)
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
	r.fail(fieldStars, KindStars, Text{"Không phải 3, 4 hoặc 5 sao", "Not 3, 4 or 5 stars"}, Text{"Ghi 3, 4 hoặc 5", "Write 3, 4 or 5"})
	return 0
}

// fits compares the stars with the score. A council may hold stars back, such as five until the ministry has spoken, but never give more.
func (r *reader) fits(row Row) {
	reached := int(stars.OfScore(row.Score))
	if row.Score == 0 || row.Stars <= reached {
		return
	}
	score := strings.ReplaceAll(strconv.FormatFloat(row.Score, 'f', -1, 64), ".", ",")
	r.fail(fieldStars, KindScore, Text{fmt.Sprintf("Điểm %s chỉ đủ %d sao", score, reached), fmt.Sprintf("A score of %v gives %d stars only", row.Score, reached)},
		Text{"Sửa sao hoặc điểm", "Mend the stars or the score"})
}

var starDigits = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

func (r *reader) score() float64 {
	cell := strings.ReplaceAll(r.cell(r.line.Cells, fieldScore), ",", ".")
	if cell == "" {
		return 0
	}
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > 100 {
		r.problem(r.line, fieldScore, KindScore, Text{"Không phải điểm từ 0 đến 100; bỏ qua", "Not a score from 0 to 100; left out"}, Text{"Ghi một số, ví dụ 82,5", "Write a number, as 82.5"}, true)
		return 0
	}
	return n
}

func (r *reader) certificate() string {
	cell := r.need(fieldCertificate)
	key := catalog.NumberKey(cell)
	if cell != "" && key == "" {
		r.fail(fieldCertificate, KindNumber, Text{"Không phải số giấy chứng nhận", "Not a certificate number"}, Text{"Ghi số như trên giấy", "Write the number as it stands on the certificate"})
		return ""
	}
	if first, twice := r.seen[key]; twice && key != "" {
		r.fail(fieldCertificate, KindTwice, Text{fmt.Sprintf("Trùng với dòng %d", first), fmt.Sprintf("The same as in row %d", first)}, Text{"Xóa một dòng", "Delete one of them"})
		return ""
	}
	r.seen[key] = r.line.Number
	return cell
}

// decision returns number and date, which may share a cell.
func (r *reader) decision() (number, date string) {
	number = r.need(fieldDecision)
	if r.column[fieldDate] >= 0 {
		return r.signed(number), r.date(fieldDate, r.need(fieldDate))
	}
	m := withDate.FindStringSubmatch(number)
	if m == nil {
		if number != "" {
			r.fail(fieldDecision, KindDate, Text{"Không có ngày", "There is no date"},
				Text{`Thêm cột "Ngày quyết định", hoặc ghi "số … ngày 5/6/2025"`, `Add a column "Ngày quyết định", or write "… ngày 5/6/2025"`})
		}
		return number, ""
	}
	return r.signed(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(m[1]), ","))), r.date(fieldDecision, m[2])
}

// signed refuses the bare number of a decision: every office numbers its own from 1.
func (r *reader) signed(number string) string {
	if onlyDigits.MatchString(number) {
		r.fail(fieldDecision, KindDecision, Text{"Thiếu cơ quan ký", "Whoever signed it is missing"}, Text{"Ví dụ " + number + "/QĐ-UBND", "As in " + number + "/QĐ-UBND"})
	}
	return number
}

var onlyDigits = regexp.MustCompile(`^[0-9 .]+$`)

var withDate = regexp.MustCompile(`(?i)^(.*?)[ ,(]*ngày ([0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})\)?$`)

func (r *reader) expires(from string) string {
	cell := r.cell(r.line.Cells, fieldExpires)
	if cell == "" {
		return ""
	}
	date := r.date(fieldExpires, cell)
	if date != "" && from != "" && date < from {
		r.fail(fieldExpires, KindDate, Text{"Hết hạn trước khi cấp", "It ends before it begins"}, Text{"Sửa một trong hai ngày", "Mend one of the two dates"})
	}
	return date
}

// date reads 5/6/2025 as the fifth of June, as Vietnam does, and the day numbers of spreadsheets.
func (r *reader) date(f field, cell string) string {
	if cell == "" {
		return ""
	}
	t, ok := sheet.ParseDay(cell)
	if ok && t.Year() >= 2018 && t.Year() <= 2100 { // the programme began in 2018
		return t.Format(time.DateOnly)
	}
	if what, beyond := beyondMonth(cell); beyond {
		r.fail(f, KindDate, what, Text{"Sửa theo quyết định giấy", "Mend it by the decision on paper"})
		return ""
	}
	r.fail(f, KindDate, Text{"Không phải ngày của chương trình", "Not a date of the programme"}, Text{"Ghi ngày/tháng/năm, ví dụ 05/06/2025", "Write day/month/year, as 05/06/2025"})
	return ""
}

var dayMonthYear = regexp.MustCompile(`^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})$`)

// beyondMonth says which day a month does not have, where a date is wrong by that alone.
func beyondMonth(cell string) (Text, bool) {
	m := dayMonthYear.FindStringSubmatch(cell)
	if m == nil {
		return Text{}, false
	}
	day, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	year, _ := strconv.Atoi(m[3])
	if month < 1 || month > 12 || day < 29 || day > 31 {
		return Text{}, false
	}
	if month == 2 && day == 29 {
		return Text{fmt.Sprintf("Tháng 2 năm %d không có ngày 29", year), fmt.Sprintf("February %d has no day 29", year)}, true
	}
	return Text{fmt.Sprintf("Tháng %d không có ngày %d", month, day), fmt.Sprintf("%s has no day %d", time.Month(month), day)}, true
}
