package admin

import (
	"context"
	"errors"
	"net/http"
	"net/mail"
	"net/url"
	"strings"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// Accounts is what the desk asks of people's accounts.
type Accounts interface {
	People
	List(ctx context.Context, text, after string, limit int) (store.Page[accounts.Person], error)
	Get(ctx context.Context, id string) (*accounts.Person, error)
	Devices(ctx context.Context, person string) ([]*accounts.Device, error)
	Close(ctx context.Context, id, reason string) error
	Reopen(ctx context.Context, id, reason string) error
	SetAdmin(ctx context.Context, id string, admin bool, reason string) error
	DropFactor(ctx context.Context, id, reason string) error
}

// Members is what the desk asks of organizations.
type Members interface {
	Of(ctx context.Context, person string) ([]members.Belonging, error)
	List(ctx context.Context, kind policy.OrgKind, after string, limit int) (store.Page[members.Organization], error)
	Organization(ctx context.Context, id string) (*members.Organization, error)
	Members(ctx context.Context, org string) ([]*members.Membership, error)
	Invitations(ctx context.Context, org string) ([]*members.Invitation, error)
	Invite(ctx context.Context, by policy.Actor, org, email string, role policy.MemberRole) (*members.Invitation, error)
	Found(ctx context.Context, tx store.Tx, o *members.Organization, owner string) error
}

// listed is how many people or organizations a page lists.
const listed = 50

type usersPage struct {
	desk.Page
	People []*accounts.Person
	Query  string
	More   string
}

func (p *pages) showUsers(ask *desk.Ask) error {
	page := &usersPage{Page: ask.NewPage(ask.Say("Người dùng", "Users")), Query: strings.TrimSpace(ask.Query("tim"))}
	found, err := p.Accounts.List(ask.Ctx(), page.Query, ask.Query("sau"), listed)
	if err != nil {
		return err
	}
	page.People = found.Items
	if found.Next != "" {
		page.More = usersPath + "?" + url.Values{"tim": {page.Query}, "sau": {found.Next}}.Encode()
	}
	return ask.Render(http.StatusOK, "admin-users", page)
}

type userPage struct {
	desk.Page
	Person  *accounts.Person
	Orgs    []members.Belonging
	Devices []*accounts.Device
	Entries []entry
	Self    bool
	Reason  string
}

func (p *pages) showUser(ask *desk.Ask) error {
	page, err := p.userPage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "admin-user", page)
}

func (p *pages) userPage(ask *desk.Ask) (*userPage, error) {
	person, err := p.Accounts.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	page := &userPage{Page: ask.NewPage(person.Name), Person: person, Self: person.ID == ask.Who.Person}
	if page.Orgs, err = p.Members.Of(ask.Ctx(), person.ID); err != nil {
		return nil, err
	}
	if page.Devices, err = p.Accounts.Devices(ask.Ctx(), person.ID); err != nil {
		return nil, err
	}
	found, err := p.entries(ask, "person/"+person.ID, "", onHome)
	page.Entries = found.list
	return page, err
}

