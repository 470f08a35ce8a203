package accounts

import (
	netmail "net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/ocopmarket/ocop/internal/field"
)

// How long a password may be, in letters.
const (
	passwordLeast = 12
	passwordMost  = 200
)

// most letters of a name, and of an address (RFC 5321).
const (
	nameMost  = 80
	emailMost = 254
)

func checkNewcomer(n Newcomer) error {
	var wrong field.Errors
	checkName(&wrong, n.Name)
	checkEmail(&wrong, n.Email)
	if n.Password != "" {
		checkPassword(&wrong, "m", n.Password, n.Email)
	}
	return wrong.Err()
}

func checkName(wrong *field.Errors, name string) {
	n := utf8.RuneCountInString(strings.TrimSpace(name))
	if n == 0 || n > nameMost || strings.ContainsAny(name, "\r\n") {
		wrong.Add("ten", "length", "Ghi họ và tên, tối đa 80 chữ.", "Write your name, in at most 80 letters.")
	}
}

func checkEmail(wrong *field.Errors, email string) {
	address := Address(email)
	a, err := netmail.ParseAddress(address)
	if err != nil || a.Address != address || a.Name != "" || len(address) > emailMost || !strings.Contains(address[strings.LastIndex(address, "@")+1:], ".") {
		wrong.Add("e", "address", "Ghi một địa chỉ thư, như hang@vidu.vn.", "Write a mail address, such as hang@example.vn.")
	}
}

// checkPassword refuses what is guessed first. There are no rules of composition: a sentence
// that one remembers is better than a word that one writes down (NIST SP 800-63B, 3.1.1.2).
func checkPassword(wrong *field.Errors, name, password, email string) {
	n := utf8.RuneCountInString(norm.NFC.String(password))
	plain := strings.ToLower(strings.TrimSpace(norm.NFC.String(password)))
	switch {
	case n < passwordLeast:
		wrong.Add(name, "too_short", "Mật khẩu cần ít nhất 12 chữ. Một câu dễ nhớ tốt hơn một từ khó.", "A password needs at least 12 letters. A sentence that you remember is better than a hard word.")
	case n > passwordMost:
		wrong.Add(name, "too_long", "Mật khẩu tối đa 200 chữ.", "A password has at most 200 letters.")
	case plain == Address(email) || plain == local(email):
		wrong.Add(name, "own_address", "Mật khẩu không được là thư của bạn.", "Your address can't be your password.")
	case common(plain):
		wrong.Add(name, "common", "Mật khẩu này quá nhiều người dùng. Chọn một câu của riêng bạn.", "Too many people use this password. Choose a sentence of your own.")
	}
}

// local is what stands before the @.
func local(email string) string {
	name, _, _ := strings.Cut(Address(email), "@")
	return name
}
