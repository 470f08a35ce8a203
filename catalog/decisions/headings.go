package decisions

import (
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/sheet"
)

// field is what a column tells.
type field int

const (
	fieldProduct field = iota
	fieldProducer
	fieldAddress
	fieldStars
	fieldDecision
	fieldDate
	fieldCertificate
	fieldGroup
	fieldScore
	fieldIssuer
	fieldExpires
	fieldProvince
	fieldCommune
	fields
)

// names are how people are told of a column.
var names = [fields]Text{
	{"Tên sản phẩm", "Product"}, {"Chủ thể", "Producer"}, {"Địa chỉ", "Address"}, {"Hạng sao", "Stars"}, {"Số quyết định", "Decision number"},
	{"Ngày quyết định", "Date"}, {"Số giấy chứng nhận", "Certificate number"}, {"Nhóm sản phẩm", "Group"}, {"Điểm", "Score"},
	{"Cơ quan cấp", "Issuer"}, {"Ngày hết hạn", "Expiry"}, {"Tỉnh", "Province"},
	{"Mã xã", "Commune code"},
}

// required columns must be there. The date may stand in the decision's cell, "123/QĐ-UBND ngày 5/6/2025".
var required = []field{fieldProduct, fieldProducer, fieldAddress, fieldStars, fieldDecision, fieldCertificate}

// synonyms are headings, folded, that mean a field.
var synonyms = map[string]field{
	"san-pham": fieldProduct, "ten-san-pham": fieldProduct, "ten-san-pham-ocop": fieldProduct, "san-pham-ocop": fieldProduct, "ten-sp": fieldProduct, "product": fieldProduct, "product-name": fieldProduct,
	"chu-the": fieldProducer, "ten-chu-the": fieldProducer, "chu-the-san-xuat": fieldProducer, "chu-the-ocop": fieldProducer, "ten-chu-the-san-xuat": fieldProducer, "co-so-san-xuat": fieldProducer,
	"ten-co-so": fieldProducer, "don-vi-san-xuat": fieldProducer, "ten-don-vi": fieldProducer, "don-vi": fieldProducer, "nha-san-xuat": fieldProducer, "producer": fieldProducer,
	"dia-chi": fieldAddress, "dia-chi-san-xuat": fieldAddress, "dia-chi-chu-the": fieldAddress, "dia-diem": fieldAddress, "noi-san-xuat": fieldAddress, "address": fieldAddress, "xa-phuong": fieldAddress, "phuong-xa": fieldAddress, "xa": fieldAddress, "commune": fieldAddress,
	"hang-sao": fieldStars, "so-sao": fieldStars, "sao": fieldStars, "hang": fieldStars, "phan-hang": fieldStars, "xep-hang": fieldStars, "phan-hang-sao": fieldStars, "ket-qua-phan-hang": fieldStars, "ket-qua": fieldStars, "dat-hang": fieldStars, "stars": fieldStars,
	"so-quyet-dinh": fieldDecision, "quyet-dinh": fieldDecision, "so-qd": fieldDecision, "quyet-dinh-so": fieldDecision, "quyet-dinh-cong-nhan": fieldDecision, "so-quyet-dinh-cong-nhan": fieldDecision, "qd-cong-nhan": fieldDecision, "so-ngay-quyet-dinh": fieldDecision, "decision": fieldDecision, "decision-number": fieldDecision,
	"ngay": fieldDate, "ngay-quyet-dinh": fieldDate, "ngay-ky": fieldDate, "ngay-cap": fieldDate, "ngay-cong-nhan": fieldDate, "ngay-ban-hanh": fieldDate, "ngay-thang": fieldDate, "ngay-thang-nam": fieldDate, "ngay-ky-quyet-dinh": fieldDate, "ngay-qd": fieldDate, "date": fieldDate,
	"so-giay-chung-nhan": fieldCertificate, "giay-chung-nhan": fieldCertificate, "so-gcn": fieldCertificate, "gcn": fieldCertificate, "so-chung-nhan": fieldCertificate, "ma-so-giay-chung-nhan": fieldCertificate, "giay-chung-nhan-so": fieldCertificate, "so-gcn-ocop": fieldCertificate, "certificate": fieldCertificate, "certificate-number": fieldCertificate,
	"nhom": fieldGroup, "nhom-san-pham": fieldGroup, "nganh": fieldGroup, "nganh-hang": fieldGroup, "nhom-nganh": fieldGroup, "group": fieldGroup,
	"diem": fieldScore, "so-diem": fieldScore, "tong-diem": fieldScore, "diem-danh-gia": fieldScore, "score": fieldScore,
	"co-quan-cap": fieldIssuer, "co-quan-ban-hanh": fieldIssuer, "don-vi-cap": fieldIssuer, "noi-cap": fieldIssuer, "issuer": fieldIssuer,
	"ngay-het-han": fieldExpires, "het-han": fieldExpires, "ngay-het-hieu-luc": fieldExpires, "co-gia-tri-den": fieldExpires, "hieu-luc-den": fieldExpires, "expires": fieldExpires, "expiry": fieldExpires,
	"tinh": fieldProvince, "tinh-thanh-pho": fieldProvince, "tinh-tp": fieldProvince, "province": fieldProvince,
	"ma-xa": fieldCommune, "ma-xa-phuong": fieldCommune, "commune-code": fieldCommune,
}

