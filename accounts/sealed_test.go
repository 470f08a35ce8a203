package accounts_test

import (
	"errors"
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

func TestALostKeyIsFoundOut(t *testing.T) {
	w := fresh(t)
	key, secret := seal.NewKey(), accounts.NewSecret()
	s := w.with(key)
	if _, err := s.Add(t.Context(), accounts.Newcomer{Name: "Mạ Non", Email: somebody, Admin: true, Verified: true, Secret: secret}); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckKeys(t.Context()); err != nil {
		t.Errorf("with the key: %v", err)
	}
	if err := w.with(seal.NewKey(), key).CheckKeys(t.Context()); err != nil {
		t.Errorf("with it as the second: %v", err)
	}
	for name, other := range map[string]*accounts.Service{"none": w.with(), "another": w.with(seal.NewKey())} {
		if err := other.CheckKeys(t.Context()); !errors.Is(err, accounts.ErrSealed) {
			t.Errorf("with %s: %v, want ErrSealed", name, err)
		}
	}
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
