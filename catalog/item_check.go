package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/field"
)

// Bounds of a sheet.
const (
	maxUnits  = 20
	maxTiers  = 6
	maxGrams  = 1_000_000
	maxMM     = 5_000
	maxDays   = 3_650
	maxShort  = 120
	maxLong   = 4_000
	maxPrice  = money.Amount(10_000_000_000)
	maxNumber = 100_000
)

// checker gathers what is wrong with an edit.
type checker struct {
	field.Errors
	now time.Time
}

func (c *checker) text(name, value string, most int) {
	if utf8.RuneCountInString(value) > most {
		c.Add(name, "too_long", fmt.Sprintf("Dài quá: nhiều nhất %d chữ.", most), fmt.Sprintf("Too long: at most %d characters.", most))
	}
}

func (c *checker) number(name string, value, most int) {
	if value < 0 || value > most {
		c.Add(name, "range", fmt.Sprintf("Cần một số từ 0 đến %d.", most), fmt.Sprintf("Needs a number from 0 to %d.", most))
	}
}

// sheet checks what is not about units.
func (c *checker) sheet(s *Sheet) {
	c.number("shelf_days", s.ShelfDays, maxDays)
	c.number("least_days", s.LeastDays, maxDays)
	if s.LeastDays > 0 && s.ShelfDays > 0 && s.LeastDays > s.ShelfDays {
		c.Add("least_days", "more_than_all", "Hạn còn lại khi nhận không thể dài hơn cả hạn dùng.", "What is left at receipt cannot be more than the whole life.")
	}
	c.number("lead_days", s.LeadDays, 365)
	c.text("returns", s.Returns, maxLong)
	c.text("allergen_note", s.AllergenNote, maxShort)
	c.allergens(s)
	c.temperature(s.Temperature)
	if s.VAT != nil && !VATAllowed(*s.VAT, c.now) {
		c.Add("vat", "unknown", "Thuế suất này không có trong luật hiện hành.", "The law has no such rate now.")
	}
	for _, code := range s.Area {
		if _, ok := place.ProvinceByCode(code); !ok {
			c.Add("area", "unknown", "Có một tỉnh không có trong danh mục.", "One of the provinces is not in the list.")
			break
		}
	}
}

func (c *checker) allergens(s *Sheet) {
	for _, a := range s.Allergens {
		if !a.Known() {
			c.Add("allergens", "unknown", "Có một chất không có trong danh mục; ghi nó vào ô bên dưới.", "One of them is not in the list; write it into the field below.")
			return
		}
	}
	if s.NoAllergens && (len(s.Allergens) > 0 || s.AllergenNote != "") {
		c.Add("allergens", "both", "Đã chọn là không có chất nào, lại chọn hoặc ghi thêm chất.", "It says that there are none, and names some.")
	}
}

func (c *checker) temperature(t *Temperature) {
	if t == nil {
		return
	}
	for name, side := range map[string]*int{"temperature.from": t.From, "temperature.to": t.To} {
		if side != nil && (*side < -80 || *side > 80) {
			c.Add(name, "range", "Cần số độ C từ −80 đến 80.", "Needs °C from −80 to 80.")
		}
	}
	if t.From != nil && t.To != nil && *t.From > *t.To {
		c.Add("temperature.to", "order", "Nhiệt độ cao nhất thấp hơn nhiệt độ thấp nhất.", "The highest is below the lowest.")
	}
}

// units checks all units and makes their numbers as documents keep them.
func (c *checker) units(units []Unit, group Group) {
	if len(units) > maxUnits {
		c.Add("units.0.name", "too_many", fmt.Sprintf("Nhiều nhất %d quy cách.", maxUnits), fmt.Sprintf("At most %d units.", maxUnits))
	}
	seen := map[string]bool{}
	for i := range units {
		c.unit("units."+strconv.Itoa(i)+".", &units[i], group)
		for _, number := range []string{units[i].GTIN, units[i].Trading().Case.GTIN} {
			if number != "" && seen[number] {
				c.Add("units."+strconv.Itoa(i)+".gtin", "twice", "Mã vạch này đã dùng cho quy cách khác của sản phẩm.", "Another unit of the product has this number.")
			}
			seen[number] = true
		}
	}
}

func (c *checker) unit(at string, u *Unit, group Group) {
	if u.Name == "" {
		c.Add(at+"name", "required", "Ghi tên quy cách, ví dụ “Hũ 200 g”.", "Name the unit, such as “Jar of 200 g”.")
	}
	c.text(at+"name", u.Name, maxShort)
	c.text(at+"name_en", u.NameEN, maxShort)
	if u.Price <= 0 || u.Price > maxPrice {
		c.Add(at+"price", "required", "Ghi giá lớn hơn 0, ví dụ 125.000.", "Give a price above 0, such as 125.000.")
	}
	if u.WeightG < 0 || u.WeightG > maxGrams || u.WeightG == 0 && group != Tourism {
		c.Add(at+"weight", "required", "Ghi khối lượng cả bao bì, để tính phí giao.", "Give the gross weight, from which delivery is reckoned.")
	}
	c.unitNumber(at, u)
	if u.Trade != nil {
		c.trade(at, u)
	}
}

