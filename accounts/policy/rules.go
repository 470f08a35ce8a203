package policy

import (
	"maps"
	"sync"
)

// Rules lists every action with its rule. Callers must not change it.
var Rules = sync.OnceValue(func() map[Action]Rule {
	all := map[Action]Rule{}
	for _, part := range []map[Action]Rule{shopRules(), accountRules(), memberRules(), sellerRules(), officerRules(), registryRules(), reportRules(), adminRules()} {
		maps.Copy(all, part)
	}
	return all
})

// sellers are who works at a producer's desk.
func sellers() []Role { return []Role{ProducerOwner, ProducerStaff} }

// officers are who works at a coordination office.
func officers() []Role { return []Role{Officer, CentralOfficer} }
