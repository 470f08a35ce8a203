package goods

import (
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/web/desk"
)

// label is what a field is called where it stands away from its place in the form.
type label struct{ field, vi, en string }

// unitLabels are the fields of one unit; its tiers come with their own names.
func unitLabels() []label {
	return []label{
		{"name", "Tên quy cách", "Name of the unit"}, {"price", "Giá bán lẻ", "Retail price"}, {"name_en", "Tên quy cách tiếng Anh", "Name in English"},
		{"gtin", "Mã vạch lẻ", "Barcode of the unit"}, {"weight", "Khối lượng cả bao bì", "Gross weight"}, {"net", "Khối lượng tịnh", "Net weight"},
		{"size", "Dài × rộng × cao", "Length × width × height"}, {"chilled", "Giao lạnh", "Delivered chilled"},
		{"case.gtin", "Mã vạch thùng", "Barcode of the case"}, {"case.units", "Số lẻ một thùng", "Units in a case"}, {"case.size", "Kích thước thùng", "Size of the case"},
		{"case.gross", "Khối lượng thùng", "Weight of the case"}, {"case.net", "Khối lượng tịnh của thùng", "Net weight of the case"}, {"moq", "Đặt ít nhất", "Least order"},
	}
}

// sheetLabels are the fields of the sheet as a whole.
func sheetLabels() []label {
	return []label{
		{"name_en", "Tên tiếng Anh", "English name"}, {"vat", "Thuế suất GTGT", "VAT rate"}, {"ingredients", "Thành phần", "Ingredients"},
		{"allergens", "Chất dễ gây dị ứng", "Allergens"}, {"allergen_note", "Chất khác", "Others"}, {"shelf_days", "Hạn dùng từ ngày làm", "Shelf life from making"},
		{"least_days", "Còn ít nhất khi nhận", "Left at receipt, at least"}, {"temperature.from", "Bảo quản từ", "Stored from"}, {"temperature.to", "Bảo quản đến", "Stored up to"},
		{"storage", "Cách bảo quản", "How to store it"}, {"lead_days", "Chuẩn bị hàng", "Lead time"}, {"everywhere", "Giao cả nước", "Delivered everywhere"},
		{"area", "Nơi giao", "Delivery area"}, {"returns", "Điều kiện đổi trả", "Return terms"}, {"story", "Câu chuyện", "Story"},
	}
}

// labelOf is what a field is called; of which unit is said from the second on. Empty for a field that has no name.
func labelOf(ask *desk.Ask, field string) string {
	for _, l := range sheetLabels() {
		if l.field == field {
			return ask.Say(l.vi, l.en)
		}
	}
	rest, ok := strings.CutPrefix(field, "units.")
	if !ok {
		return ""
	}
	number, part, _ := strings.Cut(rest, ".")
	say := unitLabel(ask, part)
	if at, err := strconv.Atoi(number); err == nil && at > 0 && say != "" {
		return ask.Say("Quy cách %d, %s", "Unit %d, %s", at+1, lowered(say))
	}
	return say
}

func unitLabel(ask *desk.Ask, part string) string {
	if tier, ok := strings.CutPrefix(part, "tiers."); ok {
		number, what, _ := strings.Cut(tier, ".")
		at, _ := strconv.Atoi(number) //nolint:errcheck // the first tier, if it were no number
		if what == "price" {
			return ask.Say("Giá một thùng, mức %d", "Price of a case, tier %d", at+1)
		}
		return ask.Say("Số thùng, mức %d", "Cases of tier %d", at+1)
	}
	for _, l := range unitLabels() {
		if l.field == part {
			return ask.Say(l.vi, l.en)
		}
	}
	return ""
}

// lowered is a label that goes on within a sentence; abbreviations keep their capitals.
func lowered(say string) string {
	letters := []rune(say)
	if len(letters) > 1 && strings.ToUpper(string(letters[1])) == string(letters[1]) && string(letters[1]) != " " {
		return say
	}
	return strings.ToLower(string(letters[:1])) + string(letters[1:])
}

// anchor is the id of a field in the form.
func anchor(field string) string { return "f-" + strings.ReplaceAll(field, ".", "-") }

// named is what is wrong with a field, said where the field is not beside it.
type named struct{ Anchor, Name, Say string }

// Wrongs lists what is wrong with the sheet, each with the field it is about.
func (p *sheetPage) Wrongs() []named {
	var list []named
	for _, w := range p.Wrong.List {
		list = append(list, named{Anchor: anchor(w.Field), Name: labelOf(p.Ask, w.Field), Say: w.Say})
	}
	return list
}
