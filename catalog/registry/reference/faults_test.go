package reference

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog/registry"
)

func TestUnknownMisbehaviourIsRefused(t *testing.T) {
	h := newHouse(t, 20)
	h.post("/operator/v1/misbehave", testToken, Misbehaviour{Mode: "dance"}, http.StatusUnprocessableEntity)
}

func TestSlow(t *testing.T) {
	h := newHouse(t, 20)
	h.misbehave(Misbehaviour{Mode: modeSlow, DelayMS: 150})
	for _, path := range bothDialects {
		start := time.Now()
		h.get(path)
		if took := time.Since(start); took < 150*time.Millisecond {
			t.Errorf("%s after %v", path, took)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, h.url+"/feed/v1/records", nil)
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close()
		t.Error("an impatient client got an answer")
	}
	h.misbehave(Misbehaviour{Mode: modeNone})
	start := time.Now()
	h.get("/feed/v1/key")
	if time.Since(start) > 140*time.Millisecond {
		t.Error("still slow")
	}
}

var bothDialects = []string{"/feed/v1/records?limit=20", "/v1/public/product-info/?page_size=20"}

func TestErrors500(t *testing.T) {
	h := newHouse(t, 20)
	h.misbehave(Misbehaviour{Mode: modeErrors, Share: 0.5})
	for _, path := range bothDialects {
		failed := 0
		for range 60 {
			status, _, _ := h.get(path)
			failed += count(status == http.StatusInternalServerError)
		}
		if failed < 10 || failed > 50 {
			t.Errorf("%s: %d of 60 failed", path, failed)
		}
	}
}

