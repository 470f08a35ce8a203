package members

import "github.com/ocopmarket/ocop/internal/store"

var (
	organizations = store.Define[Organization]("organizations",
		store.Index{Fields: []string{"producer"}, Unique: true},
		store.Index{Fields: []string{"office"}, Unique: true},
		store.Index{Fields: []string{"kind", "created_at"}},
		store.Index{Fields: []string{"created_at"}},
		store.Index{Fields: []string{"verified_until"}},
	)
	memberships = store.Define[Membership]("memberships",
		store.Index{Fields: []string{"org", "role"}},
		store.Index{Fields: []string{"person"}},
	)
	invitations = store.Define[Invitation]("invitations",
		store.Index{Fields: []string{"org", "state", "email"}},
		store.Index{Fields: []string{"email"}},
	)
)

// Schemas lists the collections of members.
func Schemas() []store.Schema {
	return []store.Schema{organizations.Schema(), memberships.Schema(), invitations.Schema()}
}

func where(name string, value any) store.Query {
	return store.Query{Where: []store.Cond{{Field: name, Op: store.Eq, Value: value}}, Limit: 1}
}
