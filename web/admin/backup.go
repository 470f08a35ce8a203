package admin

import (
	"context"
	"errors"
	"net/http"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// backupJob is the job that keeps a copy of all documents.
const backupJob = "backup"

// backupPage is where copies of the store are made, and where they went.
type backupPage struct {
	desk.Page
	Backups bool // there is a job that makes them
	Shared  bool // the store is one that many processes share
	Going   backupGoing
	Last    *jobs.Record // nil before the first
	Say     string       // where the last one went
	Took    string       // seconds
}

// backupGoing is how far a copy is that is being made; it is followed until it ends.
type backupGoing struct {
	Ask         *desk.Ask
	Going       bool // asked for, or begun
	Begun       bool
	Done, Total int
	By          string // the process that makes it
	Follow      string
	Then        string // where to go when it has ended
}

// showBackup serves GET /quan-tri/sao-luu.
func (p *pages) showBackup(ask *desk.Ask) error {
	r, known, err := p.record(ask.Ctx(), backupJob)
	if err != nil {
		return err
	}
	page := &backupPage{Page: ask.NewPage(ask.Say("Sao lưu", "Backup")), Backups: p.Backups, Shared: p.DB.Name() == "mongodb", Going: p.backupGoing(ask, r, known)}
	if !r.Ended.IsZero() {
		page.Last, page.Say, page.Took = r, ask.Say(r.SayVI, r.SayEN), seconds(ask, r.Took)
	}
	return ask.Render(http.StatusOK, "admin-backup", page)
}

func (p *pages) backupGoing(ask *desk.Ask, r *jobs.Record, known bool) backupGoing {
	g := backupGoing{Ask: ask, Then: ask.Lang.Path(backupPath)}
	if !known || !r.Running() && r.Next.After(p.Clock()) {
		return g
	}
	g.Going, g.Begun, g.Follow = true, r.Running(), ask.Lang.Path(backupPath+"/tien-do")
	if g.Begun {
		g.Done, g.Total, g.By = r.Done, r.Total, r.By
	}
	return g
}

// followBackup serves GET /quan-tri/sao-luu/tien-do, for the script that follows.
func (p *pages) followBackup(ask *desk.Ask) error {
	r, known, err := p.record(ask.Ctx(), backupJob)
	if err != nil {
		return err
	}
	return ask.RenderPart("admin-backup", "going", p.backupGoing(ask, r, known))
}

// backUpNow serves POST /quan-tri/sao-luu: whichever process works begins within seconds.
func (p *pages) backUpNow(ask *desk.Ask) error {
	err := p.ask(ask.Ctx(), backupJob)
	if errors.Is(err, store.ErrNotFound) {
		return ask.SeeSaying(backupPath, ask.Say("Chưa tiến trình nào làm việc sao lưu.", "No process makes backups yet."))
	}
	if err != nil {
		return err
	}
	return ask.See(backupPath)
}

// ask has a job run now, in the name of who asks.
func (p *pages) ask(ctx context.Context, name string) error {
	now := p.Clock()
	return p.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := jobs.Ask(ctx, tx, name, now.UTC()); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, audit.Entry{Action: string(policy.AskJobs), Object: "job/" + name, Summary: "cho chạy ngay: " + name, SummaryEN: "had a job run: " + name})
	})
}
