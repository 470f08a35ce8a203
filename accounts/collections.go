package accounts

import "github.com/ocopmarket/ocop/internal/store"

var (
	persons = store.Define[Person]("persons",
		store.Index{Fields: []string{"email"}, Unique: true},
		store.Index{Fields: []string{"admin", "created_at"}},
		store.Index{Fields: []string{"created_at"}},
		store.Index{Fields: []string{"factor.since"}},
	)
	tokens = store.Define[token]("account_tokens",
		store.Index{Fields: []string{"person"}},
		store.Index{Fields: []string{"expires_at"}},
	)
	devices = store.Define[Device]("account_devices",
		store.Index{Fields: []string{"person", "used_at"}},
		store.Index{Fields: []string{"until"}},
	)
	identities = store.Define[identity]("account_identities",
		store.Index{Fields: []string{"person"}},
	)
	machines = store.Define[machine]("account_machines",
		store.Index{Fields: []string{"person"}},
		store.Index{Fields: []string{"at"}},
	)
	gates = store.Define[gate]("account_gates",
		store.Index{Fields: []string{"expires_at"}},
	)
)

// Schemas lists the collections of accounts.
func Schemas() []store.Schema {
	return []store.Schema{persons.Schema(), tokens.Schema(), devices.Schema(), machines.Schema(), identities.Schema(), gates.Schema()}
}

func where(name string, value any) store.Query {
	return store.Query{Where: []store.Cond{{Field: name, Op: store.Eq, Value: value}}, Limit: 1}
}
