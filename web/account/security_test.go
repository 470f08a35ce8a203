package account_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
)

// runs makes somebody the owner of a cooperative.
func (s *site) runs(person, producer string) *members.Organization {
	s.t.Helper()
	o := &members.Organization{Kind: policy.KindProducer, Name: "HTX Bến Đoan", Producer: producer}
	err := s.db.Atomic(s.t.Context(), func(ctx context.Context, tx store.Tx) error {
		founded := *o
		o = &founded
		return s.members.Found(ctx, tx, o, person)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

func TestChangingThePasswordSignsOtherDevicesOut(t *testing.T) {
	s := open(t)
	s.person(somebody, false)
	here, there := s.browser(), s.browser()
	here.signIn(somebody, password)
	there.signIn(somebody, password)
	before := here.token()
	const next = "một câu khác hẳn"
	if a := here.post("/tai-khoan/bao-mat/mat-khau", "cu", "sai", "moi", next); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Mật khẩu đang dùng không đúng") {
		t.Fatalf("wrong old password: %d", a.status)
	}
	if a := here.post("/tai-khoan/bao-mat/mat-khau", "cu", password, "moi", "ngắn"); a.status != http.StatusUnprocessableEntity {
		t.Fatalf("short new password: %d", a.status)
	}
	if a := here.post("/tai-khoan/bao-mat/mat-khau", "cu", password, "moi", next); a.status != http.StatusSeeOther {
		t.Fatalf("changed: %d %s", a.status, a.body)
	}
	if a := here.get("/toi"); a.status != http.StatusOK || here.token() == before {
		t.Errorf("this device: %d, same token: %v", a.status, here.token() == before)
	}
	if a := there.get("/toi"); a.status != http.StatusSeeOther {
		t.Errorf("the other device: %d", a.status)
	}
	if a := there.signIn(somebody, password); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the old password: %d", a.status)
	}
	if a := there.signIn(somebody, next); a.status != http.StatusSeeOther {
		t.Errorf("the new password: %d", a.status)
	}
}

var deviceForm = regexp.MustCompile(`action="(/tai-khoan/bao-mat/may/[^"]+)"`)

func TestSigningDevicesOut(t *testing.T) {
	s := open(t)
	s.person(somebody, false)
	s.person("ke-la@example.vn", false)
	here, phone, tablet, stranger := s.browser(), s.browser(), s.browser(), s.browser()
	for _, b := range []*browser{phone, tablet, here} {
		b.signIn(somebody, password)
		s.now = s.now.Add(time.Minute)
	}
	stranger.signIn("ke-la@example.vn", password)
	page := here.get("/tai-khoan/bao-mat")
	forms := deviceForm.FindAllStringSubmatch(page.body, -1)
	if page.status != http.StatusOK || len(forms) != 2 || !strings.Contains(page.body, "Chrome, Windows") || !strings.Contains(page.body, "máy này") {
		t.Fatalf("the page: %d, %d forms", page.status, len(forms))
	}
	if a := stranger.post(forms[0][1]); a.status != http.StatusNotFound {
		t.Errorf("a stranger signs a device out: %d", a.status)
	}
	if a := here.post(forms[0][1]); a.status != http.StatusSeeOther {
		t.Fatalf("one: %d", a.status)
	}
	left := 0
	for _, b := range []*browser{phone, tablet} {
		if b.get("/toi").status == http.StatusOK {
			left++
		}
	}
	if left != 1 {
		t.Errorf("after one was signed out, %d of two others are signed in", left)
	}
	if a := here.post("/tai-khoan/bao-mat/may-khac"); a.status != http.StatusSeeOther {
		t.Fatalf("all others: %d", a.status)
	}
	for name, want := range map[*browser]int{here: http.StatusOK, phone: http.StatusSeeOther, tablet: http.StatusSeeOther, stranger: http.StatusOK} {
		if a := name.get("/toi"); a.status != want {
			t.Errorf("after signing out everywhere else: %d, want %d", a.status, want)
		}
	}
}

var shownKey = regexp.MustCompile(`ocop_[A-Z2-7]{26}`)

func (s *site) ask(path, key string) int {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.server.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	return s.browser().do(r).status
}

func TestKeysOfAnOrganization(t *testing.T) {
	s := open(t)
	p := s.person(somebody, false)
	s.runs(p.ID, "p1")
	b := s.browser()
	b.signIn(somebody, password)
	if a := b.post("/tai-khoan/bao-mat/khoa", "ten", "Kế toán"); a.status != http.StatusUnprocessableEntity {
		t.Fatalf("without a scope: %d", a.status)
	}
	if a := b.post("/tai-khoan/bao-mat/khoa", "ten", "Kế toán", "quyen", "everything"); a.status != http.StatusUnprocessableEntity {
		t.Fatalf("with a scope that is none: %d", a.status)
	}
	made := b.post("/tai-khoan/bao-mat/khoa", "ten", "Kế toán", "quyen", "orders:read")
	key := shownKey.FindString(made.body)
	if made.status != http.StatusOK || key == "" || made.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("made: %d, key %q, kept %q", made.status, key, made.header.Get("Cache-Control"))
	}
	page := b.get("/tai-khoan/bao-mat")
	if strings.Contains(page.body, key) || !strings.Contains(page.body, "Kế toán") || !strings.Contains(page.body, "đọc đơn") {
		t.Error("the page shows the key, or does not name it")
	}
	for path, want := range map[string]int{"/don": http.StatusOK, "/kho": http.StatusForbidden, "/toi": http.StatusForbidden} {
		if got := s.ask(path, key); got != want {
			t.Errorf("%s with the key: %d, want %d", path, got, want)
		}
	}
	form := regexp.MustCompile(`action="(/tai-khoan/bao-mat/khoa/[^"]+)"`).FindStringSubmatch(page.body)
	other := s.person("ke-la@example.vn", false)
	s.runs(other.ID, "p2")
	stranger := s.browser()
	stranger.signIn("ke-la@example.vn", password)
	if a := stranger.post(form[1]); a.status != http.StatusNotFound {
		t.Errorf("a stranger takes the key back: %d", a.status)
	}
	if a := b.post(form[1]); a.status != http.StatusSeeOther {
		t.Fatalf("taken back: %d", a.status)
	}
	if got := s.ask("/don", key); got != http.StatusUnauthorized {
		t.Errorf("with the key that was taken back: %d", got)
	}
	if got := s.ask("/don", "ocop_"+strings.Repeat("A", 26)); got != http.StatusUnauthorized {
		t.Errorf("with a key that never was: %d", got)
	}
}

