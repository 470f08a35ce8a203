// Package registry is the part of the officer's desk that deals with certificates
// themselves: the pulls from the national registry with what they would change,
// decisions entered by hand, and what a decision touches. It promises that nothing
// is decided for a province but by its own office or the central one.
package registry

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/programme/impact"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var files embed.FS

// Deps are what the pages work with.
type Deps struct {
	DB      store.DB
	Catalog *catalog.Catalog
	Decide  *decide.Service
	Impact  *impact.Service
	// Evidence is where what the registry answered is kept; media.Blobs can read it.
	Evidence interface {
		Get(ctx context.Context, name string) (*media.Blob, error)
	}
	People    notices.People // who reads the notices of offices; nil: they are not counted
	Every     time.Duration  // between two pulls
	Silence   time.Duration  // after which the registry's word on a province ends
	MaxChange float64        // share of a province that one pull may change; beyond it the province stops
}

// room is the pages at work.
type room struct{ Deps }

// Room makes the pages.
func Room(deps Deps) desk.Room {
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	r := &room{deps}
	return desk.Room{Name: "registry", Templates: templates, Routes: r.routes(), Objects: map[string]desk.Find{
		"decision": r.findDecision, "stop": r.findStop, "pull": r.findPull,
	}}
}

// maxForm bounds a form with a scan in it, in bytes.
const maxForm = decide.MaxPaper + 1<<20

func (r *room) routes() []desk.Route { return append(r.registryRoutes(), r.decisionRoutes()...) }

func (r *room) registryRoutes() []desk.Route {
	const at, stop, one = registryPath, registryPath + "/dung/:id", registryPath + "/lan-keo/:id"
	return []desk.Route{
		{Method: http.MethodGet, Path: at, Action: policy.RegistryRead, Handle: r.showOverview},
		{Method: http.MethodGet, Path: at + "/tien-do", Action: policy.RegistryRead, Handle: r.followPull},
		{Method: http.MethodPost, Path: at + "/keo", Action: policy.RegistryPull, Handle: r.pullNow},
		{Method: http.MethodGet, Path: at + "/lan-keo", Action: policy.RegistryRead, Handle: r.showPulls},
		{Method: http.MethodGet, Path: at + "/lan-keo/xuat", Action: policy.RegistryRead, Handle: r.exportPulls},
		{Method: http.MethodGet, Path: one, Action: policy.RegistryRead, Object: "pull", Handle: r.showPull},
		{Method: http.MethodGet, Path: one + "/bang-chung", Action: policy.RegistryRead, Object: "pull", Once: true, Handle: r.readEvidence},
		{Method: http.MethodGet, Path: stop, Action: policy.RegistryJudge, Object: "stop", Handle: r.showStop},
		{Method: http.MethodPost, Path: stop, Action: policy.RegistryJudge, Object: "stop", Handle: r.judgeStop},
		{Method: http.MethodGet, Path: stop + "/xuat", Action: policy.RegistryJudge, Object: "stop", Handle: r.exportStop},
		{Method: http.MethodGet, Path: stop + "/tien-do", Action: policy.RegistryJudge, Object: "stop", Handle: r.followStop},
		{Method: http.MethodGet, Path: at + "/xep", Action: policy.RegistryMap, Handle: r.showMapping},
		{Method: http.MethodPost, Path: at + "/xep", Action: policy.RegistryMap, Handle: r.keepMapping},
	}
}

func (r *room) decisionRoutes() []desk.Route {
	const at, one = "/can-bo/quyet-dinh", "/can-bo/quyet-dinh/:id"
	return []desk.Route{
		{Method: http.MethodGet, Path: at, Action: policy.DecisionRead, Handle: r.showDecisions},
		{Method: http.MethodGet, Path: at + "/xuat", Action: policy.DecisionRead, Handle: r.exportDecisions},
		{Method: http.MethodGet, Path: at + "/moi", Action: policy.DecisionEnter, Handle: r.newDecision},
		{Method: http.MethodPost, Path: at + "/moi", Action: policy.DecisionEnter, Upload: maxForm, Handle: r.enterDecision},
		{Method: http.MethodGet, Path: one, Action: policy.DecisionRead, Object: "decision", Handle: r.showDecision},
		{Method: http.MethodGet, Path: one + "/tien-do", Action: policy.DecisionRead, Object: "decision", Handle: r.followDecision},
		{Method: http.MethodGet, Path: one + "/ban-quet", Action: policy.DecisionRead, Object: "decision", Once: true, Handle: r.readScan},
		{Method: http.MethodGet, Path: one + "/sua", Action: policy.DecisionEnter, Object: "decision", Handle: r.editDecision},
		{Method: http.MethodPost, Path: one + "/sua", Action: policy.DecisionEnter, Object: "decision", Upload: maxForm, Handle: r.enterDecision},
		{Method: http.MethodPost, Path: one + "/xoa", Action: policy.DecisionEnter, Object: "decision", Handle: r.discardDecision},
		{Method: http.MethodGet, Path: one + "/cham", Action: policy.DecisionSign, Object: "decision", Handle: r.showBlast},
		{Method: http.MethodPost, Path: one + "/cham", Action: policy.DecisionSign, Object: "decision", Handle: r.signDecision},
		{Method: http.MethodPost, Path: one + "/lam-lai", Action: policy.DecisionSign, Object: "decision", Handle: r.carryOutAgain},
		{Method: http.MethodGet, Path: decide.ScanPath + "/:id", Action: policy.Browse, Once: true, Handle: r.readPublicScan},
	}
}

// findDecision tells which province's office a decision belongs to.
func (r *room) findDecision(ctx context.Context, id string) (policy.Object, error) {
	d, err := r.Decide.Get(ctx, id)
	if err != nil {
		return policy.Object{}, fmt.Errorf("find decision: %w", err)
	}
	return policy.Object{Province: d.Province}, nil
}
