package policy

// What anyone may do.
const (
	Browse Action = "shop.browse" // read what is public, in pages and API
	Buy    Action = "shop.buy"    // basket, order, and the order that its code and token open
)

func shopRules() map[Action]Rule {
	return map[Action]Rule{
		Browse: {Roles: []Role{Public}},
		Buy:    {Roles: []Role{Public}},
	}
}
