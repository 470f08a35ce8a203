package identity_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts/identity"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/memberstest"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// scene is a claimed producer with its owner, and an officer of its province.
type scene struct {
	*memberstest.World
	owner, officer policy.Actor
	org            *members.Organization
}

func open(t *testing.T) *scene {
	t.Helper()
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{World: memberstest.New(t, blobs)}
	au := s.Person("au")
	s.org = s.Claim(au, memberstest.BenDoan)
	s.owner, s.officer = s.As(au.Person, s.org.ID), s.Officer("lua", memberstest.QuangNinh)
	return s
}

func (s *scene) form() identity.Form {
	return identity.Form{Representative: "Vũ Thị Hải Âu", TaxCode: "5700 123 456", Declares: true, Files: s.Paper(s.owner)}
}

// verify sends papers in, and the officer accepts them.
func (s *scene) verify() {
	s.T.Helper()
	c, err := s.Identity.Submit(s.T.Context(), s.owner, s.form())
	if err != nil {
		s.T.Fatal(err)
	}
	if _, err := s.Identity.Decide(s.T.Context(), c.ID, s.officer, review.Verdict{To: review.Accepted}); err != nil {
		s.T.Fatal(err)
	}
	s.Load()
}

// order tries to buy of the producer.
func (s *scene) order() error {
	key, _, err := s.AddToCart(s.T.Context(), "", "CM-500", 1)
	if err != nil {
		return err
	}
	_, err = s.Place(s.T.Context(), "", "", orderstest.Input(key, orders.CashOnDelivery))
	return err
}

func TestNothingIsSoldBeforeTheIdentityIsVerified(t *testing.T) {
	s := open(t)
	if err := s.order(); !errors.Is(err, catalog.ErrClosed) {
		t.Errorf("before: %v", err)
	}
	s.verify()
	if err := s.order(); err != nil {
		t.Errorf("after: %v", err)
	}
	if a := s.As(s.owner.Person, s.org.ID); !a.Verified {
		t.Error("the actor is not verified")
	}
	if err := s.Identity.Revoke(t.Context(), s.org.ID, "Giấy tờ là của người khác."); err != nil {
		t.Fatal(err)
	}
	if err := s.order(); err == nil {
		t.Error("sold after the verification was taken back, on the word of a shelf that lags")
	}
	if a := s.As(s.owner.Person, s.org.ID); a.Verified {
		t.Error("still verified after it was taken back")
	}
}

func TestABasketFilledBeforeIsNotOrdered(t *testing.T) {
	s := open(t)
	s.verify()
	key := s.Fill("CM-500", 1, "CH-200", 1)
	if err := s.Identity.Revoke(t.Context(), s.org.ID, "Giấy tờ là của người khác."); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Place(t.Context(), "", "", orderstest.Input(key, orders.CashOnDelivery)); !errors.Is(err, catalog.ErrClosed) {
		t.Errorf("placed: %v", err)
	}
	s.Load()
	view, err := s.ViewCart(t.Context(), key, "01")
	if err != nil {
		t.Fatal(err)
	}
	if closed := view.Items(orders.Closed); len(closed) != 1 || closed[0].SKU != "CM-500" || view.Count != 1 || !view.Placeable() {
		t.Errorf("closed %+v, counted %d", closed, view.Count)
	}
	s.WantStock("CM-500", 100)
}

func TestAVerificationEnds(t *testing.T) {
	s := open(t)
	s.verify()
	if _, err := s.Identity.Submit(t.Context(), s.owner, s.form()); !errors.Is(err, identity.ErrVerified) {
		t.Errorf("again at once: %v", err)
	}
	s.Clock.Add(identity.Lives - identity.Early)
	s.sweep(0)
	if told := s.Notices(notices.ToOrg(s.org.ID)); len(told) != 1 || !strings.HasPrefix(told[0], "Sắp đến hạn") {
		t.Errorf("a month before, told %q", told)
	}
	s.Clock.Add(identity.Early)
	s.sweep(1)
	s.sweep(1)
	if !s.Closed(memberstest.BenDoan) {
		t.Error("still open at the end")
	}
	if told := s.Notices(notices.ToOrg(s.org.ID)); len(told) != 2 {
		t.Errorf("told %q", told)
	}
}

func (s *scene) sweep(want int) {
	s.T.Helper()
	if n, err := s.Identity.Sweep(s.T.Context()); err != nil || n != want {
		s.T.Errorf("swept %d, %v; want %d", n, err, want)
	}
}

