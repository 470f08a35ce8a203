package decide

import (
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Input is what the form of a decision holds, as it was typed.
type Input struct {
	Certificate string // number, in any spelling
	Kind        Kind
	Number      string
	SignedOn    string // "20/11/2026"
	Issuer      string
	AtOnce      bool
	Day, Hour   string // when it takes effect: "24/11/2026", "0:00"
	Public      string
	Internal    string
}

// Upload is a file that came with the form.
type Upload struct {
	Name string
	Body io.Reader
}

// The longest texts of a decision, in characters.
const (
	MaxPublic   = 200
	maxInternal = 2000
	maxLine     = 120
)

// ParseDay reads a day in Vietnam as people or date fields write it; the first moment of it.
func ParseDay(text string) (time.Time, bool) {
	for _, layout := range []string{"2/1/2006", "2-1-2006", "2.1.2006", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(text), vietnam.Zone); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// ParseMoment reads a day and an hour in Vietnam.
func ParseMoment(day, hour string) (time.Time, bool) {
	start, ok := ParseDay(day)
	if !ok {
		return start, false
	}
	minutes, ok := parseHour(hour)
	return start.Add(time.Duration(minutes) * time.Minute), ok
}

// parseHour reads "0:00", "7h30" or "7" as minutes after midnight.
func parseHour(text string) (minutes int, ok bool) {
	text = strings.NewReplacer("h", ":", "g", ":", ".", ":").Replace(strings.TrimSpace(text))
	hour, minute, _ := strings.Cut(text, ":")
	h, err := strconv.Atoi(hour)
	if err != nil || h < 0 || h > 23 {
		return 0, false
	}
	if minute == "" {
		return 60 * h, true
	}
	m, err := strconv.Atoi(minute)
	return 60*h + m, err == nil && m >= 0 && m < 60
}

// fill puts what was typed into a decision, and says what is wrong or, of a whole one, missing.
func (d *Decision) fill(in Input, now time.Time, whole bool) field.Errors {
	var wrong field.Errors
	d.Kind, d.AtOnce = in.Kind, in.AtOnce
	d.Number, d.Issuer = strings.TrimSpace(in.Number), strings.TrimSpace(in.Issuer)
	d.Public, d.Internal = strings.TrimSpace(in.Public), strings.TrimSpace(in.Internal)
	if !in.Kind.Valid() {
		wrong.Add("k", "required", "Chọn đình chỉ, thu hồi hoặc phục hồi.", "Choose to suspend, revoke or reinstate.")
	}
	d.fillPaper(in, now, whole, &wrong)
	d.fillTime(in, now, whole, &wrong)
	d.fillWords(whole, &wrong)
	return wrong
}

func (d *Decision) fillPaper(in Input, now time.Time, whole bool, wrong *field.Errors) {
	switch {
	case utf8.RuneCountInString(d.Number) > maxLine:
		wrong.Add("sqd", "too_long", "Số quyết định dài quá 120 chữ.", "The number has more than 120 characters.")
	case whole && d.Number == "":
		wrong.Add("sqd", "required", "Ghi số quyết định, dạng 3652/QĐ-UBND.", "Enter the decision's number, such as 3652/QĐ-UBND.")
	}
	if utf8.RuneCountInString(d.Issuer) > maxLine || (whole && d.Issuer == "") {
		wrong.Add("cq", "required", "Chọn cơ quan ký.", "Choose the body that signed it.")
	}
	if in.SignedOn == "" && !whole {
		return
	}
	day, ok := ParseDay(in.SignedOn)
	switch {
	case !ok:
		wrong.Add("ky", "format", "Ghi ngày ký, dạng 20/11/2026.", "Enter the day it was signed, such as 20/11/2026.")
	case day.After(now):
		wrong.Add("ky", "future", "Ngày ký chưa đến.", "The day it was signed is still to come.")
	default:
		d.SignedOn = day
	}
}

func (d *Decision) fillTime(in Input, now time.Time, whole bool, wrong *field.Errors) {
	d.From = time.Time{}
	if in.AtOnce || (!whole && in.Day == "") {
		return
	}
	from, ok := ParseMoment(in.Day, in.Hour)
	switch {
	case !ok:
		wrong.Add("hl", "format", "Ghi ngày và giờ có hiệu lực, dạng 24/11/2026 và 0:00, hoặc chọn ngay khi ký.", "Enter the day and hour, such as 24/11/2026 and 0:00, or choose at once.")
	case from.Before(now):
		wrong.Add("hl", "past", "Giờ này đã qua. Chọn ngay khi ký, hoặc một giờ sắp tới.", "That time has passed. Choose at once, or a time to come.")
	case from.After(now.AddDate(1, 0, 0)):
		wrong.Add("hl", "far", "Giờ có hiệu lực xa hơn một năm. Xin xem lại năm.", "That is more than a year away. Check the year.")
	default:
		d.From = from
	}
}

func (d *Decision) fillWords(whole bool, wrong *field.Errors) {
	switch n := utf8.RuneCountInString(d.Public); {
	case n > MaxPublic:
		wrong.Add("ly", "too_long", "Câu công khai dài quá 200 chữ.", "The public sentence has more than 200 characters.")
	case whole && n == 0:
		wrong.Add("ly", "required", "Ghi một câu để mọi người hiểu vì sao.", "Write a sentence so that everybody understands why.")
	}
	if utf8.RuneCountInString(d.Internal) > maxInternal {
		wrong.Add("nb", "too_long", "Ghi chú nội bộ dài quá 2.000 chữ.", "The internal note has more than 2,000 characters.")
	}
}
