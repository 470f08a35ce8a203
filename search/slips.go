package search

import "slices"

// longest bounds the words that are corrected: the work grows with the square of their letters.
const longest = 20

// slipsOfQuery is how many slips of the keyboard are forgiven in a typed word: none in
// the shortest, as nearly everything is one letter away from them.
func slipsOfQuery(letters int) int {
	switch {
	case letters < 3 || letters > longest:
		return 0
	case letters < 8:
		return 1
	}
	return 2
}

// slipsOfWord is how many letters are left out of a known word to index it: as many as a
// typed word of up to two letters more may be forgiven.
func slipsOfWord(letters int) int {
	switch {
	case letters < 2 || letters > longest+2:
		return 0
	case letters < 6:
		return 1
	}
	return 2
}

// deletions lists word and what is left of it without up to n of its letters.
func deletions(word string, n int) []string {
	out := []string{word}
	from := 0
	for range n {
		end := len(out)
		for _, w := range out[from:end] {
			for i := range len(w) {
				if d := w[:i] + w[i+1:]; d != "" && !slices.Contains(out, d) {
					out = append(out, d)
				}
			}
		}
		from = end
	}
	return out
}

// near finds the known words within the slips forgiven in typed.
func (v *Vocabulary) near(typed string) []correction {
	limit := slipsOfQuery(len(typed))
	if limit == 0 {
		return nil
	}
	var out []correction
	seen := make(map[uint32]bool)
	for _, d := range deletions(typed, limit) {
		for _, id := range v.slips[d] {
			if seen[id] || v.words[id].count == 0 {
				continue
			}
			seen[id] = true
			w := v.words[id]
			if n := distance(typed, w.folded); n > 0 && n <= limit {
				out = append(out, correction{word: w.folded, slips: n, count: w.count})
			}
		}
	}
	return out
}

// correction is a known word in place of a typed one.
type correction struct {
	word  string
	slips int
	count uint32
}

// distance counts inserted, missing, wrong and swapped letters (optimal string alignment).
func distance(a, b string) int {
	prev2, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)]
}

// sameLetters tells that two words differ in order or doubling only, the likeliest slips.
func sameLetters(a, b string) bool {
	for i := range len(a) {
		if !containsByte(b, a[i]) {
			return false
		}
	}
	for i := range len(b) {
		if !containsByte(a, b[i]) {
			return false
		}
	}
	return true
}

func containsByte(s string, c byte) bool {
	for i := range len(s) {
		if s[i] == c {
			return true
		}
	}
	return false
}
