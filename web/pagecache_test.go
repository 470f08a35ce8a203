package web

import (
	"fmt"
	"testing"
	"time"
)

type fakeTime struct {
	now time.Time
	gen uint64
}

func (f *fakeTime) clock() time.Time   { return f.now }
func (f *fakeTime) generation() uint64 { return f.gen }

func newTestCache(limit int) (*pageCache, *fakeTime) {
	f := &fakeTime{now: time.Unix(1e9, 0), gen: 7}
	return newPageCache(f.generation, f.clock, time.Minute, limit), f
}

func TestPageCacheForgets(t *testing.T) {
	c, f := newTestCache(1 << 20)
	p := &cachedPage{gzip: []byte("x"), at: f.now}
	c.put("/a", p, 7)
	if got, ok := c.get("/a"); !ok || got != p {
		t.Fatal("a fresh page was not found")
	}
	f.now = f.now.Add(61 * time.Second)
	if _, ok := c.get("/a"); ok {
		t.Error("a page older than a minute was found")
	}
	f.now = f.now.Add(-time.Minute)
	f.gen = 8
	if _, ok := c.get("/a"); ok {
		t.Error("a page of an older generation was found")
	}
	c.put("/b", p, 7)
	if _, ok := c.get("/b"); ok {
		t.Error("a page rendered before the change was kept after it")
	}
	c.put("/c", p, 8)
	f.gen = 7
	if _, ok := c.get("/a"); ok {
		t.Error("a page came back with its generation")
	}
}

func TestPageCacheIsBounded(t *testing.T) {
	const limit = 100 << 10
	c, f := newTestCache(limit)
	for i := range 1000 {
		c.put(fmt.Sprint(i), &cachedPage{gzip: make([]byte, 1000), at: f.now}, 7)
		if _, ok := c.get("0"); !ok {
			t.Fatalf("the page asked for all the time was lost at %d", i)
		}
	}
	held := 0
	for _, half := range []map[string]*cachedPage{c.young, c.old} {
		for _, p := range half {
			held += p.weight()
		}
	}
	if held > limit+2000 {
		t.Errorf("holds %d bytes, limit %d", held, limit)
	}
}

// TestPagesOfAnUnsettledCatalogueAreKeptForAMoment: an index that did not know of a change yet must not hide it for a minute.
func TestPagesOfAnUnsettledCatalogueAreKeptForAMoment(t *testing.T) {
	for after, want := range map[time.Duration]bool{0: false, 2 * time.Second: false, 4 * time.Second: true} {
		c, f := newTestCache(1 << 20)
		c.put("/", &cachedPage{at: f.now}, 7) // the first page of this generation
		f.now = f.now.Add(after)
		c.put("/a", &cachedPage{at: f.now}, 7)
		if _, ok := c.get("/a"); !ok {
			t.Errorf("%v after a change a page was not kept at all", after)
		}
		f.now = f.now.Add(time.Second)
		if _, ok := c.get("/a"); ok != want {
			t.Errorf("made %v after a change, a second old: kept %v, want %v", after, ok, want)
		}
	}
}
