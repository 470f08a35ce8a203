package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
)

// TestRefusalsHaveTheirOwnHeading: somebody in the wrong role is not told that their form came from another site,
// and a store that is away is not told as a crowd.
func TestRefusalsHaveTheirOwnHeading(t *testing.T) {
	m := newMarket(t, 3, nil)
	e := VI.messages().Error
	for name, c := range map[string]struct {
		err      error
		status   int
		says     []string
		saysNone string
	}{
		"wrong role":   {policy.ErrForbidden, http.StatusForbidden, []string{e.Refused, "Vai bạn đang dùng không làm được việc này."}, e.Forbidden},
		"foreign form": {errForbidden, http.StatusForbidden, []string{e.Forbidden}, e.Refused},
		"store away":   {store.ErrUnavailable, http.StatusServiceUnavailable, []string{e.Away, "Kho dữ liệu đang bận."}, e.Overloaded},
		"crowd":        {errOverloaded, http.StatusServiceUnavailable, []string{e.Overloaded}, e.Away},
	} {
		w := httptest.NewRecorder()
		m.answerError(w, httptest.NewRequest(http.MethodGet, "/can-bo", nil), c.err)
		if w.Code != c.status {
			t.Errorf("%s: status %d, want %d", name, w.Code, c.status)
		}
		for _, say := range c.says {
			if !strings.Contains(w.Body.String(), say) {
				t.Errorf("%s: the page does not say %q", name, say)
			}
		}
		if strings.Contains(w.Body.String(), c.saysNone) {
			t.Errorf("%s: the page says %q", name, c.saysNone)
		}
	}
}
