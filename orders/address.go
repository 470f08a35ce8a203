package orders

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/ocopmarket/ocop/catalog/place"
)

// Contact is whom the carrier calls.
type Contact struct {
	Name  string `bson:"name"`
	Phone string `bson:"phone"` // national, digits only: "0912345678"
	Email string `bson:"email,omitempty"`
}

// Address is where it goes: two levels, by the codes of the era 2025.
type Address struct {
	Province string `bson:"province"`
	Commune  string `bson:"commune"`
	Street   string `bson:"street"`
	Note     string `bson:"note,omitempty"` // for the carrier
	// Card is what a card says that each producer puts in with the goods, such as with a present; empty for none.
	Card string `bson:"card,omitempty" json:",omitempty"`
}

// Text is the address on one line, as people write it.
func (a Address) Text() string {
	return a.Street + ", " + a.Place()
}

// Place is the commune and province as people write them, "phường Hồng Gai, Quảng Ninh".
func (a Address) Place() string {
	commune, _ := place.CommuneByCode(a.Commune)
	province, _ := place.ProvinceByCode(a.Province)
	return commune.Title() + ", " + province.Name
}

// How long, in letters, what people type may be.
const (
	maxName   = 100
	maxEmail  = 254
	maxStreet = 200
	maxNote   = 300
	maxCard   = 200
)

// Check cleans what a buyer typed and says all that is wrong with it at once, as FieldErrors.
func (s *Service) Check(in PlaceInput) (PlaceInput, error) {
	f := &form{}
	in.Contact = f.contact(in.Contact)
	in.Address = f.address(in.Address)
	if in.Payment != CashOnDelivery && (in.Payment != Transfer || s.Rules().Account.Number == "") {
		f.wrong("payment", "required", "Xin chọn cách trả tiền.", "Choose how to pay.")
	}
	if in.Language != "en" {
		in.Language = "vi"
	}
	if len(f.errs) > 0 {
		return in, f.errs
	}
	return in, nil
}

// form gathers what is wrong.
type form struct{ errs FieldErrors }

func (f *form) wrong(field, code, vi, en string) {
	f.errs = append(f.errs, FieldError{Field: field, Code: code, VI: vi, EN: en})
}

func (f *form) contact(c Contact) Contact {
	c.Name = clean(c.Name)
	switch {
	case letters(c.Name) < 2:
		f.wrong("contact.name", "required", "Xin ghi họ và tên người nhận.", "Enter the recipient's name.")
	case utf8.RuneCountInString(c.Name) > maxName:
		f.wrong("contact.name", "too_long", "Tên dài quá 100 chữ.", "The name is longer than 100 characters.")
	}
	phone, problem := ParsePhone(c.Phone)
	if problem != nil {
		problem.Field = "contact.phone"
		f.errs = append(f.errs, *problem)
	} else {
		c.Phone = phone
	}
	if c.Email = clean(c.Email); c.Email != "" && !isEmail(c.Email) {
		f.wrong("contact.email", "invalid", "Thư điện tử chưa đúng, ví dụ ten@example.vn. Có thể để trống.", "This is not an e-mail address, such as name@example.vn. It may be left empty.")
	}
	return c
}

func (f *form) address(a Address) Address {
	a.Street, a.Note, a.Card = clean(a.Street), clean(a.Note), clean(a.Card)
	a.Province, a.Commune = strings.TrimSpace(a.Province), strings.TrimSpace(a.Commune)
	province, known := place.ProvinceByCode(a.Province)
	if !known {
		f.wrong("address.province", "required", "Xin chọn tỉnh, thành.", "Choose a province or city.")
	}
	commune, found := place.CommuneByCode(a.Commune)
	switch {
	case !found:
		f.wrong("address.commune", "required", "Xin chọn xã, phường.", "Choose a commune or ward.")
	case known && commune.Province != a.Province:
		f.wrong("address.commune", "elsewhere", fmt.Sprintf("%s không thuộc %s. Xin chọn lại.", upperFirst(commune.Title()), province.Name), fmt.Sprintf("%s is not in %s. Choose again.", commune.Name, province.Name))
	}
	switch {
	case utf8.RuneCountInString(a.Street) < 2:
		f.wrong("address.street", "required", "Xin ghi số nhà, đường hoặc thôn.", "Enter house number, street or hamlet.")
	case utf8.RuneCountInString(a.Street) > maxStreet:
		f.wrong("address.street", "too_long", "Địa chỉ dài quá 200 chữ.", "The address is longer than 200 characters.")
	}
	if utf8.RuneCountInString(a.Note) > maxNote {
		f.wrong("address.note", "too_long", "Lời nhắn dài quá 300 chữ.", "The note is longer than 300 characters.")
	}
	if utf8.RuneCountInString(a.Card) > maxCard {
		f.wrong("address.card", "too_long", "Lời trên thiệp dài quá 200 chữ.", "The words on the card are longer than 200 characters.")
	}
	return a
}

// clean makes one line of NFC text: no control characters, single spaces.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsControl(r) || unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return norm.NFC.String(strings.Join(strings.Fields(text), " "))
}

func letters(text string) int {
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// isEmail takes plain addresses with a domain of at least two parts.
func isEmail(text string) bool {
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text || len(text) > maxEmail {
		return false
	}
	domain := text[strings.LastIndexByte(text, '@')+1:]
	return strings.Contains(strings.Trim(domain, "."), ".") && !strings.ContainsAny(text, "\"<>[] ")
}

func upperFirst(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}
