package reference

import (
	"hash/fnv"
	"math/rand/v2"
)

// dice are random draws that depend on a seed and a label alone, so that one part of the data can grow without moving another.
type dice struct{ *rand.Rand }

func newDice(seed uint64, label string) dice {
	h := fnv.New64a()
	h.Write([]byte(label))
	return dice{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// diceAt is newDice for the many: a number instead of a label.
func diceAt(seed, n uint64) dice { return dice{rand.New(rand.NewPCG(seed, n*0x9e3779b97f4a7c15+1))} }

// chance is true in share of all draws.
func (d dice) chance(share float64) bool { return d.Float64() < share }

// between draws from lo to hi, both included.
func (d dice) between(lo, hi int) int { return lo + d.IntN(hi-lo+1) }

func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// weighted draws an index in proportion to the weights.
func (d dice) weighted(n int, weight func(int) int) int {
	total := 0
	for i := range n {
		total += weight(i)
	}
	at := d.IntN(total)
	for i := range n {
		if at -= weight(i); at < 0 {
			return i
		}
	}
	return n - 1
}

// mix is a small hash for values that several records must agree on, such as a decision's number.
func mix(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum64()
}
