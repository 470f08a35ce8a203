package reference

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
)

// Limits of a feed page.
const (
	defaultLimit = 100
	maxLimit     = 500
)

// A cursor is a place in the feed of one epoch. Where back is set, that revision is served before the feed goes on.
type cursor struct {
	rev  int64
	back int64
}

func (s *Server) encodeCursor(c cursor) string {
	text := fmt.Sprintf("%s.%d", s.data.Epoch(), c.rev)
	if c.back > 0 {
		text += "." + strconv.FormatInt(c.back-1, 10)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// parseCursor tells a cursor that is none (400) from one of another epoch (410: start over).
func (s *Server) parseCursor(text string) (cursor, int) {
	if text == "" {
		return cursor{}, 0
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.Split(string(raw), ".")
	if err != nil || len(parts) < 2 || len(parts) > 3 {
		return cursor{}, http.StatusBadRequest
	}
	var c cursor
	if c.rev, err = strconv.ParseInt(parts[1], 10, 64); err != nil || c.rev < 0 {
		return cursor{}, http.StatusBadRequest
	}
	if len(parts) == 3 {
		if c.back, err = strconv.ParseInt(parts[2], 10, 64); err != nil || c.back < 0 || c.back >= c.rev {
			return cursor{}, http.StatusBadRequest
		}
		c.back++
	}
	if parts[0] != s.data.Epoch() || c.rev > s.store.headRevision() {
		return cursor{}, http.StatusGone
	}
	return c, 0
}

// feedPage serves GET /feed/v1/records.
func (s *Server) feedPage(w http.ResponseWriter, r *http.Request) {
	c, bad := s.parseCursor(r.URL.Query().Get("cursor"))
	switch bad {
	case http.StatusBadRequest:
		fail(w, bad, "bad-cursor", "The cursor was not given by this registry.")
		return
	case http.StatusGone:
		fail(w, bad, "cursor-gone", "The cursor is of data that this registry no longer holds. Start over without a cursor.")
		return
	}
	limit, ok := limitOf(r)
	if !ok {
		fail(w, http.StatusBadRequest, "bad-limit", fmt.Sprintf("limit is a number from 1 to %d.", maxLimit))
		return
	}
	mode := s.faults.mode()
	tag := etag(s.data.Epoch(), c.rev, c.back, limit, s.store.headRevision(), mode, s.baseURL(r))
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	if mode != modeRepeated && matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	page, err := s.page(c, limit, mode, s.baseURL(r))
	if err != nil {
		s.log.ErrorContext(r.Context(), "feed page not made", "error", err)
		fail(w, http.StatusInternalServerError, "failed", "")
		return
	}
	answer(w, http.StatusOK, page)
}

func limitOf(r *http.Request) (int, bool) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return defaultLimit, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= maxLimit
}

// page makes one page, with the fault that the registry was told to have.
func (s *Server) page(c cursor, limit int, mode, base string) (registry.Page, error) {
	if c.back == 0 && mode == modeReordered {
		return s.swappedPage(c, limit, base)
	}
	from := c.rev
	if c.back > 0 {
		from = c.back - 1
	}
	if mode == modeRepeated && s.faults.firstTime(s.encodeCursor(c)) {
		again, _, _ := s.store.after(max(0, from-int64(limit)), min(limit, int(from)))
		items, err := s.sign(again, mode, base)
		return registry.Page{Items: items, Next: s.encodeCursor(c), More: true}, err
	}
	list, head, more := s.store.after(from, limit)
	next := cursor{rev: head}
	switch {
	case c.back > 0:
		list = slices.DeleteFunc(list, func(r registry.Record) bool { return r.Revision > c.rev })
		next, more = cursor{rev: s.endOfPage(c.rev, limit)}, true
	case more:
		next.rev = list[len(list)-1].Revision
	}
	items, err := s.sign(list, mode, base)
	return registry.Page{Items: items, Next: s.encodeCursor(next), More: more}, err
}

// endOfPage is where the page after rev ends.
func (s *Server) endOfPage(rev int64, limit int) int64 {
	list, head, more := s.store.after(rev, limit)
	if more {
		return list[len(list)-1].Revision
	}
	return head
}

// sign writes out and signs the records of a page.
func (s *Server) sign(list []registry.Record, mode, base string) ([]registry.Signed, error) {
	items := make([]registry.Signed, 0, len(list))
	for i := range list {
		if mode == modeHalfGone && gone(list[i].ID) {
			continue
		}
		item, err := s.signed(&list[i], mode, base)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

func (s *Server) signed(r *registry.Record, mode, base string) (registry.Signed, error) {
	illustrate(r, base)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return registry.Signed{}, fmt.Errorf("record %s: %w", r.ID, err)
	}
	raw := bytes.TrimRight(b.Bytes(), "\n")
	item := registry.Signed{Record: raw, Signature: registry.Sign(s.key, raw)}
	if mode == modeCorrupt {
		corrupt(&item, r.ID)
	}
	return item, nil
}

// feedRecord serves GET /feed/v1/records/{id}.
func (s *Server) feedRecord(w http.ResponseWriter, r *http.Request) {
	mode, id := s.faults.mode(), r.PathValue("id")
	rec, ok := s.store.get(id)
	if !ok || mode == modeHalfGone && gone(id) {
		fail(w, http.StatusNotFound, "not-found", "No record has this id.")
		return
	}
	tag := etag(s.data.Epoch(), rec.Revision, mode, s.baseURL(r))
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	item, err := s.signed(&rec, mode, s.baseURL(r))
	if err != nil {
		s.log.ErrorContext(r.Context(), "record not made", "id", id, "error", err)
		fail(w, http.StatusInternalServerError, "failed", "")
		return
	}
	answer(w, http.StatusOK, item)
}

// feedSummary serves GET /feed/v1/summary.
func (s *Server) feedSummary(w http.ResponseWriter, _ *http.Request) {
	head, by := s.summary()
	w.Header().Set("Cache-Control", "no-cache")
	answer(w, http.StatusOK, registry.Summary{Cursor: s.encodeCursor(cursor{rev: head}), At: s.now().UTC(), Provinces: by})
}

// summary counts and digests the records by province; those not placed in the codes of 2025 are under the empty code.
func (s *Server) summary() (int64, map[string]registry.ProvinceSummary) {
	s.sums.mu.Lock()
	defer s.sums.mu.Unlock()
	mode, head := s.faults.mode(), s.store.headRevision()
	if s.sums.by != nil && s.sums.head == head && s.sums.mode == mode {
		return head, s.sums.by
	}
	lines := map[string][]string{}
	s.store.each(func(st stand) bool {
		if mode != modeHalfGone || !gone(st.id) {
			code := ""
			if st.where.Era == place.Era2025 {
				code = st.where.Province
			}
			lines[code] = append(lines[code], st.id+" "+strconv.FormatInt(st.revision, 10)+"\n")
		}
		return true
	})
	by := make(map[string]registry.ProvinceSummary, len(lines))
	for code, list := range lines {
		slices.Sort(list) // ids have one length, so lines sort as their ids
		sum := sha256.Sum256([]byte(strings.Join(list, "")))
		by[code] = registry.ProvinceSummary{Count: len(list), Digest: hex.EncodeToString(sum[:])}
	}
	s.sums.head, s.sums.mode, s.sums.by = head, mode, by
	return head, by
}

// feedKey serves GET /feed/v1/key.
func (s *Server) feedKey(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]string{"alg": "EdDSA", "crv": "Ed25519", "key": s.PublicKey()})
}

// etag names one answer by all that it depends on.
func etag(parts ...any) string {
	sum := sha256.Sum256(fmt.Append(nil, parts...))
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

func matches(ifNoneMatch, tag string) bool {
	for part := range strings.SplitSeq(ifNoneMatch, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}
