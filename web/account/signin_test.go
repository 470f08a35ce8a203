package account_test

import (
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

type noFiles struct{}

func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func readAll(into *strings.Builder, r *http.Response) (int64, error) { return io.Copy(into, r.Body) }

func TestSignInAndOut(t *testing.T) {
	s := open(t)
	p := s.person(somebody, false)
	b := s.browser()
	if a := b.get("/toi"); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/dang-nhap?tiep=%2Ftoi") {
		t.Fatalf("before: %d %s", a.status, a.location)
	}
	if a := b.get("/dang-nhap"); a.status != http.StatusOK || len(a.header.Values("Set-Cookie")) != 0 || !strings.Contains(a.body, "Nhớ máy này 30 ngày") {
		t.Fatalf("the page: %d, cookies %v", a.status, a.header.Values("Set-Cookie"))
	}
	if a := b.signIn(somebody, "wrong"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, somebody) {
		t.Fatalf("wrong password: %d", a.status)
	}
	if a := b.post("/dang-nhap", "e", " Hai.Au@BenDoan.example ", "m", password, "tiep", "/toi"); a.status != http.StatusSeeOther || a.location != "/toi" {
		t.Fatalf("right: %d %s", a.status, a.location)
	}
	if a := b.get("/toi"); !strings.HasPrefix(a.body, p.ID) {
		t.Fatalf("signed in: %d %q", a.status, a.body)
	}
	if a := b.post("/dang-xuat"); a.status != http.StatusSeeOther {
		t.Fatalf("sign out: %d", a.status)
	}
	if a := b.get("/toi"); a.status != http.StatusSeeOther {
		t.Errorf("after: %d", a.status)
	}
}

func TestAPlantedSessionIsWorthless(t *testing.T) {
	s := open(t)
	s.person(somebody, false)
	victim, thief := s.browser(), s.browser()
	s.person("thief@example.vn", true)
	thief.signIn("thief@example.vn", password)
	for name, planted := range map[string]string{"one made up": strings.Repeat("A", 43), "one of somebody signed in": thief.token(), "none": ""} {
		victim.plant(planted)
		if a := victim.signIn(somebody, password); a.status != http.StatusSeeOther {
			t.Fatalf("%s: sign in: %d", name, a.status)
		}
		if victim.token() == planted {
			t.Errorf("%s: the planted token was kept", name)
		}
		thief.plant(planted)
		if a := thief.get("/toi"); a.status != http.StatusSeeOther {
			t.Errorf("%s: the planted token lets in: %d %s", name, a.status, a.body)
		}
	}
}

// token is the session's token that the browser holds.
func (b *browser) token() string {
	for _, c := range b.client.Jar.Cookies(b.home()) {
		if c.Name == "phien" {
			return c.Value
		}
	}
	return ""
}

// plant puts a token into the browser.
func (b *browser) plant(token string) {
	b.client.Jar.SetCookies(b.home(), []*http.Cookie{{Name: "phien", Value: token, Path: "/"}})
}

func (b *browser) home() *url.URL {
	b.s.t.Helper()
	home, err := url.Parse(b.s.server.URL)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return home
}

func TestASessionEnds(t *testing.T) {
	for _, tt := range []struct {
		remember string
		lives    time.Duration
	}{{"", 12 * time.Hour}, {"1", 30 * 24 * time.Hour}} {
		s := open(t)
		s.person(somebody, false)
		b := s.browser()
		b.post("/dang-nhap", "e", somebody, "m", password, "nho", tt.remember)
		s.now = s.now.Add(tt.lives - time.Minute)
		if a := b.get("/toi"); a.status != http.StatusOK {
			t.Errorf("remember %q, before the end: %d", tt.remember, a.status)
		}
		s.now = s.now.Add(2 * time.Minute)
		if a := b.get("/toi"); a.status != http.StatusSeeOther {
			t.Errorf("remember %q, after the end: %d", tt.remember, a.status)
		}
	}
}

func TestOnwardLeadsNowhereElse(t *testing.T) {
	s := open(t)
	s.person(somebody, false)
	for _, next := range []string{"//evil.example", "https://evil.example/", `/\evil.example`, "/dang-nhap", "/dang-xuat", "/en/dang-nhap"} {
		a := s.browser().post("/dang-nhap", "e", somebody, "m", password, "tiep", next)
		if a.location != "/tai-khoan" {
			t.Errorf("%q leads to %q", next, a.location)
		}
	}
}
