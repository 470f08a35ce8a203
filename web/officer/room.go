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
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/workdays"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/filters"
	"github.com/ocopmarket/ocop/programme/queues"
	"github.com/ocopmarket/ocop/programme/registers"
	"github.com/ocopmarket/ocop/programme/renewals"
	"github.com/ocopmarket/ocop/programme/roll"
	"github.com/ocopmarket/ocop/programme/sales"
	"github.com/ocopmarket/ocop/programme/targets"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var files embed.FS

// Colleague is somebody of the same office.
type Colleague struct{ ID, Name string }

// Deps are what the desk works with.
type Deps struct {
	Store     store.Reader
	Catalog   *catalog.Catalog
	Roll      *roll.Roll
	Figures   *figures.Ledger
	Renewals  *renewals.Service
	Filters   *filters.Service
	Targets   *targets.Service
	Registers *registers.Service
	Sales     *sales.Book
	// Queues are what waits for an office in all parts of the programme.
	Queues []queues.Queue
	// Calendar counts the working time that is left of a term of the law.
	Calendar *workdays.Calendar
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
		"savedfilter": r.findFilter, "target": findTarget, "rewardscale": findScale,
		"inspection": r.findEntry(registers.Inspections), "class": r.findEntry(registers.Classes), "reward": r.findEntry(registers.Rewards),
		"registerimport": r.findDraft,
	}}
}

func (r *room) routes() []desk.Route {
	routes := append(r.certificateRoutes(), r.programmeRoutes()...)
	for _, b := range registers.Books() {
		routes = append(routes, r.bookRoutes(b)...)
	}
	return routes
}

func (r *room) programmeRoutes() []desk.Route {
	return []desk.Route{
		{Method: http.MethodGet, Path: "/can-bo", Action: policy.OfficerDesk, Handle: r.showToday},
		{Method: http.MethodGet, Path: dashboardPath, Action: policy.OfficerDesk, Handle: r.showDashboard},
		{Method: http.MethodGet, Path: dashboardPath + "/xuat", Action: policy.OfficerDesk, Handle: r.exportBoard},
		{Method: http.MethodGet, Path: dashboardPath + "/chi-tieu", Action: policy.TargetRead, Handle: r.findTargets},
		{Method: http.MethodGet, Path: dashboardPath + "/chi-tieu/:id", Action: policy.TargetRead, Object: "target", Handle: r.showTargets},
		{Method: http.MethodGet, Path: dashboardPath + "/chi-tieu/:id/xuat", Action: policy.TargetRead, Object: "target", Handle: r.exportTargets},
		{Method: http.MethodPost, Path: dashboardPath + "/chi-tieu/:id", Action: policy.TargetEdit, Object: "target", Handle: r.setTargets},
		{Method: http.MethodGet, Path: "/can-bo/so/muc-thuong/:id", Action: policy.RegisterRead, Object: "rewardscale", Handle: r.showScale},
		{Method: http.MethodPost, Path: "/can-bo/so/muc-thuong/:id", Action: policy.RegisterEdit, Object: "rewardscale", Handle: r.setScale},
	}
}

func (r *room) bookRoutes(b registers.Book) []desk.Route {
	at, read, edit := bookPath(b), policy.RegisterRead, policy.RegisterEdit
	return []desk.Route{
		{Method: http.MethodGet, Path: at, Action: read, Handle: r.showBook(b)},
		{Method: http.MethodGet, Path: at + "/xuat", Action: read, Handle: r.exportBook(b)},
		{Method: http.MethodGet, Path: at + "/mau", Action: read, Handle: sendTemplate(b)},
		{Method: http.MethodGet, Path: at + "/moi", Action: edit, Handle: r.newEntry(b)},
		{Method: http.MethodPost, Path: at, Action: edit, Handle: r.addEntry(b)},
		{Method: http.MethodGet, Path: at + "/nhap", Action: edit, Handle: r.showUpload(b)},
		{Method: http.MethodPost, Path: at + "/nhap", Action: edit, Upload: maxUpload, Handle: r.upload(b)},
		{Method: http.MethodGet, Path: at + "/nhap/:id", Action: edit, Object: "registerimport", Handle: r.showDraft(b)},
		{Method: http.MethodGet, Path: at + "/nhap/:id/loi", Action: edit, Object: "registerimport", Handle: r.sendWrong(b)},
		{Method: http.MethodPost, Path: at + "/nhap/:id", Action: edit, Object: "registerimport", Handle: r.applyDraft(b)},
		{Method: http.MethodGet, Path: at + "/dong/:id", Action: read, Object: string(b), Handle: r.showEntry(b)},
		{Method: http.MethodPost, Path: at + "/dong/:id", Action: edit, Object: string(b), Handle: r.editEntry(b)},
		{Method: http.MethodPost, Path: at + "/dong/:id/huy", Action: edit, Object: string(b), Handle: r.voidEntry(b)},
	}
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
