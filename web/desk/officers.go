package desk

import (
	"context"
	"slices"
)

// Officers tells who may be given work of a province, and what people are called.
type Officers interface {
	Officers(ctx context.Context, province string) ([]string, error)
	Names(ctx context.Context, ids []string) (map[string]string, error)
}

// Holders are the choices of who may hold work of a province, beside whoever holds it now.
func (a *Ask) Holders(staff Officers, province, holder string) ([]Option, error) {
	ids, err := staff.Officers(a.Ctx(), province)
	if err != nil {
		return nil, err
	}
	names, err := staff.Names(a.Ctx(), ids)
	options := make([]Option, len(ids))
	for i, id := range ids {
		options[i] = Option{Value: id, Label: names[id], Chosen: id == holder}
	}
	return options, err
}

// MayHold reports whether somebody may be given work of a province; what a form says is not believed.
func (a *Ask) MayHold(staff Officers, province, person string) (bool, error) {
	ids, err := staff.Officers(a.Ctx(), province)
	return slices.Contains(ids, person), err
}
