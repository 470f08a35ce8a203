package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Verdict is what an officer decides.
type Verdict struct {
	To     State
	Reason string // needed unless accepted; who sent the case reads it
}

// shortReason is how many letters a reason has at least, so that people can act on it.
const shortReason, longReason = 10, 1000

func (v *Verdict) check() error {
	var wrong field.Errors
	v.Reason = strings.TrimSpace(v.Reason)
	n := len([]rune(v.Reason))
	if !slices.Contains([]State{Accepted, Refused, Incomplete}, v.To) {
		wrong.Add("quyet-dinh", "choose", "Chọn một trong ba: nhận, cần bổ sung, hoặc từ chối.", "Choose one of three: accept, ask for more, or refuse.")
	}
	if v.To != Accepted && n < shortReason {
		wrong.Add("ly-do", "too_short", "Ghi lý do, ít nhất 10 chữ cái: người gửi sẽ đọc.", "Give the reason in at least 10 letters: who sent it will read it.")
	}
	if n > longReason {
		wrong.Add("ly-do", "too_long", "Lý do dài quá 1.000 chữ cái.", "The reason is longer than 1,000 letters.")
	}
	return wrong.Err()
}

// Decide decides a case in the name of an officer; effect is what acceptance brings about, in the same transaction.
func (s *Service) Decide(ctx context.Context, id string, by policy.Actor, v Verdict, effect func(context.Context, store.Tx, *Case) error) (*Case, error) {
	if err := v.check(); err != nil {
		return nil, err
	}
	var c *Case
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if c, err = s.forOfficer(ctx, tx, id, by); err != nil {
			return err
		}
		if c.Person == by.Person {
			return ErrOwnCase
		}
		if c.Holder == "" {
			c.Holder = by.Person
		}
		if !c.State.CanBecome(v.To) {
			return ErrOver
		}
		if v.To == Accepted {
			if err := effect(ctx, tx, c); err != nil {
				return err
			}
		}
		if err := s.move(ctx, tx, c, v.To, by.Person, v.Reason); err != nil {
			return err
		}
		if err := s.note(ctx, tx, c, "quyết hồ sơ "+c.Kind.words(), "decided on the papers to "+c.Kind.wordsEN(), v.Reason); err != nil {
			return err
		}
		return s.tell(ctx, tx, c, v.Reason)
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// forOfficer reads a case that the officer's office decides.
func (s *Service) forOfficer(ctx context.Context, r store.Reader, id string, by policy.Actor) (*Case, error) {
	c, err := cases.Get(ctx, r, id)
	if err != nil {
		return nil, err
	}
	if by.OrgKind != policy.KindOffice || by.Province != "" && by.Province != c.Province {
		return nil, store.ErrNotFound
	}
	return c, nil
}

// tell writes to who sent the case what became of it.
func (s *Service) tell(ctx context.Context, tx store.Tx, c *Case, reason string) error {
	words := map[State][2]string{
		Accepted:   {"Hồ sơ được nhận: " + c.Name, "Accepted: " + c.Name},
		Incomplete: {"Hồ sơ cần bổ sung: " + c.Name, "More is needed: " + c.Name},
		Refused:    {"Hồ sơ không được nhận: " + c.Name, "Refused: " + c.Name},
		Withdrawn:  {"Người khác đã được nhận cơ sở này: " + c.Name, "Somebody else was found to be this maker: " + c.Name},
	}[c.State]
	return notices.Post(ctx, tx, notices.Notice{
		To: notices.ToPerson(c.Person), Kind: notices.KindSecurity, VI: words[0], EN: words[1], SayVI: reason, SayEN: reason,
		Path: "/dang-ky/ho-so/" + c.ID, Key: fmt.Sprintf("review:%s:%d", c.ID, len(c.Steps)), At: s.now(),
	})
}

// Give makes an officer the holder of a case: oneself, another of the province's office or of the central one, or nobody.
func (s *Service) Give(ctx context.Context, id string, by policy.Actor, to string) error {
	seen, err := s.forOfficer(ctx, s.db, id, by)
	if err != nil {
		return err
	}
	if err := s.mayHold(ctx, seen, to); err != nil {
		return err
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		c, err := s.forOfficer(ctx, tx, id, by)
		if err != nil {
			return err
		}
		if !c.State.Open() {
			return ErrOver
		}
		c.Holder = to
		if err := cases.Replace(ctx, tx, c); err != nil {
			return err
		}
		if err := s.note(ctx, tx, c, "đổi người xem hồ sơ "+c.Kind.words(), "changed who looks at the papers to "+c.Kind.wordsEN(), ""); err != nil {
			return err
		}
		return s.tellHolder(ctx, tx, c, by)
	})
}

// tellHolder tells an officer that somebody gave them a case.
func (s *Service) tellHolder(ctx context.Context, tx store.Tx, c *Case, by policy.Actor) error {
	if c.Holder == "" || c.Holder == by.Person {
		return nil
	}
	return notices.Post(ctx, tx, notices.Notice{To: notices.ToPerson(c.Holder), Kind: notices.KindOffice,
		VI: "Bạn được giao hồ sơ: " + c.Name, EN: "A case was given to you: " + c.Name, Path: "/can-bo/chu-the/" + c.ID, At: s.now()})
}

// mayHold refuses a holder who could not decide the case; nobody may always hold it.
func (s *Service) mayHold(ctx context.Context, c *Case, person string) error {
	if person == "" {
		return nil
	}
	officers, err := s.Officers(ctx, c.Province)
	if err != nil {
		return err
	}
	if !slices.Contains(officers, person) || person == c.Person {
		return ErrNoOfficer
	}
	return nil
}

// Officers lists who may decide cases of a province: the members of its office and of the central one.
func (s *Service) Officers(ctx context.Context, province string) ([]string, error) {
	var people []string
	offices := []string{province}
	if province != "" {
		offices = append(offices, "")
	}
	for _, office := range offices {
		o, err := s.members.OfOffice(ctx, office)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list, err := s.members.Members(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			if !slices.Contains(people, m.Person) {
				people = append(people, m.Person)
			}
		}
	}
	return people, nil
}
