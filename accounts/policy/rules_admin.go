package policy

// What administrators of the platform do.
const (
	AdminDesk      Action = "admin.desk"      // see health, jobs, letters, the audit log
	RetryLetters   Action = "letter.retry"    // bring dead letters again, or give them up
	AskJobs        Action = "job.ask"         // have a job run now
	ChangeSettings Action = "settings.change" // change what holds for the whole platform
	ManageUsers    Action = "user.manage"     // see people, lock them out, make administrators
)

func adminRules() map[Action]Rule {
	return map[Action]Rule{
		AdminDesk:      {Roles: []Role{Admin}},
		RetryLetters:   {Roles: []Role{Admin}},
		AskJobs:        {Roles: []Role{Admin}},
		ChangeSettings: {Roles: []Role{Admin}},
		ManageUsers:    {Roles: []Role{Admin}},
	}
}
