package search

import (
	"strings"
	"testing"
)

// marked is a text with its hits in square brackets.
func marked(text string, terms []string) string {
	var b strings.Builder
	for _, s := range Segments(text, terms) {
		if s.Hit {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		text  string
		terms []string
		want  string
	}{
		{"Chả mực Hạ Long", []string{"cha", "muc"}, "[Chả mực] Hạ Long"},
		{"Rượu ba kích", []string{"ruou", "b*"}, "[Rượu ba] kích"},
		{"Trà & <b>mật</b>", []string{"mat"}, "Trà & <b>[mật]</b>"},
		{"<script>", []string{"script"}, "<[script]>"},
		{"mực, mực", []string{"muc"}, "[mực], [mực]"},
		{"Gốm", nil, "Gốm"},
		{"", []string{"a"}, ""},
		{"a < b", []string{"*"}, "a < b"},
	} {
		if got := marked(c.text, c.terms); got != c.want {
			t.Errorf("%q, %q: %q, want %q", c.text, c.terms, got, c.want)
		}
	}
}

func FuzzSegments(f *testing.F) {
	f.Add("Chả <mực> & \"Hạ\" Long", "cha")
	f.Fuzz(func(t *testing.T, text, term string) {
		whole := ""
		for i, s := range Segments(text, []string{term}) {
			if s.Text == "" || i > 0 && s.Text == " " && s.Hit {
				t.Fatalf("segment %d of %q, %q is %+v", i, text, term, s)
			}
			whole += s.Text
		}
		if whole != Clean(text) {
			t.Fatalf("%q, %q: %q", text, term, whole)
		}
	})
}

func BenchmarkSegments(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Segments("Chả mực Hạ Long giã tay Bến Đoan", []string{"cha", "muc", "ha", "long"})
	}
}
