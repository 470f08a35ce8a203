package search

import (
	"slices"
	"strings"
	"testing"
)

func vocabularyOf(names ...string) *Vocabulary {
	v, s := NewVocabulary(), LoadSynonyms()
	for _, n := range names {
		v.Learn(s.Analyse(&Document{Name: n}))
	}
	return v
}

func words(a Attempt) string {
	var out []string
	for _, w := range a.Words {
		s := w.Folded
		if w.Prefix {
			s += "*"
		}
		if w.Twin {
			s += "~"
		}
		if w.Exact != "" {
			s += "(" + w.Exact + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestPlan(t *testing.T) {
	v := vocabularyOf("Chả mực Hạ Long", "Nước mắm Phú Quốc", "Nước mắm Phan Thiết", "Gạo ST25", "Mỳ Quảng khô", "Mì chũ",
		"Rượu ba kích", "Thổ cẩm Lùng Tám", "Buôn Ma Thuột", "Đặc sản Chocolate nguyên chất", "Trà mạn", "Đá mỹ nghệ")
	for _, c := range []struct{ text, words, understood string }{
		{"cha muc", "cha muc", "cha muc"},
		{"Chả Mực", "cha(cha3) muc(mu7c5)", "Chả Mực"},
		{"ruou b", "ruou b*", "ruou b"},
		{"mì quảng", "mi~(mi2) quang(quang3)", "mì quảng"},
		{"mĩ nghệ", "mi~(mi4) nghe(nghe65)", "mĩ nghệ"},
		{"mi quang", "mi quang", "mi quang"},
		{"chamuc", "cha muc", "cha muc"},
		{"gao st 25", "gao st25", "gao st 25"},
		{"nuoc mma", "nuoc mam", "nuoc mam"},
		{"nước mma", "nuoc(nu7o7c1) mam", "nước mắm"},
		{"chocalote", "chocolate", "chocolate"},
		{"muwcj", "muc(mu7c5)", "muwcj"},
		{"cha muc zzz", "cha muc", "cha muc"},
		{"zzz", "zzz", "zzz"},
		{"!?", "", "!?"},
	} {
		a := v.Plan(c.text).First
		if got := words(a); got != c.words || a.Understood != c.understood {
			t.Errorf("%q: %q understood as %q, want %q as %q", c.text, got, a.Understood, c.words, c.understood)
		}
	}
}

func TestDropped(t *testing.T) {
	v := vocabularyOf("Chả mực Hạ Long", "Rượu ba kích")
	for text, want := range map[string][]string{
		"chả mực zzz": {"zzz"},
		"ruou b ":     {"b"},
		"cha cha cha cha cha cha cha cha cha cha muc long": {"muc", "long"},
		"zzz": nil,
	} {
		if got := v.Plan(text).First.Dropped; !slices.Equal(got, want) {
			t.Errorf("%q: dropped %q, want %q", text, got, want)
		}
	}
}

func TestFallbacksDropFromTheEnd(t *testing.T) {
	v := vocabularyOf("Chả mực", "Nha Trang")
	var got []string
	for _, a := range v.Plan("cha muc nha trang").Fallbacks() {
		got = append(got, words(a)+" -"+strings.Join(a.Dropped, ","))
	}
	want := []string{"cha muc nha trang* -", "cha muc nha -trang", "cha muc trang -nha", "cha nha trang -muc", "muc nha trang -cha",
		"cha muc -nha,trang", "muc nha -cha,trang", "nha trang -cha,muc"}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("fallbacks %q, want them to begin %q", got, want)
		}
	}
}

func TestForgetTakesBackWhatWasLearnt(t *testing.T) {
	v, s := NewVocabulary(), LoadSynonyms()
	refs := v.Learn(s.Analyse(&Document{Name: "Chả mực", Keywords: []string{"mực"}}))
	v.Forget(refs)
	if v.known("muc") || v.knownPrefix("mu") || v.pairCount("cha", "muc") != 0 || len(v.near("mcu")) != 0 {
		t.Error("a forgotten word is still known")
	}
	if _, ok := v.ExactID("mu7c5"); ok {
		t.Error("a forgotten form is still known")
	}
}

func TestSynonyms(t *testing.T) {
	s := LoadSynonyms()
	has := func(name, word string) bool {
		return slices.ContainsFunc(s.Analyse(&Document{Name: name}), func(x Term) bool { return x.Folded == word })
	}
	for name, word := range map[string]string{"Chè Thái Nguyên": "tra", "Trà sen": "che", "Thịt lợn": "heo", "Mật ong rừng": "honey", "Nước ép dứa": "thom"} {
		if !has(name, word) {
			t.Errorf("%q is not found by %q", name, word)
		}
	}
	for name, word := range map[string]string{"Gạo thơm": "dua", "Tranh Đông Hồ": "che", "Kẹo dừa": "thom"} {
		if has(name, word) {
			t.Errorf("%q is found by %q", name, word)
		}
	}
}

func TestDistance(t *testing.T) {
	for pair, want := range map[[2]string]int{
		{"mma", "mam"}: 1, {"mam", "mam"}: 0, {"nuoc", "nuc"}: 1, {"chocalote", "chocolate"}: 2, {"ab", "ba"}: 1, {"", "ab"}: 2, {"thoo", "tho"}: 1,
	} {
		if got := distance(pair[0], pair[1]); got != want {
			t.Errorf("distance(%q, %q) = %d, want %d", pair[0], pair[1], got, want)
		}
	}
}

// TestNearFindsAllWithinReach compares the index of deletions with looking at every word.
func TestNearFindsAllWithinReach(t *testing.T) {
	list := []string{"mam", "mat", "muoi", "nuoc", "ruou", "chocolate", "nguyen", "thuong", "hang", "dac", "truyen", "thong", "kich", "atiso"}
	v := vocabularyOf(strings.Join(list, " "))
	for _, w := range list {
		for i := range len(w) {
			for _, typed := range []string{w[:i] + w[i+1:], w[:i] + "z" + w[i:], w[:i] + "z" + w[i+1:], w + "q"} {
				for _, known := range list {
					n := distance(typed, known)
					want := n > 0 && n <= slipsOfQuery(len(typed))
					got := slices.ContainsFunc(v.near(typed), func(c correction) bool { return c.word == known })
					if got != want {
						t.Errorf("near(%q) has %q: %v, want %v at distance %d", typed, known, got, want, n)
					}
				}
			}
		}
	}
}

func FuzzPlan(f *testing.F) {
	v := vocabularyOf("Chả mực Hạ Long", "Nước mắm Phú Quốc", "Gạo ST25 loại 1", "Mỳ Quảng", "Cà phê Buôn Ma Thuột")
	for _, s := range []string{"cha muc", "chamuc ", "nuoc mma", "char muwcj", "st 25", "mì", "日本", "a b c d e f g h i j k l", "\u00a0", "đ9a6"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range []Plan{v.Plan(s), v.PlanTyping(s)} {
			for _, a := range append([]Attempt{p.First}, p.Fallbacks()...) {
				if len(a.Words) > maxWords || len(a.Terms()) < len(a.Words) {
					t.Fatalf("%q: %+v", s, a)
				}
				for _, w := range a.Words {
					if w.Folded == "" || strings.ContainsAny(w.Folded, " \u00a0") {
						t.Fatalf("%q: word %+v", s, w)
					}
				}
			}
			if hasWords := len(Tokens(Clean(s))) > 0; hasWords != (len(p.First.Words) > 0) {
				t.Fatalf("%q: words %v became %+v", s, hasWords, p.First)
			}
		}
	})
}
