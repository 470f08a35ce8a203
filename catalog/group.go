package catalog

// Group is one of the six groups of 148/QĐ-TTg.
type Group string

// The six groups.
const (
	Food         Group = "food"
	Drinks       Group = "drinks"
	Herbs        Group = "medicinal-herbs"
	Handicrafts  Group = "handicrafts"
	Ornamental   Group = "ornamental"
	Tourism      Group = "tourism"
	UnknownGroup Group = ""
)

// Groups lists the six groups in the order of the decision.
func Groups() []Group { return []Group{Food, Drinks, Herbs, Handicrafts, Ornamental, Tourism} }

// CriteriaVersion names the decision whose criteria a product was scored by.
const (
	Criteria2019 = "1048/QĐ-TTg"
	Criteria2023 = "148/QĐ-TTg"
)

// groupsOf2019 maps the groups of 1048/QĐ-TTg, as the national API names them, where there is one successor.
// "travel" became tourism and "cloth" and "keepsake" handicrafts; ornamental plants had no group of their own then.
var groupsOf2019 = map[string]Group{
	"food": Food, "drink": Drinks, "herbs": Herbs, "cloth": Handicrafts, "keepsake": Handicrafts, "travel": Tourism,
}

// GroupOf maps a registry's group to one of the six; false when a person must decide.
func GroupOf(code, criteriaVersion string) (Group, bool) {
	if criteriaVersion == Criteria2019 || criteriaVersion == "" {
		if g, ok := groupsOf2019[code]; ok {
			return g, true
		}
	}
	switch g := Group(code); g {
	case Food, Drinks, Herbs, Handicrafts, Ornamental, Tourism:
		return g, true
	}
	return UnknownGroup, false
}
