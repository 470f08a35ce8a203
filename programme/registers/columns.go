package registers

import "slices"

// Type is what a column holds.
type Type string

// The types of columns.
const (
	Text     Type = "text"
	Long     Type = "long"
	Day      Type = "day"
	Whole    Type = "number"
	Money    Type = "money"
	Choice   Type = "choice"
	Producer Type = "producer" // a producer of the programme, by name or by one of its certificates
	Product  Type = "product"  // a product of the producer, by its certificate or its name
	Star     Type = "star"
)

// Column is a field of a register as forms, files and tables name it.
type Column struct {
	Key      string
	VI, EN   string
	Type     Type
	Required bool
	// HintVI and HintEN say what belongs there; may be empty.
	HintVI, HintEN string
	Other          []string // further headings by which a file may call it
}

// Columns lists the fields of a register in the order in which a form asks for them.
func (b Book) Columns() []Column {
	switch b {
	case Inspections:
		return inspectionColumns()
	case Classes:
		return classColumns()
	}
	return rewardColumns()
}

func inspectionColumns() []Column {
	return []Column{
		{Key: "ngay", VI: "Ngày kiểm tra", EN: "Day of inspection", Type: Day, Required: true, Other: []string{"Ngày"}},
		{Key: "chu-the", VI: "Chủ thể", EN: "Producer", Type: Producer, Required: true, HintVI: "Tên chủ thể, hoặc số một chứng nhận của họ.", HintEN: "The producer's name, or the number of one of its certificates.", Other: []string{"Tên chủ thể", "Cơ sở"}},
		{Key: "san-pham", VI: "Số sản phẩm kiểm tra", EN: "Products inspected", Type: Whole, Required: true, Other: []string{"Số sản phẩm"}},
		{Key: "ket-qua", VI: "Kết quả", EN: "Result", Type: Choice, Required: true},
		{Key: "han", VI: "Hạn khắc phục", EN: "Put right by", Type: Day, HintVI: "Ghi khi kết quả là cần khắc phục.", HintEN: "Where something must be put right."},
		{Key: "so", VI: "Số biên bản", EN: "Minutes number", Type: Text, Other: []string{"Biên bản"}},
		{Key: "ghi-chu", VI: "Nội dung", EN: "Findings", Type: Long, Other: []string{"Ghi chú"}},
	}
}

func classColumns() []Column {
	return []Column{
		{Key: "ten", VI: "Tên lớp", EN: "Class", Type: Text, Required: true, Other: []string{"Lớp", "Nội dung"}},
		{Key: "ngay", VI: "Từ ngày", EN: "From", Type: Day, Required: true, Other: []string{"Ngày", "Ngày mở"}},
		{Key: "han", VI: "Đến ngày", EN: "To", Type: Day, HintVI: "Để trống nếu chỉ một ngày.", HintEN: "Leave empty for a single day."},
		{Key: "noi", VI: "Nơi mở lớp", EN: "Place", Type: Text, Required: true, Other: []string{"Địa điểm"}},
		{Key: "nguoi", VI: "Số người học", EN: "People", Type: Whole, Required: true, Other: []string{"Số học viên", "Số người"}},
		{Key: "nu", VI: "Trong đó nữ", EN: "Women among them", Type: Whole, Other: []string{"Nữ"}},
		{Key: "ghi-chu", VI: "Ghi chú", EN: "Note", Type: Long},
	}
}

func rewardColumns() []Column {
	return []Column{
		{Key: "so", VI: "Số quyết định", EN: "Decision", Type: Text, Required: true, Other: []string{"Quyết định"}},
		{Key: "ngay", VI: "Ngày quyết định", EN: "Day of decision", Type: Day, Required: true, Other: []string{"Ngày"}},
		{Key: "chu-the", VI: "Chủ thể", EN: "Producer", Type: Producer, Required: true, HintVI: "Tên chủ thể, hoặc số một chứng nhận của họ.", HintEN: "The producer's name, or the number of one of its certificates.", Other: []string{"Tên chủ thể"}},
		{Key: "san-pham", VI: "Sản phẩm", EN: "Product", Type: Product, Required: true, HintVI: "Tên sản phẩm của chủ thể, hoặc số chứng nhận.", HintEN: "A product of the producer, or its certificate's number.", Other: []string{"Tên sản phẩm", "Số chứng nhận"}},
		{Key: "sao", VI: "Hạng sao", EN: "Stars", Type: Star, Required: true, Other: []string{"Sao", "Số sao"}},
		{Key: "tien", VI: "Tiền thưởng", EN: "Amount", Type: Money, HintVI: "Đồng. Để trống thì lấy mức của tỉnh theo hạng sao.", HintEN: "In đồng. Left empty, it is the province's amount for those stars.", Other: []string{"Số tiền", "Mức thưởng"}},
		{Key: "han", VI: "Ngày chi", EN: "Paid on", Type: Day, HintVI: "Để trống nếu chưa chi.", HintEN: "Leave empty while it is not paid.", Other: []string{"Đã chi ngày"}},
		{Key: "ghi-chu", VI: "Ghi chú", EN: "Note", Type: Long},
	}
}

// column finds a column by its key.
func (b Book) column(key string) (Column, bool) {
	all := b.Columns()
	at := slices.IndexFunc(all, func(c Column) bool { return c.Key == key })
	if at < 0 {
		return Column{}, false
	}
	return all[at], true
}

// ResultName is a result in words.
func ResultName(r Result, lang string) string {
	vi, en := "Đạt", "Passed"
	switch r {
	case Mend:
		vi, en = "Cần khắc phục", "To be put right"
	case Offence:
		vi, en = "Vi phạm", "Offence"
	}
	if lang == "en" {
		return en
	}
	return vi
}
