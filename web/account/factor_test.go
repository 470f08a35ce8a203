package account_test

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/store"
)

var (
	shownSecret = regexp.MustCompile(`<p class="code mt3">([A-Z2-7 ]+)</p>`)
	shownCode   = regexp.MustCompile(`<li>([2-9A-Z]{4}-[2-9A-Z]{4})</li>`)
)

// code is what the authenticator of a secret shows now.
func (s *site) code(secret string) string {
	s.t.Helper()
	code, err := accounts.Code(secret, s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

// enrol signs an administrator in for the first time, and returns the secret of their authenticator and their recovery codes.
func (b *browser) enrol(email string) (secret string, codes []string) {
	b.s.t.Helper()
	b.signIn(email, password)
	page := b.get("/dang-nhap/buoc-hai")
	found := shownSecret.FindStringSubmatch(page.body)
	if found == nil {
		b.s.t.Fatalf("no secret on the page: %d", page.status)
	}
	secret = strings.ReplaceAll(found[1], " ", "")
	done := b.post("/dang-nhap/buoc-hai", "ma", b.s.code(secret))
	for _, m := range shownCode.FindAllStringSubmatch(done.body, -1) {
		codes = append(codes, m[1])
	}
	if done.status != http.StatusOK || len(codes) != 8 {
		b.s.t.Fatalf("set up: %d, %d codes", done.status, len(codes))
	}
	return secret, codes
}

func TestAnAdministratorMustSetUpASecondStep(t *testing.T) {
	s := open(t)
	s.person(somebody, true)
	b := s.browser()
	b.signIn(somebody, password)
	if a := b.get("/quan-tri"); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/dang-nhap/buoc-hai") {
		t.Fatalf("without: %d %s", a.status, a.location)
	}
	if page := b.get("/dang-nhap/buoc-hai"); !strings.Contains(page.body, "<svg") {
		t.Error("no QR code")
	}
	b.enrol(somebody)
	if a := b.get("/quan-tri"); a.status != http.StatusOK {
		t.Fatalf("with: %d %s", a.status, a.location)
	}
	s.now = s.now.Add(11 * time.Hour)
	if a := b.get("/quan-tri"); a.status != http.StatusOK {
		t.Errorf("in the evening: %d", a.status)
	}
}

func TestThePasswordAloneIsNobody(t *testing.T) {
	s := open(t)
	s.person(somebody, true)
	secret, _ := s.browser().enrol(somebody)
	s.now = s.now.Add(time.Hour)
	b := s.browser()
	if a := b.signIn(somebody, password); a.location != "/dang-nhap/buoc-hai" {
		t.Fatalf("after the password: %d %s", a.status, a.location)
	}
	if a := b.get("/toi"); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/dang-nhap?") {
		t.Fatalf("the password alone: %d %s", a.status, a.location)
	}
	if a := b.post("/dang-nhap/buoc-hai", "ma", s.code(secret)); a.location != "/quan-tri" {
		t.Fatalf("with the code: %d %s", a.status, a.location)
	}
	if a := b.get("/quan-tri"); a.status != http.StatusOK {
		t.Errorf("signed in: %d %s", a.status, a.location)
	}
}

func TestWhoTakesTooLongBeginsAgain(t *testing.T) {
	s := open(t)
	s.person(somebody, true)
	secret, _ := s.browser().enrol(somebody)
	b := s.browser()
	b.signIn(somebody, password)
	s.now = s.now.Add(10 * time.Minute)
	if a := b.post("/dang-nhap/buoc-hai", "ma", s.code(secret)); a.location != "/dang-nhap" {
		t.Errorf("after ten minutes: %d %s", a.status, a.location)
	}
}