func TestTruncated(t *testing.T) {
	h := newHouse(t, 40)
	h.misbehave(Misbehaviour{Mode: modeTruncated, Share: 1})
	for _, path := range bothDialects {
		res, err := http.Get(h.url + path)
		if err != nil {
			continue // cut before the headers came through is as good
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err == nil || json.Valid(body) {
			t.Errorf("%s: %d bytes came whole", path, len(body))
		}
	}
}

func TestRepeatedPagesLoseNothing(t *testing.T) {
	h := newHouse(t, 500)
	want := idsOf(all(h.s.data))
	h.misbehave(Misbehaviour{Mode: modeRepeated})
	list, bad := h.records(h.pull(100))
	if bad != 0 || len(list) <= 500 || len(unique(idsOf(list))) != len(want) {
		t.Errorf("%d records, %d different, %d bad", len(list), len(unique(idsOf(list))), bad)
	}
	first, again := nationalIDs(h, "page_size=50&page=2"), nationalIDs(h, "page_size=50&page=2")
	if slices.Equal(first, again) || !slices.Equal(first, nationalIDs(h, "page_size=50&page=1")) {
		t.Errorf("second page is %v, then %v", first, again)
	}
}

func nationalIDs(h *house, query string) []int {
	h.t.Helper()
	var p nationalPage
	h.getInto("/v1/public/product-info/?"+query, &p)
	ids := make([]int, len(p.Results))
	for i, item := range p.Results {
		ids[i] = item.ID
	}
	return ids
}

func TestReorderedPagesLoseNothing(t *testing.T) {
	for _, size := range []int{500, 501, 99, 100} {
		h := newHouse(t, size)
		want := idsOf(all(h.s.data))
		h.misbehave(Misbehaviour{Mode: modeReordered})
		list, bad := h.records(h.pull(100))
		got := idsOf(list)
		if bad != 0 || slices.Equal(got, want) || len(got) != size || len(unique(got)) != size {
			t.Errorf("size %d: %d records, %d different, %d bad", size, len(got), len(unique(got)), bad)
		}
	}
	h := newHouse(t, 500)
	straight := append(nationalIDs(h, "page_size=50&page=1"), nationalIDs(h, "page_size=50&page=2")...)
	h.misbehave(Misbehaviour{Mode: modeReordered})
	swapped := append(nationalIDs(h, "page_size=50&page=1"), nationalIDs(h, "page_size=50&page=2")...)
	if slices.Equal(straight, swapped) {
		t.Error("national pages are in order")
	}
	slices.Sort(straight)
	slices.Sort(swapped)
	if !slices.Equal(straight, swapped) {
		t.Error("national pages lost something")
	}
}

func TestCorruptRecordsAreFew(t *testing.T) {
	h := newHouse(t, 4_000)
	h.misbehave(Misbehaviour{Mode: modeCorrupt})
	list, bad := h.records(h.pull(500))
	if bad < 20 || bad > 70 || len(list)+bad != 4_000 {
		t.Errorf("%d good, %d bad", len(list), bad)
	}
	senseless := 0
	for page := 1; page <= 8; page++ {
		var p nationalPage
		h.getInto("/v1/public/product-info/?page_size=500&page="+string(rune('0'+page)), &p)
		for _, item := range p.Results {
			senseless += count(item.Stars > 5 || item.Name == "" || strings.Contains(item.ExpiryDate, "/"))
		}
	}
	if senseless < 20 || senseless > 70 {
		t.Errorf("%d senseless records in the national dialect", senseless)
	}
}

func TestEveryCorruptionIsSeen(t *testing.T) {
	h := newHouse(t, 1)
	kinds := map[string]bool{}
	for i := range 100_000 {
		r := registry.Record{ID: "OCOP-22-" + string(rune('a'+i%26)) + time.Duration(i).String(), Name: "x", Certificate: registry.Certificate{Stars: 3}}
		item, err := h.s.signed(&r, modeCorrupt, "")
		if err != nil {
			t.Fatal(err)
		}
		if hashOf(r.ID)%100 != 7 {
			continue
		}
		var into registry.Record
		kinds[time.Duration((hashOf(r.ID)/100)%4).String()] = true
		if registry.Verify(h.pub, item.Record, item.Signature) == nil && json.Unmarshal(item.Record, &into) == nil {
			t.Fatalf("%s passes: %s", r.ID, item.Record)
		}
		if !json.Valid(item.Record) {
			t.Fatalf("%s breaks its whole page: %s", r.ID, item.Record)
		}
		if len(kinds) == 4 {
			return
		}
	}
	t.Errorf("only %d kinds of corruption", len(kinds))
}

func TestHalfGone(t *testing.T) {
	h := newHouse(t, 2_000)
	var before, after registry.Summary
	h.getInto("/feed/v1/summary", &before)
	national := len(nationalIDs(h, "page_size=500"))
	var whole nationalPage
	h.getInto("/v1/public/product-info/?page_size=1", &whole)
	h.misbehave(Misbehaviour{Mode: modeHalfGone})
	list, _ := h.records(h.pull(500))
	h.getInto("/feed/v1/summary", &after)
	var half nationalPage
	h.getInto("/v1/public/product-info/?page_size=1", &half)
	if len(list) < 900 || len(list) > 1_100 || half.Count < whole.Count*45/100 || half.Count > whole.Count*55/100 || national == 0 {
		t.Errorf("%d records in the feed, %d of %d in the national dialect", len(list), half.Count, whole.Count)
	}
	if sum(after) != len(list) || sum(before) != 2_000 {
		t.Errorf("summaries count %d and %d, the feed gives %d", sum(before), sum(after), len(list))
	}
	h.misbehave(Misbehaviour{Mode: modeNone})
	if list, _ := h.records(h.pull(500)); len(list) != 2_000 {
		t.Errorf("%d records when all is well again", len(list))
	}
}

func sum(s registry.Summary) int {
	n := 0
	for _, p := range s.Provinces {
		n += p.Count
	}
	return n
}

func TestClockAhead(t *testing.T) {
	h := newHouse(t, 50)
	h.misbehave(Misbehaviour{Mode: modeClockAhead})
	var s registry.Summary
	h.getInto("/feed/v1/summary", &s)
	if want := testDay.Add(2 * time.Hour); !s.At.Equal(want) {
		t.Errorf("at %s, want %s", s.At, want)
	}
	for _, path := range bothDialects {
		_, header, _ := h.get(path)
		if got, err := http.ParseTime(header.Get("Date")); err != nil || !got.Equal(testDay.Add(2*time.Hour)) {
			t.Errorf("%s: date %s", path, header.Get("Date"))
		}
	}
}
