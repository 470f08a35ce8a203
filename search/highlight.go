package search

// Segment is a piece of text, a hit or not.
type Segment struct {
	Text string
	Hit  bool
}

// Segments cuts text into hits and the rest. terms are those of a Result: folded words;
// one that ends in * stands for all words it begins. Neighbouring hits are one segment.
func Segments(text string, terms []string) []Segment {
	text = Clean(text)
	var out []Segment
	done, from, to := 0, -1, -1
	flush := func() {
		if from < 0 {
			return
		}
		if from > done {
			out = append(out, Segment{Text: text[done:from]})
		}
		out = append(out, Segment{Text: text[from:to], Hit: true})
		done, from = to, -1
	}
	var buf [2 * maxWord]byte
	for start, end := nextWord(text, 0); start < len(text); start, end = nextWord(text, end) {
		if !isHit(foldWord(buf[:0], text[start:end]), terms) {
			flush()
			continue
		}
		if from >= 0 && text[to:start] != " " {
			flush()
		}
		if from < 0 {
			from = start
		}
		to = end
	}
	flush()
	if done < len(text) {
		out = append(out, Segment{Text: text[done:]})
	}
	return out
}

func isHit(folded []byte, terms []string) bool {
	for _, t := range terms {
		if string(folded) == t {
			return true
		}
		if n := len(t) - 1; n > 0 && t[n] == '*' && len(folded) >= n && string(folded[:n]) == t[:n] {
			return true
		}
	}
	return false
}
