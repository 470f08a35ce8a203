package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"github.com/ocopmarket/ocop/internal/backup"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
)

type serveCmd struct {
	Role     config.Role `help:"all; or on MongoDB: web (pages alone) or worker (work in the background alone)." default:"all" env:"OCOP_ROLE"`
	Demo     bool        `help:"Fill an empty store with demonstration data from the reference registry." default:"true" negatable:"" env:"OCOP_DEMO"`
	DemoSize int         `help:"Products of demonstration data." default:"16000" env:"OCOP_DEMO_SIZE"`
}

// Help shows an example.
func (serveCmd) Help() string { return "Example: ocop serve --demo-size 2000" }

// Run serves until it is told to stop.
func (c *serveCmd) Run(ctx context.Context, settings *config.Settings) error {
	log := logger(settings)
	slog.SetDefault(log)
	m, err := openMarket(ctx, *settings, log)
	if err != nil {
		return explain(err, settings)
	}
	size := c.DemoSize
	if !c.Demo {
		size = 0
	}
	return serve(ctx, &running{market: m, role: c.Role, out: os.Stdout, terminal: onTerminal(os.Stderr), demoSize: size})
}

// explain adds what to do to errors that newcomers meet.
func explain(err error, settings *config.Settings) error {
	if errors.Is(err, sqlite.ErrLocked) {
		return fmt.Errorf("%w\nAnother process uses the data in %s. Stop it, choose another folder with --data, or keep documents in MongoDB (OCOP_MONGODB_URI) to run several", err, settings.Data)
	}
	return err
}

func logger(s *config.Settings) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}

func onTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// operate runs an operation in the instance that has this data open, or by itself when none runs.
func operate(ctx context.Context, settings *config.Settings, in request) error {
	in.Terminal = onTerminal(os.Stdout)
	if instance, ok := find(ctx, settings.Data); ok {
		return instance.do(ctx, in, os.Stdout)
	}
	quiet := *settings
	quiet.LogLevel = "warn"
	m, err := openMarket(ctx, quiet, logger(&quiet))
	if err != nil {
		return explain(err, settings)
	}
	err = alone(ctx, m, in)
	return errors.Join(err, m.leases.ReleaseAll(context.WithoutCancel(ctx)), m.close())
}

// alone prepares a market that does not serve for one operation.
func alone(ctx context.Context, m *market, in request) error {
	m.publicURL = siteURL(m.settings.PublicURL, m.settings.Addr)
	if err := m.takeOver(ctx); err != nil {
		return err
	}
	if err := m.wireOutbox(false); err != nil {
		return err
	}
	if err := m.reachRegistry(ctx); err != nil {
		return err
	}
	if err := m.catalog.Load(ctx); err != nil {
		return err
	}
	if in.Name == "reindex" && m.local {
		return errors.New("the index lives in the memory of the running instance and is made anew at every start; there is nothing to reindex while none runs")
	}
	return m.do(ctx, in, os.Stdout)
}

type syncCmd struct {
	Now     pullCmd    `cmd:"" default:"1" help:"Pull the registry now (the default)."`
	Approve approveCmd `cmd:"" help:"Apply what was held back of a stopped province."`
	Status  statusCmd  `cmd:"" help:"Tell what waits for a person: stopped provinces, refused records, unmapped groups and places."`
}

type statusCmd struct{}

// Help shows an example.
func (statusCmd) Help() string { return "Example: ocop sync status" }

// Run tells what waits.
func (c *statusCmd) Run(ctx context.Context, settings *config.Settings) error {
	return operate(ctx, settings, request{Name: "status"})
}

// Help shows examples.
func (syncCmd) Help() string { return "Examples: ocop sync; ocop sync approve 22" }

type pullCmd struct{}

// Help shows an example.
func (pullCmd) Help() string { return "Example: ocop sync" }

// Run pulls once.
func (c *pullCmd) Run(ctx context.Context, settings *config.Settings) error {
	return operate(ctx, settings, request{Name: "sync"})
}

type approveCmd struct {
	Province string `arg:"" help:"Name or code of the province, or unmapped."`
}

// Help shows an example.
func (approveCmd) Help() string {
	return "Examples: ocop sync approve 22; ocop sync approve \"Quảng Ninh\""
}

// Run lets a province through.
func (c *approveCmd) Run(ctx context.Context, settings *config.Settings) error {
	return operate(ctx, settings, request{Name: "approve", Args: map[string]string{"province": c.Province}})
}

type importCmd struct {
	File   string `arg:"" help:"XLSX or CSV file, or the web address of one."`
	DryRun bool   `help:"Only tell what would happen and what is wrong."`
}

// Help shows an example.
func (importCmd) Help() string {
	return "A list of decisions has columns such as Tên sản phẩm, Chủ thể, Địa chỉ, Hạng sao, Số quyết định, Ngày quyết định, Số giấy chứng nhận, in any order; one of prices and stock has Số chứng nhận, Mã hàng, Quy cách, Khối lượng (g), Giá (đồng), Tồn kho.\n\nExample: ocop import --dry-run quyet-dinh.xlsx"
}

// Run imports a list.
func (c *importCmd) Run(ctx context.Context, settings *config.Settings) error {
	in := request{Name: "import", Args: map[string]string{"file": absolute(c.File)}}
	if c.DryRun {
		in.Args["dry-run"] = "true"
	}
	return operate(ctx, settings, in)
}

