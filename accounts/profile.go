package accounts

import (
	"context"
	"strings"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// SetProfile changes the name of a person and the language of their letters.
func (s *Service) SetProfile(ctx context.Context, person, name, lang string) error {
	var wrong field.Errors
	name = strings.Join(strings.Fields(name), " ")
	checkName(&wrong, name)
	if lang != "en" {
		lang = "vi"
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	return s.changePerson(ctx, person, string(policy.OwnAccount), audit.Said{VI: "đổi tên hoặc ngôn ngữ", EN: "changed their name or language"}, func(_ context.Context, _ store.Tx, p *Person) error {
		p.Name, p.Lang = name, lang
		return nil
	})
}
