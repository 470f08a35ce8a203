package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
)

// demoPassword opens every demonstration account, where these are let in at all.
const demoPassword = "cho sao minh hoa"

// demoProvince is where the demonstration's people are at home: Quảng Ninh, where the programme began.
const demoProvince = "22"

// demoAccount is one of the demonstration's people and the organization that they work for.
type demoAccount struct {
	email, name, role string
	admin             bool
	org               string // key of the organization; empty for none
	member            policy.MemberRole
}

func demoAccounts() []demoAccount {
	return []demoAccount{
		{email: "nguoi-mua@demo.example", name: "Trần Thị Mẫu Đơn", role: "shopper"},
		{email: "chu-the@demo.example", name: "Vũ Thị Hải Âu", role: "producer, owner", org: "producer", member: policy.Owner},
		{email: "nhan-vien@demo.example", name: "Đỗ Văn Sóng", role: "producer, staff", org: "producer", member: policy.Staff},
		{email: "sieu-thi@demo.example", name: "Lê Thị Hoa Sim", role: "retail partner, owner", org: "retail", member: policy.Owner},
		{email: "to-chuc@demo.example", name: "Phạm Văn Trống", role: "organizer, owner", org: "organizer", member: policy.Owner},
		{email: "can-bo@demo.example", name: "Bùi Thị Lúa", role: "officer of a province", org: "office", member: policy.Owner},
		{email: "trung-uong@demo.example", name: "Hoàng Văn Đồng", role: "central officer", org: "central", member: policy.Owner},
		{email: "quan-tri@demo.example", name: "Nguyễn Thị Mạ Non", role: "administrator", admin: true},
	}
}

// demoOrganizations are the organizations of the demonstration by key; the producer is the one with the most products at home.
func (m *market) demoOrganizations() map[string]*members.Organization {
	orgs := map[string]*members.Organization{
		"retail":    {Kind: policy.KindRetail, Name: "Siêu thị Hoa Sim", Province: "01"},
		"organizer": {Kind: policy.KindOrganizer, Name: "Trung tâm Xúc tiến thương mại Vịnh Xanh", Province: demoProvince},
		"office":    {Kind: policy.KindOffice, Name: "Văn phòng Điều phối nông thôn mới Quảng Ninh", Province: demoProvince},
		"central":   {Kind: policy.KindOffice, Name: "Văn phòng Điều phối nông thôn mới Trung ương"},
	}
	if p := m.demoProducer(); p != nil {
		orgs["producer"] = p
	}
	for _, o := range orgs {
		o.Demo = true
	}
	return orgs
}

func (m *market) demoProducer() *members.Organization {
	products := map[string]int{}
	of := map[string]*members.Organization{}
	for _, card := range m.catalog.AllCards() {
		id := card.ProducerID
		products[id]++
		if of[id] == nil {
			of[id] = &members.Organization{Kind: policy.KindProducer, Name: card.ProducerName, Producer: id, Province: card.Place.Province}
		}
	}
	var best *members.Organization
	for _, o := range of {
		if best == nil || demoOrder(o, best, products) < 0 {
			best = o
		}
	}
	return best
}

// demoOrder puts those at home first, then those with more products.
func demoOrder(a, b *members.Organization, products map[string]int) int {
	away := func(o *members.Organization) int {
		if o.Province == demoProvince {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(away(a), away(b)), cmp.Compare(products[b.Producer], products[a.Producer]), cmp.Compare(a.Producer, b.Producer))
}

// demonstrated: the demonstration's people were made once.
const demonstrated = "demo-accounts"

// demonstrate makes the demonstration's people and organizations, once.
func (m *market) demonstrate(ctx context.Context) error {
	_, err := milestones.Get(ctx, m.db, demonstrated)
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	orgs := m.demoOrganizations()
	for _, a := range demoAccounts() {
		if err := m.demoPerson(ctx, a, orgs); err != nil {
			return fmt.Errorf("demonstration account %s: %w", a.email, err)
		}
	}
	err = milestones.Insert(ctx, m.db, &milestone{Meta: store.Meta{ID: demonstrated}, At: m.clock().UTC()})
	if errors.Is(err, store.ErrDuplicate) {
		return nil // another process was as quick
	}
	return err
}

// demoPerson makes one of them. What was made before an interruption is left as it is.
func (m *market) demoPerson(ctx context.Context, a demoAccount, orgs map[string]*members.Organization) error {
	p, err := m.people.accounts.ByEmail(ctx, a.email)
	if errors.Is(err, store.ErrNotFound) {
		n := accounts.Newcomer{Name: a.name, Email: a.email, Password: demoPassword, Admin: a.admin, Verified: true, Demo: true}
		if a.admin || a.org == "office" || a.org == "central" {
			n.Secret = accounts.NewSecret()
		}
		p, err = m.people.accounts.Add(ctx, n)
	}
	if err != nil {
		return err
	}
	org := orgs[a.org]
	if org == nil {
		return nil
	}
	belongs, err := m.people.members.Of(ctx, p.ID)
	if err != nil {
		return err
	}
	if len(belongs) > 0 {
		org.ID = belongs[0].Organization.ID // each is in one alone
		return nil
	}
	return m.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return m.demoMember(ctx, tx, org, p.ID, a.member) })
}

func (m *market) demoMember(ctx context.Context, tx store.Tx, org *members.Organization, person string, role policy.MemberRole) error {
	if org.ID != "" {
		return m.joined(m.people.members.Join(ctx, tx, org.ID, person, role))
	}
	founded := *org
	if err := m.people.members.Found(ctx, tx, &founded, person); err != nil {
		return err
	}
	if founded.Kind != policy.KindOffice {
		if _, err := m.people.members.SetVerified(ctx, tx, founded.ID, m.clock().Add(10*365*24*time.Hour)); err != nil {
			return err
		}
	}
	org.ID = founded.ID
	return nil
}

// joined takes it that somebody is a member already.
func (m *market) joined(err error) error {
	if errors.Is(err, members.ErrMember) {
		return nil
	}
	return err
}

// tellDemo prints how to come in, where the demonstration's people may.
func (m *market) tellDemo(ctx context.Context, out io.Writer) {
	if !m.settings.DemoAllowed() {
		fmt.Fprintln(out, "Demonstration accounts are shut, since others reach this address (OCOP_DEMO_ACCOUNTS=on lets them in)")
		return
	}
	fmt.Fprintf(out, "Demonstration accounts, all with the password %q:\n", demoPassword)
	list := demoAccounts()
	width := len(slices.MaxFunc(list, func(a, b demoAccount) int { return cmp.Compare(len(a.email), len(b.email)) }).email)
	for _, a := range list {
		fmt.Fprintf(out, "  %-*s  %s%s\n", width, a.email, a.role, m.demoSecond(ctx, a.email))
	}
}

// demoSecond tells the second step of a demonstration account that has one: the secret for an authenticator, and the code of this half minute.
func (m *market) demoSecond(ctx context.Context, email string) string {
	p, err := m.people.accounts.ByEmail(ctx, email)
	if err != nil || !p.Demo || p.Factor == nil {
		return ""
	}
	secret, err := m.people.accounts.Secret(p)
	if err != nil {
		return "; its second step does not open without the key in secret.key or OCOP_SECRET_KEY"
	}
	code, err := accounts.Code(secret, m.clock())
	if err != nil {
		return ""
	}
	return fmt.Sprintf("; second step %s, now %s", secret, code)
}