func TestACodeIsTakenOnce(t *testing.T) {
	s := open(t)
	s.person(somebody, true)
	secret, codes := s.browser().enrol(somebody)
	try := func(code string) int {
		b := s.browser()
		b.signIn(somebody, password)
		return b.post("/dang-nhap/buoc-hai", "ma", code).status
	}
	if got := try(s.code(secret)); got != http.StatusUnprocessableEntity {
		t.Errorf("the code that set it up, again: %d", got)
	}
	s.now = s.now.Add(time.Minute)
	code := s.code(secret)
	if got := try(code); got != http.StatusSeeOther {
		t.Errorf("a new code: %d", got)
	}
	if got := try(code); got != http.StatusUnprocessableEntity {
		t.Errorf("the same code again: %d", got)
	}
	if got := try(strings.ToLower(codes[2])); got != http.StatusSeeOther {
		t.Errorf("a recovery code: %d", got)
	}
	if got := try(codes[2]); got != http.StatusUnprocessableEntity {
		t.Errorf("the same recovery code again: %d", got)
	}
	if got := try(codes[3]); got != http.StatusSeeOther {
		t.Errorf("another recovery code: %d", got)
	}
}

func TestTheTokenIsNewAfterTheSecondStep(t *testing.T) {
	s := open(t)
	s.person(somebody, true)
	secret, _ := s.browser().enrol(somebody)
	s.now = s.now.Add(time.Minute)
	b := s.browser()
	b.signIn(somebody, password)
	half := b.token()
	b.post("/dang-nhap/buoc-hai", "ma", s.code(secret))
	if whole := b.token(); whole == half || whole == "" {
		t.Error("the token of before the second step is good after it")
	}
	thief := s.browser()
	thief.plant(half)
	if a := thief.get("/toi"); a.status != http.StatusSeeOther {
		t.Errorf("the old token lets in: %d", a.status)
	}
}

// Who may do without the second step is offered a way back from setting it up; who must have it can only leave.
func TestTheWayBackFromTheSecondStep(t *testing.T) {
	s := open(t)
	s.person(somebody, false)
	s.person("quan-tri@example.vn", true)
	back, leave := `href="/tai-khoan/bao-mat">Thôi, để sau`, `action="/dang-xuat" class="h-gap-s"`
	for email, must := range map[string]bool{somebody: false, "quan-tri@example.vn": true} {
		b := s.browser()
		b.signIn(email, password)
		page := b.get("/dang-nhap/buoc-hai")
		if page.status != http.StatusOK || strings.Contains(page.body, back) == must || strings.Contains(page.body, leave) != must {
			t.Errorf("%s: %d, back %v, leave %v", email, page.status, strings.Contains(page.body, back), strings.Contains(page.body, leave))
		}
	}
}

func TestAnAuthenticatorWhoseKeyIsLost(t *testing.T) {
	s := open(t)
	p := s.person(somebody, false)
	secret := accounts.NewSecret()
	codes, err := s.process(t).Enrol(t.Context(), p.ID, secret, s.code(secret), "")
	if err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(time.Minute)
	b := s.browser()
	b.signIn(somebody, password)
	for lang, want := range map[string]string{"": "Dùng một mã dự phòng", "/en": "Use a recovery code"} {
		if a := b.post(lang+"/dang-nhap/buoc-hai", "ma", s.code(secret)); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, want) {
			t.Errorf("a right code that can't be checked: %d, without %q", a.status, want)
		}
	}
	if a := b.post("/dang-nhap/buoc-hai", "ma", codes[0]); a.status != http.StatusSeeOther {
		t.Errorf("a recovery code: %d", a.status)
	}
}

func TestTheStoreNeverHoldsASecretReadable(t *testing.T) {
	s := open(t)
	s.person(somebody, true)
	b := s.browser()
	b.signIn(somebody, password)
	found := shownSecret.FindStringSubmatch(b.get("/dang-nhap/buoc-hai").body)
	if found == nil {
		t.Fatal("no secret on the page")
	}
	secret := strings.ReplaceAll(found[1], " ", "")
	s.holdsNowhere(secret)
	if a := b.post("/dang-nhap/buoc-hai", "ma", s.code(secret)); a.status != http.StatusOK {
		t.Fatalf("set up: %d", a.status)
	}
	s.holdsNowhere(secret)
}

// holdsNowhere looks for a text in everything that is stored.
func (s *site) holdsNowhere(text string) {
	s.t.Helper()
	for _, schema := range schemas() {
		for raw, err := range s.db.Find(s.t.Context(), schema.Collection, store.Query{}) {
			if err != nil {
				s.t.Fatal(err)
			}
			if bytes.Contains(raw, []byte(text)) {
				s.t.Errorf("%s holds it: %s", schema.Collection, raw)
			}
		}
	}
}
