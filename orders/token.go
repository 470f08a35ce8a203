package orders

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"time"
)

// access is one token that opens a checkout, known by its hash alone.
type access struct {
	Hash    string    `bson:"hash"`
	Expires time.Time `bson:"expires"`
}

// maxAccess bounds how many tokens a checkout has: beyond it the oldest of those that were looked up ends.
const maxAccess = 16

// newSecret returns 256 random bits for a URL or a cookie.
func newSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// hashOf is what the store holds in the place of a secret. The secret is random, so one round is enough.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// grant lets a token open the checkout until a time. The token told at placement is never crowded out.
func (c *Checkout) grant(token string, until time.Time) {
	c.Access = append(c.Access, access{Hash: hashOf(token), Expires: until})
	if len(c.Access) > maxAccess {
		c.Access = slices.Delete(c.Access, 1, 2)
	}
}

// opens reports whether a token opens the checkout at that time, in a time that tells nothing of the token.
func (c *Checkout) opens(token string, now time.Time) bool {
	hash := []byte(hashOf(token))
	open := 0
	for _, a := range c.Access {
		match := subtle.ConstantTimeCompare(hash, []byte(a.Hash))
		if now.Before(a.Expires) {
			open |= match
		}
	}
	return open == 1
}
