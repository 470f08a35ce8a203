package registers

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// The bounds of what is typed.
const (
	maxText   = 200  // characters
	maxLong   = 2000 // characters
	maxWhole  = 100_000
	maxAmount = money.Amount(10_000_000_000)
	firstYear = 2018 // 490/QĐ-TTg: the programme's first
)

// Typed is what stands in a form or a row, by the keys of columns.
type Typed map[string]string

// parser reads one entry.
type parser struct {
	book      Book
	province  string // where the entry must belong; empty for any
	directory *directory
	scale     func(province string, stars int) money.Amount
	now       time.Time
	wrong     field.Errors
	entry     *Entry
	maker     *maker
}

// parse reads an entry, or says all that is wrong with it.
func (p *parser) parse(typed Typed) (*Entry, error) {
	p.entry, p.wrong, p.maker = &Entry{Book: p.book, Province: p.province}, nil, nil
	for _, c := range p.book.Columns() {
		text := strings.TrimSpace(typed[c.Key])
		if text == "" {
			if c.Required {
				p.fail(c, "required", "Chưa ghi.", "This is missing.")
			}
			continue
		}
		p.read(c, text)
	}
	if len(p.wrong) == 0 {
		p.together()
	}
	if err := p.wrong.Err(); err != nil {
		return nil, err
	}
	p.finish()
	return p.entry, nil
}

func (p *parser) fail(c Column, code, vi, en string) {
	p.wrong.Add(c.Key, code, c.VI+": "+vi, c.EN+": "+en)
}

func (p *parser) read(c Column, text string) {
	switch c.Type {
	case Day:
		p.readDay(c, text)
	case Whole, Star:
		p.readWhole(c, text)
	case Money:
		p.readMoney(c, text)
	case Choice:
		p.readResult(c, text)
	case Producer:
		p.readProducer(c, text)
	case Product:
		p.readProduct(c, text)
	default:
		p.readText(c, text)
	}
}

func (p *parser) readText(c Column, text string) {
	most := maxText
	if c.Type == Long {
		most = maxLong
	} else {
		text = strings.Join(strings.Fields(text), " ")
	}
	if utf8.RuneCountInString(text) > most {
		p.fail(c, "too_long", fmt.Sprintf("Dài quá %d chữ.", most), fmt.Sprintf("Longer than %d characters.", most))
		return
	}
	switch c.Key {
	case "so":
		p.entry.Number = text
	case "ten":
		p.entry.Title = text
	case "noi":
		p.entry.Place = text
	default:
		p.entry.Note = text
	}
}

func (p *parser) readDay(c Column, text string) {
	day, ok := sheet.ParseDay(text)
	if !ok || day.Year() < firstYear || day.Year() > p.now.Year()+2 {
		p.fail(c, "day", "Không phải ngày. Ghi ngày/tháng/năm, ví dụ 05/06/2026.", "Not a day. Write day/month/year, as 05/06/2026.")
		return
	}
	y, m, d := day.Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, vietnam.Zone).UTC()
	if c.Key == "ngay" {
		p.entry.Day = at
		return
	}
	p.entry.Until = at
}

func (p *parser) readWhole(c Column, text string) {
	n, err := strconv.Atoi(strings.NewReplacer(".", "", " ", "").Replace(strings.TrimSuffix(text, " sao")))
	low, high := 0, maxWhole
	if c.Type == Star {
		low, high = 3, 5
	}
	if err != nil || n < low || n > high {
		p.fail(c, "out_of_range", fmt.Sprintf("Ghi số nguyên từ %d đến %d.", low, high), fmt.Sprintf("Write a whole number from %d to %d.", low, high))
		return
	}
	switch c.Key {
	case "san-pham":
		p.entry.Products = n
	case "nguoi":
		p.entry.People = n
	case "nu":
		p.entry.Women = n
	case "sao":
		p.entry.Stars = n
	}
}

func (p *parser) readMoney(c Column, text string) {
	amount, err := money.Parse(text)
	if err != nil || amount <= 0 || amount > maxAmount {
		p.fail(c, "amount", "Ghi số đồng, ví dụ 20.000.000.", "Write an amount of đồng, as 20.000.000.")
		return
	}
	p.entry.Amount = amount
}

