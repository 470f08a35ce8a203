package search

import (
	"html"
	"strings"
	"testing"
)

func TestHighlight(t *testing.T) {
	for _, c := range []struct {
		text  string
		terms []string
		want  string
	}{
		{"Chả mực Hạ Long", []string{"cha", "muc"}, "<mark>Chả mực</mark> Hạ Long"},
		{"Rượu ba kích", []string{"ruou", "b*"}, "<mark>Rượu ba</mark> kích"},
		{"Trà & <b>mật</b>", []string{"mat"}, "Trà &amp; &lt;b&gt;<mark>mật</mark>&lt;/b&gt;"},
		{"<script>", []string{"script"}, "&lt;<mark>script</mark>&gt;"},
		{"mực, mực", []string{"muc"}, "<mark>mực</mark>, <mark>mực</mark>"},
		{"Gốm", nil, "Gốm"},
		{"", []string{"a"}, ""},
		{"a < b", []string{"*"}, "a &lt; b"},
	} {
		if got := Highlight(c.text, c.terms); got != c.want {
			t.Errorf("Highlight(%q, %q) = %q, want %q", c.text, c.terms, got, c.want)
		}
	}
}

func FuzzHighlight(f *testing.F) {
	f.Add("Chả <mực> & \"Hạ\" Long", "cha")
	f.Fuzz(func(t *testing.T, text, term string) {
		got := Highlight(text, []string{term})
		bare := strings.ReplaceAll(strings.ReplaceAll(got, "<mark>", ""), "</mark>", "")
		if strings.ContainsAny(bare, "<>\"'") || html.UnescapeString(bare) != Clean(text) {
			t.Fatalf("Highlight(%q, %q) = %q", text, term, got)
		}
	})
}

func BenchmarkHighlight(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Highlight("Chả mực Hạ Long giã tay Bến Đoan", []string{"cha", "muc", "ha", "long"})
	}
}
