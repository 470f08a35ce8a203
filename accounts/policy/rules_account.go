package policy

// What concerns one's own account and organizations.
const (
	SignIn     Action = "account.sign_in" // sign up, sign in, verify, reset
	OwnAccount Action = "account.own"     // profile, security, sessions, inbox, own data, switching organizations
)

func accountRules() map[Action]Rule {
	return map[Action]Rule{
		SignIn:     {Roles: []Role{Public}},
		OwnAccount: {Roles: []Role{Person}, Own: true},
	}
}
