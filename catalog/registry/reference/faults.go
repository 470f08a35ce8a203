package reference

import (
	"bytes"
	"cmp"
	"encoding/json"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/catalog/registry"
)

// The ways in which the registry can be told to misbehave.
const (
	modeNone       = "none"
	modeSlow       = "slow"        // every answer waits
	modeErrors     = "errors500"   // a share of answers are 500
	modeTruncated  = "truncated"   // a share of answers end in the middle
	modeRepeated   = "repeated"    // each page but the first is preceded by the one before, again
	modeReordered  = "reordered"   // pages are swapped in pairs, and their items shuffled
	modeCorrupt    = "corrupt"     // one record of a hundred has a bad signature or makes no sense
	modeHalfGone   = "half-gone"   // half of the records are not there
	modeClockAhead = "clock-ahead" // the clock is two hours ahead
)

var modes = []string{modeNone, modeSlow, modeErrors, modeTruncated, modeRepeated, modeReordered, modeCorrupt, modeHalfGone, modeClockAhead}

// Misbehaviour is the body of POST /operator/v1/misbehave.
type Misbehaviour struct {
	Mode    string  `json:"mode"`
	Share   float64 `json:"share,omitempty"`    // of answers, for errors500 and truncated; 0.4 where zero
	DelayMS int     `json:"delay_ms,omitempty"` // for slow; 2,000 where zero
}

// faults hold what the registry was told to do wrong.
type faults struct {
	mu   *sync.Mutex
	told *Misbehaviour
	seen map[string]bool
}

func newFaults() faults {
	return faults{mu: &sync.Mutex{}, told: &Misbehaviour{Mode: modeNone}, seen: map[string]bool{}}
}

func (f faults) get() Misbehaviour {
	f.mu.Lock()
	defer f.mu.Unlock()
	return *f.told
}

func (f faults) set(m Misbehaviour) {
	f.mu.Lock()
	defer f.mu.Unlock()
	*f.told = m
	clear(f.seen)
}

func (f faults) mode() string { return f.get().Mode }

func (f faults) ahead() time.Duration {
	if f.mode() == modeClockAhead {
		return 2 * time.Hour
	}
	return 0
}

// firstTime is true once for each page, so that a repetition ends.
func (f faults) firstTime(page string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	first := !f.seen[page]
	f.seen[page] = true
	return first
}

// misbehave serves POST /operator/v1/misbehave.
func (s *Server) misbehave(w http.ResponseWriter, r *http.Request) {
	var m Misbehaviour
	if !readBody(w, r, &m) {
		return
	}
	if !slices.Contains(modes, m.Mode) {
		fail(w, http.StatusUnprocessableEntity, "unknown-mode", "mode is one of "+strings.Join(modes, ", ")+".")
		return
	}
	s.faults.set(m)
	answer(w, http.StatusOK, m)
}

// misbehaving wraps a dialect's endpoint in the faults of transport.
func (s *Server) misbehaving(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := s.faults.get()
		w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
		switch {
		case m.Mode == modeSlow:
			if !wait(r, time.Duration(cmp.Or(m.DelayMS, 2_000))*time.Millisecond) {
				return
			}
		case m.Mode == modeErrors && rand.Float64() < cmp.Or(m.Share, 0.4):
			fail(w, http.StatusInternalServerError, "failed", "The registry was told to fail.")
			return
		case m.Mode == modeTruncated && rand.Float64() < cmp.Or(m.Share, 0.4):
			truncate(w, r, next)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func wait(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// truncate promises the whole length, sends half and cuts the connection.
func truncate(w http.ResponseWriter, r *http.Request, next http.Handler) {
	kept := &keeper{header: w.Header()}
	next.ServeHTTP(kept, r)
	w.Header().Set("Content-Length", strconv.Itoa(kept.body.Len()))
	w.WriteHeader(max(kept.status, http.StatusOK))
	_, _ = io.CopyN(w, &kept.body, int64(kept.body.Len()/2))
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// keeper keeps an answer instead of sending it.
type keeper struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *keeper) Header() http.Header         { return k.header }
func (k *keeper) WriteHeader(status int)      { k.status = status }
func (k *keeper) Write(p []byte) (int, error) { return k.body.Write(p) }

// gone chooses the half of the records that are missing.
func gone(id string) bool { return hashOf(id)&1 == 1 }

func hashOf(id string) uint32 {
	h := fnv.New32a()
	_, _ = io.WriteString(h, id)
	return h.Sum32() >> 3
}

// corrupt spoils one record of a hundred: its signature, its content behind the signature, or its sense.
func corrupt(item *registry.Signed, id string) {
	n := hashOf(id)
	if n%100 != 7 {
		return
	}
	switch (n / 100) % 4 {
	case 0:
		item.Signature = item.Signature[:len(item.Signature)-6] + "AAAAAA"
	case 1:
		item.Record = bytes.Replace(item.Record, []byte(`"stars":3`), []byte(`"stars":5`), 1)
		item.Record = bytes.Replace(item.Record, []byte(`"name":"`), []byte(`"name":"* `), 1)
	case 2:
		item.Signature = ""
	case 3:
		item.Record = json.RawMessage(`{"id":` + strconv.Itoa(int(n)) + `,"name":null,"certificate":"\u0000"}`)
	}
}

// swappedPage serves the page after the one asked for, and has the cursor step back for it; the items are shuffled besides.
func (s *Server) swappedPage(c cursor, limit int, base string) (registry.Page, error) {
	list, head, more := s.store.after(c.rev, limit)
	next := cursor{rev: head}
	if more {
		end := list[len(list)-1].Revision
		list, _, _ = s.store.after(end, limit)
		next = cursor{rev: end, back: c.rev + 1}
	}
	rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	items, err := s.sign(list, modeReordered, base)
	return registry.Page{Items: items, Next: s.encodeCursor(next), More: more}, err
}
