package impact

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/decide"
)

// Service counts and carries out.
type Service struct {
	db     store.DB
	decide *decide.Service
	areas  []Area
	clock  func() time.Time
}

// New returns a service over these areas, in the order in which they are shown.
func New(db store.DB, decisions *decide.Service, clock func() time.Time, areas ...Area) *Service {
	return &Service{db: db, decide: decisions, areas: areas, clock: clock}
}

// Reach is what one area answers about a decision.
type Reach struct {
	Area    Area
	Holding Holding
	Failed  error // that it could not answer
	Choices []Choice
	Chosen  string
	Outcome Outcome
}

// Things is how many things the area holds.
func (r Reach) Things() int { return r.Holding.Things() }

// Count asks every area what it holds now, and puts the choices in: those given, else the
// decision's own, else the usual ones. The reaches have the order of the areas.
func (s *Service) Count(ctx context.Context, d *decide.Decision, chosen map[string]string) ([]Reach, error) {
	goods, err := s.goods(ctx, s.db, d)
	if err != nil {
		return nil, err
	}
	var reaches []Reach
	for _, a := range s.areas {
		r := Reach{Area: a, Choices: a.Choices(d.Kind)}
		if r.Holding, r.Failed = a.Held(ctx, s.db, goods); ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r.Chosen = choose(r.Choices, chosen[a.Key()], kept(d, a.Key()))
		r.Outcome = a.Outcome(r.Holding, r.Chosen)
		reaches = append(reaches, r)
	}
	return reaches, nil
}

func kept(d *decide.Decision, area string) string {
	t, _ := d.Of(area)
	return t.Choice
}

// choose takes the first of the wishes that can be chosen, else what is usual; nothing where nothing can be.
func choose(choices []Choice, wishes ...string) string {
	for _, wish := range wishes {
		if slices.ContainsFunc(choices, func(c Choice) bool { return c.Key == wish }) {
			return wish
		}
	}
	if len(choices) == 0 {
		return ""
	}
	return choices[0].Key
}

func (s *Service) goods(ctx context.Context, r store.Reader, d *decide.Decision) (Goods, error) {
	c, err := catalog.CertificateIn(ctx, r, d.Certificate)
	if err != nil {
		return Goods{}, fmt.Errorf("goods of decision %s: %w", d.ID, err)
	}
	p, err := catalog.ProductIn(ctx, r, c.ProductID)
	if err != nil {
		return Goods{}, fmt.Errorf("goods of decision %s: %w", d.ID, err)
	}
	return Goods{Kind: d.Kind, Certificate: c, Product: p}, nil
}

// touched is what of the reaches a decision keeps for good.
func touched(reaches []Reach) []decide.Touched {
	var list []decide.Touched
	for _, r := range reaches {
		t := decide.Touched{
			Area: r.Area.Key(), Choice: r.Chosen, Things: r.Things(), Pieces: r.Holding.Pieces,
			Money: r.Holding.Money, Paid: r.Holding.Paid, IDs: r.Holding.IDs,
		}
		if r.Failed != nil {
			t.Failed = r.Failed.Error()
		}
		list = append(list, t)
	}
	return list
}

// Choose keeps the choices of a draft that is signed later.
func (s *Service) Choose(ctx context.Context, id string, chosen map[string]string) error {
	d, err := s.decide.Get(ctx, id)
	if err != nil {
		return err
	}
	var list []decide.Touched
	for _, a := range s.areas {
		list = append(list, decide.Touched{Area: a.Key(), Choice: choose(a.Choices(d.Kind), chosen[a.Key()], kept(d, a.Key()))})
	}
	return s.decide.Choose(ctx, id, list)
}

// Sign counts again, and signs the decision with what was chosen for each area. For
// a revocation the certificate's number must have been typed again. A revocation is
// not held up by an area that cannot answer: it is noted, and asked when it is carried out.
func (s *Service) Sign(ctx context.Context, who policy.Actor, id string, chosen map[string]string, typed string) (*decide.Decision, error) {
	d, err := s.decide.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := s.decide.Complete(ctx, d); err != nil {
		return d, err
	}
	if d.Kind == decide.Revoke && catalog.NumberKey(typed) != d.Key {
		return d, field.Errors{{Field: "ma", Code: "differs", VI: "Số gõ lại không giống số chứng nhận " + d.Certificate + ".", EN: "What you typed is not the certificate's number " + d.Certificate + "."}}
	}
	reaches, err := s.Count(ctx, d, chosen)
	if err != nil {
		return d, err
	}
	var signed *decide.Decision
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		signed, err = s.decide.Sign(ctx, tx, who, id, touched(reaches))
		return err
	})
	if err != nil {
		return d, err
	}
	return signed, nil
}
