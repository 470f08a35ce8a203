package orders

import "github.com/ocopmarket/ocop/internal/field"

// FieldError says what is wrong with one field of a form, in both languages.
type FieldError = field.Error

// FieldErrors are all that is wrong with a form, in the order of its fields.
type FieldErrors = field.Errors
