package membership

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/fault"
)

// orgFacts is an organization as pages tell it.
type orgFacts struct {
	*members.Organization
	Sort     string // what it is, in words
	Role     policy.MemberRole
	Current  bool
	Verified bool
	Where    string
}

func factsOf(ask *desk.Ask, o *members.Organization) orgFacts {
	return orgFacts{Organization: o, Sort: orgKindWords(ask, o.Kind), Verified: o.VerifiedAt(ask.Kit().Now()), Where: provinceName(o.Province), Current: o.ID == ask.Who.Org}
}

func orgKindWords(ask *desk.Ask, k policy.OrgKind) string {
	switch k {
	case policy.KindProducer:
		return ask.Say("chủ thể", "producer")
	case policy.KindRetail:
		return ask.Say("siêu thị, điểm bán", "retail partner")
	case policy.KindOrganizer:
		return ask.Say("nhà tổ chức", "organizer")
	}
	return ask.Say("văn phòng điều phối", "coordination office")
}

// orgsPage is the page of one's organizations.
type orgsPage struct {
	desk.Page
	Mine    []orgFacts
	Current *orgFacts // for whom one acts; nil for oneself
	Owner   bool
	People  []person
	Invited []*members.Invitation
	Shown   bool // the producer's contact is shown with consent
	Typed   struct {
		Email string
		Role  policy.MemberRole
	}
}

// person is a member as pages show them.
type person struct {
	*members.Membership
	Name, Email string
	Self        bool
}

// showOrganizations serves GET /tai-khoan/to-chuc.
func (r *room) showOrganizations(ask *desk.Ask) error {
	p, err := r.orgsPage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "membership-organizations", p)
}

func (r *room) orgsPage(ask *desk.Ask) (*orgsPage, error) {
	p := &orgsPage{Page: ask.NewPage(ask.Say("Tổ chức của tôi", "My organizations"))}
	p.Typed.Role = policy.Staff
	mine, err := r.Members.Of(ask.Ctx(), ask.Who.Person)
	if err != nil {
		return nil, err
	}
	for _, b := range mine {
		facts := factsOf(ask, b.Organization)
		facts.Role = b.Role
		p.Mine = append(p.Mine, facts)
		if facts.Current {
			p.Current = &facts
		}
	}
	if p.Current == nil {
		return p, nil
	}
	return p, r.fillCurrent(ask, p)
}

// fillCurrent reads the people of the organization that one acts for.
func (r *room) fillCurrent(ask *desk.Ask, p *orgsPage) error {
	p.Owner = p.Current.Role == policy.Owner
	list, err := r.Members.Members(ask.Ctx(), p.Current.ID)
	if err != nil {
		return err
	}
	for _, m := range list {
		name, email, err := r.nameOf(ask.Ctx(), m.Person)
		if err != nil {
			return err
		}
		p.People = append(p.People, person{Membership: m, Name: name, Email: email, Self: m.Person == ask.Who.Person})
	}
	if p.Owner {
		if p.Invited, err = r.Members.Invitations(ask.Ctx(), p.Current.ID); err != nil {
			return err
		}
	}
	if p.Current.Producer == "" {
		return nil
	}
	found, err := r.Claims.Producer(ask.Ctx(), p.Current.Producer)
	if err == nil {
		p.Shown = found.ContactShown
	}
	return err
}

// nameOf is what somebody is called; an account that is closed keeps its place without a name.
func (r *room) nameOf(ctx context.Context, id string) (name, email string, err error) {
	name, email, _, err = r.People.Person(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return "—", "", nil
	}
	return name, email, err
}

// namesOf are what people are called, by id; nobody has the empty one.
func (r *room) namesOf(ctx context.Context, ids ...string) (map[string]string, error) {
	names := map[string]string{}
	for _, id := range ids {
		if _, known := names[id]; known || id == "" {
			continue
		}
		name, _, err := r.nameOf(ctx, id)
		if err != nil {
			return nil, err
		}
		names[id] = name
	}
	return names, nil
}

// isOwner refuses what an owner alone may do to members: at offices too, whose staff are officers like their owners.
func isOwner(ask *desk.Ask) error {
	if ask.Who.Member != policy.Owner {
		return policy.ErrForbidden
	}
	return nil
}

