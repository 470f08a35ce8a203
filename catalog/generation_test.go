package catalog

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestTheGenerationIsWhatItIsReckoned lets time pass, provinces be confirmed and cards
// change in any order: what is kept of the generation is always what it would be reckoned to be.
func TestTheGenerationIsWhatItIsReckoned(t *testing.T) {
	const silence = 72 * time.Hour
	rapid.Check(t, func(t *rapid.T) {
		s, now := newShelf(), noon
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				now = now.Add(time.Duration(rapid.IntRange(-3600, 200*3600).Draw(t, "seconds")) * time.Second)
			case 1:
				s.confirm([]string{fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "province"))}, now, silence)
			case 2:
				s.drop([]string{fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "gone"))}, nil)
			default:
				expires := now.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "hours")) * time.Hour)
				s.put([]*Card{{ID: fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "card")), Validity: Validity{Standing: InForce, ExpiresAt: expires}}})
			}
			shown, all := s.generation(now, silence)
			s.calm.Store(nil)
			if wantShown, wantAll := s.generation(now, silence); shown != wantShown || all != wantAll {
				t.Fatalf("at %s: %d, %d; reckoned %d, %d", now, shown, all, wantShown, wantAll)
			}
			s.generation(now, silence)
		}
	})
}
