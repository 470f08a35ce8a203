package decide

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Catalog is what deciding asks of the catalogue.
type Catalog interface {
	FindCertificate(ctx context.Context, typed string) (*catalog.Certificate, error)
	Product(ctx context.Context, id string) (*catalog.Product, error)
	Producer(ctx context.Context, id string) (*catalog.Producer, error)
}

// Service enters decisions and brings them into effect.
type Service struct {
	db      store.DB
	catalog Catalog
	papers  Keeper
	clock   func() time.Time
}

// New returns a service over a store whose schemas are ensured.
func New(db store.DB, cat Catalog, papers Keeper, clock func() time.Time) *Service {
	return &Service{db: db, catalog: cat, papers: papers, clock: clock}
}

// The ways in which a decision is refused beside field.Errors.
var (
	// ErrNotDraft: it has been signed and can be changed no more.
	ErrNotDraft = errors.New("decide: the decision has been signed")
	// ErrOffice: another office decides on this certificate.
	ErrOffice = errors.New("decide: another office decides on this certificate")
	// ErrNoPaper: no scan has been attached.
	ErrNoPaper = errors.New("decide: no scan")
)

// now is the time as documents keep it.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// byOf names the officer who acts.
func byOf(who policy.Actor) By { return By{Person: who.Person, Name: who.Name, Office: who.OrgName} }

// mayDecide reports whether an officer decides on a certificate: 1489/QĐ-TTg leaves
// 3 and 4 stars to the province, and 5 to the ministry, for which the central office acts.
func mayDecide(who policy.Actor, c *catalog.Certificate) bool {
	if who.OrgKind != policy.KindOffice {
		return who.Admin
	}
	return who.Province == "" || (who.Province == c.Province && c.Stars < 5)
}

// Enter saves a draft: a new one for an empty id. Whole asks for everything that
// signing needs; else only what was typed is looked at. Who may not decide on the
// certificate is told so at its field. upload may be nil, and keeps the scan of before then.
func (s *Service) Enter(ctx context.Context, who policy.Actor, id string, in Input, upload *Upload, whole bool) (*Decision, error) {
	d, err := s.draft(ctx, id)
	if err != nil {
		return nil, err
	}
	now := s.now()
	var wrong field.Errors
	if err := s.about(ctx, who, d, in.Certificate, &wrong); err != nil {
		return d, err
	}
	wrong = append(wrong, d.fill(in, now, whole)...)
	s.follows(ctx, d, now, &wrong)
	if err := s.scan(ctx, d, upload, whole, &wrong); err != nil {
		return d, err
	}
	if err := wrong.Err(); err != nil {
		return d, err
	}
	d.UpdatedAt = now
	if d.Rev == 0 {
		d.EnteredBy, d.EnteredAt = byOf(who), now
	}
	return d, s.save(ctx, d, now)
}

// draft returns the draft with that id, or a new one.
func (s *Service) draft(ctx context.Context, id string) (*Decision, error) {
	if id == "" {
		return &Decision{Meta: store.Meta{ID: strings.ToLower(rand.Text()[:16])}, Status: Draft}, nil
	}
	d, err := decisions.Get(ctx, s.db, id)
	if err == nil && d.Status != Draft {
		return nil, ErrNotDraft
	}
	return d, err
}

// about finds the certificate that was typed.
func (s *Service) about(ctx context.Context, who policy.Actor, d *Decision, typed string, wrong *field.Errors) error {
	c, err := s.catalog.FindCertificate(ctx, strings.TrimSpace(typed))
	if errors.Is(err, store.ErrNotFound) {
		wrong.Add("so", "unknown", "Không có chứng nhận này trong sổ. Xem lại số.", "No such certificate is in the registry. Check the number.")
		return nil
	}
	if err != nil {
		return err
	}
	if !mayDecide(who, c) {
		wrong.Add("so", "office", officeVI(c), officeEN(c))
		return nil
	}
	return s.name(ctx, d, c)
}

func officeVI(c *catalog.Certificate) string {
	if c.Stars == 5 {
		return "Hạng 5 sao do Bộ quyết định (1489/QĐ-TTg). Xin báo Văn phòng Điều phối NTM trung ương."
	}
	return "Chứng nhận này của tỉnh khác."
}

func officeEN(c *catalog.Certificate) string {
	if c.Stars == 5 {
		return "The ministry decides on 5 stars (1489/QĐ-TTg). Tell the central coordination office."
	}
	return "This certificate belongs to another province."
}

