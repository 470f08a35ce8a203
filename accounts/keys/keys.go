// Package keys owns the keys by which an organization's programs ask: each may
// what its scopes say and no more. It promises that a key is shown once, kept as
// a hash, and refused from the moment it is taken back.
package keys

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Prefix begins every key, so that one that leaked is recognised.
const Prefix = "ocop_"

// ErrKey: no key of ours, or one that was taken back.
var ErrKey = errors.New("keys: refused")

// most is how many keys an organization may have at once.
const most = 20

// Key is a key as it is kept.
type Key struct {
	store.Meta `bson:",inline"`
	Org        string    `bson:"org"`
	Name       string    `bson:"name"`
	Hash       string    `bson:"hash"`
	Shown      string    `bson:"shown"` // its beginning and end, by which people tell it from others
	Scopes     []string  `bson:"scopes"`
	By         string    `bson:"by"` // id of who made it
	At         time.Time `bson:"at"`
	UsedAt     time.Time `bson:"used_at,omitempty"`
	RevokedAt  time.Time `bson:"revoked_at,omitempty"`
}

var kept = store.Define[Key]("api_keys",
	store.Index{Fields: []string{"hash"}, Unique: true},
	store.Index{Fields: []string{"org", "at"}},
)

// Schemas lists the collections of keys.
func Schemas() []store.Schema { return []store.Schema{kept.Schema()} }

// Organizations is what this package reads of organizations.
type Organizations interface {
	Organization(ctx context.Context, id string) (*members.Organization, error)
}

// Service keeps keys.
type Service struct {
	db    store.DB
	orgs  Organizations
	clock func() time.Time
}

// New makes a service on a store.
func New(db store.DB, orgs Organizations, clock func() time.Time) *Service {
	return &Service{db: db, orgs: orgs, clock: clock}
}

func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Scopes lists what keys may be allowed to an organization of that kind, sorted: what a rule of the policy asks for.
func Scopes(kind policy.OrgKind) []string {
	owner := policy.Actor{Person: "x", OrgKind: kind, Member: policy.Owner}.Roles()
	var list []string
	for _, rule := range policy.Rules() {
		theirs := slices.ContainsFunc(rule.Roles, func(r policy.Role) bool { return r != policy.Person && slices.Contains(owner, r) })
		if rule.Scope != "" && theirs && !slices.Contains(list, rule.Scope) {
			list = append(list, rule.Scope)
		}
	}
	slices.Sort(list)
	return list
}

func hashOf(key string) string {
	sum := sha256.Sum256([]byte("key\n" + key))
	return hex.EncodeToString(sum[:])
}

// Make makes a key for the organization that who acts for, and returns it: it cannot be shown again.
func (s *Service) Make(ctx context.Context, who policy.Actor, name string, scopes []string) (secret string, k *Key, err error) {
	name = strings.TrimSpace(name)
	if err := check(who.OrgKind, name, scopes); err != nil {
		return "", nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", nil, fmt.Errorf("make a key: %w", err)
	}
	secret = Prefix + rand.Text()
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		k = &Key{Meta: store.Meta{ID: id.String()}, Org: who.Org, Name: name, Hash: hashOf(secret), Shown: secret[:8] + "…" + secret[len(secret)-3:], Scopes: scopes, By: who.Person, At: s.now()}
		live, err := s.list(ctx, tx, who.Org)
		if err != nil {
			return err
		}
		if len(live) >= most {
			return field.Errors{{Field: "ten", Code: "too_many", VI: "Đã có 20 khóa. Thu lại một khóa không dùng trước.", EN: "There are 20 keys. Take back one that is not used first."}}
		}
		if err := kept.Insert(ctx, tx, k); err != nil {
			return err
		}
		return s.note(ctx, tx, k, "tạo khóa cho chương trình", "made a key for a program", audit.Change{Field: "scopes", To: strings.Join(scopes, ", ")})
	})
	return secret, k, err
}

