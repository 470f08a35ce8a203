package notices

import (
	"strings"

	"github.com/ocopmarket/ocop/accounts/policy"
)

// Audience is who is told: one person, the members of an organization, whoever runs a producer, an office, or the administrators.
type Audience string

// The beginnings of audiences; what follows is whose.
const (
	toPerson   = "person:"
	toOrg      = "org:"
	toProducer = "producer:"
	toOffice   = "office:"
)

const (
	central Audience = "office:central"
	admins  Audience = "admins"
)

// ToPerson is one person.
func ToPerson(id string) Audience { return Audience(toPerson + id) }

// ToOrg is every member of an organization.
func ToOrg(id string) Audience { return Audience(toOrg + id) }

// ToProducer is every member of the organization that is that producer; until one claims it, nobody.
func ToProducer(id string) Audience { return Audience(toProducer + id) }

// ToOffice is the coordination office of a province, by its code; the central one for none.
func ToOffice(province string) Audience {
	if province == "" {
		return central
	}
	return Audience(toOffice + province)
}

// ToCentral is the central coordination office.
func ToCentral() Audience { return central }

// ToAdmins are the administrators of the platform.
func ToAdmins() Audience { return admins }

// Split tells an audience's sort ("person", "org", "producer", "office", "admins") and whose it is: an id, a province's code or "central".
func (a Audience) Split() (sort, of string) {
	sort, of, _ = strings.Cut(string(a), ":")
	return sort, of
}

func (a Audience) valid() bool {
	switch sort, of := a.Split(); sort {
	case "person", "org", "producer", "office":
		return of != ""
	default:
		return a == admins
	}
}

// Of lists the audiences that somebody belongs to as they act now. What offices
// and administrators are told is read only after the second factor.
func Of(a policy.Actor) []Audience {
	if a.Person == "" {
		return nil
	}
	list := []Audience{ToPerson(a.Person)}
	if a.NeedsSecondFactor() && !a.SecondFactor {
		return list
	}
	if a.Org != "" {
		list = append(list, ToOrg(a.Org))
	}
	if a.OrgKind == policy.KindProducer && a.Producer != "" {
		list = append(list, ToProducer(a.Producer))
	}
	if a.OrgKind == policy.KindOffice {
		list = append(list, ToOffice(a.Province))
	}
	if a.Admin {
		list = append(list, ToAdmins())
	}
	return list
}
