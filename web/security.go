package web

import (
	"math/rand/v2"
	"net/http"
	"strings"
)

// securityHeaders returns what every answer carries. There is no inline script or
// style anywhere, so the policy names our own files only; JSON-LD is data and never run.
func securityHeaders(publicURL, imageOrigin string) http.Header {
	images := "img-src 'self'"
	if imageOrigin != "" {
		images += " " + imageOrigin
	}
	h := http.Header{
		"Content-Security-Policy": {"default-src 'none'; script-src 'self'; style-src 'self'; " + images +
			"; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
		"X-Content-Type-Options":       {"nosniff"},
		"Referrer-Policy":              {"strict-origin-when-cross-origin"},
		"Permissions-Policy":           {"camera=(), geolocation=(), microphone=(), payment=()"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-site"},
		"X-Frame-Options":              {"DENY"},
	}
	if secureURL(publicURL) {
		h["Strict-Transport-Security"] = []string{"max-age=31536000"}
	}
	return h
}

// secureURL reports whether an address is reached through HTTPS.
func secureURL(address string) bool { return strings.HasPrefix(address, "https://") }

const requestIDHeader = "X-Request-Id"

// newRequestID names a request for the log and for the person who reports a failure.
func newRequestID() string {
	const digits = "0123456789ABCDEF"
	id, random := [13]byte{}, rand.Uint64()
	for i := range id {
		if i == 6 {
			id[i] = '-'
			continue
		}
		id[i], random = digits[random&15], random>>4
	}
	return string(id[:])
}

func requestID(h http.Header) string {
	if ids := h[requestIDHeader]; len(ids) > 0 {
		return ids[0]
	}
	return ""
}

// maxBody bounds what a form may send; uploads get a bound of their own where they are taken.
const maxBody = 256 << 10