func (p *parser) readResult(c Column, text string) {
	for _, r := range Results() {
		if text == string(r) || place.Slug(text) == place.Slug(ResultName(r, "vi")) || place.Slug(text) == place.Slug(ResultName(r, "en")) {
			p.entry.Result = r
			return
		}
	}
	p.fail(c, "choice", "Ghi một trong: Đạt, Cần khắc phục, Vi phạm.", "Write one of: Passed, To be put right, Offence.")
}

func (p *parser) readProducer(c Column, text string) {
	m, why := p.directory.producer(text, p.province)
	if why != nil {
		p.fail(c, "unknown", why.vi, why.en)
		return
	}
	p.maker = m
	p.entry.Producer, p.entry.ProducerName, p.entry.Province = m.id, m.name, m.province
}

func (p *parser) readProduct(c Column, text string) {
	if p.maker == nil {
		return // what is wrong is the producer
	}
	card, why := p.maker.product(text)
	if why != nil {
		p.fail(c, "unknown", why.vi, why.en)
		return
	}
	p.entry.Product, p.entry.ProductName = card.ID, card.Name
}

// together checks what fields say of each other.
func (p *parser) together() {
	e := p.entry
	until, _ := p.book.column("han")
	switch {
	case e.Day.After(p.now) && p.book != Classes:
		p.wrong.Add("ngay", "future", "Ngày còn chưa tới.", "That day is still to come.")
	case !e.Until.IsZero() && e.Until.Before(e.Day):
		p.fail(until, "order", "Trước ngày đầu.", "Before the first day.")
	case p.book == Inspections && e.Result == Mend && e.Until.IsZero():
		p.fail(until, "required", "Cần khắc phục thì ghi hạn.", "Say by when it must be put right.")
	case p.book == Rewards && e.Until.After(p.now):
		p.fail(until, "future", "Ngày chi còn chưa tới.", "The day of payment is still to come.")
	case e.Women > e.People:
		p.wrong.Add("nu", "order", "Số nữ nhiều hơn số người.", "More women than people.")
	case p.book == Inspections && e.Products > len(p.maker.cards):
		p.wrong.Add("san-pham", "too_many", fmt.Sprintf("Chủ thể chỉ có %d sản phẩm.", len(p.maker.cards)), fmt.Sprintf("The producer has only %d products.", len(p.maker.cards)))
	case p.book == Rewards && e.Amount == 0:
		if e.Amount = p.scale(e.Province, e.Stars); e.Amount == 0 {
			p.wrong.Add("tien", "required", "Tỉnh chưa đặt mức thưởng cho hạng sao này; hãy ghi số tiền.", "The province has set no amount for these stars; enter one.")
		}
	}
}

// finish works out what follows from the fields.
func (p *parser) finish() {
	e := p.entry
	e.Year = yearOf(e.Day)
	sum := sha256.Sum256([]byte(strings.Join([]string{
		string(e.Book), e.Province, e.Day.Format(time.DateOnly), e.Producer, e.Product, place.Slug(e.Number), place.Slug(e.Title), place.Slug(e.Place), strconv.Itoa(e.Stars),
	}, "\n")))
	e.Mark = hex.EncodeToString(sum[:12])
}

// Typed writes an entry as a form holds it.
func (e *Entry) Typed() Typed {
	day := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.In(vietnam.Zone).Format(time.DateOnly)
	}
	whole := func(n int) string { return strconv.Itoa(n) }
	t := Typed{"ngay": day(e.Day), "han": day(e.Until), "so": e.Number, "ten": e.Title, "noi": e.Place, "ghi-chu": e.Note, "ket-qua": string(e.Result), "chu-the": e.ProducerName}
	switch e.Book {
	case Inspections:
		t["san-pham"] = whole(e.Products)
	case Classes:
		t["nguoi"], t["nu"] = whole(e.People), whole(e.Women)
	case Rewards:
		t["san-pham"], t["sao"], t["tien"] = e.ProductName, whole(e.Stars), e.Amount.Group()
	}
	return t
}

// identify puts ids in the place of names that several may bear, where they name what the entry held already.
func (t Typed) identify(e *Entry) Typed {
	out := Typed{}
	for k, v := range t {
		out[k] = v
	}
	if e.Producer != "" && out["chu-the"] == e.ProducerName {
		out["chu-the"] = e.Producer
	}
	if e.Product != "" && out["san-pham"] == e.ProductName {
		out["san-pham"] = e.Product
	}
	return out
}
