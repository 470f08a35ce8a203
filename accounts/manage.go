package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// ErrLastAdmin: the platform keeps an administrator who can come in.
var ErrLastAdmin = errors.New("accounts: the last administrator")

// Names returns what people are called, by id; somebody unknown is left out.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]string, error) {
	known, err := persons.GetMany(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, p := range known {
		names[p.ID] = p.Name
	}
	return names, nil
}

// looked is how many persons a look for a name goes through at most, the newest first.
const looked = 50_000

// List returns persons whose name or address holds a text, the newest first; all for an empty text. For administrators.
func (s *Service) List(ctx context.Context, text, after string, limit int) (store.Page[Person], error) {
	newest := store.Query{Sort: []store.Order{{Field: "created_at", Desc: true}}, Limit: limit, After: after}
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return persons.Page(ctx, s.db, newest)
	}
	var page store.Page[Person]
	newest.Limit = looked
	for p, err := range persons.Each(ctx, s.db, newest) {
		if err != nil {
			return page, err
		}
		if strings.Contains(p.Email, text) || strings.Contains(strings.ToLower(p.Name), text) {
			page.Items = append(page.Items, p)
		}
		if len(page.Items) == limit {
			break
		}
	}
	return page, nil
}

// mostFound is how many persons Find returns at most.
const mostFound = 100

// Find returns the ids of persons whose name or address holds a text; none for an empty one.
func (s *Service) Find(ctx context.Context, text string) ([]string, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	page, err := s.List(ctx, text, "", mostFound)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(page.Items))
	for i, p := range page.Items {
		ids[i] = p.ID
	}
	return ids, nil
}

// Close closes an account and signs it out everywhere: ErrLastAdmin for the last administrator.
func (s *Service) Close(ctx context.Context, id, reason string) error {
	return s.manage(ctx, id, reason, audit.Change{Field: "closed", From: "no", To: "yes"}, func(p *Person) { p.BlockedAt = s.now() })
}

// Reopen opens a closed account again.
func (s *Service) Reopen(ctx context.Context, id, reason string) error {
	return s.manage(ctx, id, reason, audit.Change{Field: "closed", From: "yes", To: "no"}, func(p *Person) { p.BlockedAt = time.Time{} })
}

// SetAdmin makes somebody an administrator of the platform or no longer one: ErrLastAdmin for the last.
func (s *Service) SetAdmin(ctx context.Context, id string, admin bool, reason string) error {
	return s.manage(ctx, id, reason, audit.Change{Field: "admin", From: fmt.Sprint(!admin), To: fmt.Sprint(admin)}, func(p *Person) { p.Admin = admin })
}

// DropFactor takes somebody's second step away, so that they set up another at their next sign-in.
func (s *Service) DropFactor(ctx context.Context, id, reason string) error {
	return s.manage(ctx, id, reason, audit.Change{Field: "factor", From: "set", To: "none"}, func(p *Person) { p.Factor, p.Recovery = nil, nil })
}

// manage changes an account in an administrator's name and signs it out everywhere, so that the change holds at once.
func (s *Service) manage(ctx context.Context, id, reason string, what audit.Change, change func(*Person)) error {
	if strings.TrimSpace(reason) == "" {
		return field.Errors{{Field: "ly-do", Code: "required", VI: "Ghi vì sao.", EN: "Say why."}}
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := persons.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		ruled := p.Admin && !p.Blocked()
		change(p)
		if ruled && (!p.Admin || p.Blocked()) {
			if err := s.keepsAdmin(ctx, tx, id); err != nil {
				return err
			}
		}
		if err := s.replacePerson(ctx, tx, p); err != nil {
			return err
		}
		if _, err := s.leaveAll(ctx, tx, id, ""); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.ManageUsers), Object: "person/" + id, Summary: "quản lý tài khoản", SummaryEN: "managed an account", Reason: strings.TrimSpace(reason), Changes: []audit.Change{what}})
	})
}

// keepsAdmin refuses to go on where nobody but that person rules.
func (s *Service) keepsAdmin(ctx context.Context, tx store.Tx, but string) error {
	admins, err := persons.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "admin", Op: store.Eq, Value: true}}})
	if err != nil {
		return err
	}
	for _, a := range admins {
		if a.ID != but && !a.Blocked() && !s.shut(a) {
			return nil
		}
	}
	return ErrLastAdmin
}
