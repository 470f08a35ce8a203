// Package oidctest is a provider of identities for tests, which lies when told to.
package oidctest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// What the provider knows of the site under test.
const (
	ClientID     = "cho-sao"
	ClientSecret = "bi-mat"
)

// Provider is a provider at which one person is always signed in.
type Provider struct {
	URL    string
	Claims map[string]any // of the ID token, beside the nonce; a test changes them
	Silent bool           // give no ID token
	Down   atomic.Bool

	t      testing.TB
	key    *rsa.PrivateKey // signs
	public *rsa.PrivateKey // whose public half is published
	mu     sync.Mutex
	trips  map[string]url.Values // by code
}

// Start starts a provider for a test.
func Start(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{t: t, key: newKey(t), trips: map[string]url.Values{}}
	p.public = p.key
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.configuration)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /auth", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.Down.Load() {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p.URL = server.URL
	p.Claims = map[string]any{"iss": p.URL, "aud": ClientID, "sub": "lua", "email": "lua@quangninh.example", "email_verified": true, "name": "Bùi Thị Lúa", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	return p
}

func newKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Forge lets tokens be signed by a key that the provider does not publish.
func (p *Provider) Forge() { p.key = newKey(p.t) }

func (p *Provider) configuration(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.public.PublicKey, KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) //nolint:errchkjson // a test sees what does not come
}

// authorize sends the browser back at once: the person is signed in.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	code := rand.Text()
	p.mu.Lock()
	p.trips[code] = r.URL.Query()
	p.mu.Unlock()
	back := url.Values{"code": {code}, "state": {r.URL.Query().Get("state")}, "iss": {p.URL}}
	http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	trip, ok := p.trips[r.FormValue("code")]
	delete(p.trips, r.FormValue("code"))
	p.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || id != ClientID || secret != ClientSecret || trip.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
		return
	}
	out := map[string]any{"access_token": "x", "token_type": "Bearer"}
	if !p.Silent {
		out["id_token"] = p.sign(trip.Get("nonce"))
	}
	answer(w, out)
}

func (p *Provider) sign(nonce string) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: p.key, KeyID: "1"}}, nil)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	claims := maps.Clone(p.Claims)
	claims["nonce"] = nonce
	payload, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	return text
}

// Visit goes to the provider as a browser does, and returns what it sends the browser back with.
func Visit(address string) (url.Values, error) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	back, err := response.Location()
	if err != nil {
		return nil, fmt.Errorf("the provider answers %d: %w", response.StatusCode, err)
	}
	return back.Query(), nil
}
