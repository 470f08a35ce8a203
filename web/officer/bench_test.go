package officer_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/peak"
	"github.com/ocopmarket/ocop/web/desk/desktest"
)

// country is how many products the whole country has.
const country = 16_000

// ask measures one address on a country of products, for the central office, and throws the answer away as it comes.
func ask(b *testing.B, path string) {
	w := open(b, country)
	w.site.Actor = desktest.Officer("")
	get := func() {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = "192.0.2.1:1234"
		w.site.Handler.ServeHTTP(&sink{header: http.Header{}}, r)
	}
	get() // folds the words once
	b.ReportAllocs()
	begin := cpu(b)
	for b.Loop() {
		get()
	}
	b.ReportMetric(float64(cpu(b)-begin)/float64(b.N)/1e6, "cpu-ms/op")
	b.ReportMetric(float64(peak.Of(get))/(1<<20), "peak-MB")
}

// cpu is the time that this process spent on its processors: steadier than the clock on a shared machine.
func cpu(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// sink is an answer that nobody keeps.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(p []byte) (int, error) { return io.Discard.Write(p) }

// The table of certificates with 16,000 rows: a page of 50, a search, an order by name from its middle, and all rows as files.
//
//	go test ./web/officer -run '^$' -bench Certificates -benchmem
func BenchmarkCertificatesPage(b *testing.B)   { ask(b, "/can-bo/chung-nhan") }
func BenchmarkCertificatesSearch(b *testing.B) { ask(b, "/can-bo/chung-nhan?q=mat+ong&xem=sap-het") }
func BenchmarkCertificatesByName(b *testing.B) { ask(b, "/can-bo/chung-nhan?xep=san-pham&chieu=giam") }
func BenchmarkCertificatesXLSX(b *testing.B)   { ask(b, "/can-bo/chung-nhan/xuat?dang=xlsx") }
func BenchmarkCertificatesCSV(b *testing.B)    { ask(b, "/can-bo/chung-nhan/xuat?dang=csv") }

// The dashboard of the whole country:
//
//	go test ./web/officer -run '^$' -bench Dashboard -benchmem
func BenchmarkDashboard(b *testing.B) { ask(b, "/can-bo/bao-cao") }

// The first screen of the central office:
//
//	go test ./web/officer -run '^$' -bench Today -benchmem
func BenchmarkToday(b *testing.B) { ask(b, "/can-bo") }
