package imports

import (
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/sheet"
)

// column is one of the list, with what to do about a cell that is wrong.
type column struct {
	sheet.Column
	fixVI, fixEN string
	field        string // of the sheet's form, without the unit's number
}

func col(key, field, fixVI, fixEN string, names ...string) column {
	return column{Column: sheet.Column{Key: key, Names: names}, field: field, fixVI: fixVI, fixEN: fixEN}
}

// columns are those of the list that producers send and get, a row for each unit.
func columns() []column {
	return []column{
		{Column: sheet.Column{Key: "certificate", Names: []string{"Số chứng nhận", "Số giấy chứng nhận", "Certificate number"}, Required: true}, fixVI: "Lấy đúng số trong tệp mẫu", fixEN: "Take the number from the template"},
		col("name", "", "Tên đổi qua cán bộ: gửi đơn ở phiếu sản phẩm", "A name changes through an officer: ask on the sheet", "Tên sản phẩm", "Product"),
		{Column: sheet.Column{Key: "sku", Names: []string{"Mã hàng", "SKU"}, Required: true}, fixVI: "Để trống cho quy cách mới, hoặc ghi mã chưa ai dùng", fixEN: "Leave empty for a new unit, or give a SKU that nobody has"},
		col("unit", "name", "Ghi như “Hũ 200 g”", "Write it like “Jar of 200 g”", "Quy cách", "Unit"),
		col("unit_en", "name_en", "Rút ngắn lại", "Make it shorter", "Quy cách (tiếng Anh)", "Unit in English"),
		col("price", "price", "Ghi số đồng, ví dụ 125000", "Write đồng, such as 125000", "Giá (đồng)", "Giá", "Price"),
		col("stock", "stock", "Ghi một số nguyên từ 0", "Write a whole number from 0", "Tồn kho", "Stock"),
		col("shelf", "", "Ghi ngắn, như tủ A2", "Write it short, like A2", "Chỗ để", "Shelf"),
		col("weight", "weight", "Ghi số gam cả bao bì, ví dụ 265", "Write grams with the package, such as 265", "Khối lượng (g)", "Weight (g)"),
		col("chilled", "chilled", "Ghi có hoặc không", "Write yes or no", "Giao lạnh", "Chilled"),
		col("gtin", "gtin", "Chép lại 13 chữ số dưới mã vạch", "Copy the 13 digits below the bars", "Mã vạch lẻ (GTIN-13)", "GTIN-13"),
		col("net", "net", "Ghi số gam, không quá cả bao bì", "Write grams, at most the gross weight", "Khối lượng tịnh (g)", "Net weight (g)"),
		col("size", "size", "Ghi như 7 × 7 × 9,5", "Write it like 7 × 7 × 9,5", "Kích thước lẻ (cm)", "Unit size (cm)"),
		col("case_gtin", "case.gtin", "Số đóng gói 1–8, rồi 12 số đầu của mã lẻ, rồi số kiểm tra", "A packaging digit 1–8, the unit's first 12, then the check digit", "Mã vạch thùng (GTIN-14)", "GTIN-14"),
		col("case_units", "case.units", "Ghi một số nguyên", "Write a whole number", "Số lẻ một thùng", "Units in a case"),
		col("case_size", "case.size", "Ghi như 40 × 30 × 18", "Write it like 40 × 30 × 18", "Kích thước thùng (cm)", "Case size (cm)"),
		col("case_gross", "case.gross", "Ghi số kilôgam, ví dụ 6,6", "Write kilograms, such as 6,6", "Khối lượng thùng (kg)", "Case weight (kg)"),
		col("case_net", "case.net", "Ghi số kilôgam, không quá cả thùng", "Write kilograms, at most the gross weight", "Khối lượng tịnh thùng (kg)", "Net case weight (kg)"),
		col("moq", "moq", "Ghi số thùng", "Write cases", "Đặt ít nhất (thùng)", "Least order (cases)"),
		col("tiers", "tiers", "Ghi như 2: 2400000; 10: 2300000, số thùng tăng, giá giảm", "Write it like 2: 2400000; 10: 2300000, more cases, lower price", "Giá thùng theo mức", "Case price tiers"),
		col("name_en", "name_en*", "Rút ngắn lại", "Make it shorter", "Tên tiếng Anh", "English name"),
		col("ingredients", "ingredients", "Đã ghi rồi thì đổi qua cán bộ", "Once stated it changes through an officer", "Thành phần", "Ingredients"),
		col("allergens", "allergens", "Ghi tên chất, cách nhau bằng dấu phẩy, hoặc “không”", "Write the names with commas, or “none”", "Dị ứng", "Allergens"),
		col("storage", "storage", "Rút ngắn lại", "Make it shorter", "Bảo quản", "Storage"),
		col("shelf_days", "shelf_days", "Đã ghi rồi thì đổi qua cán bộ", "Once stated it changes through an officer", "Hạn dùng (ngày)", "Shelf life (days)"),
		col("least_days", "least_days", "Ghi số ngày, không quá hạn dùng", "Write days, at most the shelf life", "Còn ít nhất khi nhận (ngày)", "Left at receipt (days)"),
		col("temp_from", "temperature.from", "Ghi số độ C, hoặc để trống", "Write °C, or leave it empty", "Bảo quản từ (°C)", "Stored from (°C)"),
		col("temp_to", "temperature.to", "Ghi số độ C, hoặc để trống", "Write °C, or leave it empty", "Bảo quản đến (°C)", "Stored to (°C)"),
		col("vat", "vat", "Ghi 0, 5, 8 hoặc 10", "Write 0, 5, 8 or 10", "Thuế GTGT (%)", "VAT (%)"),
		col("lead_days", "lead_days", "Ghi số ngày", "Write days", "Chuẩn bị hàng (ngày)", "Lead time (days)"),
		col("returns", "returns", "Rút ngắn lại", "Make it shorter", "Đổi trả", "Returns"),
	}
}