// headings tells where each field stands; -1 where it does not.
type headings struct {
	column [fields]int
	title  [fields]string
}

// cell returns what a row tells of a field.
func (h headings) cell(cells []string, f field) string {
	if c := h.column[f]; c >= 0 && c < len(cells) {
		return cells[c]
	}
	return ""
}

// name is how the file itself calls a column.
func (h headings) name(f field) string {
	if h.title[f] != "" {
		return h.title[f]
	}
	return names[f].VI
}

// letter is how a spreadsheet calls a column; empty where the file has none.
func (h headings) letter(f field) string { return sheet.Letter(h.column[f]) }

// Column is one that a list may have, as people are told of it.
type Column struct {
	Name, Say Text
	Required  bool
}

// Columns are those of a list that is to be filled in, in order.
func Columns() []Column {
	list := []Column{
		{names[fieldProduct], Text{"Như trên giấy chứng nhận", "As on the certificate"}, true},
		{names[fieldProducer], Text{"Tên đầy đủ, như trong quyết định", "The full name, as in the decision"}, true},
		{names[fieldAddress], Text{"Xã, phường; tỉnh ghi ở đây hoặc ở cột riêng", "The commune; the province here or in its own column"}, true},
		{names[fieldProvince], Text{"Ví dụ Ninh Bình", "As Ninh Bình"}, false},
		{names[fieldCommune], Text{"Năm chữ số, khi tên xã không đủ rõ", "Five digits, where the name is not enough"}, false},
		{names[fieldGroup], Text{"Một trong sáu nhóm", "One of the six groups"}, false},
		{names[fieldScore], Text{"Từ 0 đến 100", "From 0 to 100"}, false},
		{names[fieldStars], Text{"3, 4 hoặc 5", "3, 4 or 5"}, true},
		{names[fieldDecision], Text{"Cả cơ quan ký, ví dụ 1254/QĐ-UBND", "With whoever signed it, as 1254/QĐ-UBND"}, true},
		{names[fieldDate], Text{"Ngày/tháng/năm", "Day/month/year"}, true},
		{names[fieldCertificate], Text{"Như trên giấy, mỗi giấy một dòng", "As on the paper, a row for each"}, true},
		{names[fieldIssuer], Text{"Ví dụ UBND tỉnh Ninh Bình", "As UBND tỉnh Ninh Bình"}, false},
		{names[fieldExpires], Text{"Để trống là 36 tháng", "Empty means 36 months"}, false},
	}
	return list
}

// TemplateHeadings are the names of Columns, by which a list is read again.
func TemplateHeadings() []string {
	var list []string
	for _, c := range Columns() {
		list = append(list, c.Name.VI)
	}
	return list
}

// headingRows is how far down the headings may stand, below titles and the state's motto.
const headingRows = 40

// findHeadings returns the row with the most headings, at least three of them required ones, or -1.
func findHeadings(g []sheet.Line) (headings, int) {
	best, at, most := headings{}, -1, 2
	for i, l := range g {
		if i == headingRows {
			break
		}
		if h, n := readHeadings(l.Cells); n > most {
			best, at, most = h, i, n
		}
	}
	return best, at
}

func readHeadings(cells []string) (h headings, found int) {
	for f := range h.column {
		h.column[f] = -1
	}
	for i, cell := range cells {
		f, ok := fieldOf(cell)
		if !ok || h.column[f] >= 0 {
			continue
		}
		h.column[f], h.title[f] = i, cell
		for _, r := range required {
			if r == f {
				found++
			}
		}
	}
	return h, found
}

// fieldOf matches a heading by its folded text, without what stands in brackets.
func fieldOf(cell string) (field, bool) {
	if i := strings.IndexAny(cell, "(["); i > 0 {
		cell = cell[:i]
	}
	if len(cell) > 100 {
		return 0, false
	}
	f, ok := synonyms[place.Slug(cell)]
	return f, ok
}
