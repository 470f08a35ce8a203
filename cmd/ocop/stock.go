package main

import (
	"context"
	"fmt"
	"io"

	"github.com/ocopmarket/ocop/accounts/notices/recipients"
	"github.com/ocopmarket/ocop/accounts/notices/stockfeed"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/web/desk"
	"github.com/ocopmarket/ocop/web/seller/stock"
)

// stockRoom is where producers keep account of their goods.
func (r *running) stockRoom() desk.Room {
	book := ledger.New(r.db, r.catalog)
	return stock.Room(stock.Deps{DB: r.db, Goods: r.catalog, Book: book, Lots: lots.New(r.db, r.catalog, book), People: r.people.accounts})
}

// stockConsumer tells producers of what runs low.
func (m *market) stockConsumer() outbox.Consumer {
	return stockfeed.New(m.db, m.catalog, ledger.New(m.db, m.catalog), recipients.New(m.people.accounts, m.people.members)).Consumer()
}

type stockCmd struct {
	Verify stockVerifyCmd `cmd:"" help:"Add up every line of the ledger, and tell where stock is not the sum of its lines."`
}

type stockVerifyCmd struct{}

// Help shows an example.
func (stockVerifyCmd) Help() string { return "Example: ocop stock verify" }

// Run asks for the verification.
func (*stockVerifyCmd) Run(ctx context.Context, s *config.Settings) error {
	return operate(ctx, s, request{Name: "stock-verify"})
}

func runStockVerify(ctx context.Context, m *market, _ request, out io.Writer) error {
	faults, err := ledger.Verify(ctx, m.db)
	if err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintln(out, f)
	}
	if len(faults) > 0 {
		return fmt.Errorf("%d stocks are not the sum of their lines", len(faults))
	}
	fmt.Fprintln(out, "All stock is the sum of its lines.")
	return nil
}
