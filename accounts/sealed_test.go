package accounts_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/seal"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// with is the service of a process that has those keys.
func (w *world) with(keys ...string) *accounts.Service {
	w.t.Helper()
	ring, err := seal.Parse(strings.Join(keys, "\n"))
	if err != nil {
		w.t.Fatal(err)
	}
	return accounts.New(w.db, w.hasher, accounts.Options{Issuer: "Chợ Sao", Demo: true, Keys: ring}, func() time.Time { return w.now })
}

// stored is what stands in the store of a person.
func (w *world) stored(id string) string {
	w.t.Helper()
	for raw, err := range w.db.Find(w.t.Context(), "persons", store.Query{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if raw.Lookup("_id").StringValue() == id {
			return raw.String()
		}
	}
	w.t.Fatal("nobody")
	return ""
}

func (w *world) code(secret string) string {
	w.t.Helper()
	w.now = w.now.Add(time.Minute)
	code, err := accounts.Code(secret, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

func TestAuthenticatorsAreSealedInTheStore(t *testing.T) {
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		key := seal.NewKey()
		s, p, secret := w.with(key), w.add(somebody), accounts.NewSecret()
		codes, err := s.Enrol(t.Context(), p.ID, secret, w.code(secret), "")
		if err != nil {
			t.Fatal(err)
		}
		if doc := w.stored(p.ID); strings.Contains(doc, secret) || !strings.Contains(doc, "sealed:") {
			t.Errorf("the store holds %s", doc)
		}
		if err := w.with(key).GiveCode(t.Context(), p.ID, w.code(secret)); err != nil {
			t.Errorf("a code at another process with the key: %v", err)
		}
		if err := w.with(seal.NewKey()).GiveCode(t.Context(), p.ID, w.code(secret)); !errors.Is(err, accounts.ErrSealed) {
			t.Errorf("a code without the key: %v, want ErrSealed", err)
		}
		if err := w.with().GiveCode(t.Context(), p.ID, codes[0]); err != nil {
			t.Errorf("a recovery code without the key: %v", err)
		}
		if err := s.GiveCode(t.Context(), p.ID, w.code(secret)); err != nil {
			t.Errorf("a process without the key spoiled the secret: %v", err)
		}
		newcomer, err := s.Add(t.Context(), accounts.Newcomer{Name: "Lúa", Email: stranger, Verified: true, Secret: secret})
		if err != nil || strings.Contains(w.stored(newcomer.ID), secret) {
			t.Errorf("somebody who came with an authenticator is stored readable, %v", err)
		}
		if got, err := s.Secret(newcomer); err != nil || got != secret {
			t.Errorf("their secret is %q, %v", got, err)
		}
	})
}

func TestWhatStoodReadableIsSealedWhenItIsWritten(t *testing.T) {
	w := fresh(t)
	p, secret := w.add(somebody), accounts.NewSecret()
	if _, err := w.Enrol(t.Context(), p.ID, secret, w.code(secret), ""); err != nil {
		t.Fatal(err)
	}
	if doc := w.stored(p.ID); !strings.Contains(doc, secret) {
		t.Fatalf("without a key the store holds %s", doc)
	}
	first, second := seal.NewKey(), seal.NewKey()
	if err := w.with(first).SetProfile(t.Context(), p.ID, "Hải Âu", "en"); err != nil { // any change of the person
		t.Fatal(err)
	}
	sealed := w.stored(p.ID)
	if strings.Contains(sealed, secret) {
		t.Error("it is stored readable after a change")
	}
	if err := w.with(second, first).GiveCode(t.Context(), p.ID, w.code(secret)); err != nil {
		t.Errorf("while a key is replaced: %v", err)
	}
	if err := w.with(second).GiveCode(t.Context(), p.ID, w.code(secret)); err != nil {
		t.Errorf("by the new key alone: %v", err)
	}
}

// crowd is some people with authenticators, sealed as a process does.
func (w *world) crowd(s *accounts.Service, name string, n int) (ids []string, secret string) {
	w.t.Helper()
	secret = accounts.NewSecret()
	for i := range n {
		p, err := s.Add(w.t.Context(), accounts.Newcomer{Name: "Mạ Non", Email: fmt.Sprintf("%s%d@cho.example", name, i), Verified: true, Secret: secret})
		if err != nil {
			w.t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	return ids, secret
}

// sealing is how authenticators stand to a process.
func (w *world) sealing(s *accounts.Service) accounts.Sealing {
	w.t.Helper()
	n, err := s.CheckKeys(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// reseal has a process seal what it can by its first key.
func (w *world) reseal(s *accounts.Service, want int) {
	w.t.Helper()
	if n, err := s.Reseal(w.t.Context()); err != nil || n != want {
		w.t.Errorf("sealed %d, %v; want %d", n, err, want)
	}
}

func TestALostKeyIsFoundOut(t *testing.T) {
	w := fresh(t)
	key := seal.NewKey()
	w.crowd(w.with(key), "an", 3) // nobody of them an administrator
	w.add(somebody)               // without an authenticator
	for _, tt := range []struct {
		name string
		at   *accounts.Service
		want accounts.Sealing
	}{
		{"with the key", w.with(key), accounts.Sealing{}},
		{"with it as the second", w.with(seal.NewKey(), key), accounts.Sealing{Old: 3}},
		{"with none", w.with(), accounts.Sealing{Shut: 3}},
		{"with another", w.with(seal.NewKey()), accounts.Sealing{Shut: 3}},
	} {
		if got := w.sealing(tt.at); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestWhoIsIdleIsSealedByTheFirstKey(t *testing.T) {
	const many = 103 // more than are written at once, twice
	storetest.Engines(t, schemas(), func(t *testing.T, db store.DB) {
		w := open(t, db)
		first, second := seal.NewKey(), seal.NewKey()
		lost, _ := w.crowd(w.with(seal.NewKey()), "lost", 1)
		ids, secret := w.crowd(w.with(), "an", many)
		before := w.stored(lost[0])
		w.reseal(w.with(), 0)
		if got, want := w.sealing(w.with(first)), (accounts.Sealing{Old: many, Shut: 1}); got != want {
			t.Errorf("readable: %+v, want %+v", got, want)
		}
		w.reseal(w.with(first), many)
		if doc := w.stored(ids[many-1]); strings.Contains(doc, secret) || !strings.Contains(doc, "sealed:") {
			t.Errorf("the store holds %s", doc)
		}
		w.reseal(w.with(first), 0)
		w.reseal(w.with(second, first), many)
		if got, want := w.sealing(w.with(second)), (accounts.Sealing{Shut: 1}); got != want {
			t.Errorf("the old key is taken away: %+v, want %+v", got, want)
		}
		if err := w.with(second).GiveCode(t.Context(), ids[0], w.code(secret)); err != nil {
			t.Errorf("somebody who was idle while a key was replaced: %v", err)
		}
		if after := w.stored(lost[0]); after != before {
			t.Errorf("what does not open was changed from %s to %s", before, after)
		}
	})
}

func TestTheSecretOfASetUpIsSealedToo(t *testing.T) {
	w := fresh(t)
	s, secret := w.with(seal.NewKey()), accounts.NewSecret()
	text, err := s.SealSetUp(secret)
	if err != nil || strings.Contains(text, secret) {
		t.Fatalf("sealed to %q, %v", text, err)
	}
	if got, err := s.OpenSetUp(text); err != nil || got != secret {
		t.Errorf("opened to %q, %v", got, err)
	}
	p := &accounts.Person{Meta: store.Meta{ID: "an"}, Factor: &accounts.Factor{Secret: text}}
	if got, err := s.Secret(p); err == nil {
		t.Errorf("it opens as somebody's authenticator: %q", got)
	}
}
