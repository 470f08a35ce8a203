package account_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/store"
)

// letters counts the letters that were asked for.
func (s *site) letters() int {
	s.t.Helper()
	n := 0
	for raw, err := range s.db.Find(s.t.Context(), "outbox", store.Query{}) {
		if err != nil {
			s.t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() == accounts.EventLetter {
			n++
		}
	}
	return n
}

func TestALetterThatDidNotComeIsSentAgain(t *testing.T) {
	s := open(t)
	b := s.browser()
	if a := b.post("/dang-ky", "dung", "mua", "ten", "Hải Âu", "e", somebody, "m", password, "dk", "1"); a.location != "/xem-thu" {
		t.Fatalf("sign up: %d %s", a.status, a.location)
	}
	page := b.get("/xem-thu")
	if !strings.Contains(page.body, somebody) || !strings.Contains(page.body, "Gửi lại thư") || !strings.Contains(page.body, `href="/dang-ky"`) {
		t.Errorf("the page: %d", page.status)
	}
	before := s.letters()
	if a := b.post("/en/xem-thu"); a.status != http.StatusSeeOther || a.location != "/en/xem-thu" || s.letters() != before+1 {
		t.Errorf("again: %d to %s, %d letters more", a.status, a.location, s.letters()-before)
	}
	if a := b.get("/en/xem-thu"); !strings.Contains(a.body, "Sent again") {
		t.Error("it is not said that it was sent again")
	}
	b.post("/quen-mat-khau", "e", "lua@bendoan.example")
	if a := b.get("/xem-thu"); !strings.Contains(a.body, "lua@bendoan.example") || !strings.Contains(a.body, `href="/quen-mat-khau"`) {
		t.Error("after a forgotten password the page is about another letter")
	}
	before = s.letters()
	if b.post("/xem-thu"); s.letters() != before+1 {
		t.Errorf("the second letter is not sent again: %d more", s.letters()-before)
	}
}

func TestNothingIsSentAgainForWhoAskedForNothing(t *testing.T) {
	s := open(t)
	b := s.browser()
	if a := b.get("/xem-thu"); a.status != http.StatusOK || strings.Contains(a.body, "Gửi lại thư") || len(a.header.Values("Set-Cookie")) != 0 {
		t.Errorf("the page: %d, cookies %v", a.status, a.header.Values("Set-Cookie"))
	}
	if a := b.post("/xem-thu"); a.status != http.StatusSeeOther || a.location != "/dang-ky" || s.letters() != 0 {
		t.Errorf("again: %d to %s, %d letters", a.status, a.location, s.letters())
	}
}
