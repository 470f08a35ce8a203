package membership

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/ocopmarket/ocop/accounts/claims"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/web/desk"
)

// queueSize is how many cases a page of the queue has.
const queueSize = 50

// queuePage is the officers' queue.
type queuePage struct {
	desk.Page
	Views   []view
	State   review.State
	Rows    []caseRow
	NextAt  string // address of the next page; empty on the last one
	Central bool
}

// view is one of the queue's states, with how many cases it has.
type view struct {
	Path, Name string
	Count      int
	Current    bool
}

// caseRow is a case as the queue shows it.
type caseRow struct {
	*review.Case
	KindWords, OrgWords, StateWords, Where, Who, HolderName string
	Mine, Late                                              bool
}

// lateAfter is how many hours a case may wait before it is late: two working days, with a weekend between at worst.
const lateAfter = 48

// showQueue serves GET /can-bo/chu-the.
func (r *room) showQueue(ask *desk.Ask) error {
	state := review.State(ask.Query("xem"))
	if !slices.Contains(review.States(), state) {
		state = review.Waiting
	}
	page, err := r.Review.Queue(ask.Ctx(), ask.Who, state, ask.Query("sau"), queueSize)
	if err != nil {
		return err
	}
	p := &queuePage{Page: ask.NewPage(ask.Say("Chủ thể chờ xác minh", "Producers to be verified")), State: state, Central: ask.Who.Province == ""}
	p.Wide = true
	if p.Views, err = r.views(ask, state); err != nil {
		return err
	}
	for _, c := range page.Items {
		row, err := r.row(ask, c)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	if page.Next != "" {
		p.NextAt = ask.Lang.Path(queuePath + "?" + url.Values{"xem": {string(state)}, "sau": {page.Next}}.Encode())
	}
	return ask.Render(http.StatusOK, "membership-queue", p)
}

func (r *room) views(ask *desk.Ask, current review.State) ([]view, error) {
	var list []view
	for _, state := range review.States() {
		n, err := r.Review.Count(ask.Ctx(), ask.Who, state)
		if err != nil {
			return nil, err
		}
		list = append(list, view{Path: queuePath + "?xem=" + string(state), Name: stateWords(ask, state), Count: n, Current: state == current})
	}
	return list, nil
}

func (r *room) row(ask *desk.Ask, c *review.Case) (caseRow, error) {
	row := caseRow{Case: c, KindWords: kindWords(ask, c.Kind), OrgWords: orgKindWords(ask, c.Facts.OrgKind), StateWords: stateWords(ask, c.State), Where: provinceName(c.Province), Mine: c.Holder == ask.Who.Person}
	names, err := r.namesOf(ask.Ctx(), c.Person, c.Holder)
	row.Who, row.HolderName = names[c.Person], names[c.Holder]
	row.Late = c.State == review.Waiting && ask.Kit().Now().Sub(c.SubmittedAt).Hours() > lateAfter
	return row, err
}

func provinceName(code string) string {
	p, _ := place.ProvinceByCode(code)
	return p.Name
}

// casePage is a case as officers see it.
type casePage struct {
	desk.Page
	Case     caseRow
	Papers   []*papers.Paper
	Steps    []step
	Producer *claims.Found // of a claim, or of the organization that is one; nil for none
	Place    string
	Sender   string // address of who sent it
	Officers []desk.Option
	Own      bool // nobody decides their own
	Verified bool // the organization is, now
	Typed    struct {
		To     review.State
		Reason string
	}
}

// showCase serves GET /can-bo/chu-the/:id.
func (r *room) showCase(ask *desk.Ask) error {
	p, err := r.casePage(ask)
	if err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "membership-case", p)
}

func (r *room) casePage(ask *desk.Ask) (*casePage, error) {
	c, err := r.Review.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, err
	}
	p := &casePage{Page: ask.NewPage(c.Name), Own: c.Person == ask.Who.Person}
	if p.Case, err = r.row(ask, c); err != nil {
		return nil, err
	}
	if _, p.Sender, err = r.nameOf(ask.Ctx(), c.Person); err != nil {
		return nil, err
	}
	names, err := r.namesOf(ask.Ctx(), handsOf(c)...)
	if err != nil {
		return nil, err
	}
	p.Steps = steps(ask, c, names)
	slices.Reverse(p.Steps)
	if p.Papers, err = r.Papers.OfCase(ask.Ctx(), c.ID); err != nil {
		return nil, err
	}
	if err := r.fillOrg(ask, p); err != nil {
		return nil, err
	}
	p.Officers, err = r.holders(ask, c)
	return p, err
}