func (c *checker) unitNumber(at string, u *Unit) {
	if u.GTIN == "" {
		return
	}
	number, err := UnitGTIN(u.GTIN)
	if err != nil {
		c.Add(at+"gtin", "check_digit", "Không phải mã GTIN-13: cần 13 chữ số, chữ số cuối là số kiểm tra.", "Not a GTIN-13: it has 13 digits, the last one checks the others.")
		return
	}
	u.GTIN = number
}

func (c *checker) trade(at string, u *Unit) {
	t := u.Trade
	c.number(at+"net", t.NetG, maxGrams)
	if t.NetG > 0 && u.WeightG > 0 && t.NetG > u.WeightG {
		c.Add(at+"net", "more_than_gross", "Khối lượng tịnh không thể lớn hơn cả bao bì.", "The net weight cannot be more than the gross one.")
	}
	c.size(at+"size", t.Size)
	c.size(at+"case.size", t.Case.Size)
	c.number(at+"case.units", t.Case.Units, maxNumber)
	c.number(at+"case.gross", t.Case.GrossG, maxGrams)
	c.number(at+"case.net", t.Case.NetG, maxGrams)
	c.number(at+"moq", t.MOQ, maxNumber)
	if t.Case.GrossG > 0 && t.Case.NetG > t.Case.GrossG {
		c.Add(at+"case.net", "more_than_gross", "Khối lượng tịnh của thùng không thể lớn hơn cả thùng.", "The net weight of the case cannot be more than its gross one.")
	}
	c.caseNumber(at, u)
	c.tiers(at, t.Tiers)
}

func (c *checker) size(name string, s Size) {
	none := s == Size{}
	if !none && !s.Known() || s.L > maxMM || s.W > maxMM || s.H > maxMM {
		c.Add(name, "sides", "Ghi đủ dài × rộng × cao, ví dụ 40 × 30 × 18.", "Give length × width × height, such as 40 × 30 × 18.")
	}
}

func (c *checker) caseNumber(at string, u *Unit) {
	typed := u.Trade.Case.GTIN
	if typed == "" {
		return
	}
	number, err := CaseGTIN(typed, u.GTIN)
	switch {
	case errors.Is(err, ErrCaseGTIN) && u.GTIN == "":
		c.Add(at+"case.gtin", "unit_first", "Ghi mã vạch lẻ trước; mã thùng được làm từ mã ấy.", "Give the unit's number first; the case's is made of it.")
	case errors.Is(err, ErrCaseGTIN):
		want := SuggestCaseGTIN(u.GTIN)
		c.Add(at+"case.gtin", "not_of_unit", "Mã thùng phải là số đóng gói 1–8, 12 chữ số đầu của mã lẻ, rồi số kiểm tra, ví dụ "+want+".", "It must be a packaging digit 1–8, the unit's first 12 digits and a check digit, such as "+want+".")
	case err != nil:
		c.Add(at+"case.gtin", "check_digit", "Không phải mã GTIN-14: cần 14 chữ số, chữ số cuối là số kiểm tra.", "Not a GTIN-14: it has 14 digits, the last one checks the others.")
	default:
		u.Trade.Case.GTIN = number
	}
}

// tiers must grow in quantity and fall in price: more never costs more.
func (c *checker) tiers(at string, tiers []Tier) {
	if len(tiers) > maxTiers {
		c.Add(at+"tiers.0.from", "too_many", fmt.Sprintf("Nhiều nhất %d mức giá.", maxTiers), fmt.Sprintf("At most %d tiers.", maxTiers))
	}
	for i, t := range tiers {
		name := at + "tiers." + strconv.Itoa(i)
		switch {
		case t.From < 1 || t.From > maxNumber:
			c.Add(name+".from", "range", "Ghi từ bao nhiêu thùng, ít nhất là 1.", "Say from how many cases on, at least 1.")
		case t.Price <= 0 || t.Price > maxPrice:
			c.Add(name+".price", "required", "Ghi giá một thùng.", "Give the price of a case.")
		case i > 0 && t.From <= tiers[i-1].From:
			c.Add(name+".from", "ascending", "Số thùng phải tăng dần từ mức trên xuống mức dưới.", "Quantities must grow from tier to tier.")
		case i > 0 && t.Price >= tiers[i-1].Price:
			c.Add(name+".price", "descending", "Đặt nhiều hơn thì giá một thùng phải thấp hơn mức trên.", "With more cases the price of one must be lower than in the tier above.")
		}
	}
}

// allergenText is what a label says of allergens; empty while nothing is said.
func (s *Sheet) allergenText() string {
	if s.NoAllergens {
		return "Không có chất gây dị ứng trong danh mục"
	}
	var names []string
	for _, a := range Allergens() {
		if slices.Contains(s.Allergens, a) {
			names = append(names, a.Name("vi"))
		}
	}
	if s.AllergenNote != "" {
		names = append(names, s.AllergenNote)
	}
	return strings.Join(names, ", ")
}
