package members

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/internal/store"
)

// Personal is members as a holder of personal data.
type Personal struct {
	*Service
	// EmailIn returns a person's address as a transaction sees it; empty for nobody.
	EmailIn func(ctx context.Context, tx store.Tx, person string) (string, error)
}

// Name names the part of a copy.
func (Personal) Name() string { return "organizations" }

// membershipHeld is where somebody works, for a copy of their data.
type membershipHeld struct {
	Organization string            `json:"organization"`
	Role         policy.MemberRole `json:"role"`
	Since        time.Time         `json:"since"`
}

// Export hands over where somebody works, and who invited them by their address.
func (s Personal) Export(ctx context.Context, person string) (any, error) {
	_, email, _, err := s.people.Person(ctx, person)
	if err != nil {
		return nil, err
	}
	list, err := memberships.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "person", Op: store.Eq, Value: person}}})
	if err != nil {
		return nil, err
	}
	works := []membershipHeld{}
	for _, m := range list {
		o, err := organizations.Get(ctx, s.db, m.Org)
		if err != nil {
			return nil, err
		}
		works = append(works, membershipHeld{Organization: o.Name, Role: m.Role, Since: m.Since})
	}
	invited, err := invitations.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "email", Op: store.Eq, Value: Address(email)}}})
	return map[string]any{"memberships": works, "invitations": invited}, err
}

// Erase takes somebody out of their organizations and deletes the invitations that
// were written to them, in the caller's transaction: an organization's last owner hands it over first.
func (s Personal) Erase(ctx context.Context, tx store.Tx, person string) error {
	list, err := memberships.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "person", Op: store.Eq, Value: person}}})
	if err != nil {
		return err
	}
	for _, m := range list {
		if err := s.takeOut(ctx, tx, m); err != nil {
			return err
		}
	}
	email, err := s.EmailIn(ctx, tx, person)
	if err != nil || email == "" {
		return err
	}
	if _, err := invitations.Clear(ctx, tx, store.Cond{Field: "email", Op: store.Eq, Value: Address(email)}); err != nil {
		return fmt.Errorf("erase invitations: %w", err)
	}
	return nil
}

func (s Personal) takeOut(ctx context.Context, tx store.Tx, m *Membership) error {
	o, err := organizations.Get(ctx, tx, m.Org)
	if err != nil {
		return err
	}
	if err := memberships.Delete(ctx, tx, m); err != nil {
		return err
	}
	if err = s.recount(ctx, tx, o); errors.Is(err, ErrLastOwner) {
		return privacy.Standing{VI: "Người này là chủ sở hữu cuối cùng của " + o.Name + ": giao lại cho người khác trước đã.", EN: "They are the last owner of " + o.Name + ": it must be handed over first."}
	}
	return err
}
