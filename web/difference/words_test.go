package difference_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/web/difference"
)

func TestWords(t *testing.T) {
	was, is := difference.Words("Mực mai 88 %, mỡ phần lợn, tiêu", "Mực mai 82 %, mỡ phần lợn, tiêu, bột gạo")
	if diff := cmp.Diff([]difference.Span{{"Mực mai", false}, {"88", true}, {"%, mỡ phần lợn,", false}, {"tiêu", true}}, was); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]difference.Span{{"Mực mai", false}, {"82", true}, {"%, mỡ phần lợn,", false}, {"tiêu, bột gạo", true}}, is); diff != "" {
		t.Error(diff)
	}
}

// Both sides keep every word, and what is not marked is the same on both.
func TestWordsLoseNothing(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 12).Draw(t, "words"), " ")
	})
	join := func(spans []difference.Span, all bool) string {
		var words []string
		for _, s := range spans {
			if all || !s.Changed {
				words = append(words, s.Text)
			}
		}
		return strings.Join(words, " ")
	}
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		was, is := difference.Words(before, after)
		if join(was, true) != before || join(is, true) != after || join(was, false) != join(is, false) {
			t.Fatalf("%q → %q: %v, %v", before, after, was, is)
		}
	})
}
