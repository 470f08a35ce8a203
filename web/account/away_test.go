package account_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/sessions"
	"github.com/ocopmarket/ocop/internal/store"
)

// unsteady is the store of sessions, which fails when the site is told to.
type unsteady struct {
	*sessions.Store
	s *site
}

func (u unsteady) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	if u.s.lost != nil {
		return nil, false, u.s.lost
	}
	return u.Store.FindCtx(ctx, token)
}

func (u unsteady) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	if u.s.unkept != nil {
		return u.s.unkept
	}
	return u.Store.CommitCtx(ctx, token, b, expiry)
}

const storeAway = "Kho dữ liệu đang bận."

// TestAStoreThatIsAwayIsTold: a desk whose session cannot be read says so on a page, and works again when the store is back.
func TestAStoreThatIsAwayIsTold(t *testing.T) {
	s := open(t)
	s.person(somebody, false)
	b := s.browser()
	b.signIn(somebody, password)
	s.lost = store.ErrUnavailable
	a := b.get("/toi")
	if a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, storeAway) || a.header.Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q, %d bytes", a.status, a.header.Get("Retry-After"), len(a.body))
	}
	s.lost = nil
	if a := b.get("/toi"); a.status != http.StatusOK {
		t.Errorf("back again: status %d", a.status)
	}
}

// TestASessionThatIsNotKeptIsTold: nobody is led on as if they were in, and nothing follows the page of the error.
func TestASessionThatIsNotKeptIsTold(t *testing.T) {
	s := open(t)
	s.person(somebody, false)
	b := s.browser()
	s.unkept = store.ErrUnavailable
	a := b.signIn(somebody, password)
	if a.status != http.StatusServiceUnavailable || a.location != "" || strings.Count(a.body, "</html>") != 1 || !strings.Contains(a.body, storeAway) {
		t.Errorf("status %d to %q, %d pages in one", a.status, a.location, strings.Count(a.body, "</html>"))
	}
	s.unkept = nil
	if a := b.get("/toi"); a.status != http.StatusSeeOther {
		t.Errorf("nobody came in, but: status %d", a.status)
	}
}
