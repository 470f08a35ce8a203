// Package difference marks what of a text is new and what is gone, word by word,
// so that somebody who decides sees the change and not two texts.
package difference

import "strings"

// Span is a run of words that stands in both texts, or in this one alone.
type Span struct {
	Text    string
	Changed bool
}

// maxWords bounds the work; longer texts are shown as changed whole.
const maxWords = 800

// Words returns the old and the new text, each with what the other lacks marked.
func Words(before, after string) (was, is []Span) {
	a, b := strings.Fields(before), strings.Fields(after)
	if len(a) > maxWords || len(b) > maxWords {
		return whole(before), whole(after)
	}
	common := table(a, b)
	var wasRuns, isRuns runs
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			wasRuns.add(a[i], false)
			isRuns.add(b[j], false)
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			wasRuns.add(a[i], true)
			i++
		default:
			isRuns.add(b[j], true)
			j++
		}
	}
	return wasRuns.list, isRuns.list
}

func whole(text string) []Span {
	if text == "" {
		return nil
	}
	return []Span{{Text: text, Changed: true}}
}

// table holds how many words the rests of both texts have in common, in order.
func table(a, b []string) [][]int {
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	return common
}

// runs joins words of the same kind.
type runs struct{ list []Span }

func (r *runs) add(word string, changed bool) {
	if last := len(r.list) - 1; last >= 0 && r.list[last].Changed == changed {
		r.list[last].Text += " " + word
		return
	}
	r.list = append(r.list, Span{Text: word, Changed: changed})
}
