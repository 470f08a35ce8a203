package web

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestScriptIsJSON writes any words and reads them back as any JSON, and as safe in a script element as the library's.
func TestScriptIsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zà-ỹ<>&"\\\x00-\x1f\x{2013}\x{2028}]*`))
		name, alias := words.Draw(t, "name"), rapid.SliceOfN(words, 1, 3).Draw(t, "alias")
		n := rapid.Int32().Draw(t, "n")
		got := string(script(ld{"name", name, "n", int(n), "alias", alias, "of", ld{"name", name}, "half", 0.5}, ld{"list", []ld{{"a", "b"}, {}}}))
		want, err := json.Marshal([]any{
			map[string]any{"@context": "https://schema.org", "name": name, "n": n, "alias": alias, "of": map[string]any{"name": name}, "half": 0.5},
			map[string]any{"@context": "https://schema.org", "list": []any{map[string]any{"a": "b"}, map[string]any{}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(read(t, string(want)), read(t, got)); diff != "" {
			t.Fatal(diff)
		}
		if strings.ContainsAny(got, "<>&\u2028\u2029") {
			t.Fatalf("unsafe: %q", got)
		}
	})
}

func read(t *rapid.T, text string) (value any) {
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return value
}

func TestScriptOfOne(t *testing.T) {
	want := `{"@context":"https://schema.org","@type":"Thing","name":"Chả mực"}`
	if got := string(script(ld{"@type", "Thing", "name", "Chả mực"})); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
