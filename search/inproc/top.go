package inproc

import "slices"

// top keeps the first few of many in an order.
type top struct {
	limit  int
	before func(a, b uint32) int
	heap   []uint32 // the last in order at the root
}

func newTop(limit int, before func(a, b uint32) int) *top {
	return &top{limit: limit, before: before}
}

func (t *top) offer(n uint32) {
	switch {
	case len(t.heap) < t.limit:
		t.heap = append(t.heap, n)
		t.up(len(t.heap) - 1)
	case t.limit > 0 && t.before(n, t.heap[0]) < 0:
		t.heap[0] = n
		t.down()
	}
}

func (t *top) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if t.before(t.heap[i], t.heap[parent]) <= 0 {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

func (t *top) down() {
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(t.heap) {
			return
		}
		if r := child + 1; r < len(t.heap) && t.before(t.heap[r], t.heap[child]) > 0 {
			child = r
		}
		if t.before(t.heap[child], t.heap[i]) <= 0 {
			return
		}
		t.heap[i], t.heap[child] = t.heap[child], t.heap[i]
		i = child
	}
}

func (t *top) sorted() []uint32 {
	slices.SortFunc(t.heap, t.before)
	return t.heap
}
