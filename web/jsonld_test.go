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
		got := string(script(func(o *ld) {
			o.text("name", name)
			o.int("n", int(n))
			o.list("alias", func() {
				for _, a := range alias {
					o.next()
					o.string(a)
				}
			})
			o.object("of", "Thing", func() { o.text("name", name) })
		}, func(o *ld) {
			o.list("list", func() {
				o.item("A", func() { o.text("a", "b") })
				o.item("B", func() {})
			})
			o.list("none", func() {})
		}))
		want, err := json.Marshal([]any{
			map[string]any{"@context": "https://schema.org", "name": name, "n": n, "alias": alias, "of": map[string]any{"@type": "Thing", "name": name}},
			map[string]any{"@context": "https://schema.org", "list": []any{map[string]any{"@type": "A", "a": "b"}, map[string]any{"@type": "B"}}, "none": []any{}},
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
	if got := string(script(func(o *ld) { o.text("@type", "Thing"); o.text("name", "Chả mực") })); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