// manageUser closes, reopens, raises or lowers an account.
func (p *pages) manageUser(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	err = p.manage(ask, form.Get("viec"), form.Get("ly-do"))
	wrong, refused := desk.WrongOf(ask.Lang, err)
	if errors.Is(err, accounts.ErrLastAdmin) {
		wrong.Say, refused = ask.Say("Đây là quản trị cuối cùng; cho người khác quyền trước đã.", "This is the last administrator; make another one first."), true
	}
	if refused {
		page, err := p.userPage(ask)
		if err != nil {
			return err
		}
		page.Wrong, page.Reason = wrong, form.Get("ly-do")
		return ask.Render(http.StatusUnprocessableEntity, "admin-user", page)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(usersPath+"/"+ask.ID(), ask.Say("Đã ghi. Người ấy bị đăng xuất ở mọi máy.", "Done. They were signed out everywhere."))
}

func (p *pages) manage(ask *desk.Ask, what, reason string) error {
	ctx, id := ask.Ctx(), ask.ID()
	switch what {
	case "dong":
		return p.Accounts.Close(ctx, id, reason)
	case "mo":
		return p.Accounts.Reopen(ctx, id, reason)
	case "quan-tri":
		return p.Accounts.SetAdmin(ctx, id, true, reason)
	case "thoi-quan-tri":
		return p.Accounts.SetAdmin(ctx, id, false, reason)
	case "bo-buoc-hai":
		return p.Accounts.DropFactor(ctx, id, reason)
	}
	return store.ErrNotFound
}

type orgsPage struct {
	desk.Page
	Orgs      []*members.Organization
	Kinds     []desk.Option
	Provinces []desk.Option
	More      string
	Email     string
}

func (p *pages) showOrgs(ask *desk.Ask) error {
	page, err := p.orgsPage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "admin-orgs", page)
}

func (p *pages) orgsPage(ask *desk.Ask) (*orgsPage, error) {
	page := &orgsPage{Page: ask.NewPage(ask.Say("Tổ chức", "Organizations"))}
	kind := policy.OrgKind(ask.Query("loai"))
	for _, k := range append([]policy.OrgKind{""}, orgKinds()...) {
		page.Kinds = append(page.Kinds, desk.Option{Value: string(k), Label: kindName(ask, k), Chosen: k == kind})
	}
	page.Provinces = []desk.Option{{Value: "", Label: ask.Say("Trung ương", "Central")}}
	for _, province := range place.Provinces() {
		page.Provinces = append(page.Provinces, desk.Option{Value: province.Code, Label: province.Name})
	}
	found, err := p.Members.List(ask.Ctx(), kind, ask.Query("sau"), listed)
	page.Orgs = found.Items
	if found.Next != "" {
		page.More = orgsPath + "?" + url.Values{"loai": {string(kind)}, "sau": {found.Next}}.Encode()
	}
	return page, err
}

func orgKinds() []policy.OrgKind {
	return []policy.OrgKind{policy.KindProducer, policy.KindRetail, policy.KindOrganizer, policy.KindOffice}
}

func kindName(ask *desk.Ask, k policy.OrgKind) string {
	switch k {
	case policy.KindProducer:
		return ask.Say("Chủ thể", "Producer")
	case policy.KindRetail:
		return ask.Say("Siêu thị, điểm bán", "Retail partner")
	case policy.KindOrganizer:
		return ask.Say("Nhà tổ chức", "Organizer")
	case policy.KindOffice:
		return ask.Say("Văn phòng điều phối", "Coordination office")
	}
	return ask.Say("Mọi loại", "Every kind")
}

// KindName is what an organization's kind is called, for the template.
func (p *orgsPage) KindName(k policy.OrgKind) string { return kindName(p.Ask, k) }

// PlaceName is the province of an organization.
func (p *orgsPage) PlaceName(o *members.Organization) string {
	province, ok := place.ProvinceByCode(o.Province)
	if !ok && o.Kind == policy.KindOffice {
		return p.Ask.Say("Trung ương", "Central")
	}
	return province.Name
}

