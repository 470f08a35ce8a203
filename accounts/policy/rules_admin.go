package policy

// What administrators of the platform do.
const (
	AdminDesk Action = "admin.desk" // see health, jobs, letters, the audit log
)

func adminRules() map[Action]Rule {
	return map[Action]Rule{
		AdminDesk: {Roles: []Role{Admin}},
	}
}
