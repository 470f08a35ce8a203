package place

import (
	"cmp"
	"slices"
	"sync"
)

var loadPredecessors = sync.OnceValue(func() map[string][]OldCommune {
	before := map[string][]OldCommune{}
	for _, o := range loadOld() {
		before[o.Successor] = append(before[o.Successor], o)
	}
	for _, list := range before {
		slices.SortFunc(list, func(a, b OldCommune) int { return cmp.Compare(a.Code, b.Code) })
	}
	return before
})

// Predecessors lists the communes before 1 July 2025 whose successor is the commune with that code, in the order of their codes.
func Predecessors(code string) []OldCommune { return loadPredecessors()[code] }
