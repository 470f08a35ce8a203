package imports

import (
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/sheet"
)

// rowReader reads the cells of a row into a sheet. An empty cell leaves what is there.
type rowReader struct {
	row   sheet.Row
	wrong []intake.Problem
}

// add notes what is wrong with a cell, and returns it for its kind to be told.
func (r *rowReader) add(c column, vi, en string) *intake.Problem {
	r.wrong = append(r.wrong, intake.Problem{
		Row: r.row.Number, Letter: r.row.Letter(c.Key), Column: c.Names[0], Value: intake.Shown(r.row.Text(c.Key)), VI: vi, EN: en, FixVI: c.fixVI, FixEN: c.fixEN,
	})
	return &r.wrong[len(r.wrong)-1]
}

func (r *rowReader) refuse(key, vi, en string) *intake.Problem {
	return r.add(columnByKey(key), vi, en)
}

// text takes a cell over. One that begins like a formula was pasted as one.
func (r *rowReader) text(key string, to *string) {
	value := r.row.Text(key)
	switch {
	case value == "", value == strings.Join(strings.Fields(*to), " "): // a cell is one line, whatever the text is
	case strings.HasPrefix(value, "=") || strings.HasPrefix(value, "@"):
		c := columnByKey(key)
		c.fixVI, c.fixEN = "Dán lại dạng giá trị", "Paste it as a value"
		r.add(c, "Là công thức, không phải chữ", "A formula, not text").Kind = KindFormula
	default:
		*to = value
	}
}

// whole takes a number over; spreadsheets may write 12 as 12.0.
func (r *rowReader) whole(key string, to *int) {
	value := strings.TrimSuffix(r.row.Text(key), ".0")
	if value == "" {
		return
	}
	n, err := strconv.Atoi(strings.NewReplacer("\u2212", "-", " ", "").Replace(value))
	if err != nil || n > 1_000_000_000 || n < -1_000_000_000 {
		r.refuse(key, "Không phải số nguyên", "Not a whole number").Kind = KindNumber
		return
	}
	*to = n
}

func (r *rowReader) pointer(key string, to **int) {
	n := 0
	if *to != nil {
		n = **to
	}
	if r.row.Text(key) != "" {
		r.whole(key, &n)
		*to = &n
	}
}

func (r *rowReader) price(key string, to *money.Amount) {
	value := strings.TrimSuffix(r.row.Text(key), ".0")
	if value == "" {
		return
	}
	amount, err := money.Parse(value)
	if err != nil {
		r.refuse(key, "Không phải số tiền", "Not an amount of money").Kind = KindNumber
		return
	}
	*to = amount
}

func (r *rowReader) size(key string, to *catalog.Size) {
	parsed(r, key, to, catalog.ParseSize, "Không đủ ba chiều", "Not three sides")
}

func (r *rowReader) kilograms(key string, to *int) {
	parsed(r, key, to, catalog.ParseKilograms, "Không phải số kilôgam", "Not kilograms")
}

// parsed reads a cell that may be empty, and says what is wrong with one that cannot be read.
func parsed[T any](r *rowReader, key string, to *T, parse func(string) (T, bool), vi, en string) {
	value := r.row.Text(key)
	if value == "" {
		return
	}
	read, ok := parse(value)
	if !ok {
		r.refuse(key, vi, en).Kind = KindNumber
		return
	}
	*to = read
}

func (r *rowReader) yes(key string, to *bool) {
	switch strings.ToLower(r.row.Text(key)) {
	case "":
	case "có", "co", "x", "1", "yes", "true":
		*to = true
	case "không", "khong", "0", "no", "false":
		*to = false
	default:
		r.refuse(key, "Không rõ có hay không", "Neither yes nor no")
	}
}

// unit takes over what is about the unit.
func (r *rowReader) unit(u *catalog.Unit) {
	t := u.Trading()
	r.text("unit", &u.Name)
	r.text("unit_en", &u.NameEN)
	r.price("price", &u.Price)
	r.whole("weight", &u.WeightG)
	r.yes("chilled", &u.Chilled)
	r.text("gtin", &u.GTIN)
	r.whole("net", &t.NetG)
	r.size("size", &t.Size)
	r.text("case_gtin", &t.Case.GTIN)
	r.whole("case_units", &t.Case.Units)
	r.size("case_size", &t.Case.Size)
	r.kilograms("case_gross", &t.Case.GrossG)
	r.kilograms("case_net", &t.Case.NetG)
	r.whole("moq", &t.MOQ)
	if value := r.row.Text("tiers"); value != "" {
		tiers, ok := catalog.ParseTiers(value)
		if ok {
			t.Tiers = tiers
		} else {
			r.refuse("tiers", "Không đọc được các mức giá", "The tiers cannot be read").Kind = KindNumber
		}
	}
	if u.Trade != nil || t.NetG != 0 || t.MOQ != 0 || len(t.Tiers) > 0 || t.Size != (catalog.Size{}) || t.Case != (catalog.Case{}) {
		u.Trade = &t
	}
}

// product takes over what is about the product as a whole.
func (r *rowReader) product(e *catalog.Edit) {
	s := &e.Sheet
	r.text("name_en", &e.NameEN)
	r.text("ingredients", &e.Ingredients)
	r.text("storage", &e.Storage)
	r.text("returns", &s.Returns)
	r.whole("shelf_days", &s.ShelfDays)
	r.whole("least_days", &s.LeastDays)
	r.whole("lead_days", &s.LeadDays)
	r.pointer("vat", &s.VAT)
	if r.row.Text("temp_from") != "" || r.row.Text("temp_to") != "" {
		t := catalog.Temperature{}
		if s.Temperature != nil {
			t = *s.Temperature
		}
		r.pointer("temp_from", &t.From)
		r.pointer("temp_to", &t.To)
		s.Temperature = &t
	}
	r.allergens(s)
}

// allergens reads names with commas between; what is in no list is kept as it is written.
func (r *rowReader) allergens(s *catalog.Sheet) {
	var typed string
	r.text("allergens", &typed)
	if typed == "" {
		return
	}
	s.Allergens, s.AllergenNote, s.NoAllergens = nil, "", false
	if low := strings.ToLower(typed); low == "không" || low == "none" {
		s.NoAllergens = true
		return
	}
	var others []string
	for part := range strings.SplitSeq(typed, ",") {
		name := strings.TrimSpace(part)
		if a, ok := allergenCalled(name); ok {
			s.Allergens = append(s.Allergens, a)
		} else if name != "" {
			others = append(others, name)
		}
	}
	s.AllergenNote = strings.Join(others, ", ")
}

func allergenCalled(name string) (catalog.Allergen, bool) {
	for _, a := range catalog.Allergens() {
		if strings.EqualFold(name, a.Name("vi")) || strings.EqualFold(name, a.Name("en")) {
			return a, true
		}
	}
	return "", false
}