func TestTheSecondStepIsChangedByWhoKnowsThePassword(t *testing.T) {
	s := open(t)
	s.person(somebody, false)
	b := s.browser()
	secret, codes := b.enrol(somebody)
	s.now = s.now.Add(time.Minute)
	const base = "/tai-khoan/bao-mat/buoc-hai/"
	if a := b.post(base+"ma-moi", "cu", "sai"); a.status != http.StatusUnprocessableEntity {
		t.Fatalf("new codes with a wrong password: %d", a.status)
	}
	fresh := shownCode.FindAllStringSubmatch(b.post(base+"ma-moi", "cu", password).body, -1)
	if len(fresh) != 8 || fresh[0][1] == codes[0] {
		t.Fatalf("new codes: %v", fresh)
	}
	page := b.get(base + "doi-dien-thoai")
	found := regexp.MustCompile(`<p class="code">([A-Z2-7 ]+)</p>`).FindStringSubmatch(page.body)
	if found == nil || strings.ReplaceAll(found[1], " ", "") == secret {
		t.Fatalf("a new phone gets no new secret: %d", page.status)
	}
	if a := b.post(base+"doi-dien-thoai", "cu", password, "ma", s.code(secret)); a.status != http.StatusUnprocessableEntity {
		t.Errorf("the old phone's code: %d", a.status)
	}
	if a := b.post(base+"doi-dien-thoai", "cu", password, "ma", s.code(strings.ReplaceAll(found[1], " ", ""))); a.status != http.StatusOK {
		t.Errorf("the new phone's code: %d", a.status)
	}
	if a := b.post(base+"tat", "cu", password); a.status != http.StatusSeeOther {
		t.Errorf("turned off: %d", a.status)
	}
	if a := s.browser().signIn(somebody, password); a.location != "/tai-khoan" {
		t.Errorf("signing in without it: %d %s", a.status, a.location)
	}
}

func TestAnAdministratorKeepsTheSecondStep(t *testing.T) {
	s := open(t)
	s.person(somebody, true)
	b := s.browser()
	b.enrol(somebody)
	if a := b.post("/tai-khoan/bao-mat/buoc-hai/tat", "cu", password); a.status != http.StatusNotFound {
		t.Errorf("turned off: %d", a.status)
	}
}

func TestADeviceThatTellsNothingOfItself(t *testing.T) {
	s := open(t)
	s.person(somebody, false)
	b := s.browser()
	b.agent = "curl/8.5.0"
	b.signIn(somebody, password)
	for path, want := range map[string]string{"/tai-khoan/bao-mat": "<b>Máy không rõ</b>", "/en/tai-khoan/bao-mat": "<b>Unknown device</b>"} {
		if a := b.get(path); a.status != http.StatusOK || !strings.Contains(a.body, want) || strings.Contains(a.body, "<b>?</b>") {
			t.Errorf("%s: %d, without %s", path, a.status, want)
		}
	}
}

func TestTheSecurityPageTellsOfUsedCodesAndStrangeDevices(t *testing.T) {
	s := open(t)
	p := s.person(somebody, false)
	secret := accounts.NewSecret()
	codes, err := s.accounts.Enrol(t.Context(), p.ID, secret, s.code(secret), "")
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	b.signIn(somebody, password)
	if a := b.post("/dang-nhap/buoc-hai", "ma", codes[2]); a.status != http.StatusSeeOther {
		t.Fatalf("a recovery code: %d", a.status)
	}
	for path, want := range map[string]string{"/tai-khoan/bao-mat": "Mã số 3 đã dùng ngày 22/11/2026.", "/en/tai-khoan/bao-mat": "Code 3 was used on 22 Nov 2026."} {
		a := b.get(path)
		if !strings.Contains(a.body, want) || strings.Count(a.body, "••••-••••") != 8 || strings.Count(a.body, "<s ") != 1 {
			t.Errorf("%s: without %q, or the eight codes", path, want)
		}
		if strings.Contains(a.body, "máy lạ") || strings.Contains(a.body, "new to us") {
			t.Errorf("%s: the first device is called strange", path)
		}
	}
	s.now = s.now.Add(time.Hour)
	other := s.browser()
	other.signIn(somebody, password)
	other.post("/dang-nhap/buoc-hai", "ma", codes[3])
	for path, want := range map[string]string{"/tai-khoan/bao-mat": "máy lạ", "/en/tai-khoan/bao-mat": "new to us"} {
		if a := b.get(path); !strings.Contains(a.body, want) {
			t.Errorf("%s: a browser that was never seen is not told of", path)
		}
	}
	if a := other.get("/tai-khoan/bao-mat"); strings.Contains(a.body, "máy lạ") {
		t.Error("whoever looks calls their own device strange")
	}
}
