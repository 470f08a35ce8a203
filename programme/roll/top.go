package roll

import "slices"

// top keeps the first rows of an order out of many, without sorting the rest.
type top struct {
	order func(a, b *row) int
	size  int
	rows  []*row // sorted once there are size of them
	full  bool
}

// offer takes a row if it is among the first so far.
func (t *top) offer(r *row) {
	if !t.full {
		t.rows = append(t.rows, r)
		if len(t.rows) == t.size {
			slices.SortFunc(t.rows, t.order)
			t.full = true
		}
		return
	}
	if t.order(r, t.rows[t.size-1]) >= 0 {
		return
	}
	at, _ := slices.BinarySearchFunc(t.rows, r, t.order)
	copy(t.rows[at+1:], t.rows[at:t.size-1])
	t.rows[at] = r
}

// sorted returns the first rows in order.
func (t *top) sorted() []*row {
	if !t.full {
		slices.SortFunc(t.rows, t.order)
	}
	return t.rows
}
