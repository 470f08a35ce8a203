package main

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/ocopmarket/ocop/internal/config"
)

// misread collects settings that could not be read as what they are. The parser would
// end at the first; these count as their defaults, so that all that is wrong can be told at once.
type misread struct{ wrong []error }

func (m *misread) options() []kong.Option {
	return []kong.Option{
		readAs(m, time.ParseDuration, "a time, such as 30m"),
		readAs(m, strconv.Atoi, "a whole number"),
		readAs(m, func(text string) (float64, error) { return strconv.ParseFloat(text, 64) }, "a number, such as 0.05"),
		readAs(m, roleOf, "all, web or worker"),
	}
}

func (m *misread) note(err error) {
	same := func(before error) bool { return before.Error() == err.Error() }
	if !slices.ContainsFunc(m.wrong, same) { // the parser reads the environment more than once
		m.wrong = append(m.wrong, err)
	}
}

func readAs[T any](m *misread, parse func(string) (T, error), must string) kong.Option {
	return kong.TypeMapper(reflect.TypeFor[T](), kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
		var text string
		if err := ctx.Scan.PopValueInto("value", &text); err != nil {
			return err
		}
		value, err := parse(text)
		if err != nil {
			m.note(fmt.Errorf("%s is %q; it must be %s", nameOf(ctx.Value), text, must))
			if value, err = parse(ctx.Value.Default); err != nil {
				return err
			}
		}
		target.Set(reflect.ValueOf(value))
		return nil
	}))
}

// nameOf is the variable of a setting, or its flag if it has none.
func nameOf(v *kong.Value) string {
	if len(v.Tag.Envs) > 0 {
		return strings.Join(v.Tag.Envs, ", ")
	}
	return "--" + v.Name
}

func roleOf(text string) (config.Role, error) {
	role := config.Role(text)
	if !slices.Contains([]config.Role{config.All, config.Web, config.Worker}, role) {
		return "", fmt.Errorf("no role %q", text)
	}
	return role, nil
}
