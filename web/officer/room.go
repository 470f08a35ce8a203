// Package officer is the desk of coordination offices: what needs doing today, the
// roll of certificates, the programme's figures and targets, and the office's own
// registers. It promises that an officer of a province sees and changes nothing of
// another, whatever an address or a form asks for.
package officer

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/filters"
	"github.com/ocopmarket/ocop/programme/renewals"
	"github.com/ocopmarket/ocop/programme/roll"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var files embed.FS

// Colleague is somebody of the same office.
type Colleague struct{ ID, Name string }

// Deps are what the desk works with.
type Deps struct {
	Catalog  *catalog.Catalog
	Roll     *roll.Roll
	Figures  *figures.Ledger
	Renewals *renewals.Service
	Filters  *filters.Service
	// Colleagues lists the members of an office, to whom work can be given.
	Colleagues func(ctx context.Context, org string) ([]Colleague, error)
}

// room is the desk at work.
type room struct{ Deps }

// Room makes the desk's pages.
func Room(deps Deps) desk.Room {
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	r := &room{deps}
	return desk.Room{Name: "officer", Templates: templates, Routes: r.routes(), Objects: map[string]desk.Find{
		"savedfilter": r.findFilter,
	}}
}

func (r *room) routes() []desk.Route {
	return r.certificateRoutes()
}

func (r *room) certificateRoutes() []desk.Route {
	return []desk.Route{
		{Method: http.MethodGet, Path: "/can-bo/chung-nhan", Action: policy.OfficerDesk, Handle: r.showCertificates},
		{Method: http.MethodGet, Path: "/can-bo/chung-nhan/xuat", Action: policy.OfficerDesk, Handle: r.exportCertificates},
		{Method: http.MethodPost, Path: "/can-bo/chung-nhan/viec", Action: policy.OfficerDesk, Handle: r.previewBulk},
		{Method: http.MethodPost, Path: "/can-bo/chung-nhan/nhac", Action: policy.RenewalTell, Handle: r.remind},
		{Method: http.MethodPost, Path: "/can-bo/chung-nhan/giao", Action: policy.RenewalKeep, Handle: r.assign},
		{Method: http.MethodPost, Path: "/can-bo/chung-nhan/ho-so", Action: policy.RenewalKeep, Handle: r.setDossiers},
		{Method: http.MethodPost, Path: "/can-bo/bo-loc", Action: policy.FilterKeep, Handle: r.saveFilter},
		{Method: http.MethodPost, Path: "/can-bo/bo-loc/:id/xoa", Action: policy.FilterKeep, Object: "savedfilter", Handle: r.deleteFilter},
	}
}
