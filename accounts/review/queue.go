package review

import (
	"context"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
)

// Get returns a case, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Case, error) { return cases.Get(ctx, s.db, id) }

// Queue returns the cases of a state that an officer's office decides: of their province, of all for the central office; the oldest first.
func (s *Service) Queue(ctx context.Context, by policy.Actor, state State, after string, limit int) (store.Page[Case], error) {
	q := store.Query{Where: s.mine(by, state), Sort: []store.Order{{Field: "submitted_at", Desc: !state.Open()}}, Limit: limit, After: after}
	return cases.Page(ctx, s.db, q)
}

// Count counts them.
func (s *Service) Count(ctx context.Context, by policy.Actor, state State) (int, error) {
	return cases.Count(ctx, s.db, s.mine(by, state)...)
}

func (s *Service) mine(by policy.Actor, state State) []store.Cond {
	conds := []store.Cond{{Field: "state", Op: store.Eq, Value: string(state)}}
	if by.Province != "" || by.OrgKind != policy.KindOffice {
		conds = append([]store.Cond{{Field: "province", Op: store.Eq, Value: by.Province}}, conds...)
	}
	return conds
}

// fewCases is how many of one's cases a page shows.
const fewCases = 50

// OfOrg lists what was sent in for an organization, the newest first.
func (s *Service) OfOrg(ctx context.Context, org string) ([]*Case, error) {
	return cases.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "org", Op: store.Eq, Value: org}}, Sort: []store.Order{{Field: "submitted_at", Desc: true}}, Limit: fewCases})
}

// OfSubject returns the case of a subject that is not decided yet, or store.ErrNotFound.
func (s *Service) OfSubject(ctx context.Context, subject string) (*Case, error) {
	return s.ofSubject(ctx, s.db, subject)
}

func (s *Service) ofSubject(ctx context.Context, r store.Reader, subject string) (*Case, error) {
	return cases.First(ctx, r, store.Query{Where: []store.Cond{{Field: "subject", Op: store.Eq, Value: subject}}})
}

// Overtake withdraws the open claims of a producer but the accepted one, once somebody is its organization, in the caller's transaction.
func (s *Service) Overtake(ctx context.Context, tx store.Tx, producer, accepted string) error {
	open, err := cases.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "producer", Op: store.Eq, Value: producer}, {Field: "state", Op: store.In, Value: []string{string(Waiting), string(Incomplete)}}}, Limit: fewCases})
	if err != nil {
		return err
	}
	for _, c := range open {
		if c.ID == accepted || c.Kind != Claim {
			continue
		}
		if err := s.move(ctx, tx, c, Withdrawn, "", "Một tổ chức khác đã nhận chủ thể này."); err != nil {
			return err
		}
		if err := s.note(ctx, tx, c, "đóng hồ sơ "+c.Kind.words()+", đã có tổ chức khác nhận", "closed the papers to "+c.Kind.wordsEN()+", another organization has it", ""); err != nil {
			return err
		}
		if err := s.tell(ctx, tx, c, ""); err != nil {
			return err
		}
	}
	return nil
}
