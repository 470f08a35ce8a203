package web

import (
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"
)

func TestLook(t *testing.T) {
	addr := os.Getenv("LOOK")
	if addr == "" {
		t.Skip()
	}
	m := newMarket(t, 2000, nil)
	d := m.deps()
	d.Log = slog.New(slog.NewTextHandler(os.Stdout, nil))
	art, _ := os.ReadDir("/work/shared/look/art")
	d.Media = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := r.URL.Path[len("/media/photos/"):][:32]
		n, _ := strconv.ParseInt(h, 16, 64)
		e := art[int(n)%47]
		if e.Name() == "index.json" || e.Name() == "palettes.json" {
			e = art[0]
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		b, _ := os.ReadFile("/work/shared/look/art/" + e.Name())
		w.Write(b)
	})
	s, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	go http.ListenAndServe(addr, s.Handler())
	time.Sleep(time.Hour)
}
func init() {}
