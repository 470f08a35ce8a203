// Package field says what is wrong with the fields of a form, in both languages, so
// that every domain refuses input in the same way.
package field

import "strings"

// Error says what is wrong with one field.
type Error struct {
	Field string // "contact.phone"
	Code  string // "too_short"
	VI    string
	EN    string
}

// Text is what is wrong, in Vietnamese unless lang is "en".
func (e Error) Text(lang string) string {
	if lang == "en" {
		return e.EN
	}
	return e.VI
}

// Errors are all that is wrong with a form, in the order of its fields.
type Errors []Error

// Error lists the fields and what is wrong with them; it holds nothing that was typed.
func (e Errors) Error() string {
	parts := make([]string, len(e))
	for i, f := range e {
		parts[i] = f.Field + ": " + f.EN
	}
	return "invalid input: " + strings.Join(parts, "; ")
}

// Of returns what is wrong with a field.
func (e Errors) Of(field string) (Error, bool) {
	for _, f := range e {
		if f.Field == field {
			return f, true
		}
	}
	return Error{}, false
}

// Add notes what is wrong with a field.
func (e *Errors) Add(name, code, vi, en string) {
	*e = append(*e, Error{Field: name, Code: code, VI: vi, EN: en})
}

// Err returns the errors as an error, or nil where nothing is wrong.
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}
