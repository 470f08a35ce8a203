// Package lists is the part of the officer's desk where lists of decisions come in:
// sent, tried, written in the background, stopped and undone. It promises that an
// office sees and writes what is of its province alone, and the central one all.
package lists

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var templates embed.FS

// Deps are what the room stands on.
type Deps struct{ Lists *decisions.Service }

// room holds what the handlers need.
type room struct{ Deps }

// path is where lists come in.
const path = "/can-bo/chung-nhan/nhap"

// Room is the pages of lists at an officer's desk.
func Room(deps Deps) desk.Room {
	r := &room{deps}
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	const one, kind = path + "/:id", "decisionlist"
	get, post := http.MethodGet, http.MethodPost
	return desk.Room{Name: "officer/lists", Templates: files, Objects: map[string]desk.Find{kind: r.find}, Routes: []desk.Route{
		{Method: get, Path: path, Action: policy.ListImport, Handle: r.showForm},
		{Method: post, Path: path, Action: policy.ListImport, Upload: decisions.Limits().Bytes + 1<<20, Handle: r.send},
		{Method: get, Path: path + "/mau", Action: policy.ListImport, Handle: r.sendTemplate},
		{Method: get, Path: one, Action: policy.ListImport, Object: kind, Handle: r.showList},
		{Method: post, Path: one, Action: policy.ListImport, Object: kind, Handle: r.act},
		{Method: get, Path: one + "/tien-do", Action: policy.ListImport, Object: kind, Handle: r.showProgress},
		{Method: get, Path: one + "/loi", Action: policy.ListImport, Object: kind, Handle: r.sendWrong},
		{Method: get, Path: one + "/cham", Action: policy.ListImport, Object: kind, Handle: r.showTouched},
	}}
}

// find tells which office a list is of.
func (r *room) find(ctx context.Context, id string) (policy.Object, error) {
	i, err := r.Lists.Get(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Province: i.Province}, nil
}
