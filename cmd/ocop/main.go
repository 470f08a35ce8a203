// Command ocop runs the OCOP marketplace: everything in one process on embedded
// engines when nothing is configured, or one of many processes on MongoDB,
// Meilisearch and S3 when their addresses are. It is wiring and the command line, nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/ocopmarket/ocop/internal/config"
)

// cli is the command line.
type cli struct {
	config.Settings

	Serve    serveCmd    `cmd:"" default:"withargs" help:"Run the market (the default)."`
	Sync     syncCmd     `cmd:"" help:"Pull the registry now, or let a stopped province through."`
	Import   importCmd   `cmd:"" help:"Take in a list: decisions of a province, or prices and stock."`
	Reindex  reindexCmd  `cmd:"" help:"Make the search index anew beside the one in use, and swap."`
	Orders   ordersCmd   `cmd:"" help:"Act on orders."`
	Registry registryCmd `cmd:"" help:"Run the reference registry, or act in it."`
	Backup   backupCmd   `cmd:"" help:"Write a consistent copy of all documents to a file, while the market runs."`
	User     userCmd     `cmd:"" help:"Make accounts."`
	Audit    auditCmd    `cmd:"" help:"Check the audit log."`
	Stock    stockCmd    `cmd:"" help:"Check the ledger of stock."`
	Restore  restoreCmd  `cmd:"" help:"Put a backup into an empty store, of either engine."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

// run carries out one command line and returns its exit code.
func run(ctx context.Context, args []string) int {
	var c cli
	var unread misread
	parser, err := kong.New(&c, append(unread.options(),
		kong.Name("ocop"),
		kong.Description("The OCOP marketplace. Without a command and without configuration it runs everything in one process, with its data in ./data.\n\nExample: ocop --addr 127.0.0.1:8080"),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)...)
	if err != nil {
		panic(err) // the command line is declared wrongly
	}
	parsed, err := parser.Parse(args) // which validates the settings too
	if err := errors.Join(append(unread.wrong, err, checkBank(&c.Settings))...); err != nil {
		fmt.Fprintf(os.Stderr, "ocop: this cannot be used (ocop --help tells more):\n%v\n", err)
		return 2
	}
	err = parsed.Run(&c.Settings)
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintf(os.Stderr, "ocop: %v\n", err)
		return 1
	}
	return 0
}

// checkBank refuses an account that no VietQR can carry: the bank's number must be one that transfers reach.
func checkBank(s *config.Settings) error {
	if s.BankBIN == "" {
		return nil
	}
	if err := orderRules(*s).Account.Check(); err != nil {
		return fmt.Errorf("OCOP_BANK_BIN, OCOP_BANK_ACCOUNT %w", err)
	}
	return nil
}
