package web

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit bounds how often one client may do one kind of thing.
type Limit struct {
	Name  string
	Per   time.Duration
	Count int // allowed in each Per
	Burst int // allowed at once
	// Prefix and Methods tell which requests it covers by itself: the first limit of the
	// list counts. Without Prefix it is asked for by name only. The path is without its language.
	Prefix  string
	Methods []string // empty: all
}

// DefaultLimits are generous to people, of whom mobile carriers put hundreds behind
// one address, and tight where guessing could pay.
func DefaultLimits() []Limit {
	read := []string{http.MethodGet, http.MethodHead}
	return []Limit{
		{Name: "order_code", Per: time.Hour, Count: 20, Burst: 10}, // guesses at one order, from anywhere
		{Name: "order_lookup", Per: time.Minute, Count: 10, Burst: 20},
		{Name: "order", Per: time.Minute, Count: 120, Burst: 200},
		{Name: "report", Per: time.Hour, Count: 20, Burst: 10}, // telling of misused labels
		{Name: "api_read", Per: time.Minute, Count: 1200, Burst: 600},
		{Name: "api_write", Per: time.Minute, Count: 600, Burst: 600},
		{Name: "api", Per: time.Second, Count: 50, Burst: 400, Prefix: "/api/"},
		{Name: "certificates", Per: time.Minute, Count: 60, Burst: 60, Prefix: "/xac-minh"},
		{Name: "files", Per: time.Second, Count: 200, Burst: 1000, Prefix: staticBase, Methods: read},
		{Name: "photos", Per: time.Second, Count: 200, Burst: 1000, Prefix: "/media/", Methods: read},
		{Name: "pages", Per: time.Minute, Count: 1200, Burst: 600, Prefix: "/", Methods: read},
		{Name: "forms", Per: time.Minute, Count: 600, Burst: 300, Prefix: "/"},
	}
}

func (l *Limit) covers(method, path string) bool {
	if l.Prefix == "" || !strings.HasPrefix(path, l.Prefix) {
		return false
	}
	for _, m := range l.Methods {
		if m == method {
			return true
		}
	}
	return len(l.Methods) == 0
}

// Limiter counts by limit and client in memory, and forgets clients that have long been quiet.
type Limiter struct {
	limits  []Limit
	proxies []netip.Prefix
	clock   func() time.Time

	mu         sync.Mutex
	young, old map[bucketKey]*rate.Limiter
}

// bucketKey is a limit and who is counted. It is never logged.
type bucketKey struct {
	limit int
	who   string
}

// maxClients bounds each half of what a limiter remembers.
const maxClients = 50_000

// NewLimiter makes a limiter. proxies are those whose X-Forwarded-For is believed.
func NewLimiter(limits []Limit, proxies []netip.Prefix, clock func() time.Time) *Limiter {
	return &Limiter{
		limits: limits, proxies: proxies, clock: clock,
		young: map[bucketKey]*rate.Limiter{}, old: map[bucketKey]*rate.Limiter{},
	}
}

// Allow counts one more of what a named limit bounds, for an address or whatever else key
// names; when it is too much, wait is after how long it may be done. A limit that nobody set, and a nil limiter, allow all.
func (l *Limiter) Allow(name, key string) (wait time.Duration, ok bool) {
	if l == nil {
		return 0, true
	}
	for i := range l.limits {
		if l.limits[i].Name == name {
			return l.take(bucketKey{limit: i, who: key})
		}
	}
	return 0, true
}

// allow counts a request against the first limit that covers it.
func (l *Limiter) allow(r *http.Request) (wait time.Duration, ok bool) {
	_, path := langOf(r.URL.Path)
	for i := range l.limits {
		if l.limits[i].covers(r.Method, path) {
			return l.take(bucketKey{limit: i, who: l.Client(r)})
		}
	}
	return 0, true
}

func (l *Limiter) take(key bucketKey) (wait time.Duration, ok bool) {
	now := l.clock()
	reservation := l.bucket(key).ReserveN(now, 1)
	if !reservation.OK() {
		return l.limits[key.limit].Per, false
	}
	if delay := reservation.DelayFrom(now); delay > 0 {
		reservation.CancelAt(now)
		return delay, false
	}
	return 0, true
}

func (l *Limiter) bucket(key bucketKey) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b, ok := l.young[key]; ok {
		return b
	}
	b, ok := l.old[key]
	if !ok {
		limit := l.limits[key.limit]
		b = rate.NewLimiter(rate.Limit(float64(limit.Count)/limit.Per.Seconds()), limit.Burst)
	}
	if len(l.young) >= maxClients {
		l.old, l.young = l.young, map[bucketKey]*rate.Limiter{}
	}
	l.young[key] = b
	return b
}

// Client names who is counted for a request: the peer's address or what a trusted proxy
// says it is, IPv6 by its /64, which is what one customer gets.
func (l *Limiter) Client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	if l != nil && l.trusted(addr) {
		addr = l.forwarded(r, addr)
	}
	return network(addr).String()
}

func (l *Limiter) trusted(addr netip.Addr) bool {
	for _, p := range l.proxies {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// forwarded reads X-Forwarded-For from its end, as far as trusted proxies wrote it.
func (l *Limiter) forwarded(r *http.Request, peer netip.Addr) netip.Addr {
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		addr, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return peer
		}
		if !l.trusted(addr) {
			return addr
		}
		peer = addr
	}
	return peer
}

func network(addr netip.Addr) netip.Addr {
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr
	}
	prefix, err := addr.Prefix(64)
	if err != nil {
		return addr
	}
	return prefix.Addr()
}

func retryAfter(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}
