package reference

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog/registry"
)

func TestFeedGivesEverythingOnce(t *testing.T) {
	h := newHouse(t, 1_234)
	for _, limit := range []int{7, 100, 500} {
		list, bad := h.records(h.pull(limit))
		if bad != 0 || len(list) != 1_234 {
			t.Fatalf("limit %d: %d records, %d bad", limit, len(list), bad)
		}
		for i, r := range list {
			want := h.s.data.Record(i)
			illustrate(&want, h.url)
			if diff := cmp.Diff(want, r); diff != "" {
				t.Fatalf("record %d: %s", i, diff)
			}
		}
	}
}

func TestFeedTellsWhatChanged(t *testing.T) {
	h := newHouse(t, 300)
	end := last(h.pull(100)).Next
	quiet := h.pullFrom(end, 100)
	if len(quiet) != 1 || len(quiet[0].Items) != 0 || quiet[0].Next != end {
		t.Fatalf("at the end: %+v", quiet)
	}
	first, second := h.record(""), h.s.data.Record(5)
	h.act("revoke", Act{Number: first.Certificate.Number, Reason: "Vi phạm"}, http.StatusOK)
	h.act("renew", Act{Number: second.Certificate.Number}, renewable(second))
	h.act("withdraw", Act{Number: first.Certificate.Number}, http.StatusOK)
	list, bad := h.records(h.pullFrom(end, 1))
	want := []string{second.ID, first.ID}
	if second.Certificate.Status != registry.Valid {
		want = want[1:]
	}
	if got := idsOf(list); bad != 0 || !slices.Equal(got, want) {
		t.Errorf("changes %v, %d bad; want %v", got, bad, want)
	}
	all, _ := h.records(h.pull(100))
	if ids := idsOf(all); len(ids) != 300 || ids[299] != first.ID || len(unique(ids)) != 300 {
		t.Errorf("after the changes: %d records, %d different, last %s", len(ids), len(unique(ids)), ids[len(ids)-1])
	}
	for i := 1; i < len(all); i++ {
		if all[i].Revision <= all[i-1].Revision {
			t.Fatalf("revisions %d and %d", all[i-1].Revision, all[i].Revision)
		}
	}
}

func renewable(r registry.Record) int {
	if r.Certificate.Status == registry.Valid {
		return http.StatusOK
	}
	return http.StatusConflict
}

func last(pages []registry.Page) registry.Page { return pages[len(pages)-1] }

func idsOf(list []registry.Record) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.ID
	}
	return out
}

func unique(list []string) map[string]bool {
	out := map[string]bool{}
	for _, s := range list {
		out[s] = true
	}
	return out
}

func TestETagSparesTheBody(t *testing.T) {
	h := newHouse(t, 200)
	id := h.record("").ID
	for _, path := range []string{"/feed/v1/records?limit=50", "/feed/v1/records/" + id, "/pictures/gom.cham.png"} {
		_, header, _ := h.get(path)
		tag := header.Get("ETag")
		status, _, body := h.get(path, "If-None-Match", `"other", W/`+tag)
		if tag == "" || status != http.StatusNotModified || len(body) != 0 {
			t.Errorf("%s with %s: status %d, %d bytes", path, tag, status, len(body))
		}
	}
	_, header, _ := h.get("/feed/v1/records/" + id)
	h.act("suspend", Act{Number: h.record(id).Certificate.Number}, http.StatusOK)
	if status, _, _ := h.get("/feed/v1/records/"+id, "If-None-Match", header.Get("ETag")); status != http.StatusOK {
		t.Errorf("changed record: status %d", status)
	}
}

func TestSummaryIsWhatTheFeedHolds(t *testing.T) {
	h := newHouse(t, 3_000)
	check := func() {
		t.Helper()
		pages := h.pull(500)
		list, _ := h.records(pages)
		lines, want := map[string][]string{}, map[string]registry.ProvinceSummary{}
		sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
		for _, r := range list {
			code := r.Place.Province
			if r.Place.Era != "2025" {
				code = ""
			}
			lines[code] = append(lines[code], fmt.Sprintf("%s %d\n", r.ID, r.Revision))
		}
		for code, l := range lines {
			sum := sha256.Sum256([]byte(strings.Join(l, "")))
			want[code] = registry.ProvinceSummary{Count: len(l), Digest: hex.EncodeToString(sum[:])}
		}
		var got registry.Summary
		h.getInto("/feed/v1/summary", &got)
		if diff := cmp.Diff(want, got.Provinces); diff != "" {
			t.Error(diff)
		}
		if got.Cursor != last(pages).Next || !got.At.Equal(testDay) {
			t.Errorf("cursor %s at %s", got.Cursor, got.At)
		}
	}
	check()
	h.act("revoke", Act{Number: h.record("").Certificate.Number}, http.StatusOK)
	check()
}

// BenchmarkPull is what a first pull costs the registry: 16,000 records made, signed and written.
func BenchmarkPull(b *testing.B) {
	s, err := New(Options{Data: whole(), Key: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))})
	if err != nil {
		b.Fatal(err)
	}
	h := s.Handler()
	for b.Loop() {
		size, cursor := 0, ""
		for more := true; more; {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/feed/v1/records?limit=500&cursor="+cursor, nil))
			var p struct {
				Next string
				More bool
			}
			size += w.Body.Len()
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				b.Fatal(err)
			}
			cursor, more = p.Next, p.More
		}
		b.ReportMetric(float64(size)/1e6, "MB")
	}
}

func FuzzCursor(f *testing.F) {
	s, err := New(Options{Data: Generate(7, 100, testDay), Key: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.encodeCursor(cursor{rev: 7}))
	f.Add(s.encodeCursor(cursor{rev: 70, back: 21}))
	f.Add("MS0xLTE")
	f.Fuzz(func(t *testing.T, text string) {
		c, bad := s.parseCursor(text)
		if bad != 0 {
			return
		}
		if again, bad := s.parseCursor(s.encodeCursor(c)); bad != 0 || again != c {
			t.Fatalf("%q is %+v, then %+v", text, c, again)
		}
		if _, err := s.page(c, 10, modeReordered, ""); err != nil {
			t.Fatal(err)
		}
	})
}
