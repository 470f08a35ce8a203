package members

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Organization is what people act for.
type Organization struct {
	store.Meta `bson:",inline"`
	Kind       policy.OrgKind `bson:"kind"`
	Name       string         `bson:"name"`
	// Producer is the id of the registry's producer that it claimed; of producers alone.
	Producer string `bson:"producer,omitempty"`
	// Province is where it belongs: the code of its seat or of its office; empty for the central office.
	Province string `bson:"province,omitempty"`
	// Office names a coordination office for good, so that a province has one: its code, or "central".
	Office  string `bson:"office,omitempty"`
	TaxCode string `bson:"tax_code,omitempty"`
	// VerifiedUntil is until when its identity counts as verified (122/2025/QH15); zero if it never was.
	VerifiedUntil time.Time `bson:"verified_until,omitempty"`
	// Owners counts its owners. Every change of members changes it or the revision, so that two at once cannot both be the last but one.
	Owners int `bson:"owners"`
	// Demo marks what was made with the demonstration data.
	Demo      bool      `bson:"demo,omitempty"`
	CreatedAt time.Time `bson:"created_at"`
}

// VerifiedAt reports whether its identity counts as verified at a moment. An office was made by an administrator, who knows it.
func (o *Organization) VerifiedAt(at time.Time) bool {
	return o.Kind == policy.KindOffice || at.Before(o.VerifiedUntil)
}

// central names the central coordination office.
const central = "central"

// officeKey names the office of a province, or the central one.
func officeKey(province string) string {
	if province == "" {
		return central
	}
	return province
}

// Found puts a new organization into the store with its first owner, in the caller's
// transaction, and gives it an id: ErrTaken if another is that producer or office already.
// An organization without a first owner waits for one to accept an invitation.
func (s *Service) Found(ctx context.Context, tx store.Tx, o *Organization, owner string) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("found an organization: %w", err)
	}
	o.ID, o.CreatedAt = id.String(), s.now()
	if o.Kind == policy.KindOffice {
		o.Office = officeKey(o.Province)
	}
	if owner != "" {
		o.Owners = 1
	}
	if err := s.free(ctx, tx, o); err != nil {
		return err
	}
	if err := organizations.Insert(ctx, tx, o); err != nil {
		return taken(err)
	}
	if owner != "" {
		if err := memberships.Insert(ctx, tx, s.membership(o.ID, owner, policy.Owner)); err != nil {
			return fmt.Errorf("found an organization: %w", err)
		}
	}
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.OrgFound), Object: "organization/" + o.ID, Summary: "lập tổ chức " + o.Name, SummaryEN: "founded the organization " + o.Name})
}

// free looks for whoever is that producer or office already, since a transaction in which the store refused a duplicate can do no more.
func (s *Service) free(ctx context.Context, r store.Reader, o *Organization) error {
	for field, value := range map[string]string{"producer": o.Producer, "office": o.Office} {
		if value == "" {
			continue
		}
		if _, err := organizations.First(ctx, r, where(field, value)); err == nil {
			return ErrTaken
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}

// taken tells a lost race for a producer or an office.
func taken(err error) error {
	if errors.Is(err, store.ErrDuplicate) {
		return ErrTaken
	}
	return err
}

// Organization returns an organization by id, or store.ErrNotFound.
func (s *Service) Organization(ctx context.Context, id string) (*Organization, error) {
	return organizations.Get(ctx, s.db, id)
}

// OfProducer returns the organization that claimed a producer, or store.ErrNotFound.
func (s *Service) OfProducer(ctx context.Context, producer string) (*Organization, error) {
	return organizations.First(ctx, s.db, where("producer", producer))
}

// OfOffice returns the coordination office of a province, the central one for none, or store.ErrNotFound.
func (s *Service) OfOffice(ctx context.Context, province string) (*Organization, error) {
	return organizations.First(ctx, s.db, where("office", officeKey(province)))
}

// InTx returns an organization as the caller's transaction sees it, or store.ErrNotFound.
func (s *Service) InTx(ctx context.Context, tx store.Tx, id string) (*Organization, error) {
	return organizations.Get(ctx, tx, id)
}

// SetVerified notes until when an organization counts as verified, in the caller's transaction; the zero time takes it away.
func (s *Service) SetVerified(ctx context.Context, tx store.Tx, id string, until time.Time) (*Organization, error) {
	return s.amend(ctx, tx, id, func(o *Organization) {
		o.VerifiedUntil = time.Time{}
		if !until.IsZero() {
			o.VerifiedUntil = until.UTC().Truncate(time.Millisecond)
		}
	})
}

// SetTaxCode notes the tax code that an organization was verified with, in the caller's transaction.
func (s *Service) SetTaxCode(ctx context.Context, tx store.Tx, id, code string) (*Organization, error) {
	return s.amend(ctx, tx, id, func(o *Organization) { o.TaxCode = code })
}

func (s *Service) amend(ctx context.Context, tx store.Tx, id string, change func(*Organization)) (*Organization, error) {
	o, err := organizations.Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	change(o)
	return o, organizations.Replace(ctx, tx, o)
}

// Lapsed lists organizations whose verification ended in a span of time, the first first.
func (s *Service) Lapsed(ctx context.Context, from, to time.Time, limit int) ([]*Organization, error) {
	return organizations.Find(ctx, s.db, store.Query{
		Where: []store.Cond{{Field: "verified_until", Op: store.Gt, Value: from}, {Field: "verified_until", Op: store.Lte, Value: to}},
		Sort:  []store.Order{{Field: "verified_until"}}, Limit: limit,
	})
}

// List returns organizations of a kind, the newest first; all kinds for none.
func (s *Service) List(ctx context.Context, kind policy.OrgKind, after string, limit int) (store.Page[Organization], error) {
	q := store.Query{Sort: []store.Order{{Field: "created_at", Desc: true}}, Limit: limit, After: after}
	if kind != "" {
		q.Where = []store.Cond{{Field: "kind", Op: store.Eq, Value: string(kind)}}
	}
	return organizations.Page(ctx, s.db, q)
}
