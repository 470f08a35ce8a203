// Package identity verifies who sells, buys for others and opens fairs, before they
// do (122/2025/QH15): papers are sent in, an officer of the province looks at them,
// and what was verified holds for a time, after which it is looked at again. It
// promises that a claimed producer is open in the catalogue exactly while its
// organization is verified: both change in one transaction, and a sweep closes whose time ran out.
package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Opener opens and closes what a producer sells.
type Opener interface {
	SetClosed(ctx context.Context, tx store.Tx, producer string, closed bool) error
}

// Lives is how long a verification holds.
const Lives = 2 * 365 * 24 * time.Hour

// Early is how long before its end people are told to have it looked at again.
const Early = 30 * 24 * time.Hour

// Service verifies identities.
type Service struct {
	db      store.DB
	members *members.Service
	review  *review.Service
	catalog Opener
	clock   func() time.Time
}

// New makes a service on a store.
func New(db store.DB, m *members.Service, r *review.Service, c Opener, clock func() time.Time) *Service {
	return &Service{db: db, members: m, review: r, catalog: c, clock: clock}
}

// ErrVerified: the identity is verified, for longer than anyone need look at it again.
var ErrVerified = errors.New("identity: verified already")

func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Form is what is sent in to be verified.
type Form struct {
	Representative string // who answers for the organization before the law
	TaxCode        string
	Declares       bool // that what is sent in is true
	Files          []*papers.Paper
}

func (f *Form) check() field.Errors {
	var wrong field.Errors
	f.Representative, f.TaxCode = strings.Join(strings.Fields(f.Representative), " "), normalTaxCode(f.TaxCode)
	if n := len([]rune(f.Representative)); n < 2 || n > 100 {
		wrong.Add("nguoi-dai-dien", "required", "Ghi họ tên người đại diện, như trên giấy tờ.", "Write the representative's full name, as on the papers.")
	}
	if !validTaxCode(f.TaxCode) {
		wrong.Add("ma-so-thue", "tax_code", "Mã số thuế có 10 hoặc 13 chữ số; hộ kinh doanh dùng số định danh 12 chữ số.", "A tax code has 10 or 13 digits; a household uses its personal number of 12 digits.")
	}
	if len(f.Files) == 0 {
		wrong.Add("giay-to", "missing", "Gửi kèm ít nhất một giấy tờ.", "Send at least one paper.")
	}
	if !f.Declares {
		wrong.Add("dung-that", "required", "Xác nhận giấy tờ là thật và bạn được gửi chúng.", "Confirm that the papers are real and that you may send them.")
	}
	return wrong
}

// normalTaxCode writes a branch's code as 0123456789-001, and leaves out how people space it.
func normalTaxCode(typed string) string {
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.\u00a0", r) {
			return -1
		}
		return r
	}, typed)
	if len(digits) == 13 {
		return digits[:10] + "-" + digits[10:]
	}
	return digits
}

func validTaxCode(code string) bool {
	digits := strings.Replace(code, "-", "", 1)
	for _, r := range digits {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(digits) == 10 || len(digits) == 12 || len(digits) == 13
}

// Submit sends an organization's papers to the officers of its province; the one that is verified stays so meanwhile.
func (s *Service) Submit(ctx context.Context, who policy.Actor, f Form) (*review.Case, error) {
	if err := f.check().Err(); err != nil {
		return nil, err
	}
	org, err := s.members.Organization(ctx, who.Org)
	if err != nil {
		return nil, err
	}
	if org.VerifiedUntil.Sub(s.clock()) > Early {
		return nil, ErrVerified
	}
	var c *review.Case
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		c = caseOf(who, org, f)
		return s.review.Submit(ctx, tx, c, f.Files)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func caseOf(who policy.Actor, org *members.Organization, f Form) *review.Case {
	return &review.Case{
		Kind: review.Identity, Subject: Subject(org.ID), Name: org.Name, Person: who.Person, Org: org.ID, Province: org.Province,
		Facts: review.Facts{Representative: f.Representative, TaxCode: f.TaxCode, OrgKind: org.Kind},
	}
}

// Subject names an organization's verification among the cases.
func Subject(org string) string { return "identity/" + org }

// SignUp is a new retail partner or organizer.
type SignUp struct {
	Kind     policy.OrgKind
	Name     string
	Province string
	Form
}

func (u *SignUp) check() error {
	wrong := u.Form.check()
	u.Name = strings.Join(strings.Fields(u.Name), " ")
	if n := len([]rune(u.Name)); n < 3 || n > 150 {
		wrong.Add("ten-to-chuc", "required", "Ghi tên tổ chức, như trên giấy đăng ký.", "Write the organization's name, as registered.")
	}
	if _, ok := place.ProvinceByCode(u.Province); !ok {
		wrong.Add("tinh", "choose", "Chọn tỉnh, thành đặt trụ sở.", "Choose the province of the seat.")
	}
	if u.Kind != policy.KindRetail && u.Kind != policy.KindOrganizer {
		wrong.Add("k", "choose", "Chọn bạn dùng chợ để làm gì.", "Choose what you use the market for.")
	}
	return wrong.Err()
}

// Found founds an organization whose identity waits to be verified.
func (s *Service) Found(ctx context.Context, who policy.Actor, u SignUp) (*members.Organization, error) {
	if err := u.check(); err != nil {
		return nil, err
	}
	var org *members.Organization
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		org = &members.Organization{Kind: u.Kind, Name: u.Name, Province: u.Province, TaxCode: u.TaxCode}
		if err := s.members.Found(ctx, tx, org, who.Person); err != nil {
			return err
		}
		return s.review.Submit(ctx, tx, caseOf(who, org, u.Form), u.Files)
	})
	if err != nil {
		return nil, fmt.Errorf("found an organization: %w", err)
	}
	return org, nil
}

