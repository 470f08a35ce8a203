package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/backup"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/orders"
)

// byOperator is who acts when a command does.
const byOperator = "operator"

var errNoRegistry = errors.New("no registry is configured: start with demonstration data, or set OCOP_REGISTRY_URL")

func runSync(ctx context.Context, m *market, in request, out io.Writer) error {
	if m.pull == nil {
		return errNoRegistry
	}
	bar := newProgress(out, in.Terminal, "Pulling the registry")
	pulled, err := m.pull.RunInTurn(ctx, byOperator, bar.report)
	bar.end()
	if err != nil {
		return err
	}
	printPull(out, pulled)
	return nil
}

func printPull(out io.Writer, p *pull.Pull) {
	c := p.Counts
	fmt.Fprintf(out, "Pulled %d records in %s: %d new, %d changed, %d gone, %d refused, %d held back.\n",
		p.Records, p.EndedAt.Sub(p.StartedAt).Round(time.Millisecond), c.New, c.Changed, c.Gone, c.Refused, c.Held)
	for _, d := range p.Provinces {
		if d.Stopped {
			printStop(out, d)
		}
	}
}

func printStop(out io.Writer, d pull.Difference) {
	fmt.Fprintf(out, "STOPPED %s %s: %d of %d products would lose or change their stars. Look at them, then: ocop sync approve %s\n",
		d.Province, provinceName(d.Province), d.Lost, d.Products, d.Province)
}

func provinceName(code string) string {
	p, _ := place.ProvinceByCode(code)
	return p.Name
}

func runApprove(ctx context.Context, m *market, in request, out io.Writer) error {
	if m.pull == nil {
		return errNoRegistry
	}
	province, err := provinceOf(in.Args["province"])
	if err != nil {
		return err
	}
	approved, err := m.pull.Approve(ctx, province, byOperator)
	if err != nil {
		return err
	}
	printPull(out, approved)
	return nil
}

// provinceOf takes a code or a name in any spelling.
func provinceOf(text string) (string, error) {
	if text == "unmapped" {
		return "", nil
	}
	if p, ok := place.ProvinceByCode(text); ok {
		return p.Code, nil
	}
	if p, ok := place.ProvinceBySlug(place.Slug(text)); ok {
		return p.Code, nil
	}
	return "", fmt.Errorf("no province %q: give its name or its code of two digits, or unmapped", text)
}

func runReindex(ctx context.Context, m *market, in request, out io.Writer) error {
	total := len(m.catalog.AllCards())
	bar := newProgress(out, in.Terminal, "Indexing")
	err := m.rebuild(ctx, func(done int) { bar.report(done, total) })
	bar.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Indexed %d products.\n", total)
	return nil
}

func runPaid(ctx context.Context, m *market, in request, out io.Writer) error {
	receipt := orders.Receipt{At: m.clock(), Ref: in.Args["ref"], By: byOperator}
	if text := in.Args["amount"]; text != "" {
		amount, err := money.Parse(text)
		if err != nil {
			return err
		}
		receipt.Amount = amount
	}
	payment, err := m.orders.MarkPaid(ctx, strings.ToUpper(in.Args["code"]), receipt)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %s filed as %s.\n", payment.Checkout, payment.Amount, payment.Class)
	return nil
}

func runStatement(ctx context.Context, m *market, in request, out io.Writer) error {
	file, err := os.Open(in.Args["file"])
	if err != nil {
		return err
	}
	defer file.Close()
	receipts, wrong, err := orders.ReadStatement(file)
	if err != nil {
		return err
	}
	if err := problems(out, wrong); err != nil {
		return err
	}
	done, err := m.orders.Reconcile(ctx, receipts, byOperator, in.Args["dry-run"] != "")
	if err != nil {
		return err
	}
	for _, p := range done.Payments {
		fmt.Fprintf(out, "%-10s %15s  %s %s\n", p.Class, p.Amount, p.Checkout, p.Ref)
	}
	fmt.Fprintf(out, "%d payments, %d known before.\n", len(done.Payments), done.Known)
	if done.DryRun {
		fmt.Fprintln(out, "This was a dry run: nothing was changed.")
	}
	return nil
}

// problems prints what is wrong with a file; with any, nothing was changed.
func problems(out io.Writer, wrong []sheet.Problem) error {
	for _, p := range wrong {
		fmt.Fprintln(out, p.Text("en"))
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d problems; nothing was changed", len(wrong))
	}
	return nil
}

func runBackup(ctx context.Context, m *market, in request, out io.Writer) error {
	options := backup.Options{Now: m.clock()}
	if in.Args["media"] != "" {
		options.Blobs = m.blobs
	}
	summary, err := m.backup(ctx, in.Args["file"], options)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s\nKept in %s\n", told(summary), filepath.Clean(in.Args["file"]))
	return nil
}

// backup writes everything into a file, which is there whole or not at all.
func (m *market) backup(ctx context.Context, path string, options backup.Options) (backup.Summary, error) {
	return backup.WriteFile(ctx, m.db, schemas(), path, options)
}

func runAdvance(ctx context.Context, m *market, in request, out io.Writer) error {
	code := strings.ToUpper(in.Args["code"])
	if checkout, number, ok := orders.ParseCode(code); ok && number == 0 {
		return fmt.Errorf("%s is all that was ordered at once; name the order of one producer, such as %s-1", checkout, checkout)
	}
	o, err := m.orders.Advance(ctx, code, orders.Status(in.Args["status"]), byOperator, in.Args["note"])
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is %s.\n", o.Code(), o.Status)
	return nil
}

// told says what a backup holds.
func told(s backup.Summary) string {
	documents := 0
	for _, n := range s.Documents {
		documents += n
	}
	return fmt.Sprintf("%d documents of %d collections and %d photo files, from %s, %s", documents, len(s.Documents), s.Blobs, s.Engine, s.Created.Format(time.RFC3339))
}

func runRecount(ctx context.Context, m *market, _ request, out io.Writer) error {
	sellers, err := m.catalog.ProducerNames(ctx)
	if err != nil {
		return err
	}
	mended := 0
	for id := range sellers {
		wrong, err := m.orders.Recount(ctx, id)
		if err != nil {
			return err
		}
		mended += wrong
	}
	fmt.Fprintf(out, "Counted the sales of %d producers again: %d days were wrong and are mended.\n", len(sellers), mended)
	return nil
}
