package account

import (
	"net/http"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/web/desk"
)

// scopeWord says what a scope lets a program do.
func scopeWord(ask *desk.Ask, scope string) string {
	switch scope {
	case "products:read":
		return ask.Say("đọc sản phẩm", "read products")
	case "orders:read":
		return ask.Say("đọc đơn", "read orders")
	case "orders:write":
		return ask.Say("báo đã gói, đã gửi", "move orders on")
	case "stock:read":
		return ask.Say("đọc kho", "read stock")
	case "lots:write":
		return ask.Say("ghi lô", "write lots")
	}
	return scope
}

func scopeWords(ask *desk.Ask, scopes []string) string {
	words := make([]string, len(scopes))
	for i, scope := range scopes {
		words[i] = scopeWord(ask, scope)
	}
	return strings.Join(words, ", ")
}

// keyPage makes a key; Secret is the new one, shown this once.
type keyPage struct {
	desk.Page
	Name   string
	Scopes []desk.Option
	Secret string
	May    string
}

func (r *room) keyPage(ask *desk.Ask, name string, chosen []string) *keyPage {
	p := &keyPage{Page: ask.NewPage(ask.Say("Khóa cho phần mềm", "A key for a program")), Name: name}
	for _, scope := range keys.Scopes(ask.Who.OrgKind) {
		p.Scopes = append(p.Scopes, desk.Option{Value: scope, Label: scopeWord(ask, scope), Hint: scope, Chosen: slices.Contains(chosen, scope)})
	}
	return p
}

// showKey serves GET /tai-khoan/bao-mat/khoa.
func (r *room) showKey(ask *desk.Ask) error {
	return ask.Render(http.StatusOK, "account-key", r.keyPage(ask, "", nil))
}

// makeKey serves POST /tai-khoan/bao-mat/khoa. The answer shows the key, and nothing else ever does.
func (r *room) makeKey(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	secret, k, err := r.Keys.Make(ask.Ctx(), ask.Who, form.Get("ten"), form["quyen"])
	p := r.keyPage(ask, form.Get("ten"), form["quyen"])
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		p.Wrong = wrong
		return ask.Render(http.StatusUnprocessableEntity, "account-key", p)
	}
	if err != nil {
		return err
	}
	p.Secret, p.Name, p.May = secret, k.Name, scopeWords(ask, k.Scopes)
	return ask.Render(http.StatusOK, "account-key", p)
}

// revokeKey serves POST /tai-khoan/bao-mat/khoa/:id.
func (r *room) revokeKey(ask *desk.Ask) error {
	if err := r.Keys.Revoke(ask.Ctx(), ask.ID()); err != nil {
		return err
	}
	return ask.SeeSaying(securityPath+"#khoa", ask.Say("Đã thu lại khóa. Phần mềm dùng nó không vào được nữa.", "The key was taken back. The program that used it can't come in any more."))
}
