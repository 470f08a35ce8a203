package policy

// What concerns organizations: who belongs to them, which producer they are, and who they are before the law.
const (
	OrgFound       Action = "organization.found"    // claim a producer; sign up a retail partner or an organizer
	OrgRead        Action = "organization.read"     // see members and what was verified
	OrgMembers     Action = "organization.members"  // invite, change roles, take out
	OrgLeave       Action = "organization.leave"    // go
	OrgIdentity    Action = "organization.identity" // send papers of identity
	OrgConsent     Action = "organization.consent"  // let the contact be shown, or no more
	InviteAnswer   Action = "organization.answer"   // answer an invitation
	CaseSent       Action = "case.sent"             // see what one sent in, complete it, take it back
	PaperOpen      Action = "paper.open"            // open a paper that was sent in
	VerifyQueue    Action = "verification.queue"    // see what waits to be verified
	VerifyCase     Action = "verification.case"     // see one, take it, give it to somebody, decide it
	IdentityRevoke Action = "organization.unverify" // take a verification back
)

func memberRules() map[Action]Rule {
	owners := []Role{ProducerOwner, RetailOwner, OrganizerOwner, Officer, CentralOfficer}
	return map[Action]Rule{
		OrgFound:       {Roles: []Role{Person}},
		OrgRead:        {Roles: append([]Role{ProducerStaff, RetailStaff, OrganizerStaff}, owners...), Own: true},
		OrgMembers:     {Roles: owners, Inside: true},
		OrgLeave:       {Roles: []Role{Person}, Own: true},
		OrgIdentity:    {Roles: []Role{ProducerOwner, RetailOwner, OrganizerOwner}, Own: true},
		OrgConsent:     {Roles: []Role{ProducerOwner}, Own: true},
		InviteAnswer:   {Roles: []Role{Person}, Private: true},
		CaseSent:       {Roles: []Role{Person}, Private: true},
		PaperOpen:      {Roles: []Role{Person, Officer, CentralOfficer}, Own: true},
		VerifyQueue:    {Roles: officers(), Own: true},
		VerifyCase:     {Roles: officers(), Own: true},
		IdentityRevoke: {Roles: officers(), Own: true},
	}
}
