package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// What one hash costs (OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane).
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashBytes  = 32
	saltBytes  = 16
)

// ErrBusy: too many passwords wait to be hashed.
var ErrBusy = errors.New("accounts: too many passwords at once")

// hashesWaiting is how many may run or wait: half a second of work. Who comes then is told to come back, so that a flood of
// passwords does not hold the requests of everybody else up.
const hashesWaiting = 16

// Hasher hashes passwords, a few at once, since each takes 19 MiB for as long as it runs.
type Hasher struct {
	running chan struct{}
	waiting chan struct{}
	decoy   string
	done    atomic.Int64
}

// NewHasher makes a hasher that runs so many hashes at once.
func NewHasher(atOnce int) *Hasher {
	h := &Hasher{running: make(chan struct{}, atOnce), waiting: make(chan struct{}, hashesWaiting)}
	h.decoy = phc(make([]byte, saltBytes), make([]byte, hashBytes))
	return h
}

// Done counts the hashes that were made, which a test compares between two ways of asking.
func (h *Hasher) Done() int64 { return h.done.Load() }

// Hash returns a password's hash in PHC format.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt) //nolint:errcheck // never fails
	key, err := h.key(ctx, password, salt, hashMemory, hashPasses, hashLanes)
	if err != nil {
		return "", err
	}
	return phc(salt, key), nil
}

// Verify reports whether the password is the one that was hashed. Without a hash it does the same work and says no.
func (h *Hasher) Verify(ctx context.Context, hashed, password string) (bool, error) {
	known := hashed != ""
	if !known {
		hashed = h.decoy
	}
	p, err := parsePHC(hashed)
	if err != nil {
		return false, err
	}
	key, err := h.key(ctx, password, p.salt, p.memory, p.passes, p.lanes)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, p.key) == 1 && known, nil
}

// key waits for its turn and hashes. Letters that look the same count as the same, however the keyboard composed them.
func (h *Hasher) key(ctx context.Context, password string, salt []byte, memory, passes uint32, lanes uint8) ([]byte, error) {
	select {
	case h.waiting <- struct{}{}:
		defer func() { <-h.waiting }()
	default:
		return nil, ErrBusy
	}
	select {
	case h.running <- struct{}{}:
		defer func() { <-h.running }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	h.done.Add(1)
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, passes, memory, lanes, hashBytes), nil
}

// hashed is a hash taken apart.
type hashed struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

func phc(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

var errPHC = errors.New("accounts: not a hash of ours")

// parsePHC takes a hash apart, and refuses costs that nobody here would have chosen.
func parsePHC(text string) (hashed, error) {
	var p hashed
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errPHC
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil || n != 3 {
		return p, errPHC
	}
	if p.memory > 1<<18 || p.passes == 0 || p.passes > 100 || p.lanes == 0 {
		return p, errPHC
	}
	var err, err2 error
	p.salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	p.key, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || err2 != nil || len(p.salt) < 8 || len(p.key) != hashBytes {
		return p, errPHC
	}
	return p, nil
}
