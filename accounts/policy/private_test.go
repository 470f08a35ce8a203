package policy

import (
	"errors"
	"testing"
)

func TestPrivateThingsAreTheirOwnersAlone(t *testing.T) {
	thing := Object{Kind: "address", Person: "au"}
	for _, tt := range []struct {
		name  string
		actor Actor
		thing Object
		want  error
	}{
		{"its owner", Actor{Person: "au"}, thing, nil},
		{"its owner at work", Actor{Person: "au", Org: "o", OrgKind: KindProducer, Producer: "p"}, thing, nil},
		{"an officer about their own, before the second factor", Actor{Person: "au", OrgKind: KindOffice}, thing, nil},
		{"somebody else", Actor{Person: "lan"}, thing, ErrNotOwn},
		{"a colleague", Actor{Person: "lan", Org: "o"}, Object{Kind: "address", Person: "au", Org: "o"}, ErrNotOwn},
		{"the central office", Actor{Person: "thoc", OrgKind: KindOffice, SecondFactor: true}, thing, ErrNotOwn},
		{"an administrator", Actor{Person: "sep", Admin: true, SecondFactor: true}, thing, ErrNotOwn},
		{"nobody's thing", Actor{Person: "au"}, Object{Kind: "address"}, ErrNotOwn},
		{"nobody", Actor{}, thing, ErrSignIn},
		{"a key", Actor{Key: "k", Org: "o", Scopes: []string{"account.thing"}}, thing, ErrForbidden},
	} {
		if got := May(tt.actor, OwnThing, tt.thing); !errors.Is(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
