// Package seal encrypts secrets before they are stored, so that whoever reads the
// store alone learns nothing from them. What was stored readable before stays
// readable to it, and a second key lets the first one be replaced while the shop runs.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// KeySize is how many bytes a key has: those of AES-256.
const KeySize = 32

// mark begins whatever is sealed. No secret that was stored readable begins so.
const mark = "sealed:"

var (
	// ErrKey: a secret was sealed by a key that is not here.
	ErrKey = errors.New("seal: the key that it was sealed by is not here")
	// ErrBroken: a sealed secret was altered, or stands where it was not put.
	ErrBroken = errors.New("seal: a sealed secret was altered or moved")
)

// Ring holds the keys of an installation: the first one seals, and each opens what it
// sealed. One without keys, or none at all, leaves secrets as they are.
type Ring struct{ keys []key }

type key struct {
	id  string
	box cipher.AEAD
}

// New makes a ring of keys of KeySize bytes.
func New(keys ...[]byte) (*Ring, error) {
	r := new(Ring)
	for _, raw := range keys {
		if len(raw) != KeySize {
			return nil, fmt.Errorf("seal: a key has %d bytes, not %d", KeySize, len(raw))
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, fmt.Errorf("seal: %w", err)
		}
		box, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("seal: %w", err)
		}
		sum := sha256.Sum256(raw)
		r.keys = append(r.keys, key{id: hex.EncodeToString(sum[:4]), box: box})
	}
	return r, nil
}

// Parse makes a ring of keys in base64, with commas or white space between them; none for an empty text.
func Parse(text string) (*Ring, error) {
	var keys [][]byte
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t' }) {
		raw, err := base64.StdEncoding.DecodeString(word)
		if err != nil {
			return nil, fmt.Errorf("seal: a key is not base64: %w", err)
		}
		keys = append(keys, raw)
	}
	return New(keys...)
}

// NewKey draws a key and writes it as Parse reads it.
func NewKey() string {
	raw := make([]byte, KeySize)
	rand.Read(raw) //nolint:errcheck // never fails
	return base64.StdEncoding.EncodeToString(raw)
}

// Keys names the keys by what may be shown of them, the one that seals first.
func (r *Ring) Keys() []string {
	if r == nil {
		return nil
	}
	ids := make([]string, len(r.keys))
	for i, k := range r.keys {
		ids[i] = k.id
	}
	return ids
}

// Seal encrypts a secret that is about something, such as a person's id: elsewhere it does not open.
// What is sealed already by the first key, and everything while there is no key, comes back as it is.
func (r *Ring) Seal(secret, about string) (string, error) {
	if r == nil || len(r.keys) == 0 || r.Done(secret) {
		return secret, nil
	}
	plain, err := r.Open(secret, about)
	if err != nil {
		return "", err
	}
	k := r.keys[0]
	return mark + k.id + ":" + base64.RawURLEncoding.EncodeToString(k.box.Seal(nil, nil, []byte(plain), []byte(about))), nil
}

// Done reports whether a text is sealed by the key that seals now.
func (r *Ring) Done(text string) bool {
	return r != nil && len(r.keys) > 0 && strings.HasPrefix(text, mark+r.keys[0].id+":")
}

// Open returns a secret that was sealed about something, or one that was stored readable: ErrKey or ErrBroken.
func (r *Ring) Open(text, about string) (string, error) {
	rest, sealed := strings.CutPrefix(text, mark)
	if !sealed {
		return text, nil
	}
	id, body, _ := strings.Cut(rest, ":")
	k, err := r.key(id)
	if err != nil {
		return "", err
	}
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return "", ErrBroken
	}
	plain, err := k.box.Open(nil, nil, raw, []byte(about))
	if err != nil {
		return "", ErrBroken
	}
	return string(plain), nil
}

func (r *Ring) key(id string) (key, error) {
	if r != nil {
		for _, k := range r.keys {
			if k.id == id {
				return k, nil
			}
		}
	}
	return key{}, fmt.Errorf("%w: %s", ErrKey, id)
}
