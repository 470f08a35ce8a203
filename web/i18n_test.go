package web

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
)

// eachMessage calls f with the name and the texts of every message in every language.
func eachMessage(f func(name string, texts map[Lang]string)) {
	kinds := reflect.TypeFor[Messages]()
	for i := range kinds.NumField() {
		part := kinds.Field(i)
		for j := range part.Type.NumField() {
			texts := map[Lang]string{}
			for _, l := range Langs() {
				texts[l] = reflect.ValueOf(*l.messages()).Field(i).Field(j).String()
			}
			f(part.Name+"."+part.Type.Field(j).Name, texts)
		}
	}
}

func TestNoMessageIsMissing(t *testing.T) {
	seen := 0
	eachMessage(func(name string, texts map[Lang]string) {
		for l, text := range texts {
			if text == "" {
				t.Errorf("%s has no text in %s", name, l)
			}
			seen++
		}
	})
	if seen < 300 {
		t.Errorf("only %d texts were looked at", seen)
	}
}

func TestFormatsAgree(t *testing.T) {
	verb := regexp.MustCompile(`%[^s]|%s`)
	eachMessage(func(name string, texts map[Lang]string) {
		vi, en := verb.FindAllString(texts[VI], -1), verb.FindAllString(texts[EN], -1)
		if !slices.Equal(vi, en) {
			t.Errorf("%s: Vietnamese takes %v, English %v", name, vi, en)
		}
		for _, v := range vi {
			if v != "%s" {
				t.Errorf("%s: verb %q", name, v)
			}
		}
	})
}
