package orders

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// reply remembers the answer to a request with an idempotency key. It is
// written in the transaction of the order itself, so a crash leaves no key
// behind that stands for nothing, and two processes cannot both answer.
type reply struct {
	store.Meta `bson:",inline"` // ID is the hash of the key
	BodyHash   string           `bson:"body_hash"`
	Checkout   string           `bson:"checkout"`
	Sealed     string           `bson:"sealed"` // the access token, see seal
	ExpiresAt  time.Time        `bson:"expires_at"`
}

// enter marks a key as being answered by this process until done is called. If
// it is marked already, that is ErrInFlight, or with wait a pause until it is not.
func (s *Service) enter(ctx context.Context, id string, wait bool) (done func(), err error) {
	for {
		s.mu.Lock()
		other, busy := s.flight[id]
		if !busy {
			mine := make(chan struct{})
			s.flight[id] = mine
			s.mu.Unlock()
			return func() { s.leave(id, mine) }, nil
		}
		s.mu.Unlock()
		if !wait {
			return nil, ErrInFlight
		}
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (s *Service) leave(id string, mine chan struct{}) {
	s.mu.Lock()
	delete(s.flight, id)
	s.mu.Unlock()
	close(mine)
}

// replay returns the answer that the key had before, if it had one; nil and no error let the placement go on.
func (p *placement) replay(ctx context.Context, tx store.Tx) (*Placed, error) {
	p.expired = nil
	if p.replyID == "" {
		return nil, nil //nolint:nilnil // no key, no answer
	}
	r, err := replies.Get(ctx, tx, p.replyID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // the usual case
	}
	if err != nil {
		return nil, err
	}
	if !p.s.instant().Before(r.ExpiresAt) {
		p.expired = r
		return nil, nil //nolint:nilnil // no longer kept
	}
	if r.BodyHash != p.bodyHash {
		return nil, ErrKeyReused
	}
	return p.answer(ctx, tx, r)
}

func (p *placement) answer(ctx context.Context, tx store.Tx, r *reply) (*Placed, error) {
	view, err := read(ctx, tx, r.Checkout)
	if err != nil {
		return nil, err
	}
	token := base64.RawURLEncoding.EncodeToString(p.seal(r.Checkout, r.Sealed))
	if !view.Checkout.opens(token, p.s.instant()) {
		return nil, ErrKeyReused // the body is alike, the cart is another
	}
	return &Placed{View: *view, Token: token, Replayed: true}, nil
}

// remember writes the answer down, in the place of one that is no longer kept.
func (p *placement) remember(ctx context.Context, tx store.Tx, placed *Placed, now time.Time) error {
	if p.replyID == "" {
		return nil
	}
	r := p.expired
	if r == nil {
		r = &reply{Meta: store.Meta{ID: p.replyID}}
	}
	r.BodyHash, r.Checkout, r.ExpiresAt = p.bodyHash, placed.Checkout.ID, now.Add(p.s.Rules().ReplyAge)
	r.Sealed = base64.RawURLEncoding.EncodeToString(p.seal(placed.Checkout.ID, placed.Token))
	return replies.Save(ctx, tx, r)
}

// seal masks a token, or unmasks a masked one, with what only the sender of the
// request knows: the cart's key, of 256 random bits, of which the store holds a
// hash alone. So the same answer can be given again without keeping the token.
func (p *placement) seal(code, token string) []byte {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(p.in.CartKey))
	mac.Write([]byte("order token\x00" + code + "\x00" + p.key))
	mask := mac.Sum(nil)
	for i := range raw {
		raw[i] ^= mask[i%len(mask)]
	}
	return raw
}

// fingerprint tells one input from another.
func fingerprint(in PlaceInput) string {
	in.Wait = false
	raw, err := json.Marshal(in)
	if err != nil {
		panic(err) // plain strings and numbers always encode
	}
	return hashOf(string(raw))
}

// ForgetReplies deletes answers past Rules.ReplyAge and returns how many. An hourly job calls it.
func (s *Service) ForgetReplies(ctx context.Context) (int, error) {
	return prune(ctx, s.db, replies, store.Cond{Field: "expires_at", Op: store.Lte, Value: s.instant()}, nil)
}
