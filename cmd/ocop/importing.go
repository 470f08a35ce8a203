package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/internal/sheet"
)

// maxList bounds a list that is imported, bytes.
const maxList = 20 << 20

// runImport takes in a list: one of prices and stock if it has those columns, or else one of decisions.
func runImport(ctx context.Context, m *market, in request, out io.Writer) error {
	name, dryRun := in.Args["file"], in.Args["dry-run"] != ""
	data, err := readList(ctx, name)
	if err != nil {
		return err
	}
	offers, err := catalog.ReadOffers(bytes.NewReader(data))
	switch {
	case err == nil:
		err = m.importOffers(ctx, offers, dryRun, in.Terminal, out)
	case errors.Is(err, sheet.ErrHeading):
		err = m.importDecisions(ctx, data, filepath.Base(name), dryRun, out)
	}
	if err == nil && dryRun {
		fmt.Fprintln(out, "This was a dry run: nothing was changed.")
	}
	return err
}

func (m *market) importOffers(ctx context.Context, list catalog.OfferList, dryRun, terminal bool, out io.Writer) error {
	bar := newProgress(out, terminal, "Setting prices and stock")
	report, err := m.catalog.ImportOffers(ctx, list, dryRun, bar.report)
	bar.end()
	if err != nil {
		return fmt.Errorf("import prices and stock: %w", err)
	}
	if err := problems(out, report.Problems); err != nil {
		return err
	}
	fmt.Fprintf(out, "Prices and stock: %d units in the list, %d products set.\n", report.Rows, report.Products)
	return nil
}

func (m *market) importDecisions(ctx context.Context, data []byte, name string, dryRun bool, out io.Writer) error {
	list, err := decisions.Read(bytes.NewReader(data), name)
	if err != nil {
		return err
	}
	importer := decisions.NewImporter(m.db, m.clock)
	apply := importer.Apply
	if dryRun {
		apply = importer.Check
	}
	report, err := apply(ctx, list)
	for _, p := range report.Problems {
		fmt.Fprintln(out, p)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Decisions: %d rows, %d new products, %d certificates of known products, %d corrected, %d decisions noted, %d known already, %d older than what stands and left out.\n",
		report.Rows, report.New, report.Renewed, report.Changed, report.Noted, report.Same, report.Older)
	return nil
}

// readList reads a file, or what a web address answers.
func readList(ctx context.Context, name string) ([]byte, error) {
	if !strings.HasPrefix(name, "http://") && !strings.HasPrefix(name, "https://") {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return limited(file)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, name, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", name, resp.Status)
	}
	return limited(resp.Body)
}

func limited(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxList+1))
	if err == nil && len(data) > maxList {
		return nil, fmt.Errorf("the list is larger than %d MB", maxList>>20)
	}
	return data, err
}
