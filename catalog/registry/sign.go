package registry

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// ErrBadSignature is returned for a record whose signature is missing, malformed or not of the registry's key.
var ErrBadSignature = errors.New("bad signature")

// protectedHeader is the one header that Sign writes: {"alg":"EdDSA"} in base64url.
const protectedHeader = "eyJhbGciOiJFZERTQSJ9"

// maxHeader bounds what a stranger can make us decode before the signature has been checked.
const maxHeader = 512

// Sign returns the detached JWS (RFC 7515 appendix F) of payload, made with Ed25519 (RFC 8037).
func Sign(key ed25519.PrivateKey, payload []byte) string {
	sig := ed25519.Sign(key, signingInput(protectedHeader, payload))
	return protectedHeader + ".." + base64.RawURLEncoding.EncodeToString(sig)
}

// Verify reports whether signature is a detached JWS by pub over exactly these bytes. Every failure wraps ErrBadSignature.
func Verify(pub ed25519.PublicKey, payload []byte, signature string) error {
	header, rest, found := strings.Cut(signature, ".")
	mac, ok := strings.CutPrefix(rest, ".")
	if !found || !ok {
		return fmt.Errorf("%w: not a detached JWS", ErrBadSignature)
	}
	if err := checkHeader(header); err != nil {
		return err
	}
	sig, err := base64.RawURLEncoding.Strict().DecodeString(mac)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return fmt.Errorf("%w: not %d bytes in base64url", ErrBadSignature, ed25519.SignatureSize)
	}
	if len(pub) != ed25519.PublicKeySize || !ed25519.Verify(pub, signingInput(header, payload), sig) {
		return fmt.Errorf("%w: does not match the record", ErrBadSignature)
	}
	return nil
}

// EncodeKey writes a public key as base64url of its 32 bytes, the form used in configuration and by the feed.
func EncodeKey(pub ed25519.PublicKey) string {
	return base64.RawURLEncoding.EncodeToString(pub)
}

// DecodeKey reads what EncodeKey wrote; padding and surrounding space are forgiven, as people paste keys.
func DecodeKey(s string) (ed25519.PublicKey, error) {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(s), "="))
	if err != nil {
		return nil, fmt.Errorf("registry key: %w", err)
	}
	if len(b) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("registry key: %d bytes, want %d", len(b), ed25519.PublicKeySize)
	}
	return ed25519.PublicKey(b), nil
}

// checkHeader accepts EdDSA alone and no critical extension, so that no header can weaken the check (RFC 7515, 4.1.11).
func checkHeader(header string) error {
	if header == protectedHeader {
		return nil
	}
	if len(header) > maxHeader {
		return fmt.Errorf("%w: header too long", ErrBadSignature)
	}
	raw, err := base64.RawURLEncoding.DecodeString(header)
	if err != nil {
		return fmt.Errorf("%w: header is not base64url", ErrBadSignature)
	}
	var h map[string]json.RawMessage
	if err := json.Unmarshal(raw, &h); err != nil {
		return fmt.Errorf("%w: header is not JSON", ErrBadSignature)
	}
	if !bytes.Equal(h["alg"], []byte(`"EdDSA"`)) {
		return fmt.Errorf("%w: algorithm %s", ErrBadSignature, h["alg"])
	}
	if _, ok := h["crit"]; ok {
		return fmt.Errorf("%w: critical header", ErrBadSignature)
	}
	return nil
}

// signingInput joins header and payload as RFC 7515, 5.1 wants them.
func signingInput(header string, payload []byte) []byte {
	in := make([]byte, 0, len(header)+1+base64.RawURLEncoding.EncodedLen(len(payload)))
	in = append(in, header...)
	in = append(in, '.')
	return base64.RawURLEncoding.AppendEncode(in, payload)
}
