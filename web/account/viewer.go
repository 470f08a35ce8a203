package account

import (
	"net/http"

	"github.com/ocopmarket/ocop/accounts/policy"
)

// Viewer tells who is signed in on a browser whose request did not go through
// Around, such as on the shop's pages. Without the cookie of a session it reads nothing.
func (s *Sessions) Viewer(r *http.Request) (policy.Actor, error) {
	cookie, err := r.Cookie(s.scs.Cookie.Name)
	if err != nil {
		return policy.Actor{}, nil
	}
	ctx, err := s.scs.Load(r.Context(), cookie.Value)
	if err != nil {
		return policy.Actor{}, err
	}
	return s.who(ctx)
}
