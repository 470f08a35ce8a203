package recipients_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/notices/recipients"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// TestAnAudienceIsWhoBelongsToIt asks for every audience of a small world.
func TestAnAudienceIsWhoBelongsToIt(t *testing.T) {
	db := storetest.Open(t, append(append(accounts.Schemas(), members.Schemas()...), outbox.Schemas()...)...)
	clock := func() time.Time { return time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC) }
	people := accounts.New(db, accounts.NewHasher(1), accounts.Options{Issuer: "Chợ Sao"}, clock)
	orgs := members.New(db, people, clock)
	add := func(name string, n accounts.Newcomer) string {
		n.Name, n.Email = name, name+"@example.vn"
		p, err := people.Add(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		return p.ID
	}
	au, lua, thoc := add("au", accounts.Newcomer{Verified: true}), add("lua", accounts.Newcomer{Verified: true, Lang: "en"}), add("thoc", accounts.Newcomer{Verified: true})
	unshown, demo := add("mai", accounts.Newcomer{}), add("demo", accounts.Newcomer{Verified: true, Demo: true})
	add("sep", accounts.Newcomer{Verified: true, Admin: true})
	found := func(o members.Organization, owner string, staff ...string) string {
		err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
			if err := orgs.Found(ctx, tx, &o, owner); err != nil {
				return err
			}
			for _, person := range staff {
				if err := orgs.Join(ctx, tx, o.ID, person, policy.Staff); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return o.ID
	}
	coop := found(members.Organization{Kind: policy.KindProducer, Name: "HTX", Producer: "p1"}, au, unshown, demo)
	found(members.Organization{Kind: policy.KindOffice, Name: "Quảng Ninh", Province: "22"}, lua)
	found(members.Organization{Kind: policy.KindOffice, Name: "Trung ương"}, thoc)
	d := recipients.New(people, orgs)
	for to, want := range map[notices.Audience][]string{
		notices.ToPerson(au): {"au@example.vn vi"}, notices.ToPerson(unshown): {}, notices.ToPerson("none"): {},
		notices.ToOrg(coop): {"au@example.vn vi"}, notices.ToProducer("p1"): {"au@example.vn vi"}, notices.ToProducer("p2"): {},
		notices.ToOffice("22"): {"lua@example.vn en"}, notices.ToOffice("01"): {}, notices.ToCentral(): {"thoc@example.vn vi"},
		notices.ToAdmins(): {"sep@example.vn vi"},
	} {
		list, err := d.Recipients(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, r := range list {
			got = append(got, r.Email+" "+r.Lang)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", to, diff)
		}
	}
	for producer, want := range map[string]bool{"p1": true, "p2": false} {
		if got, err := d.Claimed(t.Context(), producer); got != want || err != nil {
			t.Errorf("%s claimed: %t, %v", producer, got, err)
		}
	}
}
