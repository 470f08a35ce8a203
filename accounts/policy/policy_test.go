package policy

import (
	"errors"
	"testing"
)

func seller() Actor {
	return Actor{Person: "p1", Org: "o1", OrgKind: KindProducer, Member: Staff, Producer: "m1", Verified: true}
}

func inOffice(province string) Actor {
	return Actor{Person: "p2", Org: "o2", OrgKind: KindOffice, Member: Owner, Province: province, SecondFactor: true, Verified: true}
}

func ruler() Actor { return Actor{Person: "p3", Admin: true, SecondFactor: true} }

func with(a Actor, change func(*Actor)) Actor {
	change(&a)
	return a
}

func TestMay(t *testing.T) {
	mine := Object{Kind: "product", Producer: "m1", Province: "22"}
	others := Object{Kind: "product", Producer: "m9", Province: "01"}
	tests := []struct {
		name   string
		who    Actor
		action Action
		on     Object
		want   error
	}{
		{"anyone browses", Actor{}, Browse, Object{}, nil},
		{"nobody edits", Actor{}, ProductEdit, mine, ErrSignIn},
		{"a seller edits", seller(), ProductEdit, mine, nil},
		{"a seller edits another's", seller(), ProductEdit, others, ErrNotOwn},
		{"a seller without a producer owns nothing", with(seller(), func(a *Actor) { a.Producer = "" }), ProductEdit, Object{Kind: "product"}, ErrNotOwn},
		{"a person edits", Actor{Person: "p1"}, ProductEdit, mine, ErrForbidden},
		{"an officer edits", inOffice("22"), ProductEdit, mine, ErrForbidden},
		{"an administrator edits", ruler(), ProductEdit, mine, ErrForbidden},
		{"a key reads", Actor{Key: "k", OrgKind: KindProducer, Producer: "m1", Scopes: []string{"products:read"}}, ProductRead, mine, nil},
		{"a key reads another's", Actor{Key: "k", OrgKind: KindProducer, Producer: "m1", Scopes: []string{"products:read"}}, ProductRead, others, ErrNotOwn},
		{"a key without the scope", Actor{Key: "k", OrgKind: KindProducer, Producer: "m1", Scopes: []string{"stock:read"}}, ProductRead, mine, ErrForbidden},
		{"a key where no scope leads", Actor{Key: "k", OrgKind: KindProducer, Producer: "m1", Scopes: []string{"products:read", ""}}, ProductEdit, mine, ErrForbidden},
		{"an officer at home", inOffice("22"), HandleReports, Object{Kind: "report", Province: "22"}, nil},
		{"an officer elsewhere", inOffice("22"), HandleReports, Object{Kind: "report", Province: "01"}, ErrNotOwn},
		{"an officer where no province is known", inOffice("22"), HandleReports, Object{Kind: "report"}, ErrNotOwn},
		{"the central office anywhere", inOffice(""), HandleReports, Object{Kind: "report", Province: "01"}, nil},
		{"an officer without the second factor", with(inOffice("22"), func(a *Actor) { a.SecondFactor = false }), HandleReports, Object{Kind: "report", Province: "22"}, ErrSecondFactor},
		{"an administrator without it", with(ruler(), func(a *Actor) { a.SecondFactor = false }), AdminDesk, Object{}, ErrSecondFactor},
		{"their own account without it", with(ruler(), func(a *Actor) { a.SecondFactor = false }), OwnAccount, Object{Kind: "device", Person: "p3"}, nil},
		{"an administrator in another's account", ruler(), OwnAccount, Object{Kind: "device", Person: "p1"}, ErrNotOwn},
		{"the central office in another's account", inOffice(""), OwnAccount, Object{Kind: "device", Person: "p1"}, ErrNotOwn},
		{"an administrator manages people", ruler(), ManageUsers, Object{Kind: "person", Person: "p1"}, nil},
		{"no rule", ruler(), "no.such", Object{}, ErrNoRule},
	}
	for _, tt := range tests {
		if err := May(tt.who, tt.action, tt.on); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestEveryRuleNamesRolesThatExist(t *testing.T) {
	known := map[Role]bool{Public: true, Person: true, ProducerOwner: true, ProducerStaff: true, RetailOwner: true, RetailStaff: true,
		OrganizerOwner: true, OrganizerStaff: true, Officer: true, CentralOfficer: true, Admin: true}
	for action, rule := range Rules() {
		if len(rule.Roles) == 0 {
			t.Errorf("%s is for nobody", action)
		}
		for _, r := range rule.Roles {
			if !known[r] {
				t.Errorf("%s is for %q, which is no role", action, r)
			}
		}
	}
}
