// Package policy says who may do what to which object. It is the one place that
// does: pages and API name an action and an object, and ask here. It promises
// that an action without a rule is refused, and that a rule names its roles.
package policy

import (
	"errors"
	"slices"
)

// Action is something that can be done: "product.edit".
type Action string

// Role is what somebody is to an organization or the platform.
type Role string

// The roles.
const (
	Public         Role = "public"          // whoever asks, signed in or not
	Person         Role = "person"          // somebody signed in
	ProducerOwner  Role = "producer.owner"  // may do all for the producer
	ProducerStaff  Role = "producer.staff"  // packs, counts, edits; neither members nor papers of identity
	RetailOwner    Role = "retail.owner"    // buys for a retail partner
	RetailStaff    Role = "retail.staff"    //
	OrganizerOwner Role = "organizer.owner" // runs fairs
	OrganizerStaff Role = "organizer.staff" //
	Officer        Role = "officer"         // of the coordination office of a province
	CentralOfficer Role = "officer.central" // of the central office: every province
	Admin          Role = "admin"           // runs the platform
)

// OrgKind is what an organization is.
type OrgKind string

// The kinds of organizations.
const (
	KindProducer  OrgKind = "producer"
	KindRetail    OrgKind = "retail"
	KindOrganizer OrgKind = "organizer"
	KindOffice    OrgKind = "office"
)

// MemberRole is what a member may do in an organization.
type MemberRole string

// The roles of members.
const (
	Owner MemberRole = "owner"
	Staff MemberRole = "staff"
)

// Actor is who asks: a person, on behalf of the organization that they chose, or an API key of an organization.
type Actor struct {
	Person string // id; empty for nobody and for keys
	Name   string
	Email  string
	Admin  bool // an administrator of the platform

	Org      string // id of the organization that they act for; empty for themselves
	OrgName  string
	OrgKind  OrgKind
	Member   MemberRole
	Producer string // id of the producer that the organization is, once claimed
	Province string // of the coordination office; empty for the central one

	SecondFactor bool     // given in this session
	Verified     bool     // the organization's identity was verified (122/2025/QH15)
	Key          string   // id of the API key that asks
	Scopes       []string // what the key may
}

// Anonymous reports whether nobody is signed in.
func (a Actor) Anonymous() bool { return a.Person == "" && a.Key == "" }

// Roles lists what the actor is.
func (a Actor) Roles() []Role {
	roles := []Role{Public}
	if a.Anonymous() {
		return roles
	}
	if a.Person != "" {
		roles = append(roles, Person)
	}
	if a.Admin {
		roles = append(roles, Admin)
	}
	switch a.OrgKind {
	case KindProducer:
		roles = append(roles, pick(a.Member, ProducerOwner, ProducerStaff))
	case KindRetail:
		roles = append(roles, pick(a.Member, RetailOwner, RetailStaff))
	case KindOrganizer:
		roles = append(roles, pick(a.Member, OrganizerOwner, OrganizerStaff))
	case KindOffice:
		if a.Province == "" {
			roles = append(roles, CentralOfficer)
		} else {
			roles = append(roles, Officer)
		}
	}
	return roles
}

func pick(m MemberRole, owner, staff Role) Role {
	if m == Owner {
		return owner
	}
	return staff
}

// NeedsSecondFactor reports whether the actor may act only after a second factor: officers and administrators.
func (a Actor) NeedsSecondFactor() bool { return a.Admin || a.OrgKind == KindOffice }

// Object is what is acted on, as far as the policy must know it. A field that says nothing is empty.
type Object struct {
	Kind     string // "product"
	ID       string
	Person   string // whose it is, for things of one person
	Org      string // whose it is, for things of an organization
	Producer string // whose it is, for things of a producer
	Province string // where it belongs, for officers
}

