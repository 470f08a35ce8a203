package stars_test

import (
	"testing"

	"github.com/ocopmarket/ocop/catalog/stars"
)

func TestOfScoreTakesHalfOpenRanges(t *testing.T) {
	for points, want := range map[float64]stars.Stars{100: 5, 90: 5, 89.99: 4, 70: 4, 69.9: 3, 50: 3, 49.95: 2, 30: 2, 29.9: 1, 0: 1} {
		if got := stars.OfScore(points); got != want {
			t.Errorf("OfScore(%v) = %d, want %d", points, got, want)
		}
	}
}

func TestShown(t *testing.T) {
	for s := stars.Stars(0); s <= 6; s++ {
		if got, want := s.Shown(), s == 3 || s == 4 || s == 5; got != want {
			t.Errorf("%d stars shown = %v", s, got)
		}
	}
}
