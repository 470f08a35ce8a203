package account

import (
	"embed"
	"io/fs"
	"net/http"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/accounts/oidc"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var files embed.FS

// Deps are what these pages stand on.
type Deps struct {
	Accounts *accounts.Service
	Sessions *Sessions
	Keys     *keys.Service
	Agency   *oidc.Provider // of identities of agencies; nil if none is configured
}

type room struct {
	Deps
}

// Room is the pages of one's own account.
func Room(deps Deps) desk.Room {
	r := &room{Deps: deps}
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		panic(err) // embedded above
	}
	return desk.Room{Name: "account", Templates: templates, Routes: append(r.entering(), r.securing()...), Objects: map[string]desk.Find{"device": r.findDevice, "key": r.findKey}}
}

// entering are the pages by which one comes in and goes.
func (r *room) entering() []desk.Route {
	return []desk.Route{
		{Method: http.MethodGet, Path: desk.SignInPath, Action: policy.SignIn, Handle: r.showSignIn},
		{Method: http.MethodPost, Path: desk.SignInPath, Action: policy.SignIn, Handle: r.signIn},
		{Method: http.MethodGet, Path: desk.SecondFactorPath, Action: policy.SignIn, Handle: r.showFactor},
		{Method: http.MethodPost, Path: desk.SecondFactorPath, Action: policy.SignIn, Handle: r.giveFactor},
		{Method: http.MethodGet, Path: agencyPath, Action: policy.SignIn, Handle: r.toAgency},
		{Method: http.MethodGet, Path: ComeBackPath, Action: policy.SignIn, Once: true, Handle: r.fromAgency},
		{Method: http.MethodGet, Path: "/dang-ky", Action: policy.SignIn, Handle: r.showSignUp},
		{Method: http.MethodPost, Path: "/dang-ky", Action: policy.SignIn, Handle: r.signUp},
		{Method: http.MethodGet, Path: sentPath, Action: policy.SignIn, Handle: r.showSent},
		{Method: http.MethodPost, Path: sentPath, Action: policy.SignIn, Handle: r.sendAgain},
		{Method: http.MethodGet, Path: "/xac-nhan-thu", Action: policy.SignIn, Handle: r.showConfirm},
		{Method: http.MethodPost, Path: "/xac-nhan-thu", Action: policy.SignIn, Handle: r.confirm},
		{Method: http.MethodGet, Path: "/quen-mat-khau", Action: policy.SignIn, Handle: r.showForgot},
		{Method: http.MethodPost, Path: "/quen-mat-khau", Action: policy.SignIn, Handle: r.forgot},
		{Method: http.MethodGet, Path: "/dat-lai-mat-khau", Action: policy.SignIn, Handle: r.showReset},
		{Method: http.MethodPost, Path: "/dat-lai-mat-khau", Action: policy.SignIn, Handle: r.reset},
		{Method: http.MethodPost, Path: "/dang-xuat", Action: policy.SignOut, Handle: r.signOut},
	}
}

// securing are the pages that keep an account safe.
func (r *room) securing() []desk.Route {
	return []desk.Route{
		{Method: http.MethodGet, Path: securityPath, Action: policy.OwnAccount, Handle: r.showSecurity},
		{Method: http.MethodPost, Path: securityPath + "/mat-khau", Action: policy.OwnAccount, Handle: r.changePassword},
		{Method: http.MethodGet, Path: securityPath + "/buoc-hai/:viec", Action: policy.OwnAccount, Handle: r.showAgain},
		{Method: http.MethodPost, Path: securityPath + "/buoc-hai/:viec", Action: policy.OwnAccount, Handle: r.doAgain},
		{Method: http.MethodPost, Path: securityPath + "/may/:id", Action: policy.OwnAccount, Object: "device", Handle: r.leaveDevice},
		{Method: http.MethodPost, Path: securityPath + "/may-khac", Action: policy.OwnAccount, Handle: r.leaveOthers},
		{Method: http.MethodGet, Path: securityPath + "/khoa", Action: policy.KeyMake, Handle: r.showKey},
		{Method: http.MethodPost, Path: securityPath + "/khoa", Action: policy.KeyMake, Handle: r.makeKey},
		{Method: http.MethodPost, Path: securityPath + "/khoa/:id", Action: policy.KeyEdit, Object: "key", Handle: r.revokeKey},
	}
}
