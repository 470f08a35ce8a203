package privacy

import (
	"context"

	"github.com/ocopmarket/ocop/internal/store"
)

// own is this package as a holder.
type own struct{ s *Service }

// Name names the part.
func (own) Name() string { return "consents-and-requests" }

// Export hands over consents and requests.
func (o own) Export(ctx context.Context, person string) (any, error) {
	given, err := consents.Find(ctx, o.s.db, store.Query{Where: []store.Cond{eq("person", person)}, Sort: []store.Order{{Field: "at"}}})
	if err != nil {
		return nil, err
	}
	asked, err := requests.Find(ctx, o.s.db, store.Query{Where: []store.Cond{eq("person", person)}, Sort: []store.Order{{Field: "at"}}})
	for _, r := range asked {
		r.Link = "" // the hash of a secret
	}
	return map[string]any{"consents": given, "requests": asked}, err
}

// Erase takes back what was agreed to and blanks what the person wrote. The record of
// consents and of requests stays, under an id that leads to nobody: it proves that the law was kept.
func (o own) Erase(ctx context.Context, tx store.Tx, person string) error {
	for _, p := range Purposes() {
		if err := o.s.SetConsent(ctx, tx, person, p, false, "erasure"); err != nil {
			return err
		}
	}
	asked, err := requests.Find(ctx, tx, store.Query{Where: []store.Cond{eq("person", person)}})
	if err != nil {
		return err
	}
	for _, r := range asked {
		if r.Note == "" && r.Link == "" || r.State == Granted {
			continue // what is granted is being written by whoever carries it out
		}
		r.Note, r.Link = "", ""
		if err := requests.Replace(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}