// foundOffice makes a coordination office and invites its first owner: only administrators may, as offices watch others.
func (p *pages) foundOffice(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	office, err := newOffice(form.Get("tinh"), form.Get("email"))
	if err == nil {
		err = p.DB.Atomic(ask.Ctx(), func(ctx context.Context, tx store.Tx) error { return p.Members.Found(ctx, tx, office, "") })
	}
	if err == nil {
		_, err = p.Members.Invite(ask.Ctx(), ask.Who, office.ID, form.Get("email"), policy.Owner)
	}
	wrong, refused := desk.WrongOf(ask.Lang, err)
	if errors.Is(err, members.ErrTaken) {
		wrong.Say, refused = ask.Say("Tỉnh này đã có văn phòng. Mời người vào đó.", "That province has an office already. Invite people into it."), true
	}
	if refused {
		page, err := p.orgsPage(ask)
		if err != nil {
			return err
		}
		page.Wrong, page.Email = wrong, form.Get("email")
		return ask.Render(http.StatusUnprocessableEntity, "admin-orgs", page)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(orgsPath+"/"+office.ID, ask.Say("Đã lập %s và gửi thư mời.", "%s was founded and the invitation is on its way.", office.Name))
}

// newOffice checks both fields before anything is founded, since an office without anybody to invite would be nobody's.
func newOffice(province, head string) (*members.Organization, error) {
	if _, err := mail.ParseAddress(head); err != nil {
		return nil, field.Errors{{Field: "email", Code: "invalid", VI: "Ghi một địa chỉ thư đúng, như ten@tinh.gov.vn.", EN: "Enter an e-mail address, such as name@province.gov.vn."}}
	}
	office := &members.Organization{Kind: policy.KindOffice, Province: province, Name: "Văn phòng Điều phối NTM Trung ương"}
	if province == "" {
		return office, nil
	}
	at, ok := place.ProvinceByCode(province)
	if !ok {
		return nil, field.Errors{{Field: "tinh", Code: "unknown", VI: "Chọn một tỉnh, thành.", EN: "Choose a province."}}
	}
	office.Name = "Văn phòng Điều phối NTM " + at.Name
	return office, nil
}

// member is somebody who works in an organization.
type member struct {
	ID, Name string
	Owner    bool
}

type orgPage struct {
	desk.Page
	Org         *members.Organization
	Kind        string
	People      []member
	Invitations []*members.Invitation
	Entries     []entry
	Email       string
	Roles       []desk.Option
}

func (p *pages) showOrg(ask *desk.Ask) error {
	page, err := p.orgPage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "admin-org", page)
}

func (p *pages) orgPage(ask *desk.Ask) (*orgPage, error) {
	org, err := p.Members.Organization(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	page := &orgPage{Page: ask.NewPage(org.Name), Org: org, Kind: kindName(ask, org.Kind), Roles: []desk.Option{
		{Value: string(policy.Owner), Label: ask.Say("Chủ", "Owner")}, {Value: string(policy.Staff), Label: ask.Say("Nhân viên", "Staff")}}}
	if page.People, err = p.membersOf(ask, org.ID); err != nil {
		return nil, err
	}
	if page.Invitations, err = p.Members.Invitations(ask.Ctx(), org.ID); err != nil {
		return nil, err
	}
	found, err := p.entries(ask, "organization/"+org.ID, "", onHome)
	page.Entries = found.list
	return page, err
}

func (p *pages) membersOf(ask *desk.Ask, org string) ([]member, error) {
	all, err := p.Members.Members(ask.Ctx(), org)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, m := range all {
		ids = append(ids, m.Person)
	}
	names, err := p.names(ask.Ctx(), ids)
	if err != nil {
		return nil, err
	}
	var list []member
	for _, m := range all {
		list = append(list, member{ID: m.Person, Name: names[m.Person], Owner: m.Role == policy.Owner})
	}
	return list, nil
}

// invite writes to somebody that they may come into an organization.
func (p *pages) invite(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	_, err = p.Members.Invite(ask.Ctx(), ask.Who, ask.ID(), form.Get("email"), policy.MemberRole(form.Get("vai")))
	wrong, refused := desk.WrongOf(ask.Lang, err)
	if errors.Is(err, members.ErrMember) {
		wrong.Say, refused = ask.Say("Người này đã ở trong tổ chức.", "They belong to it already."), true
	}
	if refused {
		page, err := p.orgPage(ask)
		if err != nil {
			return err
		}
		page.Wrong, page.Email = wrong, form.Get("email")
		return ask.Render(http.StatusUnprocessableEntity, "admin-org", page)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(orgsPath+"/"+ask.ID(), ask.Say("Đã gửi thư mời.", "The invitation is on its way."))
}
