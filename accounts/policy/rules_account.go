package policy

// What concerns one's own account and organizations.
const (
	SignIn     Action = "account.sign_in"  // sign up, sign in, verify, reset
	SignOut    Action = "account.sign_out" // end the session that one is in
	OwnAccount Action = "account.own"      // profile, security, sessions, inbox, own data, switching organizations
	KeyMake    Action = "key.make"         // make a key for the organization's programs
	KeyEdit    Action = "key.edit"         // take one back
)

func accountRules() map[Action]Rule {
	owners := []Role{ProducerOwner, RetailOwner, OrganizerOwner}
	return map[Action]Rule{
		SignIn:     {Roles: []Role{Public}},
		SignOut:    {Roles: []Role{Public}},
		OwnAccount: {Roles: []Role{Person}, Own: true},
		KeyMake:    {Roles: owners},
		KeyEdit:    {Roles: owners, Own: true},
	}
}
