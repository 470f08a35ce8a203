// Package membership is the pages by which people become organizations: claiming a
// producer of the registry, signing up a retail partner or an organizer, verifying
// an identity; their members and invitations; switching between organizations; and
// the queue in which officers look at it all. It promises that a paper is opened
// only through the policy, and that who belongs to several always sees for whom they act.
package membership

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"

	"github.com/ocopmarket/ocop/accounts/claims"
	"github.com/ocopmarket/ocop/accounts/identity"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var files embed.FS

// People is what these pages must know of persons.
type People interface {
	Person(ctx context.Context, id string) (name, email string, admin bool, err error)
	// IDByEmail tells whose address it is, or store.ErrNotFound.
	IDByEmail(ctx context.Context, email string) (string, error)
}

// Session lets the one who is signed in act for another organization.
type Session interface {
	SetOrg(ctx context.Context, org string) error
}

// Deps are what these pages stand on.
type Deps struct {
	People   People
	Session  Session
	Members  *members.Service
	Claims   *claims.Service
	Identity *identity.Service
	Review   *review.Service
	Papers   *papers.Service
}

type room struct{ Deps }

// Room is the pages of organizations.
func Room(deps Deps) desk.Room {
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		panic(err) // embedded above
	}
	r := &room{deps}
	return desk.Room{Name: "membership", Templates: templates, Routes: r.routes(), Objects: map[string]desk.Find{
		"case": r.findCase, "paper": r.findPaper, "member": r.findMember, "invitation": r.findInvitation,
	}}
}

// maxUpload is how many bytes a form with papers may bring: a few large ones, or many of a phone's photos.
const maxUpload = 3 * private.MaxBytes

func (r *room) routes() []desk.Route {
	var all []desk.Route
	for _, some := range [][]desk.Route{r.joining(), r.belonging(), r.verifying()} {
		all = append(all, some...)
	}
	return all
}

// joining are the pages by which one becomes an organization.
func (r *room) joining() []desk.Route {
	return []desk.Route{
		{Method: http.MethodGet, Path: claimPath, Action: policy.OrgFound, Handle: r.showClaim},
		{Method: http.MethodPost, Path: claimPath, Action: policy.OrgFound, Upload: maxUpload, Handle: r.enterCode},
		{Method: http.MethodPost, Path: claimPath + "/ma", Action: policy.OrgFound, Upload: maxUpload, Handle: r.askCode},
		{Method: http.MethodPost, Path: claimPath + "/giay-to", Action: policy.OrgFound, Upload: maxUpload, Handle: r.claimByPapers},
		{Method: http.MethodGet, Path: signUpPath, Action: policy.OrgFound, Handle: r.showSignUp},
		{Method: http.MethodPost, Path: signUpPath, Action: policy.OrgFound, Upload: maxUpload, Handle: r.signUp},
		{Method: http.MethodGet, Path: verifyPath, Action: policy.OrgRead, Handle: r.showVerify},
		{Method: http.MethodPost, Path: verifyPath, Action: policy.OrgIdentity, Upload: maxUpload, Handle: r.verify},
		{Method: http.MethodGet, Path: sentPath + ":id", Action: policy.CaseSent, Object: "case", Handle: r.showSent},
		{Method: http.MethodPost, Path: sentPath + ":id/bo-sung", Action: policy.CaseSent, Object: "case", Upload: maxUpload, Handle: r.complete},
		{Method: http.MethodPost, Path: sentPath + ":id/rut", Action: policy.CaseSent, Object: "case", Handle: r.withdraw},
		{Method: http.MethodGet, Path: "/giay-to/:id", Action: policy.PaperOpen, Object: "paper", Once: true, Handle: r.openPaper},
	}
}

