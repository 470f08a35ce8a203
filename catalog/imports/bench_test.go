package imports_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/sheet"
)

// BenchmarkTenThousandRows takes in a workbook of 10,000 units of 2,000 products: tried, written and undone, each timed.
//
//	go test -run '^$' -bench TenThousand -benchtime 1x ./catalog/imports
func BenchmarkTenThousandRows(b *testing.B) {
	const products, units = 2000, 5
	for b.Loop() {
		b.StopTimer()
		d := open(b, products)
		var file bytes.Buffer
		rows := func(yield func([]any, error) bool) {
			for n := range products * units {
				row := make([]any, len(imports.Headings()))
				row[0], row[2], row[3], row[5], row[6], row[7] = fmt.Sprintf("QN %04d/2026", n/units), fmt.Sprintf("R-%d", n), fmt.Sprintf("Hũ %d", n), 1000+n, n%50, 100
				row[13], row[18] = 24, "2: 20000; 10: 19000"
				if !yield(row, nil) {
					return
				}
			}
		}
		if err := sheet.WriteXLSX(&file, "a", imports.Headings(), rows); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		i := d.try(file.String())
		if i.Ready != products*units {
			b.Fatalf("%+v", i)
		}
		tried := b.Elapsed()
		if err := d.Apply(b.Context(), i.ID); err != nil {
			b.Fatal(err)
		}
		d.work()
		written := b.Elapsed()
		if err := d.Undo(b.Context(), i.ID); err != nil {
			b.Fatal(err)
		}
		d.work()
		if i = d.get(i.ID); i.Phase != intake.Undone || len(i.Kept) > 0 {
			b.Fatalf("%+v", i)
		}
		b.ReportMetric(tried.Seconds(), "s-tried")
		b.ReportMetric((written - tried).Seconds(), "s-written")
		b.ReportMetric((b.Elapsed() - written).Seconds(), "s-undone")
	}
}
