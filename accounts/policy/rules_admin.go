package policy

// What administrators of the platform do.
const (
	PaymentRead    Action = "payment.read"    // see transfers that came and refunds that are owed
	PaymentFile    Action = "payment.file"    // file a statement, a transfer, a refund
	AdminDesk      Action = "admin.desk"      // see health, jobs, letters, the audit log
	RetryLetters   Action = "letter.retry"    // bring dead letters again, or give them up
	AskJobs        Action = "job.ask"         // have a job run now
	ChangeSettings Action = "settings.change" // change what holds for the whole platform
	ManageUsers    Action = "user.manage"     // see people, lock them out, make administrators
)

func adminRules() map[Action]Rule {
	return map[Action]Rule{
		AdminDesk:      {Roles: []Role{Admin}},
		PaymentRead:    {Roles: []Role{Admin}},
		PaymentFile:    {Roles: []Role{Admin}},
		RetryLetters:   {Roles: []Role{Admin}},
		AskJobs:        {Roles: []Role{Admin}},
		ChangeSettings: {Roles: []Role{Admin}},
		ManageUsers:    {Roles: []Role{Admin}},
	}
}
