package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                                  "",
		"  a  b ":                           "a b",
		"a\u00a0b\u202fc\u3000d\te\nf":      "a b c d e f",
		"m\u200bự\u200dc\ufeff\u2060\u00ad": "mực",
		norm.NFD.String("Chả mực"):          "Chả mực",
		"ho\u0323\u200b\u0302":              "hộ",
		"a\xffb":                            "a b",
		"plain text":                        "plain text",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Đúc ĐỒNG Đại Bái": "duc dong dai bai", "Ðà Nẵng": "da nang", "ðà": "da",
		"Hạ Long": "ha long", "Müller Straße": "muller straße", "ƯỠN": "uon", "1,5 Kg": "1,5 kg",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestExactForms(t *testing.T) {
	exact := func(s string) string {
		toks := Tokens(Clean(s))
		if len(toks) != 1 {
			t.Fatalf("Tokens(%q) = %v", s, toks)
		}
		return toks[0].Exact
	}
	for word, want := range map[string]string{"mực": "mu7c5", "Đường": "d9u7o7ng2", "hoà": "hoa2", "ăn": "a8n", "kỹ": "ki4"} {
		if got := exact(word); got != want {
			t.Errorf("exact form of %q = %q, want %q", word, got, want)
		}
	}
	for _, same := range [][2]string{{"hoà", "hòa"}, {"kỹ", "kĩ"}, {"Mỳ", "mì"}, {"thuỷ", "thủy"}, {norm.NFD.String("lý"), "lí"}} {
		if exact(same[0]) != exact(same[1]) {
			t.Errorf("%q and %q differ", same[0], same[1])
		}
	}
	for _, other := range [][2]string{{"mỹ", "mì"}, {"dừa", "dứa"}, {"quý", "quí"}, {"ma", "mà"}, {"da", "đa"}} {
		if exact(other[0]) == exact(other[1]) {
			t.Errorf("%q and %q are one", other[0], other[1])
		}
	}
}

func TestTokens(t *testing.T) {
	text := "Gạo ST25 (túi 5kg) – «Sóc Trăng»"
	var got []string
	for _, tok := range Tokens(text) {
		got = append(got, text[tok.Start:tok.End]+"="+tok.Folded)
	}
	want := "Gạo=gao ST25=st25 túi=tui 5kg=5kg Sóc=soc Trăng=trang"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got %s, want %s", s, want)
	}
	if long := Tokens(strings.Repeat("a", 1000)); len(long) != 1 || len(long[0].Folded) != maxWord {
		t.Errorf("a long word became %v", long)
	}
}

func TestDecodeKeys(t *testing.T) {
	for in, want := range map[string]string{
		"muwcj": "mực", "char": "chả", "dduowngf": "đường", "thoor": "thổ", "cha3": "chả", "mu7c5": "mực", "d9o6ng2": "đồng",
		"nuwowcs": "nước", "tieeu": "tiêu", "awn": "ăn",
	} {
		got, written, ok := decodeKeys(in)
		if wantTok := Tokens(want)[0]; !ok || got.Exact != wantTok.Exact {
			t.Errorf("decodeKeys(%q) = %q (%q), %v, want %q", in, written, got.Exact, ok, want)
		}
	}
	for _, in := range []string{"ca", "ban", "st", "12", "x"} {
		if got, written, ok := decodeKeys(in); ok && got.Marked {
			t.Errorf("decodeKeys(%q) = %q", in, written)
		}
	}
}

func TestNameKeyOrder(t *testing.T) {
	names := []string{"Ba kích", "Bà Đen", "Băng", "Bưởi", "Cam", "Dừa", "Đào", "Ém", "Ếch", "Oản", "Ổi", "Ớt", "Ô mai z"}
	for i, pair := range [][2]string{
		{names[0], names[2]}, {names[1], names[2]}, {names[3], names[4]}, {names[5], names[6]}, {names[7], names[8]},
		{names[9], names[10]}, {names[10], names[11]}, {names[12], names[11]}, {"Ba", "Bà"}, {"Bà", "Bá"}, {"Ba", "Ba kích"},
	} {
		if NameKey(pair[0]) >= NameKey(pair[1]) {
			t.Errorf("%d: %q is not before %q", i, pair[0], pair[1])
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"Chả mực Hạ Long", "hoa\u0300 đ", "\u0301\u0301", "日本 ẞ İ ǅ", "a\xff", "²½"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Clean(s)
		if !utf8.ValidString(c) || Clean(c) != c {
			t.Fatalf("Clean(%q) = %q, cleaned again %q", s, c, Clean(c))
		}
		end := 0
		for _, tok := range Tokens(c) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(c) || tok.Folded == "" {
				t.Fatalf("token %+v of %q", tok, c)
			}
			end = tok.End
			if again := Tokens(tok.Folded); len(again) != 1 || again[0].Folded != tok.Folded {
				t.Fatalf("folded %q is not one word and stable: %+v", tok.Folded, again)
			}
		}
		decodeKeys(c)
		NameKey(c)
	})
}