// Rule says who may do an action.
type Rule struct {
	Roles []Role
	// Own: only to objects of the actor's own: their person, organization, producer, or province. Where the rule is for officers, central ones own everything; where it is for administrators, they do.
	Own bool
	// Private: only to objects of the actor's own person, whatever else they are: nobody reads other people's letters.
	Private bool
	// Inside: only to objects of the organization that the actor acts for, whoever supervises it.
	Inside bool
	// Verified: only for organizations whose identity was verified.
	Verified bool
	// Scope is what an API key must hold; empty keeps keys out.
	Scope string
}

// The ways in which an actor is refused.
var (
	// ErrSignIn: nobody is signed in.
	ErrSignIn = errors.New("policy: sign in first")
	// ErrSecondFactor: this role must give a second factor first.
	ErrSecondFactor = errors.New("policy: a second factor is needed")
	// ErrForbidden: the actor's roles do not allow it.
	ErrForbidden = errors.New("policy: not allowed")
	// ErrNotOwn: the object is somebody else's. It is told as if there were none.
	ErrNotOwn = errors.New("policy: somebody else's")
	// ErrUnverified: the organization's identity must be verified first.
	ErrUnverified = errors.New("policy: identity not verified")
	// ErrNoRule: the action has no rule, which is a mistake of ours.
	ErrNoRule = errors.New("policy: no rule for this action")
)

// May reports whether the actor may do the action to the object: nil if so, or one of the errors above.
func May(a Actor, action Action, o Object) error {
	rule, ok := Rules()[action]
	if !ok {
		return ErrNoRule
	}
	if slices.Contains(rule.Roles, Public) {
		return nil
	}
	if a.Anonymous() {
		return ErrSignIn
	}
	if a.Key != "" {
		return mayKey(a, rule, o)
	}
	if !overlap(a.Roles(), rule.Roles) {
		return ErrForbidden
	}
	if a.NeedsSecondFactor() && !a.SecondFactor && !onlyPerson(rule) {
		return ErrSecondFactor
	}
	return mayObject(a, rule, o)
}

// mayKey judges a key: it holds a scope of its organization and no role of a person.
func mayKey(a Actor, rule Rule, o Object) error {
	if rule.Scope == "" || !slices.Contains(a.Scopes, rule.Scope) || !overlap(a.Roles(), rule.Roles) {
		return ErrForbidden
	}
	return mayObject(a, rule, o)
}

func mayObject(a Actor, rule Rule, o Object) error {
	if rule.Own && o.Kind != "" && !owns(a, rule, o) {
		return ErrNotOwn
	}
	if rule.Inside && o.Kind != "" && !same(a.Org, o.Org) {
		return ErrNotOwn
	}
	if rule.Private && o.Kind != "" && !same(a.Person, o.Person) {
		return ErrNotOwn
	}
	if rule.Verified && !a.Verified {
		return ErrUnverified
	}
	return nil
}

// onlyPerson reports whether a rule is about one's own account, which one must reach to set up a second factor.
func onlyPerson(rule Rule) bool { return len(rule.Roles) == 1 && rule.Roles[0] == Person }

// owns reports whether the object is the actor's: their own, or of those that they watch over where the rule is for
// those who do. An administrator is nobody else in what concerns accounts of other people.
func owns(a Actor, rule Rule, o Object) bool {
	rules := a.Admin && slices.Contains(rule.Roles, Admin)
	watches := a.OrgKind == KindOffice && (a.Province == "" || a.Province == o.Province) && overlap(rule.Roles, officers())
	return rules || watches || same(a.Person, o.Person) || same(a.Org, o.Org) || same(a.Producer, o.Producer)
}

// same reports whether two ids name the same thing, rather than nothing.
func same(a, b string) bool { return a != "" && a == b }

func overlap(have, want []Role) bool {
	for _, r := range have {
		if slices.Contains(want, r) {
			return true
		}
	}
	return false
}

// Desk is what belongs to the actor as a whole: their desk rather than one thing on it.
func (a Actor) Desk() Object {
	return Object{Kind: "desk", Person: a.Person, Org: a.Org, Producer: a.Producer, Province: a.Province}
}
