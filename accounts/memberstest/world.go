// Package memberstest sets a scene for tests of organizations, claims and identities:
// a shop of three producers, an office in Quảng Ninh, one in Thái Nguyên and the
// central one, and a clock that the test moves.
package memberstest

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/claims"
	"github.com/ocopmarket/ocop/accounts/identity"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// The producers of the scene, and a certificate of each.
const (
	BenDoan     = "HTX Hải sản Bến Đoan"
	BenDoanCert = "SO CM-500/2024"
	DoiCo       = "HTX Chè Đồi Cọ"
	QuangNinh   = "22"
	ThaiNguyen  = "19"
)

// PDF is the beginning of a paper.
var PDF = []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")

// Crowd is who has an account: names and addresses by id.
type Crowd map[string][2]string

// Person tells who an id names.
func (c Crowd) Person(_ context.Context, id string) (name, email string, admin bool, err error) {
	p, ok := c[id]
	if !ok {
		return "", "", false, store.ErrNotFound
	}
	return p[0], p[1], false, nil
}

// IDByEmail tells whose address it is.
func (c Crowd) IDByEmail(_ context.Context, email string) (string, error) {
	for id, p := range c {
		if p[1] == members.Address(email) {
			return id, nil
		}
	}
	return "", store.ErrNotFound
}

// World is the scene.
type World struct {
	*orderstest.Shop
	T        testing.TB
	People   Crowd
	Members  *members.Service
	Papers   *papers.Service
	Review   *review.Service
	Claims   *claims.Service
	Identity *identity.Service
}

// Schemas are those of all that the scene needs.
func Schemas() []store.Schema {
	all := orderstest.Schemas()
	for _, of := range []func() []store.Schema{members.Schemas, papers.Schemas, review.Schemas, claims.Schemas, notices.Schemas} {
		all = append(all, of()...)
	}
	return all
}

// New sets the scene on a new store; papers lie among blobs.
func New(t testing.TB, blobs media.Blobs) *World {
	t.Helper()
	return Open(t, storetest.Open(t, Schemas()...), blobs)
}

// Open sets the scene on an empty store.
func Open(t testing.TB, db store.DB, blobs media.Blobs) *World {
	t.Helper()
	orderstest.Fill(t, db)
	settle(t, db)
	w := &World{Shop: orderstest.Open(t, db), T: t}
	hasher := accounts.NewHasher(4)
	w.People = Crowd{}
	w.Members = members.New(db, w.People, w.Clock.Now)
	w.Papers = papers.New(db, private.New(blobs), w.Clock.Now)
	w.Review = review.New(db, w.Members, w.Papers, w.Clock.Now)
	w.Claims = claims.New(db, w.Catalog, w.Members, w.Review, hasher, w.Clock.Now)
	w.Identity = identity.New(db, w.Members, w.Review, w.Catalog, w.Clock.Now)
	return w
}

var producers = store.Define[catalog.Producer]("producers")

// settle tells where the shop's producers are at home.
func settle(t testing.TB, db store.DB) {
	t.Helper()
	for id, province := range map[string]string{BenDoan: QuangNinh, DoiCo: ThaiNguyen} {
		_, err := producers.Modify(t.Context(), db, id, func(p *catalog.Producer) error {
			p.Place.Era, p.Place.Province = "2025", province
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Person adds somebody, whose address is their name at example.vn.
func (w *World) Person(name string) policy.Actor {
	w.T.Helper()
	id := "p-" + name
	w.People[id] = [2]string{"Bà " + name, name + "@example.vn"}
	return w.As(id, "")
}

// As is a person who acts for an organization, with the second step given.
func (w *World) As(person, org string) policy.Actor {
	w.T.Helper()
	a, err := w.Members.Actor(w.T.Context(), person, org)
	if err != nil {
		w.T.Fatal(err)
	}
	a.SecondFactor = true
	return a
}

// Found founds an organization.
func (w *World) Found(o members.Organization, owner policy.Actor) *members.Organization {
	w.T.Helper()
	w.Atomic(func(ctx context.Context, tx store.Tx) error { return w.Members.Found(ctx, tx, &o, owner.Person) })
	return &o
}

// Officer is somebody new at the office of a province, the central one for none. The office is founded with its first officer.
func (w *World) Officer(name, province string) policy.Actor {
	w.T.Helper()
	a := w.Person(name)
	office, err := w.Members.OfOffice(w.T.Context(), province)
	if err != nil {
		office = w.Found(members.Organization{Kind: policy.KindOffice, Name: "Văn phòng " + province, Province: province}, a)
	} else {
		w.Atomic(func(ctx context.Context, tx store.Tx) error {
			return w.Members.Join(ctx, tx, office.ID, a.Person, policy.Staff)
		})
	}
	return w.As(a.Person, office.ID)
}

// Paper keeps a paper of somebody's.
func (w *World) Paper(who policy.Actor) []*papers.Paper {
	w.T.Helper()
	p, err := w.Papers.Keep(w.T.Context(), who.Person, "dkkd.pdf", bytes.NewReader(PDF))
	if err != nil {
		w.T.Fatal(err)
	}
	return []*papers.Paper{p}
}

// Atomic runs one transaction.
func (w *World) Atomic(f func(context.Context, store.Tx) error) {
	w.T.Helper()
	if err := w.DB.Atomic(w.T.Context(), f); err != nil {
		w.T.Fatal(err)
	}
}

// Code has a code sent for a claim, and returns it as its letter would.
func (w *World) Code(who policy.Actor, producer string) string {
	w.T.Helper()
	a, err := w.Claims.AskCode(w.T.Context(), who, producer)
	if err != nil {
		w.T.Fatal(err)
	}
	l, err := w.Claims.WriteCode(w.T.Context(), claims.Wanted{Attempt: a.ID, Round: a.Round})
	if err != nil {
		w.T.Fatal(err)
	}
	return l.Code
}

// Claim makes somebody the first owner of a producer, whose identity is not verified yet.
func (w *World) Claim(who policy.Actor, producer string) *members.Organization {
	w.T.Helper()
	org, err := w.Claims.Enter(w.T.Context(), who, claims.Entry{Producer: producer, Code: w.Code(who, producer), Declares: true})
	if err != nil {
		w.T.Fatal(err)
	}
	w.Load()
	return org
}

// Notices lists what an audience was told, in Vietnamese.
func (w *World) Notices(to notices.Audience) []string {
	w.T.Helper()
	var list []string
	for raw, err := range w.DB.Find(w.T.Context(), "notices", store.Query{}) {
		if err != nil {
			w.T.Fatal(err)
		}
		if raw.Lookup("to").StringValue() == string(to) {
			list = append(list, strings.TrimSpace(raw.Lookup("vi").StringValue()))
		}
	}
	return list
}

// Closed reports whether a producer sells nothing yet.
func (w *World) Closed(producer string) bool {
	w.T.Helper()
	p, err := w.Catalog.Producer(w.T.Context(), producer)
	if err != nil {
		w.T.Fatal(err)
	}
	return p.Closed
}

// Producer returns a producer.
func (w *World) Producer(id string) *catalog.Producer {
	w.T.Helper()
	p, err := w.Catalog.Producer(w.T.Context(), id)
	if err != nil {
		w.T.Fatal(err)
	}
	return p
}
