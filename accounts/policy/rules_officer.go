package policy

// What officers do.
const (
	OfficerDesk  Action = "officer.desk"   // see today, the programme, certificates
	RenewalKeep  Action = "renewal.follow" // note how far renewals have come, give them to somebody
	RenewalTell  Action = "renewal.remind" // remind producers
	FilterKeep   Action = "filter.keep"    // save and delete one's own filters
	TargetRead   Action = "target.read"    // see the targets of a year
	TargetEdit   Action = "target.edit"    // enter targets, and numbers that nobody else holds
	RegisterRead Action = "register.read"  // see inspections, training classes and rewards
	RegisterEdit Action = "register.edit"  // enter, mend, void and import them
	ChangeRead   Action = "change.read"    // see producers' requests to change what a certificate covers
	ChangeDecide Action = "change.decide"  // decide them, give them to somebody
)

func officerRules() map[Action]Rule {
	desk := Rule{Roles: officers(), Own: true}
	return map[Action]Rule{
		OfficerDesk: desk, RenewalKeep: desk, RenewalTell: desk, FilterKeep: desk,
		TargetRead: desk, TargetEdit: desk, RegisterRead: desk, RegisterEdit: desk,
		ChangeRead: desk, ChangeDecide: desk,
	}
}
