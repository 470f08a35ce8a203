// Package meili is the search engine on a Meilisearch server. The planner of package search
// does the language work, so the server matches folded words and their beginnings only;
// its totals and facets equal those of the engine in the process.
//
// It promises an answer or search.ErrUnavailable within a second, and that every write was
// done when it returns: tasks are awaited and looked at. Any number of processes may search
// and write. Each keeps the vocabulary in memory, read from the documents on the server and
// refreshed within about a second of a change.
package meili

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/ocopmarket/ocop/search"
)

// The deadlines of what is asked of the server, unless the caller's own is shorter.
const (
	searchTimeout = time.Second
	writeTimeout  = 30 * time.Second // one Apply
	batchTimeout  = 5 * time.Minute  // one batch, or one step, of a rebuild
)

// Index is a search.Index on a server.
type Index struct {
	client   meilisearch.ServiceManager
	name     string
	synonyms *search.Synonyms
	words    *words

	write sync.Mutex // Apply and the last steps of Rebuild, in this process
	ready bool       // the index is known to exist with its settings; guarded by write
	seq   int64      // the last number given to a write; guarded by write

	stop context.CancelFunc
	done sync.WaitGroup
}

var _ search.Index = (*Index)(nil)

var nameRule = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// New returns an index by name on the server at address. It does not wait for the server:
// while there is none, searches give search.ErrUnavailable. key must allow to
// search and to get indexes, documents and stats; for a process that writes, also all else of
// indexes, documents, settings and tasks. ctx ends
// the refreshing of the vocabulary, as Close does.
func New(ctx context.Context, address, key, indexName string) (*Index, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("meili: %q is no address of a server", address)
	}
	if !nameRule.MatchString(indexName) {
		return nil, fmt.Errorf("meili: %q is no name for an index", indexName)
	}
	client := meilisearch.New(u.Scheme+"://"+u.Host,
		meilisearch.WithAPIKey(key),
		meilisearch.WithCustomClient(httpClient()),
		meilisearch.DisableRetries())
	ctx, stop := context.WithCancel(ctx)
	x := &Index{client: client, name: indexName, synonyms: search.LoadSynonyms(), stop: stop}
	x.words = newWords(x)
	x.done.Go(func() { x.words.follow(ctx) })
	return x, nil
}

// httpClient gives up early on a server that is not there and late on one that works.
func httpClient() *http.Client {
	return &http.Client{
		Timeout: batchTimeout,
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: searchTimeout}).DialContext,
			TLSHandshakeTimeout:   5 * time.Second,
			ResponseHeaderTimeout: time.Minute,
			MaxIdleConnsPerHost:   32,
			IdleConnTimeout:       time.Minute,
		},
	}
}

// Ping asks whether the server is there and has the index.
func (x *Index) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	if _, err := x.index().FetchInfoWithContext(ctx); err != nil {
		return unavailable(ctx, "look for the index", err)
	}
	return nil
}

// Close ends the refreshing of the vocabulary and waits for it.
func (x *Index) Close() error {
	x.stop()
	x.done.Wait()
	x.client.Close()
	return nil
}

func (x *Index) index() meilisearch.IndexManager { return x.client.Index(x.name) }

// unavailable says what failed; for whoever searches, any failure is the same.
func unavailable(ctx context.Context, what string, err error) error {
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return fmt.Errorf("%w: %s: %w", search.ErrUnavailable, what, err)
}

// writeError tells a failure that may pass, which is search.ErrUnavailable, from one that
// will come again.
func writeError(ctx context.Context, what string, err error) error {
	var e *meilisearch.Error
	if ctx.Err() == nil && errors.As(err, &e) && e.StatusCode >= 400 && e.StatusCode < 500 &&
		e.StatusCode != http.StatusTooManyRequests && e.StatusCode != http.StatusRequestTimeout {
		return fmt.Errorf("meili: %s: %w", what, err)
	}
	return unavailable(ctx, what, err)
}

// missing tells that the server does not know the index.
func missing(err error) bool {
	var e *meilisearch.Error
	return errors.As(err, &e) && e.StatusCode == http.StatusNotFound
}
