package orders

import "strings"

// FieldError says what is wrong with one field of a form, in both languages.
type FieldError struct {
	Field string // "contact.phone"
	Code  string // "too_short"
	VI    string
	EN    string
}

// FieldErrors are all that is wrong with a form, in the order of its fields.
type FieldErrors []FieldError

// Error lists the fields and what is wrong with them; it holds nothing that was typed.
func (e FieldErrors) Error() string {
	parts := make([]string, len(e))
	for i, f := range e {
		parts[i] = f.Field + ": " + f.EN
	}
	return "orders: invalid input: " + strings.Join(parts, "; ")
}

// Of returns what is wrong with a field.
func (e FieldErrors) Of(field string) (FieldError, bool) {
	for _, f := range e {
		if f.Field == field {
			return f, true
		}
	}
	return FieldError{}, false
}