// Decide decides a case: accepted, the organization is verified and a producer's sales are open from this moment.
func (s *Service) Decide(ctx context.Context, id string, by policy.Actor, v review.Verdict) (*review.Case, error) {
	return s.review.Decide(ctx, id, by, v, func(ctx context.Context, tx store.Tx, c *review.Case) error {
		if _, err := s.members.SetTaxCode(ctx, tx, c.Org, c.Facts.TaxCode); err != nil {
			return err
		}
		return s.Verify(ctx, tx, c.Org)
	})
}

// Verify makes an organization verified from this moment, in the caller's transaction; an officer's decision or the demonstration data does.
func (s *Service) Verify(ctx context.Context, tx store.Tx, org string) error {
	o, err := s.members.SetVerified(ctx, tx, org, s.now().Add(Lives))
	if err != nil {
		return err
	}
	if err := s.open(ctx, tx, o, true); err != nil {
		return err
	}
	return s.note(ctx, tx, o, "xác minh danh tính tổ chức", "verified the identity of the organization", "")
}

func (s *Service) open(ctx context.Context, tx store.Tx, o *members.Organization, opened bool) error {
	if o.Kind != policy.KindProducer || o.Producer == "" {
		return nil
	}
	return s.catalog.SetClosed(ctx, tx, o.Producer, !opened)
}

func (s *Service) note(ctx context.Context, tx store.Tx, o *members.Organization, vi, en, reason string) error {
	until := ""
	if !o.VerifiedUntil.IsZero() {
		until = o.VerifiedUntil.Format(time.RFC3339)
	}
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.VerifyCase), Object: "organization/" + o.ID, Summary: vi, SummaryEN: en, Reason: reason,
		Changes: []audit.Change{{Field: "verified_until", To: until}}})
}

// Revoke takes a verification back with a reason that the organization reads; what a producer sells is closed at once.
func (s *Service) Revoke(ctx context.Context, org, reason string) error {
	if reason = strings.TrimSpace(reason); len([]rune(reason)) < 10 {
		return field.Errors{{Field: "ly-do", Code: "too_short", VI: "Ghi lý do, ít nhất 10 chữ cái: tổ chức sẽ đọc.", EN: "Give the reason in at least 10 letters: the organization will read it."}}
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		o, err := s.members.SetVerified(ctx, tx, org, time.Time{})
		if err != nil {
			return err
		}
		if err := s.open(ctx, tx, o, false); err != nil {
			return err
		}
		if err := s.note(ctx, tx, o, "rút xác minh danh tính tổ chức", "took back the verification of the organization", reason); err != nil {
			return err
		}
		return notices.Post(ctx, tx, notices.Notice{To: notices.ToOrg(org), Kind: notices.KindSecurity, At: s.now(),
			VI: "Xác minh danh tính bị thu hồi: " + o.Name, EN: "Verification taken back: " + o.Name, SayVI: reason, SayEN: reason, Path: "/dang-ky/xac-minh"})
	})
}