// absolute makes a file's name good for another process; web addresses stay.
func absolute(file string) string {
	if strings.HasPrefix(file, "http://") || strings.HasPrefix(file, "https://") {
		return file
	}
	if path, err := filepath.Abs(file); err == nil {
		return path
	}
	return file
}

type reindexCmd struct{}

// Help shows an example.
func (reindexCmd) Help() string { return "Example: ocop reindex" }

// Run makes the index anew.
func (c *reindexCmd) Run(ctx context.Context, settings *config.Settings) error {
	return operate(ctx, settings, request{Name: "reindex"})
}

type ordersCmd struct {
	Paid      paidCmd      `cmd:"" help:"File a transfer that came for an order."`
	Statement statementCmd `cmd:"" help:"File the credits of a bank's statement."`
	Advance   advanceCmd   `cmd:"" help:"Move an order on: confirmed, packed, shipped, delivered, returned or cancelled."`
	Recount   recountCmd   `cmd:"" help:"Count every producer's sales again from their orders, and mend the days that do not fit."`
}

// Help shows an example.
func (ordersCmd) Help() string { return "Example: ocop orders paid OC-7KM4-XQ2P" }

type paidCmd struct {
	Code   string `arg:"" help:"Code of the order."`
	Amount string `help:"What came, if not exactly what is owed." placeholder:"ĐỒNG"`
	Ref    string `help:"The bank's reference: the same one is filed once."`
}

// Help shows an example.
func (paidCmd) Help() string { return "Example: ocop orders paid OC-7KM4-XQ2P" }

// Run files a transfer.
func (c *paidCmd) Run(ctx context.Context, settings *config.Settings) error {
	return operate(ctx, settings, request{Name: "paid", Args: map[string]string{"code": c.Code, "amount": c.Amount, "ref": c.Ref}})
}

type statementCmd struct {
	File   string `arg:"" help:"XLSX or CSV with date, amount and description."`
	DryRun bool   `help:"Only tell what would be matched."`
}

// Help shows an example.
func (statementCmd) Help() string { return "Example: ocop orders statement --dry-run sao-ke.xlsx" }

// Run files a statement.
func (c *statementCmd) Run(ctx context.Context, settings *config.Settings) error {
	in := request{Name: "statement", Args: map[string]string{"file": absolute(c.File)}}
	if c.DryRun {
		in.Args["dry-run"] = "true"
	}
	return operate(ctx, settings, in)
}

type advanceCmd struct {
	Code   string `arg:"" help:"Code of one producer's order, such as OC-7KM4-XQ2P-1."`
	Status string `arg:"" help:"Where it goes." enum:"confirmed,packed,shipped,delivered,returned,cancelled"`
	Note   string `help:"What the buyer should know."`
}

// Help shows an example.
func (advanceCmd) Help() string { return "Example: ocop orders advance OC-7KM4-XQ2P-1 shipped" }

// Run moves an order on.
func (c *advanceCmd) Run(ctx context.Context, settings *config.Settings) error {
	return operate(ctx, settings, request{Name: "advance", Args: map[string]string{"code": c.Code, "status": c.Status, "note": c.Note}})
}

type recountCmd struct{}

// Help shows an example.
func (recountCmd) Help() string { return "Example: ocop orders recount" }

// Run asks for the count.
func (*recountCmd) Run(ctx context.Context, settings *config.Settings) error {
	return operate(ctx, settings, request{Name: "recount"})
}

type backupCmd struct {
	File  string `arg:"" help:"File to write; one that exists is replaced when the new one is whole."`
	Media bool   `help:"Take the photos along."`
}

// Help shows an example.
func (backupCmd) Help() string { return "Example: ocop backup --media ocop-2026-11-24.backup" }

// Run writes a backup.
func (c *backupCmd) Run(ctx context.Context, settings *config.Settings) error {
	in := request{Name: "backup", Args: map[string]string{"file": absolute(c.File)}}
	if c.Media {
		in.Args["media"] = "true"
	}
	return operate(ctx, settings, in)
}

type restoreCmd struct {
	File    string `arg:"" help:"Backup to restore." type:"existingfile"`
	Replace bool   `help:"Delete what the store holds first."`
}

// Help shows an example.
func (restoreCmd) Help() string {
	return "A backup of SQLite restores into MongoDB and back.\n\nExample: OCOP_MONGODB_URI=mongodb://db1,db2,db3/ocop?replicaSet=rs0 ocop restore ocop-2026-11-24.backup"
}

// Run restores a backup while no market runs on the data.
func (c *restoreCmd) Run(ctx context.Context, settings *config.Settings) (err error) {
	if _, ok := find(ctx, settings.Data); ok {
		return fmt.Errorf("a market runs on the data in %s; stop it first", settings.Data)
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	m, err := openStores(ctx, *settings, logger(settings))
	if err != nil {
		return explain(err, settings)
	}
	defer func() { err = errors.Join(err, m.close()) }()
	bar := newProgress(os.Stderr, onTerminal(os.Stderr), "Restoring")
	options := backup.RestoreOptions{Replace: c.Replace, Blobs: m.blobs, Now: m.clock(), Progress: func(documents, blobs int) { bar.report(documents+blobs, 0) }}
	summary, err := backup.Restore(ctx, m.db, schemas(), file, options)
	bar.end()
	if err != nil {
		return err
	}
	fmt.Println(told(summary))
	return nil
}