// belonging are the pages of one's organizations.
func (r *room) belonging() []desk.Route {
	return []desk.Route{
		{Method: http.MethodGet, Path: orgPath, Action: policy.OwnAccount, Handle: r.showOrganizations},
		{Method: http.MethodPost, Path: "/tai-khoan/doi-vai", Action: policy.OwnAccount, Handle: r.switchTo},
		{Method: http.MethodPost, Path: orgPath + "/moi", Action: policy.OrgMembers, Handle: r.invite},
		{Method: http.MethodPost, Path: orgPath + "/thanh-vien/:id", Action: policy.OrgMembers, Object: "member", Handle: r.setRole},
		{Method: http.MethodPost, Path: orgPath + "/thanh-vien/:id/bo", Action: policy.OrgMembers, Object: "member", Handle: r.remove},
		{Method: http.MethodPost, Path: orgPath + "/loi-moi/:id/thu", Action: policy.OrgMembers, Object: "invitation", Handle: r.takeBack},
		{Method: http.MethodPost, Path: orgPath + "/roi", Action: policy.OrgLeave, Handle: r.leave},
		{Method: http.MethodPost, Path: orgPath + "/lien-lac", Action: policy.OrgConsent, Handle: r.consent},
		{Method: http.MethodGet, Path: "/loi-moi/:id", Action: policy.InviteAnswer, Object: "invitation", Handle: r.showInvitation},
		{Method: http.MethodPost, Path: "/loi-moi/:id", Action: policy.InviteAnswer, Object: "invitation", Handle: r.answer},
	}
}

// verifying are the officers' pages.
func (r *room) verifying() []desk.Route {
	return []desk.Route{
		{Method: http.MethodGet, Path: queuePath, Action: policy.VerifyQueue, Handle: r.showQueue},
		{Method: http.MethodGet, Path: queuePath + "/xuat", Action: policy.VerifyQueue, Handle: r.exportQueue},
		{Method: http.MethodGet, Path: queuePath + "/:id", Action: policy.VerifyCase, Object: "case", Handle: r.showCase},
		{Method: http.MethodPost, Path: queuePath + "/:id", Action: policy.VerifyCase, Object: "case", Handle: r.decide},
		{Method: http.MethodPost, Path: queuePath + "/:id/giu", Action: policy.VerifyCase, Object: "case", Handle: r.give},
		{Method: http.MethodPost, Path: queuePath + "/:id/thu-hoi", Action: policy.IdentityRevoke, Object: "case", Handle: r.revoke},
	}
}

// The pages that others lead to.
const (
	claimPath  = "/dang-ky/co-so"
	signUpPath = "/dang-ky/to-chuc"
	verifyPath = "/dang-ky/xac-minh"
	sentPath   = "/dang-ky/ho-so/"
	orgPath    = "/tai-khoan/to-chuc"
	queuePath  = "/can-bo/chu-the"
)

func (r *room) findCase(ctx context.Context, id string) (policy.Object, error) {
	c, err := r.Review.Get(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Person: c.Person, Province: c.Province}, nil
}

func (r *room) findPaper(ctx context.Context, id string) (policy.Object, error) {
	p, err := r.Papers.Paper(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Person: p.Person, Province: p.Province}, nil
}

func (r *room) findMember(ctx context.Context, id string) (policy.Object, error) {
	m, err := r.Members.Member(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Org: m.Org}, nil
}

// findInvitation tells whose address was invited, as far as anybody has an account with it.
func (r *room) findInvitation(ctx context.Context, id string) (policy.Object, error) {
	i, err := r.Members.Invitation(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	person, err := r.People.IDByEmail(ctx, i.Email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return policy.Object{}, err
	}
	return policy.Object{Person: person, Org: i.Org}, nil
}

// Menu tells where somebody may switch to: themselves, and each of their organizations. Who belongs to none has nothing to choose.
func Menu(m *members.Service) func(context.Context, policy.Actor) ([]desk.Switch, error) {
	return func(ctx context.Context, a policy.Actor) ([]desk.Switch, error) {
		list, err := m.Of(ctx, a.Person)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		menu := []desk.Switch{{Name: a.Name, Current: a.Org == ""}}
		for _, b := range list {
			menu = append(menu, desk.Switch{Org: b.ID, Name: b.Name, Kind: b.Kind, Current: b.ID == a.Org})
		}
		return menu, nil
	}
}

// Waiting counts what waits in the officers' queue, for their navigation.
func Waiting(s *review.Service) desk.Counter {
	return func(ctx context.Context, a policy.Actor) (int, error) { return s.Count(ctx, a, review.Waiting) }
}
