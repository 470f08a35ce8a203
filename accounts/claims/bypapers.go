package claims

import (
	"context"
	"strings"

	"github.com/ocopmarket/ocop/accounts/papers"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/review"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Papers is a claim without a code.
type Papers struct {
	Producer string
	Note     string
	Declares bool
	Show     bool
	Files    []*papers.Paper
}

// longNote is how many letters a note may have.
const longNote = 1000

// Submit sends papers to the officers of the producer's province.
func (s *Service) Submit(ctx context.Context, who policy.Actor, p Papers) (*review.Case, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	found, err := s.Producer(ctx, p.Producer)
	if err != nil {
		return nil, err
	}
	if found.Claimed {
		return nil, ErrClaimed
	}
	c := &review.Case{
		Kind: review.Claim, Subject: Subject(p.Producer, who.Person), Name: found.Name, Person: who.Person, Producer: p.Producer, Province: found.Place.Province,
		Facts: review.Facts{Representative: who.Name, OrgKind: policy.KindProducer, Note: strings.TrimSpace(p.Note), ShowContact: p.Show},
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return s.review.Submit(ctx, tx, c, p.Files) })
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Subject names somebody's claim of a producer among the cases.
func Subject(producer, person string) string { return "claim/" + producer + "/" + person }

func (p Papers) check() error {
	var wrong field.Errors
	if len(p.Files) == 0 {
		wrong.Add("giay-to", "missing", "Gửi kèm ít nhất một giấy tờ.", "Send at least one paper.")
	}
	if len([]rune(p.Note)) > longNote {
		wrong.Add("ghi-chu", "too_long", "Ghi chú dài quá 1.000 chữ cái.", "The note is longer than 1,000 letters.")
	}
	declares(&wrong, p.Declares)
	return wrong.Err()
}

// Decide decides a claim by papers: accepted, the producer is theirs, unless another organization became it first (ErrClaimed).
func (s *Service) Decide(ctx context.Context, id string, by policy.Actor, v review.Verdict) (*review.Case, error) {
	seen, err := s.review.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	producer, err := s.catalog.Producer(ctx, seen.Producer)
	if err != nil {
		return nil, err
	}
	return s.review.Decide(ctx, id, by, v, func(ctx context.Context, tx store.Tx, c *review.Case) error {
		org, err := s.grant(ctx, tx, producer, c.Person, c.Facts.ShowContact, audit.Said{VI: "giấy tờ", EN: "papers"})
		if err != nil {
			return err
		}
		c.Org = org.ID
		return s.review.Overtake(ctx, tx, c.Producer, c.ID)
	})
}
