package account

import (
	"net/http"
	"strings"

	"github.com/ocopmarket/ocop/accounts/keys"
)

// bearer is the key that a program sends; ok is false where there is none of ours.
func bearer(r *http.Request) (key string, ok bool) {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	key = strings.TrimSpace(key)
	return key, strings.EqualFold(scheme, "Bearer") && strings.HasPrefix(key, keys.Prefix)
}
