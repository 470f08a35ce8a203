package account_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/oidc"
	"github.com/ocopmarket/ocop/accounts/oidc/oidctest"
)

func openAgency(t *testing.T) (*oidctest.Provider, *site) {
	t.Helper()
	theirs := oidctest.Start(t)
	ours := oidc.New(oidc.Config{Issuer: theirs.URL, ClientID: oidctest.ClientID, ClientSecret: oidctest.ClientSecret, Redirect: "http://cho.example/dang-nhap/co-quan/ve", Clock: time.Now})
	return theirs, openWith(t, ours)
}

// go to the provider and return the address that it sends the browser back to.
func (b *browser) toAgency(path string) string {
	b.s.t.Helper()
	a := b.get(path)
	if a.status != http.StatusSeeOther {
		b.s.t.Fatalf("to the agency: %d", a.status)
	}
	back, err := oidctest.Visit(a.location)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return "/dang-nhap/co-quan/ve?" + back.Encode()
}

func TestAnAgencysAccountLetsIn(t *testing.T) {
	_, s := openAgency(t)
	b := s.browser()
	if a := b.get("/dang-nhap?tiep=/toi"); !strings.Contains(a.body, "/dang-nhap/co-quan?tiep=%2ftoi") && !strings.Contains(a.body, "/dang-nhap/co-quan?tiep=%2Ftoi") {
		t.Error("the page does not offer it")
	}
	if a := b.get(b.toAgency("/dang-nhap/co-quan?tiep=/toi")); a.status != http.StatusSeeOther || a.location != "/toi" {
		t.Fatalf("back: %d %s", a.status, a.location)
	}
	first := b.get("/toi")
	if first.status != http.StatusOK {
		t.Fatalf("signed in: %d", first.status)
	}
	again := s.browser()
	again.get(again.toAgency("/dang-nhap/co-quan"))
	if a := again.get("/toi"); a.body != first.body {
		t.Errorf("the same identity is another person: %q and %q", a.body, first.body)
	}
	if a := s.browser().get("/dang-nhap/co-quan/ve?code=x&state=y"); a.location != "/dang-nhap?sai=qua-gio" {
		t.Errorf("who never went comes back: %d %s", a.status, a.location)
	}
}

func TestATripIsOneBrowsersAndComesBackOnce(t *testing.T) {
	_, s := openAgency(t)
	b, thief := s.browser(), s.browser()
	back := b.toAgency("/en/dang-nhap/co-quan")
	thief.toAgency("/dang-nhap/co-quan")
	if a := thief.get(back); a.location != "/dang-nhap?sai=qua-gio" {
		t.Errorf("another browser comes back: %d %s", a.status, a.location)
	}
	if a := b.get(back); a.location != "/en/tai-khoan" {
		t.Errorf("back: %d %s", a.status, a.location)
	}
	if a := s.browser().get(back); a.location != "/dang-nhap?sai=qua-gio" {
		t.Errorf("the same again: %d %s", a.status, a.location)
	}
	late := s.browser()
	back = late.toAgency("/dang-nhap/co-quan")
	s.now = s.now.Add(11 * time.Minute)
	if a := late.get(back); a.location != "/dang-nhap?sai=qua-gio" {
		t.Errorf("after eleven minutes: %d %s", a.status, a.location)
	}
}

func TestAnAddressNobodyVerifiedLetsNobodyIn(t *testing.T) {
	theirs, s := openAgency(t)
	theirs.Claims["email_verified"] = false
	b := s.browser()
	if a := b.get(b.toAgency("/dang-nhap/co-quan")); a.location != "/dang-nhap?sai=chua-xac-nhan" {
		t.Fatalf("back: %d %s", a.status, a.location)
	}
	if a := b.get("/dang-nhap?sai=chua-xac-nhan"); !strings.Contains(a.body, "chưa xác nhận thư") {
		t.Error("the page does not say why")
	}
}

// TestAnAgencysAccountIsNotTakenOver: somebody who signed up before with an officer's address and never confirmed it keeps no way in.
func TestAnAgencysAccountIsNotTakenOver(t *testing.T) {
	_, s := openAgency(t)
	const officer = "lua@quangninh.example"
	err := s.accounts.SignUp(t.Context(), accounts.SigningUp{Name: "Kẻ lạ", Email: officer, Password: password, Use: accounts.UseBuy, Terms: true})
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	b.get(b.toAgency("/dang-nhap/co-quan"))
	if a := b.get("/toi"); a.status != http.StatusOK {
		t.Fatalf("the officer: %d", a.status)
	}
	if a := s.browser().signIn(officer, password); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the password of who signed up before: %d %s", a.status, a.location)
	}
}

func TestTheSecondStepIsNotSkipped(t *testing.T) {
	_, s := openAgency(t)
	const officer = "lua@quangninh.example"
	s.person(officer, true)
	s.browser().enrol(officer)
	b := s.browser()
	if a := b.get(b.toAgency("/dang-nhap/co-quan?tiep=" + url.QueryEscape("/quan-tri"))); a.location != "/dang-nhap/buoc-hai?tiep=%2Fquan-tri" {
		t.Errorf("back: %d %s", a.status, a.location)
	}
	if a := b.get("/toi"); a.status != http.StatusSeeOther {
		t.Errorf("signed in without it: %d", a.status)
	}
}
