package web

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// cachedPage is a whole anonymous response. It is kept compressed, as nearly everyone
// asks for it, and unpacked for the few who do not.
type cachedPage struct {
	kind     []string
	gzip     []byte
	etag     string // of the plain body, quoted
	etagGzip []string
	at       time.Time
	looks    *atomic.Int64 // to which a look at it is added; nil for a page that nobody counts
}

func (p *cachedPage) weight() int { return len(p.gzip) + 512 }

// pageCache keeps anonymous pages while the catalogue stands still, and never longer
// than maxAge. Just after a change an index of search may not know of it yet, so pages
// that are made then are kept for a moment only. It holds at most limit bytes: when the young half is full it becomes
// the old half, and what nobody asked for since is dropped.
type pageCache struct {
	generation func() uint64
	clock      func() time.Time
	maxAge     time.Duration
	limit      int

	mu     sync.RWMutex
	gen    uint64
	since  time.Time // when this generation was first seen
	young  map[string]*cachedPage
	old    map[string]*cachedPage
	weight int // of the young half
}

// An index knows of a change within settleTime; until then a page is kept for unsettledAge.
const (
	settleTime   = 3 * time.Second
	unsettledAge = 500 * time.Millisecond
)

func newPageCache(generation func() uint64, clock func() time.Time, maxAge time.Duration, limit int) *pageCache {
	return &pageCache{
		generation: generation, clock: clock, maxAge: maxAge, limit: limit,
		young: map[string]*cachedPage{}, old: map[string]*cachedPage{},
	}
}

// get returns the page at that address if it may still be shown.
func (c *pageCache) get(key string) (*cachedPage, bool) {
	gen, now := c.generation(), c.clock()
	c.mu.RLock()
	if gen != c.gen {
		c.mu.RUnlock()
		return nil, false
	}
	p, isYoung := c.young[key]
	if !isYoung {
		p = c.old[key]
	}
	since := c.since
	c.mu.RUnlock()
	if p == nil || now.Sub(p.at) > c.ageOf(p, since) {
		return nil, false
	}
	if !isYoung {
		c.put(key, p, gen)
	}
	return p, true
}

// ageOf is how long a page may be shown that belongs to a generation first seen at since.
func (c *pageCache) ageOf(p *cachedPage, since time.Time) time.Duration {
	if p.at.Sub(since) < settleTime {
		return min(unsettledAge, c.maxAge)
	}
	return c.maxAge
}

// put keeps a page that was rendered while the catalogue was at generation gen: what
// was read before a change must not outlive it.
func (c *pageCache) put(key string, p *cachedPage, gen uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if gen != c.gen {
		if gen != c.generation() {
			return
		}
		c.gen, c.since, c.weight = gen, p.at, 0
		c.young, c.old = map[string]*cachedPage{}, map[string]*cachedPage{}
	}
	if before, ok := c.young[key]; ok {
		c.weight -= before.weight()
	}
	c.young[key] = p
	c.weight += p.weight()
	if c.weight > c.limit/2 {
		c.old, c.young, c.weight = c.young, map[string]*cachedPage{}, 0
	}
}

// serve writes a kept page in the encoding that the caller accepts.
func (p *cachedPage) serve(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h["Content-Type"], h["Cache-Control"], h["Vary"] = p.kind, anonymousControl, varyEncoding
	if accepts(r.Header.Get("Accept-Encoding"), "gzip") {
		h["Content-Encoding"], h["Etag"] = encodingGzip, p.etagGzip
		serveBody(w, r, p.etagGzip[0], p.gzip)
		return nil
	}
	plain, err := unzip(p.gzip)
	if err != nil {
		return fmt.Errorf("web: unpack a kept page: %w", err)
	}
	h["Etag"] = []string{p.etag}
	serveBody(w, r, p.etag, plain)
	return nil
}

// An anonymous page may be kept by anyone who asks before showing it again, so that a lost star is off every copy at once.
var (
	anonymousControl = []string{"public, no-cache"}
	varyEncoding     = []string{"Accept-Encoding"}
	encodingGzip     = []string{"gzip"}
)
