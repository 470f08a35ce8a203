package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/internal/backup"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/presence"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// backupHour is when backups are made: three in the morning, when the fewest buy.
const backupHour = 3 * time.Hour

// backupJob keeps a copy of all documents once a night, and on demand.
func (m *market) backupJob() jobs.Job {
	return jobs.Job{Name: "backup", Daily: true, At: backupHour, Retry: 10 * time.Minute, Run: func(ctx context.Context, _ *lease.Lease) error {
		dir := filepath.Join(m.settings.Data, "backups")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		name := filepath.Join(dir, m.clock().UTC().Format("20060102-150405")+".backup")
		progress := func(done, total int) { jobs.Report(ctx, done, total) }
		summary, err := m.backup(ctx, name, backup.Options{Now: m.clock(), Progress: progress})
		if err != nil {
			return err
		}
		tellKept(ctx, name, summary)
		return keepNewest(dir, m.settings.Backups)
	}}
}

// tellKept says where a backup went, for the administrators.
func tellKept(ctx context.Context, name string, summary backup.Summary) {
	if whole, err := filepath.Abs(name); err == nil {
		name = whole
	}
	size := int64(0)
	if info, err := os.Stat(name); err == nil {
		size = info.Size()
	}
	jobs.Tell(ctx, fmt.Sprintf("%s: %s tài liệu, %s", name, web.VI.Num(summary.Total()), desk.Size(web.VI, size)),
		fmt.Sprintf("%s: %s documents, %s", name, web.EN.Num(summary.Total()), desk.Size(web.EN, size)))
}

// keepNewest deletes all but the newest backups; their names are their times.
func keepNewest(dir string, keep int) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.backup"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	var errs []error
	for _, old := range files[:max(0, len(files)-keep)] {
		errs = append(errs, os.Remove(old))
	}
	return errors.Join(errs...)
}

// tellPresence says that this process runs.
func (r *running) tellPresence(ctx context.Context) error {
	me := presence.Process{Meta: store.Meta{ID: r.leases.Holder()}, Role: string(r.role), Version: version()}
	return presence.Tell(ctx, r.db, me, r.clock)
}

// version is the commit that the binary was built from, as far as it knows.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(len(s.Value), 12)]
		}
	}
	return info.Main.Version
}
