package policy

// What officers do with the registry, and the decisions that they enter by hand.
const (
	RegistryRead  Action = "registry.read"  // pulls with their evidence, stopped provinces, what nobody has mapped
	RegistryPull  Action = "registry.pull"  // ask for a pull now
	RegistryJudge Action = "registry.judge" // take or keep what a stopped province would change
	RegistryMap   Action = "registry.map"   // say what a group or a place is
	DecisionRead  Action = "decision.read"  // see decisions, and what they touched
	DecisionEnter Action = "decision.enter" // draft one
	DecisionSign  Action = "decision.sign"  // bring one into effect
	ListImport    Action = "list.import"    // take in a list of decisions, stop and undo it
)

func registryRules() map[Action]Rule {
	rules := map[Action]Rule{}
	for _, a := range []Action{RegistryRead, RegistryPull, RegistryJudge, RegistryMap, DecisionRead, DecisionEnter, DecisionSign, ListImport} {
		rules[a] = Rule{Roles: officers(), Own: true}
	}
	rules[RegistryRead] = Rule{Roles: officers()} // pulls are of the whole country
	return rules
}
