package web

import (
	"html/template"
	"reflect"
	"strings"
	"testing"
)

// fill puts something into every field, so that every branch of a template is taken.
func fill(v reflect.Value, depth int) {
	if depth > 6 || !v.CanSet() {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("/x")
	case reflect.Int, reflect.Int64:
		v.SetInt(4)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		one := reflect.New(v.Type().Elem()).Elem()
		fill(one, depth+1)
		v.Set(reflect.Append(v, one, one))
	case reflect.Pointer:
		if v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), depth+1)
			if name := v.Type().Field(i).Name; name == "Icon" || name == "Symbol" {
				v.Field(i).SetString("i-check")
			}
		}
	}
}

// TestEveryTemplateFitsItsStruct executes each page in each language, once with all fields set and once with none.
func TestEveryTemplateFitsItsStruct(t *testing.T) {
	m := newMarket(t, 3, nil)
	for name := range pageKinds() {
		for _, lang := range Langs() {
			for _, full := range []bool{false, true} {
				data := pageKinds()[name]
				if full {
					fillPage(data)
				}
				*data.base() = m.pageAt(lang.Path("/san-pham"), "T")
				if p, ok := data.(*productPage); ok {
					p.view = m.view(lang)
				}
				data.base().Crumbs = []Crumb{{"A", "/"}, {Name: "B"}}
				data.base().LD = template.JS(`{}`)
				err := m.renderer.write(name, data, func(page *sheet) error {
					if !strings.HasSuffix(strings.TrimSpace(string(page.Bytes())), "</html>") {
						t.Errorf("%s in %s, full %v: not a whole page", name, lang, full)
					}
					return nil
				})
				if err != nil {
					t.Errorf("%s in %s, full %v: %v", name, lang, full, err)
				}
			}
		}
	}
}

func fillPage(data pageData) {
	v := reflect.ValueOf(data).Elem()
	for i := range v.NumField() {
		if v.Type().Field(i).Name != "Page" {
			fill(v.Field(i), 0)
		}
	}
}

// TestNoPageHidesItsFrame: a field of a page with the name of something of Page would hide it from the layout.
func TestNoPageHidesItsFrame(t *testing.T) {
	frame := map[string]bool{}
	base := reflect.TypeFor[*Page]()
	for i := range base.NumMethod() {
		frame[base.Method(i).Name] = true
	}
	for i := range base.Elem().NumField() {
		frame[base.Elem().Field(i).Name] = true
	}
	for name, data := range pageKinds() {
		typ := reflect.TypeOf(data).Elem()
		for i := range typ.NumField() {
			if f := typ.Field(i); frame[f.Name] {
				t.Errorf("%s.%s hides Page.%s", name, f.Name, f.Name)
			}
		}
	}
}

func TestRenderRefusesAnotherStruct(t *testing.T) {
	m := newMarket(t, 1, nil)
	err := m.renderer.write("home", &listPage{Page: m.pageAt("/", "")}, func(*sheet) error { return nil })
	if err == nil {
		t.Error("home was rendered with the struct of the list")
	}
}
