package sheet

import "fmt"

// Problem is what is wrong with one cell and how to mend it, in both languages.
type Problem struct {
	Row    int    // 0 when it concerns the whole file
	Column string // as people call it; empty when it concerns the whole row
	VI, EN string
}

// String writes the problem for a terminal.
func (p Problem) String() string { return p.Text("vi") }

// Text writes the problem with its place, in Vietnamese unless lang is "en".
func (p Problem) Text(lang string) string {
	row, column, text := "dòng", "cột", p.VI
	if lang == "en" {
		row, column, text = "row", "column", p.EN
	}
	switch {
	case p.Row == 0:
		return text
	case p.Column == "":
		return fmt.Sprintf("%s %d: %s", row, p.Row, text)
	}
	return fmt.Sprintf("%s %d, %s “%s”: %s", row, p.Row, column, p.Column, text)
}
