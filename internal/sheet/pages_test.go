package sheet

import (
	"errors"
	"slices"
	"testing"
)

func TestPagesYieldEveryStretchOnce(t *testing.T) {
	stretches := map[string][]int{"": {1, 2}, "b": {}, "c": {3}}
	next := map[string]string{"": "b", "b": "c"}
	read := func(after string) ([]int, string, error) { return stretches[after], next[after], nil }
	line := func(n int) []any { return []any{n} }
	var got []int
	for cells, err := range Pages(read, line) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, cells[0].(int))
	}
	if !slices.Equal(got, []int{1, 2, 3}) {
		t.Errorf("got %v", got)
	}
	for range Pages(read, line) { // whoever stops early is asked nothing more
		break
	}
	broken := errors.New("the store is gone")
	for _, err := range Pages(func(string) ([]int, string, error) { return nil, "", broken }, line) {
		if !errors.Is(err, broken) {
			t.Errorf("got %v, want %v", err, broken)
		}
	}
}
