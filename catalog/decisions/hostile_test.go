package decisions_test

import (
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/peak"
)

// Nothing of a file that is broken, huge or hostile changes anything, and none takes more than bounded memory.
func TestHostileLists(t *testing.T) {
	const bound = 320 << 20
	files := map[string]struct {
		data func() string
		want intake.Fault
	}{
		"nothing":          {func() string { return "" }, intake.FaultHeads},
		"heading alone":    {func() string { return columns }, intake.FaultEmpty},
		"another list":     {func() string { return "a,b\n1,2\n" }, intake.FaultHeads},
		"a column missing": {func() string { return strings.Replace(columns, "Sao", "Hạng mục", 1) + first }, intake.FaultHeads},
		"not a zip":        {func() string { return "PK\x03\x04 nothing" }, intake.FaultFormat},
		"binary":           {func() string { return string([]byte{0x7f, 'E', 'L', 'F', 0, 1, 2, 0xff}) }, intake.FaultFormat},
		"a million rows":   {func() string { return columns + strings.Repeat("x,y,z\n", 1_000_000) }, intake.FaultLarge},
		"more than 16 MB":  {func() string { return strings.Repeat("a", 17<<20) }, intake.FaultLarge},
		"20,000 wrong rows": {func() string {
			return columns + strings.Repeat(strings.Repeat("=A(1),", 8)+"\n", 19_000)
		}, ""},
		"one endless cell": {func() string { return columns + `"` + strings.Repeat("x", 9<<20) + `",b,c,d,e,f,g` }, ""},
	}
	o := open(t)
	o.write(columns + first)
	before := o.everything()
	for name, tt := range files {
		data := tt.data()
		var i *decisions.Import
		most := peak.Of(func() { i = o.try(data) })
		if i.Fault != tt.want || i.Ready != 0 || (i.Phase == intake.Refused) != (tt.want != "") {
			t.Errorf("%s: %s %q, want %q", name, i.Phase, i.Fault, tt.want)
		}
		if most > bound {
			t.Errorf("%s: %d MB, want at most %d", name, most>>20, bound>>20)
		}
		t.Logf("%s: %d kB sent, %d MB at most", name, len(data)>>10, most>>20)
	}
	if diff := diff(before, o.everything()); diff != "" {
		t.Error(diff)
	}
}

// BenchmarkTenThousandRows takes in a list of 10,000 new products: tried, written and undone, each timed.
//
//	go test -run '^$' -bench TenThousand -benchtime 1x ./catalog/decisions
func BenchmarkTenThousandRows(b *testing.B) {
	const rows = 10_000
	for b.Loop() {
		b.StopTimer()
		o := open(b)
		list := long(rows)
		b.StartTimer()
		i := o.try(list)
		tried := b.Elapsed()
		if err := o.Apply(b.Context(), i.ID); err != nil {
			b.Fatal(err)
		}
		o.work()
		written := b.Elapsed()
		if i = o.undo(i.ID); i.Phase != intake.Undone || i.Done != rows || i.KeptAll() > 0 {
			b.Fatalf("%+v", i)
		}
		b.ReportMetric(tried.Seconds(), "s-tried")
		b.ReportMetric((written - tried).Seconds(), "s-written")
		b.ReportMetric((b.Elapsed() - written).Seconds(), "s-undone")
	}
}
