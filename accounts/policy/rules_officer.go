package policy

// What officers do.
const (
	OfficerDesk Action = "officer.desk" // see today, the programme, certificates
)

func officerRules() map[Action]Rule {
	return map[Action]Rule{
		OfficerDesk: {Roles: officers(), Own: true},
	}
}
