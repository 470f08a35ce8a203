package letters

import (
	"fmt"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/mail/letter"
)

// words are what a letter says in one language; %s is the name of the person or the site.
type words struct {
	subject, title string
	say            []string
	button         string
	last           []string
}

// path is the page that a letter's button leads to; a secret follows it.
func path(o accounts.Occasion) string {
	switch o {
	case accounts.LetterVerify:
		return "/xac-nhan-thu?ma="
	case accounts.LetterReset:
		return "/dat-lai-mat-khau?ma="
	case accounts.LetterExists:
		return "/dang-nhap"
	}
	return "/quen-mat-khau"
}

// vietnamese and english have the same occasions.
var vietnamese = map[accounts.Occasion]words{
	accounts.LetterVerify: {"Xác nhận thư của bạn", "Còn một bước nữa", []string{
		"Chào %s, bạn vừa đăng ký tài khoản ở %s bằng địa chỉ này. Bấm nút dưới đây rồi gõ mật khẩu bạn vừa đặt.",
		"Đường dẫn dùng được một lần, trong 24 giờ.",
	}, "Xác nhận và đăng nhập", []string{"Không phải bạn đăng ký thì không cần làm gì: không có ai vào được nếu thiếu bước này."}},
	accounts.LetterExists: {"Bạn đã có tài khoản", "Địa chỉ này đã có tài khoản", []string{
		"Chào %s, vừa có người đăng ký ở %s bằng địa chỉ này. Tài khoản của bạn có từ trước và không thay đổi gì.",
		"Nếu là bạn, chỉ cần đăng nhập. Quên mật khẩu thì bấm “Quên mật khẩu” ở trang đó.",
	}, "Đăng nhập", []string{"Không phải bạn thì không cần làm gì."}},
	accounts.LetterReset: {"Đặt mật khẩu mới", "Đặt mật khẩu mới", []string{
		"Chào %s, có người vừa xin đặt lại mật khẩu của tài khoản này ở %s.",
		"Đường dẫn dùng được một lần, trong 1 giờ. Đặt xong, mọi máy đang đăng nhập bị đăng xuất.",
	}, "Đặt mật khẩu mới", []string{"Không phải bạn xin thì không cần làm gì: mật khẩu cũ vẫn còn nguyên."}},
	accounts.LetterChanged: {"Mật khẩu vừa được đổi", "Mật khẩu vừa được đổi", []string{
		"Chào %s, mật khẩu của tài khoản này ở %s vừa được đổi, và các máy khác đã bị đăng xuất.",
		"Nếu là bạn thì không cần làm gì. Nếu không, đặt lại mật khẩu ngay bằng nút dưới đây.",
	}, "Đặt lại mật khẩu", nil},
}

var english = map[accounts.Occasion]words{
	accounts.LetterVerify: {"Confirm your address", "One more step", []string{
		"Hello %s, you have just signed up at %s with this address. Press the button and type the password that you chose.",
		"The link works once, for 24 hours.",
	}, "Confirm and sign in", []string{"If it was not you, there is nothing to do: nobody can come in without this step."}},
	accounts.LetterExists: {"You have an account already", "This address has an account", []string{
		"Hello %s, somebody has just signed up at %s with this address. Your account was there before and did not change.",
		"If it was you, just sign in. If you forgot the password, press “Forgotten?” on that page.",
	}, "Sign in", []string{"If it was not you, there is nothing to do."}},
	accounts.LetterReset: {"Set a new password", "Set a new password", []string{
		"Hello %s, somebody asked to set a new password for this account at %s.",
		"The link works once, for an hour. Every device that is signed in will then be signed out.",
	}, "Set a new password", []string{"If it was not you, there is nothing to do: the old password stays."}},
	accounts.LetterChanged: {"Your password was changed", "Your password was changed", []string{
		"Hello %s, the password of this account at %s has just been changed, and other devices were signed out.",
		"If it was you, there is nothing to do. If not, set a new password at once with the button below.",
	}, "Set a new password", nil},
}

// note writes a letter.
func (m *MailOut) note(p *accounts.Person, o accounts.Occasion, secret string) (letter.Note, error) {
	said := vietnamese
	if p.Lang == "en" {
		said = english
	}
	w, ok := said[o]
	if !ok {
		return letter.Note{}, fmt.Errorf("letters: no words for the occasion %q", o)
	}
	n := letter.Note{Frame: letter.Frame{Lang: p.Lang, Site: m.site, Subject: w.subject, Title: w.title}, Last: w.last}
	n.Say = append([]string{fmt.Sprintf(w.say[0], p.Name, m.site.Name)}, w.say[1:]...)
	n.Button = letter.Link{Label: w.button, URL: n.Path(path(o) + secret)}
	return n, nil
}
