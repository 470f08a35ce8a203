package api

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
)

// Conditional is the part of an input that asks only for news.
type Conditional struct {
	IfNoneMatch string `header:"If-None-Match" doc:"The ETag of what the caller has."`
}

// Cached is the part of an output that lets the caller keep it as long as nothing changes.
type Cached struct {
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
}

// notModified is 304: what the caller has still holds.
type notModified struct{ etag string }

func (n notModified) Error() string  { return "not modified" }
func (n notModified) GetStatus() int { return http.StatusNotModified }
func (n notModified) GetHeaders() http.Header {
	return http.Header{"Etag": {n.etag}, "Cache-Control": {revalidate}}
}

// revalidate lets everyone keep an answer, but ask each time: stars must go at once.
const revalidate = "public, no-cache"

// fresh returns the headers for an answer that holds until the catalogue
// changes, or a 304 if the caller has it. what tells one answer from another.
func (s *server) fresh(in Conditional, what ...any) (Cached, error) {
	h := fnv.New64a()
	fmt.Fprintln(h, what...)
	etag := fmt.Sprintf(`W/"%x-%x"`, s.Catalog.Revision(), h.Sum64())
	if etagMatches(in.IfNoneMatch, etag) {
		return Cached{}, notModified{etag}
	}
	return Cached{ETag: etag, CacheControl: revalidate}, nil
}

// etagMatches compares weakly, as RFC 9110 13.1.2 asks.
func etagMatches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == strings.TrimPrefix(etag, "W/") {
			return part != ""
		}
	}
	return false
}
