// Package claims lets people become the organization of a producer that came from
// the registry: by a code sent to the contact that the registry holds, or by papers
// that an officer checks. It promises that a producer is one organization's only,
// that a code is known to its letter alone and bounded in time and tries, and that
// nobody learns more of the contact than a mask.
//
// Whoever is accepted may change the shop's pictures, story and prices at once, but
// sells only after the organization's identity is verified (122/2025/QH15, package
// identity): until then the producer is closed in the catalogue. A producer that
// nobody claimed is sold by the operator of the market and stays open. The
// producer's certificates are the registry's and do not change with any of this.
package claims

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Catalog is what claims need of the catalogue.
type Catalog interface {
	FindCertificate(ctx context.Context, typed string) (*catalog.Certificate, error)
	Product(ctx context.Context, id string) (*catalog.Product, error)
	Producer(ctx context.Context, id string) (*catalog.Producer, error)
	CardsOfProducer(id string) []*catalog.Card
	SetClosed(ctx context.Context, tx store.Tx, producer string, closed bool) error
	ShowContact(ctx context.Context, tx store.Tx, producer string, shown bool) error
}

// Hasher hashes codes as passwords are hashed, since there are few enough of them to try all on a stolen copy.
type Hasher interface {
	Hash(ctx context.Context, code string) (string, error)
	Verify(ctx context.Context, hashed, code string) (bool, error)
}

// Service keeps claims.
type Service struct {
	db      store.DB
	catalog Catalog
	members *members.Service
	review  *review.Service
	hasher  Hasher
	clock   func() time.Time
}

// New makes a service on a store.
func New(db store.DB, c Catalog, m *members.Service, r *review.Service, h Hasher, clock func() time.Time) *Service {
	return &Service{db: db, catalog: c, members: m, review: r, hasher: h, clock: clock}
}

// The ways in which something is refused. Input is refused with field.Errors.
var (
	// ErrClaimed: another organization is that producer.
	ErrClaimed = errors.New("claims: the producer is claimed")
	// ErrNoContact: the registry holds no address to send a code to.
	ErrNoContact = errors.New("claims: no address to send a code to")
	// ErrTooOften: codes were asked for too often.
	ErrTooOften = errors.New("claims: too many codes")
	// ErrCodeOver: there is no code, or it ran out, was replaced or was tried too often.
	ErrCodeOver = errors.New("claims: no code that works")
)

func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Found is a producer that somebody may claim.
type Found struct {
	*catalog.Producer
	Products int
	Claimed  bool
	// Mail is the registry's address with most of it hidden; empty if there is none.
	Mail string
}

// Find returns the producer of a product by its certificate's number, trace code or GTIN, or store.ErrNotFound.
func (s *Service) Find(ctx context.Context, typed string) (*Found, error) {
	if strings.TrimSpace(typed) == "" {
		return nil, store.ErrNotFound
	}
	cert, err := s.catalog.FindCertificate(ctx, typed)
	if err != nil {
		return nil, err
	}
	product, err := s.catalog.Product(ctx, cert.ProductID)
	if err != nil {
		return nil, err
	}
	return s.Producer(ctx, product.ProducerID)
}

// Producer returns a producer as Find does, by id.
func (s *Service) Producer(ctx context.Context, id string) (*Found, error) {
	p, err := s.catalog.Producer(ctx, id)
	if err != nil {
		return nil, err
	}
	_, err = s.members.OfProducer(ctx, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	return &Found{Producer: p, Products: len(s.catalog.CardsOfProducer(id)), Claimed: err == nil, Mail: Mask(p.Contact.Email)}, nil
}

// Mask hides most of a mail address: "h•••@bendoan.example".
func Mask(address string) string {
	name, domain, ok := strings.Cut(members.Address(address), "@")
	letters := []rune(name)
	if !ok || len(letters) == 0 || domain == "" {
		return ""
	}
	return string(letters[0]) + "•••@" + domain
}

// grant founds the organization that is a producer, with its first owner. Until its identity is verified nothing is sold.
func (s *Service) grant(ctx context.Context, tx store.Tx, p *catalog.Producer, person string, show bool, how audit.Said) (*members.Organization, error) {
	org := &members.Organization{Kind: policy.KindProducer, Name: p.Name, Producer: p.ID, Province: p.Place.Province}
	if err := s.members.Found(ctx, tx, org, person); errors.Is(err, members.ErrTaken) {
		return nil, ErrClaimed
	} else if err != nil {
		return nil, fmt.Errorf("claim a producer: %w", err)
	}
	if err := s.catalog.SetClosed(ctx, tx, p.ID, true); err != nil {
		return nil, err
	}
	if err := s.consent(ctx, tx, org, p.ContactShown, show); err != nil {
		return nil, err
	}
	entry := audit.Entry{Action: string(policy.OrgFound), Object: "producer/" + p.ID, Summary: "nhận chủ thể bằng " + how.VI, SummaryEN: "claimed a producer by " + how.EN, Changes: []audit.Change{{Field: "organization", To: org.ID}}}
	return org, audit.Append(ctx, tx, s.now(), entry)
}

// SetConsent gives or takes back the consent that name and phone stand on the producer's page (91/2025/QH15).
func (s *Service) SetConsent(ctx context.Context, org *members.Organization, shown bool) error {
	p, err := s.catalog.Producer(ctx, org.Producer)
	if err != nil {
		return err
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		return s.consent(ctx, tx, org, p.ContactShown, shown)
	})
}

// consent writes a consent down where it differs from the one before.
func (s *Service) consent(ctx context.Context, tx store.Tx, org *members.Organization, before, after bool) error {
	if before == after {
		return nil
	}
	if err := s.catalog.ShowContact(ctx, tx, org.Producer, after); err != nil {
		return err
	}
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.OrgConsent), Object: "organization/" + org.ID, Summary: "đổi đồng ý hiện tên và số điện thoại", SummaryEN: "changed the consent to show name and phone",
		Changes: []audit.Change{{Field: "contact_shown", From: fmt.Sprint(before), To: fmt.Sprint(after)}}})
}