// name notes in the decision whose certificate it is.
func (s *Service) name(ctx context.Context, d *Decision, c *catalog.Certificate) error {
	product, err := s.catalog.Product(ctx, c.ProductID)
	if err != nil {
		return fmt.Errorf("product of %s: %w", c.ID, err)
	}
	producer, err := s.catalog.Producer(ctx, product.ProducerID)
	if err != nil {
		return fmt.Errorf("producer of %s: %w", c.ID, err)
	}
	d.Certificate, d.Key, d.Province, d.Stars = c.ID, catalog.NumberKey(c.ID), c.Province, c.Stars
	d.ProductID, d.Product, d.ProducerID, d.Producer = product.ID, product.Name, producer.ID, producer.PublicName()
	return nil
}

// follows reports whether the decision can follow on how the certificate stands.
func (s *Service) follows(ctx context.Context, d *Decision, now time.Time, wrong *field.Errors) {
	if d.Certificate == "" || !d.Kind.Valid() {
		return
	}
	c, err := catalog.CertificateIn(ctx, s.db, d.Certificate)
	if err != nil {
		return // said at the field of the certificate
	}
	wrongKind(c.MayDecide(string(d.Kind), now), wrong)
}

func wrongKind(err error, wrong *field.Errors) {
	switch {
	case errors.Is(err, catalog.ErrDecisionWaits):
		wrong.Add("k", "waits", "Chứng nhận này có quyết định đã ký đang chờ đến giờ.", "A signed decision on this certificate waits for its time.")
	case errors.Is(err, catalog.ErrDecisionKind):
		wrong.Add("k", "standing", "Không hợp với tình trạng hiện nay: chỉ phục hồi sau đình chỉ, và không quyết gì thêm sau thu hồi.", "That does not follow on how it stands: only a suspended one is reinstated, and nothing follows a revocation.")
	case errors.Is(err, catalog.ErrDecisionTaken):
		wrong.Add("sqd", "taken", "Lịch sử chứng nhận đã có quyết định này.", "The certificate's history holds this decision already.")
	}
}

func (s *Service) save(ctx context.Context, d *Decision, now time.Time) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		doc := *d
		if err := decisions.Save(ctx, tx, &doc); err != nil {
			return err
		}
		err := audit.Append(ctx, tx, now, audit.Entry{
			Action: string(policy.DecisionEnter), Object: "decision/" + d.ID,
			Summary: "soạn " + d.words(), SummaryEN: "drafted " + d.wordsEN(),
		})
		*d = doc
		return err
	})
}

// Complete reports what a draft still lacks before it can be signed; nil if nothing.
func (s *Service) Complete(ctx context.Context, d *Decision) error {
	in := Input{Kind: d.Kind, Number: d.Number, SignedOn: d.SignedOn.In(vietnam.Zone).Format(time.DateOnly), Issuer: d.Issuer, AtOnce: d.AtOnce, Public: d.Public, Internal: d.Internal}
	if d.SignedOn.IsZero() {
		in.SignedOn = ""
	}
	now, copied := s.now(), *d
	if !d.From.IsZero() && !d.From.After(now) { // it waited too long as a draft: it takes effect when it is signed
		in.AtOnce = true
	} else if !d.AtOnce && !d.From.IsZero() {
		from := d.From.In(vietnam.Zone)
		in.Day, in.Hour = from.Format(time.DateOnly), from.Format("15:04")
	}
	wrong := copied.fill(in, now, true)
	if d.Paper == nil {
		wrong.Add("tep", "required", "Kèm bản quét có chữ ký, dấu.", "Attach the scan with signature and seal.")
	}
	s.follows(ctx, &copied, now, &wrong)
	return wrong.Err()
}

// Sign brings a draft into effect, or appoints when it will be, in the caller's
// transaction: the certificate, the record of what was touched and chosen, the
// audit entry and the news are written together. It is checked again first.
func (s *Service) Sign(ctx context.Context, tx store.Tx, who policy.Actor, id string, touched []Touched) (*Decision, error) {
	d, err := decisions.Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	c, err := catalog.CertificateIn(ctx, tx, d.Certificate)
	if err != nil {
		return nil, err
	}
	switch {
	case d.Status != Draft:
		return nil, ErrNotDraft
	case !mayDecide(who, c):
		return nil, ErrOffice
	}
	now, by := s.now(), byOf(who)
	d.Touched, d.SignedBy, d.SignedAt, d.UpdatedAt = touched, &by, now, now
	if d.AtOnce || !d.From.After(now) {
		d.From, d.InEffectAt, d.Status = now, now, InEffect
	} else {
		d.Status = Signed
	}
	if err := s.rule(ctx, tx, d, now); err != nil {
		return nil, err
	}
	if err := decisions.Replace(ctx, tx, d); err != nil {
		return nil, err
	}
	if err := audit.Append(ctx, tx, now, signedEntry(d)); err != nil {
		return nil, err
	}
	if d.Status == InEffect {
		return d, s.tell(ctx, tx, d)
	}
	return d, nil
}