// invite serves POST /tai-khoan/to-chuc/moi.
func (r *room) invite(ask *desk.Ask) error {
	if err := isOwner(ask); err != nil {
		return err
	}
	form, err := ask.Form()
	if err != nil {
		return err
	}
	i, err := r.Members.Invite(ask.Ctx(), ask.Who, ask.Who.Org, form.Get("email"), policy.MemberRole(form.Get("vai")))
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.refuseOrgs(ask, form, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(orgPath, ask.Say("Đã gửi lời mời đến %s. Thư dùng được trong 14 ngày.", "An invitation is on its way to %s. It can be answered for 14 days.", i.Email))
}

func (r *room) refuseOrgs(ask *desk.Ask, form url.Values, wrong desk.Wrong) error {
	p, err := r.orgsPage(ask)
	if err != nil {
		return err
	}
	p.Wrong, p.Typed.Email = wrong, form.Get("email")
	p.Typed.Role = cmp.Or(policy.MemberRole(form.Get("vai")), policy.Staff)
	return ask.Render(http.StatusUnprocessableEntity, "membership-organizations", p)
}

// member reads the membership in the address, which must be of the organization that one acts for.
func (r *room) member(ask *desk.Ask) (*members.Membership, error) {
	if err := isOwner(ask); err != nil {
		return nil, err
	}
	m, err := r.Members.Member(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	if m.Org != ask.Who.Org {
		return nil, store.ErrNotFound
	}
	return m, nil
}

// setRole serves POST /tai-khoan/to-chuc/thanh-vien/:id.
func (r *room) setRole(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	m, err := r.member(ask)
	if err != nil {
		return err
	}
	if err := r.Members.SetRole(ask.Ctx(), m.Org, m.Person, policy.MemberRole(form.Get("vai"))); err != nil {
		return r.refuseMember(ask, err)
	}
	return ask.SeeSaying(orgPath, ask.Say("Đã đổi vai.", "The role was changed."))
}

// remove serves POST /tai-khoan/to-chuc/thanh-vien/:id/bo.
func (r *room) remove(ask *desk.Ask) error {
	m, err := r.member(ask)
	if err != nil {
		return err
	}
	name, _, err := r.nameOf(ask.Ctx(), m.Person)
	if err != nil {
		return err
	}
	if err := r.Members.Remove(ask.Ctx(), m.Org, m.Person); err != nil {
		return r.refuseMember(ask, err)
	}
	return ask.SeeSaying(orgPath, ask.Say("%s không còn làm việc cho tổ chức này.", "%s does not work for this organization any more.", name))
}

func (r *room) refuseMember(ask *desk.Ask, err error) error {
	wrong, ok := desk.WrongOf(ask.Lang, err)
	if errors.Is(err, members.ErrLastOwner) {
		wrong.Say, ok = ask.Say("Tổ chức phải còn ít nhất một chủ sở hữu. Trao vai ấy cho người khác trước.", "An organization keeps at least one owner. Make somebody else an owner first."), true
	}
	if !ok {
		return err
	}
	return r.refuseOrgs(ask, url.Values{}, wrong)
}

// takeBack serves POST /tai-khoan/to-chuc/loi-moi/:id/thu.
func (r *room) takeBack(ask *desk.Ask) error {
	if err := isOwner(ask); err != nil {
		return err
	}
	if err := r.Members.Withdraw(ask.Ctx(), ask.Who.Org, ask.ID()); err != nil && !errors.Is(err, members.ErrOver) {
		return err
	}
	return ask.SeeSaying(orgPath, ask.Say("Đã thu lại lời mời.", "The invitation was taken back."))
}

// leave serves POST /tai-khoan/to-chuc/roi.
func (r *room) leave(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	org := form.Get("to-chuc")
	if err := r.Members.Remove(ask.Ctx(), org, ask.Who.Person); err != nil {
		return r.refuseMember(ask, err)
	}
	if org == ask.Who.Org {
		if err := r.Session.SetOrg(ask.Ctx(), ""); err != nil {
			return err
		}
	}
	return ask.SeeSaying(orgPath, ask.Say("Bạn đã rời tổ chức.", "You have left the organization."))
}

// consent serves POST /tai-khoan/to-chuc/lien-lac.
func (r *room) consent(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	org, err := r.Members.Organization(ask.Ctx(), ask.Who.Org)
	if err != nil {
		return err
	}
	if err := r.Claims.SetConsent(ask.Ctx(), org, form.Get("hien") != ""); err != nil {
		return err
	}
	if form.Get("hien") != "" {
		return ask.SeeSaying(orgPath, ask.Say("Tên và số điện thoại sẽ hiện trên trang cơ sở. Rút lại lúc nào cũng được.", "Name and phone will stand on the producer's page. You may take this back at any time."))
	}
	return ask.SeeSaying(orgPath, ask.Say("Đã rút lại: tên và số điện thoại không còn hiện trên trang cơ sở.", "Taken back: name and phone stand on the producer's page no more."))
}

// switchTo serves POST /tai-khoan/doi-vai.
func (r *room) switchTo(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	mine, err := r.Members.Of(ask.Ctx(), ask.Who.Person)
	if err != nil {
		return err
	}
	chosen := form.Get("to-chuc")
	at := slices.IndexFunc(mine, func(b members.Belonging) bool { return b.ID == chosen })
	if chosen != "" && at < 0 {
		return store.ErrNotFound
	}
	if err := r.Session.SetOrg(ask.Ctx(), chosen); err != nil {
		return err
	}
	if chosen == "" {
		return ask.SeeSaying("/tai-khoan/to-chuc", ask.Say("Bây giờ bạn làm việc cho chính mình.", "You now act for yourself."))
	}
	return ask.SeeSaying(home(mine[at].Kind), ask.Say("Bây giờ bạn làm việc cho %s.", "You now act for %s.", mine[at].Name))
}

// home is the first page of an organization's desk.
func home(k policy.OrgKind) string {
	switch k {
	case policy.KindProducer:
		return "/ban-hang"
	case policy.KindOffice:
		return "/can-bo"
	}
	return orgPath
}

// invitationPage is an invitation, as whom it is for sees it.
type invitationPage struct {
	desk.Page
	Invitation *members.Invitation
	Org        orgFacts
	By         string
	Open       bool
}

// showInvitation serves GET /loi-moi/:id.
func (r *room) showInvitation(ask *desk.Ask) error {
	i, err := r.Members.Invitation(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	org, err := r.Members.Organization(ask.Ctx(), i.Org)
	if err != nil {
		return err
	}
	p := &invitationPage{Page: ask.ShopPage(ask.Say("Lời mời", "Invitation")), Invitation: i, Org: factsOf(ask, org), Open: i.OpenAt(ask.Kit().Now())}
	p.Tab = "me"
	if p.By, _, err = r.nameOf(ask.Ctx(), i.By); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "membership-invitation", p)
}

// answer serves POST /loi-moi/:id.
func (r *room) answer(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	if form.Get("tra-loi") != "nhan" {
		if _, err := r.Members.Decline(ask.Ctx(), ask.ID(), ask.Who); err != nil {
			return overOrNotTheirs(err)
		}
		return ask.SeeSaying(orgPath, ask.Say("Đã từ chối lời mời.", "The invitation was declined."))
	}
	i, err := r.Members.Accept(ask.Ctx(), ask.ID(), ask.Who)
	if err != nil {
		return overOrNotTheirs(err)
	}
	org, err := r.Members.Organization(ask.Ctx(), i.Org)
	if err != nil {
		return err
	}
	if err := r.Session.SetOrg(ask.Ctx(), org.ID); err != nil {
		return err
	}
	return ask.SeeSaying(home(org.Kind), ask.Say("Chào mừng bạn đến %s.", "Welcome to %s.", org.Name))
}

// overOrNotTheirs tells an invitation that is over; one that is somebody else's is told as if there were none.
func overOrNotTheirs(err error) error {
	switch {
	case errors.Is(err, members.ErrNotInvited):
		return store.ErrNotFound
	case errors.Is(err, members.ErrOver):
		return fault.Fault{Status: http.StatusConflict, Code: "invitation_over", RetryAfter: time.Duration(0),
			VI: "Lời mời này không dùng được nữa. Nhờ người mời gửi lại.", EN: "This invitation can be used no more. Ask whoever invited you to send another one."}
	}
	return err
}