// fillOrg adds what is known of the organization and of the producer.
func (r *room) fillOrg(ask *desk.Ask, p *casePage) (err error) {
	producer := p.Case.Producer
	if p.Case.Org != "" {
		org, err := r.Members.Organization(ask.Ctx(), p.Case.Org)
		if err != nil {
			return err
		}
		p.Verified = org.VerifiedAt(p.Now())
		producer = org.Producer
	}
	if producer == "" {
		return nil
	}
	if p.Producer, err = r.Claims.Producer(ask.Ctx(), producer); err == nil {
		p.Place = ask.Lang.PlaceName(p.Producer.Place)
	}
	return err
}

// holders are the officers who may look at a case.
func (r *room) holders(ask *desk.Ask, c *review.Case) ([]desk.Option, error) {
	officers, err := r.Review.Officers(ask.Ctx(), c.Province)
	if err != nil {
		return nil, err
	}
	options := []desk.Option{{Label: ask.Say("Chưa ai giữ", "Nobody yet"), Chosen: c.Holder == ""}}
	names, err := r.namesOf(ask.Ctx(), officers...)
	if err != nil {
		return nil, err
	}
	for _, id := range officers {
		if id != c.Person {
			options = append(options, desk.Option{Value: id, Label: names[id], Chosen: id == c.Holder})
		}
	}
	return options, nil
}

// give serves POST /can-bo/chu-the/:id/giu.
func (r *room) give(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	if err := r.Review.Give(ask.Ctx(), ask.ID(), ask.Who, form.Get("ai")); err != nil {
		return r.refuseCase(ask, form, err)
	}
	return ask.SeeSaying(queuePath+"/"+ask.ID(), ask.Say("Đã ghi ai giữ việc này.", "It is noted who looks at this."))
}

// decide serves POST /can-bo/chu-the/:id.
func (r *room) decide(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	c, err := r.Review.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	verdict := review.Verdict{To: review.State(form.Get("quyet-dinh")), Reason: form.Get("ly-do")}
	switch c.Kind {
	case review.Claim:
		c, err = r.Claims.Decide(ask.Ctx(), c.ID, ask.Who, verdict)
	case review.Identity:
		c, err = r.Identity.Decide(ask.Ctx(), c.ID, ask.Who, verdict)
	default:
		err = fmt.Errorf("membership: nobody decides cases of the kind %q", c.Kind)
	}
	if err != nil {
		return r.refuseCase(ask, form, err)
	}
	return ask.SeeSaying(queuePath, ask.Say("%s: đã trả lời.", "%s: answered.", c.Name))
}

// revoke serves POST /can-bo/chu-the/:id/thu-hoi: the verification of the organization that the case is of.
func (r *room) revoke(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	c, err := r.Review.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	if c.Kind != review.Identity || c.State != review.Accepted {
		return r.refuseCase(ask, form, review.ErrOver)
	}
	if err := r.Identity.Revoke(ask.Ctx(), c.Org, form.Get("ly-do")); err != nil {
		return r.refuseCase(ask, form, err)
	}
	return ask.SeeSaying(queuePath+"/"+c.ID, ask.Say("Đã thu hồi xác minh. Hàng của tổ chức này ngừng bán ngay.", "The verification was taken back. Nothing of this organization is sold from now on."))
}

// refuseCase shows the case again with what is wrong and all that was typed.
func (r *room) refuseCase(ask *desk.Ask, form url.Values, err error) error {
	wrong, ok := desk.WrongOf(ask.Lang, err)
	switch {
	case errors.Is(err, review.ErrOver):
		wrong.Say = movedOn(ask)
	case errors.Is(err, review.ErrOwnCase):
		wrong.Say = ask.Say("Bạn gửi hồ sơ này nên người khác phải quyết.", "You sent this in, so somebody else must decide.")
	case errors.Is(err, review.ErrNoOfficer):
		wrong.Say = ask.Say("Chỉ giao được cho cán bộ của tỉnh này hoặc của trung ương.", "It can be given only to an officer of this province or of the central office.")
	case errors.Is(err, claims.ErrClaimed):
		wrong.Say = ask.Say("Đã có tổ chức khác nhận cơ sở này. Từ chối hồ sơ, hoặc tìm hiểu thêm.", "Another organization has claimed this business. Refuse the case, or find out more.")
	case !ok:
		return err
	}
	p, err := r.casePage(ask)
	if err != nil {
		return err
	}
	p.Wrong, p.Typed.To, p.Typed.Reason = wrong, review.State(form.Get("quyet-dinh")), form.Get("ly-do")
	return ask.Render(http.StatusUnprocessableEntity, "membership-case", p)
}

// MayRevoke reports whether the page offers to take the verification back.
func (p *casePage) MayRevoke() bool {
	return p.Case.Kind == review.Identity && p.Case.State == review.Accepted && p.Verified && p.Ask.May(policy.IdentityRevoke, p.Ask.Object)
}