func TestBeingLookedAtAgainKeepsTheShopOpen(t *testing.T) {
	s := open(t)
	s.verify()
	s.Clock.Add(identity.Lives - identity.Early)
	c, err := s.Identity.Submit(t.Context(), s.owner, s.form())
	if err != nil {
		t.Fatal(err)
	}
	if s.Closed(memberstest.BenDoan) {
		t.Error("closed while it is looked at again")
	}
	s.Clock.Add(identity.Early + time.Minute)
	s.sweep(1)
	if _, err := s.Identity.Decide(t.Context(), c.ID, s.officer, review.Verdict{To: review.Accepted}); err != nil {
		t.Fatal(err)
	}
	s.sweep(0)
	if s.Closed(memberstest.BenDoan) {
		t.Error("closed after it was verified again")
	}
}

func TestFormsSayWhatIsMissing(t *testing.T) {
	s := open(t)
	for _, tt := range []struct {
		name  string
		spoil func(*identity.Form)
		field string
	}{
		{"no name", func(f *identity.Form) { f.Representative = " " }, "nguoi-dai-dien"},
		{"no tax code", func(f *identity.Form) { f.TaxCode = "" }, "ma-so-thue"},
		{"letters", func(f *identity.Form) { f.TaxCode = "57OO123456" }, "ma-so-thue"},
		{"eleven digits", func(f *identity.Form) { f.TaxCode = "57001234567" }, "ma-so-thue"},
		{"no paper", func(f *identity.Form) { f.Files = nil }, "giay-to"},
		{"no word", func(f *identity.Form) { f.Declares = false }, "dung-that"},
	} {
		f := s.form()
		tt.spoil(&f)
		_, err := s.Identity.Submit(t.Context(), s.owner, f)
		var wrong field.Errors
		if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Field != tt.field {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestARetailPartnerSignsUp(t *testing.T) {
	s := open(t)
	mai := s.Person("mai")
	up := identity.SignUp{Kind: policy.KindRetail, Name: "Siêu thị  Hạ Long", Province: memberstest.QuangNinh, Form: identity.Form{Representative: "Đỗ Thị Mai", TaxCode: "5700123456-001", Declares: true, Files: s.Paper(mai)}}
	org, err := s.Identity.Found(t.Context(), mai, up)
	if err != nil {
		t.Fatal(err)
	}
	if a := s.As(mai.Person, org.ID); a.OrgKind != policy.KindRetail || a.Member != policy.Owner || a.Verified || a.OrgName != "Siêu thị Hạ Long" {
		t.Errorf("after signing up: %+v", a)
	}
	page, err := s.Review.Queue(t.Context(), s.officer, review.Waiting, "", 10)
	if err != nil || len(page.Items) != 1 || page.Items[0].Facts.TaxCode != "5700123456-001" {
		t.Fatalf("the queue: %+v, %v", page, err)
	}
	if _, err := s.Identity.Decide(t.Context(), page.Items[0].ID, s.officer, review.Verdict{To: review.Accepted}); err != nil {
		t.Fatal(err)
	}
	if a := s.As(mai.Person, org.ID); !a.Verified {
		t.Error("not verified after acceptance")
	}
	for _, spoil := range []func(*identity.SignUp){
		func(u *identity.SignUp) { u.Kind = policy.KindOffice }, func(u *identity.SignUp) { u.Kind = policy.KindProducer },
		func(u *identity.SignUp) { u.Province = "99" }, func(u *identity.SignUp) { u.Name = "A" },
	} {
		wrong := up
		spoil(&wrong)
		var errs field.Errors
		if _, err := s.Identity.Found(t.Context(), mai, wrong); !errors.As(err, &errs) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}

func TestADecisionOpensAndTellsAtOnce(t *testing.T) {
	s := open(t)
	c, err := s.Identity.Submit(t.Context(), s.owner, s.form())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Identity.Submit(t.Context(), s.owner, s.form()); !errors.Is(err, review.ErrOpen) {
		t.Errorf("a second one: %v", err)
	}
	if _, err := s.Identity.Decide(t.Context(), c.ID, s.officer, review.Verdict{To: review.Incomplete, Reason: "Ảnh căn cước bị mờ, chụp lại."}); err != nil {
		t.Fatal(err)
	}
	if err := s.Review.Complete(t.Context(), c.ID, s.owner.Person, "đã chụp lại", s.Paper(s.owner)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Identity.Decide(t.Context(), c.ID, s.officer, review.Verdict{To: review.Accepted}); err != nil {
		t.Fatal(err)
	}
	told := s.Notices(notices.ToPerson(s.owner.Person))
	for _, want := range []string{"Hồ sơ cần bổ sung: " + memberstest.BenDoan, "Hồ sơ được nhận: " + memberstest.BenDoan} {
		if !slices.Contains(told, want) {
			t.Errorf("told %q, which lacks %q", told, want)
		}
	}
	files, err := s.Papers.OfCase(t.Context(), c.ID)
	if err != nil || len(files) != 2 {
		t.Errorf("%d papers, %v", len(files), err)
	}
}