func check(kind policy.OrgKind, name string, scopes []string) error {
	var wrong field.Errors
	if n := utf8.RuneCountInString(name); n == 0 || n > 60 {
		wrong.Add("ten", "length", "Đặt tên cho khóa, tối đa 60 chữ, như “Phần mềm kế toán”.", "Name the key in at most 60 letters, such as “Accounting”.")
	}
	allowed := Scopes(kind)
	if len(scopes) == 0 || slices.ContainsFunc(scopes, func(x string) bool { return !slices.Contains(allowed, x) }) {
		wrong.Add("quyen", "scopes", "Chọn ít nhất một việc mà khóa được làm.", "Choose at least one thing that the key may do.")
	}
	return wrong.Err()
}

func (s *Service) note(ctx context.Context, tx store.Tx, k *Key, vi, en string, changes ...audit.Change) error {
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.KeyEdit), Object: "key/" + k.ID, Summary: vi, SummaryEN: en, Changes: changes})
}

// List returns the keys of an organization that were not taken back, the oldest first.
func (s *Service) List(ctx context.Context, org string) ([]*Key, error) {
	return s.list(ctx, s.db, org)
}

func (s *Service) list(ctx context.Context, r store.Reader, org string) ([]*Key, error) {
	all, err := kept.Find(ctx, r, store.Query{Where: []store.Cond{{Field: "org", Op: store.Eq, Value: org}}, Sort: []store.Order{{Field: "at"}}})
	return slices.DeleteFunc(all, func(k *Key) bool { return !k.RevokedAt.IsZero() }), err
}

// Get returns a key by id, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Key, error) { return kept.Get(ctx, s.db, id) }

// Revoke takes a key back for good.
func (s *Service) Revoke(ctx context.Context, id string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		k, err := kept.Get(ctx, tx, id)
		if err != nil || !k.RevokedAt.IsZero() {
			return err
		}
		k.RevokedAt = s.now()
		if err := kept.Replace(ctx, tx, k); err != nil {
			return err
		}
		return s.note(ctx, tx, k, "thu lại khóa của chương trình", "took back the key of a program")
	})
}

// usedEvery is how exactly it is kept when a key was last used.
const usedEvery = 5 * time.Minute

// Actor tells who a key is: its organization, with the key's scopes and no role of a person. ErrKey for any other text.
func (s *Service) Actor(ctx context.Context, secret string) (policy.Actor, error) {
	k, err := kept.First(ctx, s.db, store.Query{Where: []store.Cond{{Field: "hash", Op: store.Eq, Value: hashOf(secret)}}})
	if errors.Is(err, store.ErrNotFound) || err == nil && !k.RevokedAt.IsZero() {
		return policy.Actor{}, ErrKey
	}
	if err != nil {
		return policy.Actor{}, fmt.Errorf("look up a key: %w", err)
	}
	org, err := s.orgs.Organization(ctx, k.Org)
	if errors.Is(err, store.ErrNotFound) {
		return policy.Actor{}, ErrKey
	}
	if err != nil {
		return policy.Actor{}, fmt.Errorf("look up a key: %w", err)
	}
	if err := s.used(ctx, k); err != nil {
		return policy.Actor{}, err
	}
	a := policy.Actor{Name: k.Name, Key: k.ID, Scopes: k.Scopes, Org: org.ID, OrgName: org.Name, OrgKind: org.Kind, Member: policy.Staff, Producer: org.Producer, Verified: org.VerifiedAt(s.clock())}
	if org.Kind == policy.KindOffice {
		a.Province = org.Province
	}
	return a, nil
}

func (s *Service) used(ctx context.Context, k *Key) error {
	now := s.now()
	if now.Sub(k.UsedAt) < usedEvery {
		return nil
	}
	k.UsedAt = now
	if err := kept.Replace(ctx, s.db, k); err != nil && !errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("note the use of a key: %w", err) // who lost the race was noted by who won it
	}
	return nil
}
