// Package admin is the desk of those who run the platform: its health, letters that
// did not arrive, jobs, settings, and who changed what. It changes nothing that is
// not written into the audit log.
package admin

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/health"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/settings"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var templates embed.FS

// Outbox is what the desk shows of it.
type Outbox interface {
	Letters(ctx context.Context, consumer string) ([]*outbox.Letter, error)
	Status(ctx context.Context) ([]outbox.Status, error)
}

// People gives the names of those who acted.
type People interface {
	Names(ctx context.Context, ids []string) (map[string]string, error)
	// Find returns the ids of those whose name or e-mail address holds the text; none for an empty one.
	Find(ctx context.Context, text string) ([]string, error)
}

// Words are a thing's name in both languages.
type Words struct{ VI, EN string }

// Named is a name that is the same in both.
func Named(name string) Words { return Words{name, name} }

// Engine is a part of the installation and what it runs on.
type Engine struct {
	Part   string // as the health board calls it; empty for one that it does not ask
	VI, EN string
	Using  Words // "MongoDB", "SQLite"
	// Tell says more of it at this moment; may be nil.
	Tell func(ctx context.Context) (Telling, error)
}

// Telling is what can be told of an engine at a moment.
type Telling struct {
	More  Words  // follows what it runs on: "1,9 GB"
	P95   string // of what the health board does not measure
	Amiss Words  // what is not well although it answers: "Chậm"
}

// Deps are what the desk stands on.
type Deps struct {
	DB     store.DB
	Outbox Outbox
	Health func() health.Report
	Book   *settings.Book
	// Accounts and Members are who has an account, and for whom they act.
	Accounts Accounts
	Members  Members
	Engines  []Engine
	Backups  bool // there is a job that makes them
	// PagesP95 is what all but one in twenty of this process's pages took at most.
	PagesP95 func() time.Duration
	Clock    func() time.Time
}

// Where the pages of the desk are.
const (
	homePath     = "/quan-tri"
	lettersPath  = "/quan-tri/hop-gui"
	jobsPath     = "/quan-tri/viec-nen"
	backupPath   = "/quan-tri/sao-luu"
	settingsPath = "/quan-tri/cai-dat"
	enginesPath  = "/quan-tri/may"
	auditPath    = "/quan-tri/nhat-ky"
	usersPath    = "/quan-tri/nguoi-dung"
	orgsPath     = "/quan-tri/to-chuc"
)

// pages serves the desk.
type pages struct{ Deps }

// Room lays the desk.
func Room(d Deps) desk.Room {
	p := &pages{d}
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	get, post := http.MethodGet, http.MethodPost
	return desk.Room{Name: "admin", Templates: files, Objects: map[string]desk.Find{"person": p.findPerson, "any organization": p.findOrg}, Routes: []desk.Route{
		{Method: get, Path: homePath, Action: policy.AdminDesk, Handle: p.showHome},
		{Method: get, Path: lettersPath, Action: policy.AdminDesk, Handle: p.showLetters},
		{Method: post, Path: lettersPath, Action: policy.RetryLetters, Handle: p.actOnLetters},
		{Method: get, Path: jobsPath, Action: policy.AdminDesk, Handle: p.showJobs},
		{Method: post, Path: jobsPath, Action: policy.AskJobs, Handle: p.askJob},
		{Method: get, Path: backupPath, Action: policy.AdminDesk, Handle: p.showBackup},
		{Method: get, Path: backupPath + "/tien-do", Action: policy.AdminDesk, Handle: p.followBackup},
		{Method: post, Path: backupPath, Action: policy.AskJobs, Handle: p.backUpNow},
		{Method: get, Path: settingsPath, Action: policy.AdminDesk, Handle: p.showSettings},
		{Method: post, Path: settingsPath, Action: policy.ChangeSettings, Handle: p.changeSettings},
		{Method: get, Path: enginesPath, Action: policy.AdminDesk, Handle: p.showEngines},
		{Method: get, Path: auditPath, Action: policy.AdminDesk, Handle: p.showAudit},
		{Method: get, Path: auditPath + "/xuat", Action: policy.AdminDesk, Handle: p.exportAudit},
		{Method: post, Path: auditPath + "/kiem", Action: policy.AdminDesk, Handle: p.verifyAudit},
		{Method: get, Path: usersPath, Action: policy.ManageUsers, Handle: p.showUsers},
		{Method: get, Path: usersPath + "/:id", Action: policy.ManageUsers, Object: "person", Handle: p.showUser},
		{Method: post, Path: usersPath + "/:id", Action: policy.ManageUsers, Object: "person", Handle: p.manageUser},
		{Method: get, Path: orgsPath, Action: policy.ManageUsers, Handle: p.showOrgs},
		{Method: post, Path: orgsPath, Action: policy.ManageUsers, Handle: p.foundOffice},
		{Method: get, Path: orgsPath + "/:id", Action: policy.ManageUsers, Object: "any organization", Handle: p.showOrg},
		{Method: post, Path: orgsPath + "/:id", Action: policy.ManageUsers, Object: "any organization", Handle: p.invite},
	}}
}

func (p *pages) findPerson(ctx context.Context, id string) (policy.Object, error) {
	_, err := p.Accounts.Get(ctx, id)
	return policy.Object{Person: id}, err
}

func (p *pages) findOrg(ctx context.Context, id string) (policy.Object, error) {
	_, err := p.Members.Organization(ctx, id)
	return policy.Object{Org: id}, err
}

// Stuck counts dead letters, for the navigation.
func Stuck(box Outbox) desk.Counter {
	return func(ctx context.Context, _ policy.Actor) (int, error) {
		letters, err := box.Letters(ctx, "")
		return len(letters), err
	}
}

// names looks up the names of people; one that is gone keeps its id.
func (p *pages) names(ctx context.Context, ids []string) (map[string]string, error) {
	names, err := p.Accounts.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if names[id] == "" {
			names[id] = id
		}
	}
	return names, nil
}
