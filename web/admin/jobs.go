package admin

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web/desk"
)

// job is a job as the page shows it.
type job struct {
	ID, Name, Error string
	Ended, Next     string // when
	Often           bool   // Next is no moment, but how often it runs
	Took            string // seconds; empty for what never ran
	Running, Late   bool
	Failures        int
	Warn, Danger    string // what is amiss though it runs
}

// Amiss reports whether somebody should look at it.
func (j job) Amiss() bool { return j.Error != "" || j.Late || j.Warn != "" || j.Danger != "" }

type jobsPage struct {
	desk.Page
	Jobs    []job
	Backups bool
}

// lateAfter is how long past its time a job that nobody began is called late.
const lateAfter = 5 * time.Minute

func (p *pages) jobs(ask *desk.Ask) ([]job, error) {
	records, err := jobs.Records(ask.Ctx(), p.DB)
	if err != nil {
		return nil, err
	}
	stops, err := pull.Stops(ask.Ctx(), p.DB)
	if err != nil {
		return nil, err
	}
	list := make([]job, len(records))
	for i, r := range records {
		list[i] = p.job(ask, r)
		if r.ID == pullJob && len(stops) > 0 {
			list[i].Warn = ask.Say("Dừng %d tỉnh", "Provinces stopped: %d", len(stops))
		}
	}
	return list, nil
}

// record is what is known of one job; known is false while no process has it.
func (p *pages) record(ctx context.Context, name string) (r *jobs.Record, known bool, err error) {
	all, err := jobs.Records(ctx, p.DB)
	i := slices.IndexFunc(all, func(r *jobs.Record) bool { return r.ID == name })
	if err != nil || i < 0 {
		return &jobs.Record{}, false, err
	}
	return all[i], true, nil
}

// Jobs that the page tells more of.
const (
	pullJob     = "registry-pull"
	picturesJob = "pictures"
)

func (p *pages) job(ask *desk.Ask, r *jobs.Record) job {
	now := p.Clock()
	j := job{ID: r.ID, Name: told(ask, JobName, r.ID), Ended: near(ask, r.Ended, now), Next: near(ask, r.Next, now), Error: r.Error, Failures: r.Failures,
		Running: r.Running(), Late: !r.Running() && now.Sub(r.Next) > lateAfter}
	if r.Took > 0 {
		j.Took = seconds(ask, r.Took)
	}
	if r.ID == picturesJob {
		j.Next, j.Often = ask.Say("khi có ảnh", "when there are some"), true
	}
	return j
}

// near writes a moment as people say one that is near.
func near(ask *desk.Ask, at, now time.Time) string {
	if at.IsZero() {
		return "–"
	}
	hour := at.In(vietnam.Zone).Format("15:04")
	switch day := at.In(vietnam.Zone).Format(time.DateOnly); day {
	case now.In(vietnam.Zone).Format(time.DateOnly):
		return hour
	case now.In(vietnam.Zone).AddDate(0, 0, 1).Format(time.DateOnly):
		return ask.Say("%s mai", "%s tomorrow", hour)
	case now.In(vietnam.Zone).AddDate(0, 0, -1).Format(time.DateOnly):
		return ask.Say("%s hôm qua", "%s yesterday", hour)
	}
	return ask.Lang.Hour(at)
}

// outboxJob is the outbox, which is worked through all the time.
const outboxJob = "outbox"

// outboxRow tells how the outbox does, as if it were a job.
func (p *pages) outboxRow(ask *desk.Ask, stuck int) (job, error) {
	stats, err := p.Outbox.Status(ask.Ctx())
	if err != nil {
		return job{}, err
	}
	var last time.Time
	waits := 0
	for _, s := range stats {
		if s.At.After(last) {
			last = s.At
		}
		if !s.Waiting.IsZero() {
			waits++
		}
	}
	j := job{ID: outboxJob, Name: ask.Say("Gửi hộp thư đi", "Work through the outbox"), Ended: near(ask, last, p.Clock()), Next: ask.Say("liên tục", "all the time"), Often: true}
	if waits > 0 {
		j.Warn = ask.Say("%d nơi đứng chờ", "Waiting: %d", waits)
	}
	if stuck > 0 {
		j.Danger = ask.Say("%d thư kẹt", "%d stuck", stuck)
	}
	return j, nil
}

// sortJobs puts what somebody should look at first, then what is always shown; rest are the others, all well.
func sortJobs(all []job) (first, rest []job) {
	shown := []string{pullJob, "tell-expiry", outboxJob, picturesJob, backupJob, "release-unpaid"}
	for _, j := range all {
		if j.Amiss() && !slices.Contains(shown, j.ID) {
			first = append(first, j)
		}
	}
	for _, id := range shown {
		if i := slices.IndexFunc(all, func(j job) bool { return j.ID == id }); i >= 0 {
			first = append(first, all[i])
		}
	}
	for _, j := range all {
		if !j.Amiss() && !slices.Contains(shown, j.ID) {
			rest = append(rest, j)
		}
	}
	return first, rest
}

func (p *pages) showJobs(ask *desk.Ask) error {
	page := &jobsPage{Page: ask.NewPage(ask.Say("Việc nền", "Jobs")), Backups: p.Backups}
	var err error
	if page.Jobs, err = p.jobs(ask); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "admin-jobs", page)
}

// askJob has a job run now; whichever process works begins it within seconds.
func (p *pages) askJob(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	name := form.Get("viec")
	if err := p.ask(ask.Ctx(), name); err != nil {
		return err
	}
	return ask.SeeSaying(jobsPath, ask.Say("%s sẽ chạy trong vài giây nữa.", "%s will run in a few seconds.", told(ask, JobName, name)))
}
