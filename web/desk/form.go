package desk

import (
	"errors"
	"html/template"
	"strings"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/web"
)

// Wrong is what a form is refused for, in the page's language.
type Wrong struct {
	List []WrongField
	// Say is what is wrong with the form as a whole; may be empty.
	Say string
}

// WrongField is what is wrong with one field.
type WrongField struct{ Field, Say string }

// Of is what is wrong with a field; empty if nothing is.
func (w Wrong) Of(name string) string {
	for _, f := range w.List {
		if f.Field == name {
			return f.Say
		}
	}
	return ""
}

// Any reports whether anything is wrong.
func (w Wrong) Any() bool { return len(w.List) > 0 || w.Say != "" }

// WrongOf reads what a domain said is wrong; ok is false for an error that is not about the form.
func WrongOf(lang web.Lang, err error) (Wrong, bool) {
	var fields field.Errors
	if !errors.As(err, &fields) {
		return Wrong{}, false
	}
	var w Wrong
	for _, f := range fields {
		w.List = append(w.List, WrongField{Field: f.Field, Say: f.Text(string(lang))})
	}
	return w, true
}

// input is one field of a form, as the part "input" draws it.
type input struct {
	ID, Name, Label, Value, Hint, Wrong, Type string
	Required, Readonly, Multiple              bool
	// Miss marks a field that may stay empty but is still wanted; Quiet one whose label does not say that it is optional.
	Miss, Quiet bool
	Extra       map[string]string // further attributes that are plain text: inputmode, autocomplete, maxlength, min, max, step, placeholder, list, suffix
	Options     []Option
}

// Option is a choice of a select or of radio tiles.
type Option struct {
	Value, Label, Hint string
	Chosen             bool
}

// question makes a field for a template: ask $.Page "text" "name" "Nhãn" .Value "autocomplete=name" "required".
func question(p *Page, kind, name, label, value string, more ...any) input {
	in := input{ID: "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(name), Name: name, Label: label, Value: value, Type: kind, Wrong: p.Wrong.Of(name), Extra: map[string]string{}}
	if kind == "password" && p.Ask != nil && p.Ask.Request.PostForm.Get(name) != "" {
		p.secret = true
	}
	for _, m := range more {
		switch m := m.(type) {
		case []Option:
			in.Options = m
		case string:
			in.set(m)
		}
	}
	return in
}

// set reads "required", "readonly", "miss", "quiet", "hint=…" and "attribute=value".
func (in *input) set(text string) {
	name, value, has := strings.Cut(text, "=")
	switch {
	case name == "required":
		in.Required = true
	case name == "readonly":
		in.Readonly = true
	case name == "miss":
		in.Miss, in.Quiet = true, true
	case name == "quiet":
		in.Quiet = true
	case name == "multiple":
		in.Multiple = true
	case name == "hint":
		in.Hint = value
	case has:
		in.Extra[name] = value
	}
}

// allowed are the attributes that a template may give a field: none runs anything or leads anywhere.
var allowed = []string{"inputmode", "autocomplete", "maxlength", "minlength", "min", "max", "step", "placeholder", "list", "pattern", "rows", "accept", "data-preview", "data-count", "form"}

// Attrs writes the further attributes.
func (in input) Attrs() template.HTMLAttr {
	var b strings.Builder
	for _, name := range allowed {
		if value, ok := in.Extra[name]; ok {
			b.WriteString(" " + name + `="` + template.HTMLEscapeString(value) + `"`)
		}
	}
	return template.HTMLAttr(b.String())
}

// Described names what describes the field to a screen reader; empty if nothing does.
func (in input) Described() string {
	var ids []string
	if in.Hint != "" {
		ids = append(ids, in.ID+"-h")
	}
	if in.Wrong != "" {
		ids = append(ids, in.ID+"-w")
	}
	return strings.Join(ids, " ")
}

// Suffix is the unit behind the field; empty if none.
func (in input) Suffix() string { return in.Extra["suffix"] }
