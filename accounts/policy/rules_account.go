package policy

// What concerns one's own account and organizations.
const (
	SignIn     Action = "account.sign_in"  // sign up, sign in, verify, reset
	SignOut    Action = "account.sign_out" // end the session that one is in
	OwnAccount Action = "account.own"      // profile, security, sessions, inbox, own data, switching organizations
	OwnThing   Action = "account.thing"    // an address, an order or a request of one's own
	HandleData Action = "personal.handle"  // answer what people ask about their data
	KeyMake    Action = "key.make"         // make a key for the organization's programs
	KeyEdit    Action = "key.edit"         // take one back
)

func accountRules() map[Action]Rule {
	owners := []Role{ProducerOwner, RetailOwner, OrganizerOwner}
	return map[Action]Rule{
		SignIn:     {Roles: []Role{Public}},
		SignOut:    {Roles: []Role{Public}},
		OwnAccount: {Roles: []Role{Person}, Own: true},
		OwnThing:   {Roles: []Role{Person}, Private: true},
		HandleData: {Roles: []Role{Admin}},
		KeyMake:    {Roles: owners},
		KeyEdit:    {Roles: owners, Own: true},
	}
}
