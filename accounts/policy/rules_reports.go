package policy

// What concerns reports of labels and stars that are used wrongly.
const (
	FileReport    Action = "report.file"   // tell of one, from anywhere
	HandleReports Action = "report.handle" // look into them
)

func reportRules() map[Action]Rule {
	return map[Action]Rule{
		FileReport:    {Roles: []Role{Public}},
		HandleReports: {Roles: officers(), Own: true},
	}
}
