package markup

import (
	"html"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTextEscapes(t *testing.T) {
	got := string(Write(func(w *Writer) { w.Raw("<b>"); w.Text(`<script>"x" & 'y'</script>`); w.Raw("</b>"); w.Int(7) }))
	want := `<b>&lt;script&gt;&#34;x&#34; &amp; &#39;y&#39;&lt;/script&gt;</b>7`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.ReplaceAll(rapid.String().Draw(t, "s"), "\x00", "")
		got := string(Write(func(w *Writer) { w.Text(s) }))
		if strings.ContainsAny(got, `<>"'`) {
			t.Fatalf("unsafe: %q", got)
		}
		if back := html.UnescapeString(got); back != s {
			t.Fatalf("%q came back as %q", s, back)
		}
	})
}

func TestPathStaysHere(t *testing.T) {
	for path, want := range map[string]string{
		"/san-pham?q=a&page=2": "/san-pham?q=a&amp;page=2",
		"//evil.example":       "#",
		`/\evil.example`:       "#",
		"javascript:alert(1)":  "#",
		"":                     "#",
		"/":                    "/",
	} {
		if got := string(Write(func(w *Writer) { w.Path(path) })); got != want {
			t.Errorf("Path(%q) = %q, want %q", path, got, want)
		}
	}
}
