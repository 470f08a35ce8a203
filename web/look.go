package web

import (
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/gin-gonic/gin"
)

// Visits counts how often products' pages are looked at.
type Visits interface {
	// Of is what a product's looks are added to; it may be kept.
	Of(productID string) *atomic.Int64
}

// looksKey is under which a handler leaves the counter of the page that it renders, to be kept with it.
const looksKey = "looks"

// look counts a look at a product's page, and has it kept with the page for those who see it from the cache.
func (s *Server) look(c *gin.Context, productID string) {
	if s.visits == nil {
		return
	}
	n := s.visits.Of(productID)
	c.Set(looksKey, n)
	countLook(n, c.Request)
}

// looksOf is the counter that the handler left; nil for a page that nobody counts.
func looksOf(c *gin.Context) *atomic.Int64 {
	v, _ := c.Get(looksKey)
	n, _ := v.(*atomic.Int64)
	return n
}

// countLook counts a request if a person looks: browsers that fetch ahead say so, and so do robots that are honest.
func countLook(n *atomic.Int64, r *http.Request) {
	if n == nil || r.Method != http.MethodGet || fetchedAhead(r.Header) || robot(r.Header) {
		return
	}
	n.Add(1)
}

func fetchedAhead(h http.Header) bool {
	return says(h["Sec-Purpose"], "prefetch") || says(h["Purpose"], "prefetch") || says(h["X-Moz"], "prefetch")
}

func robot(h http.Header) bool {
	agent := h["User-Agent"]
	return says(agent, "bot") || says(agent, "Bot") || says(agent, "spider") || says(agent, "crawler")
}

func says(values []string, word string) bool {
	return len(values) > 0 && strings.Contains(values[0], word)
}
