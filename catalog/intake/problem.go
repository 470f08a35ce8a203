package intake

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/internal/sheet"
)

// Problem is what is wrong with a cell, and how to mend it.
type Problem struct {
	Row    int    `bson:"row"`              // in the file, from 1; 0 concerns the whole file
	Letter string `bson:"letter,omitempty"` // of the column, as a spreadsheet calls it
	Column string `bson:"column,omitempty"` // its heading as the file has it, or its name where the file has none
	Value  string `bson:"value,omitempty"`
	VI     string `bson:"vi"`
	EN     string `bson:"en"`
	FixVI  string `bson:"fix_vi,omitempty"`
	FixEN  string `bson:"fix_en,omitempty"`
	// Kind tells problems of one kind from others, where a list sorts them so.
	Kind    string `bson:"kind,omitempty"`
	Warning bool   `bson:"warning,omitempty"`  // the row need not be mended
	LeftOut bool   `bson:"left_out,omitempty"` // of a warning: nothing of the row is written
}

// maxValue is how much of a wrong cell is kept, in characters.
const maxValue = 60

// Shown is what of a cell a problem keeps.
func Shown(cell string) string {
	if runes := []rune(cell); len(runes) > maxValue {
		return string(runes[:maxValue]) + "…"
	}
	return cell
}

// Text is what is wrong, in Vietnamese unless lang is "en".
func (p Problem) Text(lang string) string {
	if lang == "en" {
		return p.EN
	}
	return p.VI
}

// Fix is how to mend it, in Vietnamese unless lang is "en".
func (p Problem) Fix(lang string) string {
	if lang == "en" {
		return p.FixEN
	}
	return p.FixVI
}

// String is the problem in English, for logs and terminals.
func (p Problem) String() string {
	where := "file"
	if p.Row > 0 {
		where = fmt.Sprintf("row %d", p.Row)
	}
	if p.Column != "" {
		where += fmt.Sprintf(", column %q", p.Column)
	}
	return fmt.Sprintf("%s: %s (%s)", where, p.EN, p.FixEN)
}

// Kind counts the problems of a column, or of whatever else a list sorts them by.
type Kind struct {
	Name  string `bson:"column"`
	Count int    `bson:"count"`
}

// Kinds counts problems, the most first.
func Kinds(problems []Problem, by func(Problem) string) []Kind {
	counts := map[string]int{}
	for _, p := range problems {
		counts[by(p)]++
	}
	kinds := make([]Kind, 0, len(counts))
	for name, n := range counts {
		kinds = append(kinds, Kind{name, n})
	}
	slices.SortFunc(kinds, func(a, b Kind) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
	return kinds
}

// The columns that the list of wrong rows has behind those of the list itself.
var added = [2][2]string{{"Sai gì", "What is wrong"}, {"Sửa thế nào", "How to mend it"}}

// WrongHeadings are those of a list with the columns that say what is wrong behind them.
func WrongHeadings(headings []string, lang string) []string {
	return append(slices.Clone(headings), added[0][side(lang)], added[1][side(lang)])
}

// Added reports whether a heading is one of those that WrongHeadings adds.
func Added(heading string) bool {
	for _, names := range added {
		if heading == names[0] || heading == names[1] {
			return true
		}
	}
	return false
}

func side(lang string) int {
	if lang == "en" {
		return 1
	}
	return 0
}

// WrongRows writes those of the lines that have problems, as they are, with what is wrong and how to mend it:
// mended, they can be sent again. cells gives the number of a line and what stands in it.
func WrongRows[L any](lines []L, cells func(L) (int, []any), problems []Problem, lang string) sheet.Rows {
	byRow := map[int][]Problem{}
	for _, p := range problems {
		if !p.Warning {
			byRow[p.Row] = append(byRow[p.Row], p)
		}
	}
	return func(yield func([]any, error) bool) {
		for _, line := range lines {
			row, typed := cells(line)
			wrong := byRow[row]
			if len(wrong) == 0 {
				continue
			}
			what, fix := "", ""
			for n, p := range wrong {
				if n > 0 {
					what, fix = what+"; ", fix+"; "
				}
				what, fix = what+p.Column+": "+p.Text(lang), fix+p.Fix(lang)
			}
			if !yield(append(typed, what, fix), nil) {
				return
			}
		}
	}
}
