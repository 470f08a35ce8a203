// Package search answers queries with the ids of products, their total and
// exact facet counts. Its index is derived data: it can be thrown away and
// rebuilt from the documents at any time.
package search

import (
	"context"
	"errors"
	"time"
)

// Document is what search knows of one product.
type Document struct {
	ID       string // letters, digits, - and _ only
	Name     string // as written: NFC, with marks
	Producer string
	Place    string   // province and commune by name, also the names before July 2025
	Keywords []string // the speciality, the group and other words that should find it

	Group      string // ASCII code
	Province   string // two digits
	ProducerID string
	Kind       string // kind of producer
	Stars      int
	// ValidFrom and ValidUntil bound the time in which the product may be shown with
	// its stars and bought, as far as is known now; both are zero when it may not.
	ValidFrom, ValidUntil time.Time
	Price                 int64 // the cheapest unit, in đồng; 0 without an offer
	InStock               bool
	Chilled               bool // can be delivered chilled
	Traced                bool // carries a trace stamp
	Popularity            int64
	CertifiedOn           time.Time
}

// Sort is an order of results.
type Sort string

// The orders of results. Ties are broken by popularity, then id.
const (
	Relevance Sort = ""
	PriceUp   Sort = "price"
	PriceDown Sort = "-price"
	Newest    Sort = "-certified"
	StarsDown Sort = "-stars"
	NameUp    Sort = "name"
)

// Filter narrows results. Values within one list are alternatives; lists are joined by and.
type Filter struct {
	Groups, Provinces, Kinds []string
	Stars                    []int
	MinPrice, MaxPrice       int64 // đồng, inclusive; 0 is no bound
	InStock, Chilled, Traced bool
	ProducerID               string
	// Lapsed asks for the products without a valid certificate instead of those with one.
	Lapsed bool
}

// Query asks for one page of results.
type Query struct {
	Text          string // what the person typed
	Filter        Filter
	Sort          Sort
	Offset, Limit int
	Now           time.Time // certificates count as they stand at this time
}

// Facets counts, for each value, the results there would be if only that facet's own
// choice were replaced by the value: every other condition of the query holds.
// A value without results has no entry.
type Facets struct {
	Group, Province, Kind    map[string]int
	Stars                    map[int]int
	InStock, Chilled, Traced int
}

// Result is one page of results.
type Result struct {
	IDs    []string
	Total  int
	Facets Facets
	// Understood is the query that was in fact searched, for the person to read: the text
	// as typed, or corrected, or without what was dropped. Corrected says that words were replaced ("did you mean"),
	// Dropped lists the typed words that were left out because nothing matched with them.
	Understood string
	Corrected  bool
	Dropped    []string
	// Terms are the folded words that count as hits, for Segments; one that ends in *
	// stands for all words it begins.
	Terms []string
}

// Suggestion is one completion of what is being typed.
type Suggestion struct {
	Text string // a query worth searching
	ID   string // the product, when it is one
}

// Index is an engine behind the planner. Both engines give equal totals and facets.
type Index interface {
	// Search answers a query; with a deadline in ctx it gives up then, with ErrUnavailable.
	Search(ctx context.Context, q Query) (Result, error)
	// Suggest completes the words being typed, best first.
	Suggest(ctx context.Context, text string, limit int, now time.Time) ([]Suggestion, error)
	// Apply changes the index: documents to add or replace, ids to remove. It returns when the change can be found.
	Apply(ctx context.Context, put []Document, remove []string) error
	// Rebuild makes a new index of exactly these documents beside the one in use and swaps them. progress hears how many are done. What Apply changes meanwhile is kept.
	Rebuild(ctx context.Context, docs func(yield func(Document) bool), progress func(done int)) error
	// Ping answers whether searches can be served now.
	Ping(ctx context.Context) error
	Close() error
}

// ErrUnavailable: the engine could not be reached or did not answer in time.
var ErrUnavailable = errors.New("search: unavailable")