func sheetColumns() []sheet.Column {
	all := columns()
	out := make([]sheet.Column, len(all))
	for i, c := range all {
		out[i] = c.Column
	}
	return out
}

// columnOf finds the column by what the domain calls a field: "units.3.case.gtin", "shelf_days".
func columnOf(field string) column {
	rest, unit := strings.CutPrefix(field, "units.")
	if unit {
		_, rest, _ = strings.Cut(rest, ".")
	} else if rest == "name_en" {
		rest = "name_en*" // of the product rather than of a unit
	}
	if strings.HasPrefix(rest, "tiers") {
		rest = "tiers"
	}
	for _, c := range columns() {
		if c.field == rest && rest != "" {
			return c
		}
	}
	return column{Column: sheet.Column{Names: []string{""}}}
}

// columnByKey finds a column by its key.
func columnByKey(key string) column {
	for _, c := range columns() {
		if c.Key == key {
			return c
		}
	}
	return column{Column: sheet.Column{Names: []string{""}}}
}

// Headings are the columns of the list as it is written.
func Headings() []string { return sheet.Headings(sheetColumns()) }

// Rows writes products as the list tells them, a row for each unit; one without units has a row to be filled in. What can be sold and where it lies is by SKU.
func Rows(products []*catalog.Product, available map[string]int, shelves map[string]string) sheet.Rows {
	return func(yield func([]any, error) bool) {
		for _, p := range products {
			units := p.Units
			if len(units) == 0 {
				units = []catalog.Unit{{}}
			}
			for _, u := range units {
				if !yield(rowOf(p, u, available, shelves[u.SKU]), nil) {
					return
				}
			}
		}
	}
}

func rowOf(p *catalog.Product, u catalog.Unit, available map[string]int, shelf string) []any {
	t, s := u.Trading(), &p.Sheet
	var stock any
	if u.SKU != "" {
		stock = available[u.SKU]
	}
	from, to := any(nil), any(nil)
	if s.Temperature != nil {
		from, to = pointed(s.Temperature.From), pointed(s.Temperature.To)
	}
	return []any{
		p.Certificate, p.Name, u.SKU, u.Name, u.NameEN, some(int(u.Price)), stock, shelf, some(u.WeightG), u.Chilled, u.GTIN, some(t.NetG), t.Size.Centimetres(),
		t.Case.GTIN, some(t.Case.Units), t.Case.Size.Centimetres(), catalog.Kilograms(t.Case.GrossG), catalog.Kilograms(t.Case.NetG), some(t.MOQ), catalog.TiersText(t.Tiers),
		p.NameEN, p.Facts.Ingredients, allergens(s), p.Facts.Storage, some(s.ShelfDays), some(s.LeastDays), from, to, pointed(s.VAT), some(s.LeadDays), s.Returns,
	}
}

func allergens(s *catalog.Sheet) string {
	if s.NoAllergens {
		return "không"
	}
	var names []string
	for _, a := range s.Allergens {
		names = append(names, a.Name("vi"))
	}
	if s.AllergenNote != "" {
		names = append(names, s.AllergenNote)
	}
	return strings.Join(names, ", ")
}

// some is a number, or nothing for 0.
func some(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func pointed(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}
