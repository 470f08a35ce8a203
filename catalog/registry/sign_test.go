package registry

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

func testKey(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	return ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))
}

func TestVerifyRefuses(t *testing.T) {
	key := testKey(t)
	pub := key.Public().(ed25519.PublicKey)
	payload := []byte(`{"id":"OCOP-22-00001","revision":7}`)
	good := Sign(key, payload)
	if err := Verify(pub, payload, good); err != nil {
		t.Fatalf("good signature refused: %v", err)
	}
	other := ed25519.NewKeyFromSeed([]byte("another-seed-another-seed-012345"))
	head := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	mac := good[strings.LastIndex(good, ".")+1:]
	cases := map[string]struct {
		payload []byte
		sig     string
	}{
		"changed payload":     {[]byte(`{"id":"OCOP-22-00001","revision":8}`), good},
		"another key":         {payload, Sign(other, payload)},
		"empty":               {payload, ""},
		"attached payload":    {payload, strings.Replace(good, "..", ".e30.", 1)},
		"cut short":           {payload, good[:len(good)-3]},
		"one bit":             {payload, good[:len(good)-4] + "AAAA"},
		"algorithm none":      {payload, head(`{"alg":"none"}`) + ".." + mac},
		"algorithm HS256":     {payload, head(`{"alg":"HS256"}`) + ".." + mac},
		"critical header":     {payload, head(`{"alg":"EdDSA","crit":["b64"],"b64":false}`) + ".." + mac},
		"header is not JSON":  {payload, head(`nonsense`) + ".." + mac},
		"header is too long":  {payload, head(strings.Repeat("x", 2000)) + ".." + mac},
		"header of other key": {payload, head(`{"alg":"EdDSA","kid":"x"}`) + ".." + mac},
	}
	for name, c := range cases {
		if err := Verify(pub, c.payload, c.sig); !errors.Is(err, ErrBadSignature) {
			t.Errorf("%s: got %v, want ErrBadSignature", name, err)
		}
	}
	if err := Verify(nil, payload, good); !errors.Is(err, ErrBadSignature) {
		t.Errorf("no key: got %v, want ErrBadSignature", err)
	}
}

// TestAgreesWithJose holds our JWS against an independent implementation, in both directions.
func TestAgreesWithJose(t *testing.T) {
	key := testKey(t)
	pub := key.Public().(ed25519.PublicKey)
	payload := []byte(`{"name":"Chả mực Hạ Long"}`)
	parsed, err := jose.ParseDetached(Sign(key, payload), payload, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parsed.Verify(pub); err != nil {
		t.Errorf("go-jose refuses our signature: %v", err)
	}
	opts := (&jose.SignerOptions{}).WithHeader("kid", "2026")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key}, opts)
	if err != nil {
		t.Fatal(err)
	}
	made, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := made.DetachedCompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(pub, payload, theirs); err != nil {
		t.Errorf("we refuse the signature of go-jose: %v", err)
	}
}

func TestKeyRoundTrip(t *testing.T) {
	pub := testKey(t).Public().(ed25519.PublicKey)
	got, err := DecodeKey(" " + EncodeKey(pub) + "=\n")
	if err != nil {
		t.Fatal(err)
	}
	if !got.Equal(pub) {
		t.Errorf("got %x, want %x", got, pub)
	}
	for _, bad := range []string{"", "AAAA", "not base64!", EncodeKey(pub) + "AA"} {
		if _, err := DecodeKey(bad); err == nil {
			t.Errorf("DecodeKey(%q) took it", bad)
		}
	}
}

func FuzzVerify(f *testing.F) {
	key := testKey(f)
	pub := key.Public().(ed25519.PublicKey)
	payload := []byte(`{"id":"a"}`)
	good := Sign(key, payload)
	f.Add(good, payload)
	f.Add("..", payload)
	f.Fuzz(func(t *testing.T, sig string, body []byte) {
		if Verify(pub, body, sig) == nil && string(body) != string(payload) {
			t.Fatalf("forged %q over %q", sig, body)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	key := testKey(b)
	pub := key.Public().(ed25519.PublicKey)
	payload := []byte(strings.Repeat("x", 3000))
	sig := Sign(key, payload)
	for b.Loop() {
		if err := Verify(pub, payload, sig); err != nil {
			b.Fatal(err)
		}
	}
}