// rule writes the decision into the certificate.
func (s *Service) rule(ctx context.Context, tx store.Tx, d *Decision, now time.Time) error {
	_, err := catalog.Decide(ctx, tx, now, d.Certificate, catalog.Decision{
		Kind: string(d.Kind), Number: d.Number, Date: d.SignedOn, Reason: d.Public, By: d.Issuer, From: d.From, Paper: d.ID,
	})
	var wrong field.Errors
	if wrongKind(err, &wrong); len(wrong) > 0 {
		return wrong
	}
	return err
}

func signedEntry(d *Decision) audit.Entry {
	e := audit.Entry{Action: string(policy.DecisionSign), Object: "decision/" + d.ID, Summary: "ký " + d.words(), SummaryEN: "signed " + d.wordsEN(), Reason: d.Public}
	e.Changes = append(e.Changes, audit.Change{Field: "from", To: d.From.Format(time.RFC3339)}, audit.Change{Field: "paper", To: d.Paper.SHA256})
	for _, t := range d.Touched {
		e.Changes = append(e.Changes, audit.Change{Field: "area." + t.Area, From: fmt.Sprint(t.Things), To: t.Choice})
	}
	return e
}

// tell has everybody told who must know that the decision is in effect.
func (s *Service) tell(ctx context.Context, tx store.Tx, d *Decision) error {
	vi, en := sentence(d)
	for _, n := range []notices.Notice{
		{To: notices.ToProducer(d.ProducerID), Kind: notices.KindCertificates, Path: "/ban-hang/chung-nhan"},
		{To: notices.ToOffice(d.Province), Kind: notices.KindOffice, Path: "/can-bo/quyet-dinh/" + d.ID},
		{To: notices.ToCentral(), Kind: notices.KindOffice, Path: "/can-bo/quyet-dinh/" + d.ID},
	} {
		n.VI, n.EN, n.SayVI, n.SayEN = vi, en, d.Public, d.Public
		n.Key, n.At = "decision:"+d.ID, d.From
		if err := notices.Post(ctx, tx, n); err != nil {
			return err
		}
	}
	return outbox.Append(ctx, tx, EventInEffect, Took{Decision: d.ID})
}

// sentence says what was decided.
func sentence(d *Decision) (vi, en string) {
	words := map[Kind][2]string{
		Suspend:   {"Chứng nhận %s của %s bị tạm đình chỉ theo quyết định %s", "Certificate %s of %s is suspended by decision %s"},
		Revoke:    {"Chứng nhận %s của %s bị thu hồi theo quyết định %s", "Certificate %s of %s is revoked by decision %s"},
		Reinstate: {"Chứng nhận %s của %s được phục hồi theo quyết định %s", "Certificate %s of %s is reinstated by decision %s"},
	}[d.Kind]
	return fmt.Sprintf(words[0], d.Certificate, d.Product, d.Number), fmt.Sprintf(words[1], d.Certificate, d.Product, d.Number)
}

func noteDiscarded(ctx context.Context, tx store.Tx, d *Decision, now time.Time) error {
	return audit.Append(ctx, tx, now, audit.Entry{
		Action: string(policy.DecisionEnter), Object: "decision/" + d.ID, Summary: "bỏ bản nháp " + d.words(), SummaryEN: "dropped the draft of " + d.wordsEN(),
	})
}

// words names a decision in the audit log.
func (d *Decision) words() string {
	kinds := map[Kind]string{Suspend: "đình chỉ", Revoke: "thu hồi", Reinstate: "phục hồi"}
	return fmt.Sprintf("quyết định %s %s chứng nhận %s", d.Number, kinds[d.Kind], d.Certificate)
}

// wordsEN is words in English.
func (d *Decision) wordsEN() string {
	kinds := map[Kind]string{Suspend: "suspends", Revoke: "revokes", Reinstate: "reinstates"}
	return fmt.Sprintf("decision %s, which %s certificate %s", d.Number, kinds[d.Kind], d.Certificate)
}
