package orders

import (
	"fmt"
	"slices"
	"strings"
)

// Lengths of national numbers with the leading 0 (decision of 2018 on mobile
// numbers, of 2017 on area codes).
const (
	mobileLength   = 10
	landlineLength = 11
)

// mobile lists the prefixes in use, by their second and third digits.
const mobile = "32 33 34 35 36 37 38 39 52 55 56 58 59 70 76 77 78 79 81 82 83 84 85 86 87 88 89 90 91 92 93 94 96 97 98 99"

// areas lists the area codes without their 0; the rest of the number makes up eleven digits.
const areas = "203 204 205 206 207 208 209 210 211 212 213 214 215 216 218 219 220 221 222 225 226 227 228 229 " +
	"232 233 234 235 236 237 238 239 24 251 252 254 255 256 257 258 259 260 261 262 263 269 270 271 272 273 274 275 276 277 " +
	"28 290 291 292 293 294 296 297 299"

// ParsePhone reads a Vietnamese number as people write it, with spaces, points,
// dashes or +84, and returns its digits with the leading 0. The error's Field is empty.
func ParsePhone(text string) (string, *FieldError) {
	digits, problem := digitsOf(text)
	if problem != nil {
		return "", problem
	}
	switch {
	case digits == "":
		return "", &FieldError{Code: "required", VI: "Xin ghi số điện thoại, người giao sẽ gọi số này.", EN: "Enter a phone number: the courier will call it."}
	case strings.HasPrefix(digits, "1800") || strings.HasPrefix(digits, "1900"):
		return "", &FieldError{Code: "service_number", VI: "Đây là số tổng đài. Xin ghi số di động hoặc số bàn.", EN: "This is a service line. Enter a mobile or landline number."}
	case digits[0] != '0':
		return "", missingZero(digits)
	case strings.HasPrefix(digits, "01"):
		return "", &FieldError{Code: "old_number", VI: "Đầu số 01 đã đổi từ năm 2018. Xin ghi số 10 chữ số đang dùng.", EN: "Numbers with 01 were changed in 2018. Enter the ten-digit number in use now."}
	case strings.HasPrefix(digits, "02"):
		return checked(digits, landlineLength, isArea(digits), landlineHint)
	}
	return checked(digits, mobileLength, isMobile(digits), mobileHint)
}

// hint tells what a right number looks like.
type hint struct{ vi, en string }

var (
	mobileHint   = hint{"Số di động có 10 chữ số, ví dụ 0912 345 678.", "A mobile number has 10 digits, such as 0912 345 678."}
	landlineHint = hint{"Số bàn có 11 chữ số kể cả mã vùng, ví dụ 024 3825 1234.", "A landline number has 11 digits with its area code, such as 024 3825 1234."}
)

// digitsOf drops what people write between digits and turns +84 into 0.
func digitsOf(text string) (string, *FieldError) {
	plus := false
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '+' && b.Len() == 0 && !plus:
			plus = true
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune(" \t.-()\u00a0\u202f\u2013", r):
		default:
			return "", &FieldError{Code: "not_digits", VI: "Số điện thoại chỉ gồm chữ số. " + mobileHint.vi, EN: "A phone number is made of digits only. " + mobileHint.en}
		}
	}
	digits := b.String()
	if rest, ok := strings.CutPrefix(digits, "0084"); ok {
		digits, plus = "84"+rest, true
	}
	rest, home := strings.CutPrefix(digits, "84")
	switch {
	case home && (plus || len(digits) > mobileLength):
		return "0" + strings.TrimPrefix(rest, "0"), nil
	case plus:
		return "", &FieldError{Code: "foreign", VI: "Người giao chỉ gọi được số Việt Nam. " + mobileHint.vi, EN: "Couriers can call Vietnamese numbers only. " + mobileHint.en}
	}
	return digits, nil
}

func missingZero(digits string) *FieldError {
	if isMobile("0"+digits) && len(digits) == mobileLength-1 {
		whole := FormatPhone("0" + digits)
		return &FieldError{Code: "missing_zero", VI: fmt.Sprintf("Thiếu số 0 ở đầu. Có phải %s không?", whole), EN: fmt.Sprintf("The leading 0 is missing. Is it %s?", whole)}
	}
	return unknownPrefix(mobileHint)
}

// checked looks at the prefix first: that a digit is missing can be told only of a number that began well.
func checked(digits string, length int, known bool, h hint) (string, *FieldError) {
	switch diff := length - len(digits); {
	case !known && len(digits) >= 3:
		return "", unknownPrefix(h)
	case diff > 0:
		return "", &FieldError{Code: "too_short", VI: "Thiếu " + digitsVI(diff) + ". " + h.vi, EN: digitsEN(diff) + " missing. " + h.en}
	case diff < 0:
		return "", &FieldError{Code: "too_long", VI: "Thừa " + digitsVI(-diff) + ". " + h.vi, EN: digitsEN(-diff) + " too many. " + h.en}
	}
	return digits, nil
}

func unknownPrefix(h hint) *FieldError {
	return &FieldError{Code: "unknown_prefix", VI: "Không có đầu số này ở Việt Nam. " + h.vi, EN: "No Vietnamese number begins like this. " + h.en}
}

func isMobile(digits string) bool {
	return len(digits) >= 3 && slices.Contains(strings.Fields(mobile), digits[1:3])
}

func isArea(digits string) bool {
	return slices.ContainsFunc(strings.Fields(areas), func(code string) bool { return strings.HasPrefix(digits[1:], code) })
}

func digitsVI(n int) string {
	words := []string{"một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}
	if n <= len(words) {
		return words[n-1] + " chữ số"
	}
	return fmt.Sprintf("%d chữ số", n)
}

func digitsEN(n int) string {
	if n == 1 {
		return "One digit is"
	}
	return fmt.Sprintf("%d digits are", n)
}

// FormatPhone writes a number's digits for people: 0912 345 678, 024 3825 1234, 0203 382 5123.
func FormatPhone(digits string) string {
	switch {
	case len(digits) == mobileLength:
		return digits[:4] + " " + digits[4:7] + " " + digits[7:]
	case len(digits) == landlineLength && (digits[:3] == "024" || digits[:3] == "028"):
		return digits[:3] + " " + digits[3:7] + " " + digits[7:]
	case len(digits) == landlineLength:
		return digits[:4] + " " + digits[4:7] + " " + digits[7:]
	}
	return digits
}
