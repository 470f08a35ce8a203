package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/internal/store"
)

// Personal is reports as a holder of personal data. Whoever reports need not have an account, and
// a report is tied to none: those of a person are those that name their e-mail address as the way to answer.
type Personal struct {
	*Service
	// EmailIn returns a person's address as a transaction sees it; empty for nobody.
	EmailIn func(ctx context.Context, tx store.Tx, person string) (string, error)
}

// Name names the part of a copy.
func (Personal) Name() string { return "reports" }

// told is a report for a copy of somebody's data: what they told, not what the office noted.
type told struct {
	Code    string `json:"code"`
	Wrong   Wrong  `json:"wrong"`
	Number  string `json:"number,omitempty"`
	Where   string `json:"where"`
	Say     string `json:"say"`
	Contact string `json:"contact"`
	Photos  int    `json:"photos"`
}

// Export hands over what somebody reported under their address.
func (s Personal) Export(ctx context.Context, person string) (any, error) {
	all := []told{}
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		list, err := s.of(ctx, tx, person)
		if err != nil {
			return err
		}
		all = slices.Grow(all[:0], len(list))
		for _, r := range list {
			all = append(all, told{Code: r.ID, Wrong: r.Wrong, Number: r.Number, Where: r.Where, Say: r.Say, Contact: r.Contact, Photos: len(r.Photos)})
		}
		return nil
	})
	return all, err
}

// Erase blanks the address on the reports that name it, in the caller's transaction; what was told stays for the office.
func (s Personal) Erase(ctx context.Context, tx store.Tx, person string) error {
	list, err := s.of(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, r := range list {
		r.Contact, r.Email = "", ""
		if err := collection.Replace(ctx, tx, r); err != nil {
			return fmt.Errorf("erase from reports: %w", err)
		}
	}
	return nil
}

func (s Personal) of(ctx context.Context, tx store.Tx, person string) ([]*Report, error) {
	email, err := s.EmailIn(ctx, tx, person)
	if err != nil || email == "" {
		return nil, err
	}
	return collection.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "email", Op: store.Eq, Value: strings.ToLower(email)}}})
}

// emailOf is the address in a contact that is nothing but one, in small letters; empty for any other.
func emailOf(contact string) string {
	if strings.Count(contact, "@") != 1 || strings.ContainsAny(contact, " \t\n,;") {
		return ""
	}
	return strings.ToLower(contact)
}
