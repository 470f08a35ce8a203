package decisions

// The kinds of problems, by which people mend many at once.
const (
	KindPlace    = "place"
	KindDate     = "date"
	KindStars    = "stars"
	KindScore    = "score"
	KindTwice    = "twice"
	KindFormula  = "formula"
	KindEmpty    = "empty"
	KindDecision = "decision"
	KindNumber   = "number"
	KindLong     = "long"
	KindKnown    = "known"
	KindOther    = "other"
	KindForeign  = "foreign"
	KindEnded    = "ended"
	KindUnusable = "unusable"
)

var kinds = map[string]Text{
	KindPlace:    {"Xã, phường không rõ", "Commune not certain"},
	KindDate:     {"Ngày không có thật", "No such day"},
	KindStars:    {"Sao không phải 3, 4, 5", "Stars other than 3, 4, 5"},
	KindScore:    {"Sao không khớp điểm", "Stars do not fit the score"},
	KindTwice:    {"Số chứng nhận trùng", "Certificate number twice"},
	KindFormula:  {"Ô là công thức", "Cell is a formula"},
	KindEmpty:    {"Ô để trống", "Cell is empty"},
	KindDecision: {"Số quyết định thiếu", "Decision number not whole"},
	KindNumber:   {"Số chứng nhận không đọc được", "Certificate number cannot be read"},
	KindLong:     {"Chữ quá dài", "Text too long"},
	KindKnown:    {"Khác sổ quốc gia", "Other than the registry"},
	KindOther:    {"Số của sản phẩm khác", "Number of another product"},
	KindForeign:  {"Của tỉnh khác", "Of another province"},
	KindEnded:    {"Đã có quyết định sau", "A later decision stands"},
	KindUnusable: {"Dòng không dùng được", "Row cannot be used"},
}

// KindName is what a kind of problems is called, in Vietnamese unless lang is "en".
func KindName(kind, lang string) string {
	if lang == "en" {
		return kinds[kind].EN
	}
	return kinds[kind].VI
}
