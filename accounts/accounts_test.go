package accounts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

const (
	somebody = "hai.au@bendoan.example"
	stranger = "khong.ai@bendoan.example"
	password = "một câu dễ nhớ hơn"
)

func schemas() []store.Schema {
	var all []store.Schema
	for _, of := range []func() []store.Schema{accounts.Schemas, notices.Schemas, outbox.Schemas, audit.Schemas} {
		all = append(all, of()...)
	}
	return all
}

// world is two processes on one store, with one clock.
type world struct {
	t      testing.TB
	db     store.DB
	now    time.Time
	hasher *accounts.Hasher
	*accounts.Service
	other *accounts.Service
}

func open(t testing.TB, db store.DB) *world {
	w := &world{t: t, db: db, now: time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC), hasher: accounts.NewHasher(2)}
	clock := func() time.Time { return w.now }
	options := accounts.Options{Issuer: "Chợ Sao", Demo: true}
	w.Service = accounts.New(db, w.hasher, options, clock)
	w.other = accounts.New(db, accounts.NewHasher(2), options, clock)
	return w
}

func fresh(t testing.TB) *world {
	t.Helper()
	return open(t, storetest.Open(t, schemas()...))
}

func (w *world) add(email string) *accounts.Person {
	w.t.Helper()
	p, err := w.Add(w.t.Context(), accounts.Newcomer{Name: "Hải Âu", Email: email, Password: password, Verified: true})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// try signs in at one of the processes.
func (w *world) try(at *accounts.Service, email, password string) error {
	_, err := at.SignIn(w.t.Context(), accounts.Attempt{Email: email, Password: password, Network: "192.0.2.1"})
	return err
}

// asked lists the letters that were asked for.
func (w *world) asked() []accounts.Asked {
	w.t.Helper()
	var list []accounts.Asked
	for raw, err := range w.db.Find(context.Background(), "outbox", store.Query{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() != accounts.EventLetter {
			continue
		}
		var a accounts.Asked
		if err := bson.Unmarshal(raw.Lookup("payload").Value, &a); err != nil {
			w.t.Fatal(err)
		}
		list = append(list, a)
	}
	return list
}

// everything is all that the store holds, as text.
func (w *world) everything() string {
	w.t.Helper()
	var b strings.Builder
	for _, schema := range schemas() {
		for raw, err := range w.db.Find(context.Background(), schema.Collection, store.Query{}) {
			if err != nil {
				w.t.Fatal(err)
			}
			b.WriteString(raw.String())
		}
	}
	return b.String()
}
