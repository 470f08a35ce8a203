package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/ocopmarket/ocop/search"
)

// Search answers a query in one request to the server, in a few when nothing matches.
func (x *Index) Search(ctx context.Context, q search.Query) (search.Result, error) {
	ctx, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	plan, err := x.words.plan(ctx, q.Text, false)
	if err != nil {
		return search.Result{}, err
	}
	r, err := x.answer(ctx, q, plan.First)
	if err != nil || r.Total > 0 || len(plan.First.Words) == 0 {
		return r, err
	}
	chosen, err := x.choose(ctx, plan, q)
	if err != nil {
		return search.Result{}, err
	}
	if chosen == nil {
		return r, nil
	}
	return x.answer(ctx, q, *chosen)
}

// choose finds the first fallback that matches a document when nothing else is asked of
// it; nil if the text as read does, so that only the filters leave nothing, or if none does.
func (x *Index) choose(ctx context.Context, plan search.Plan, q search.Query) (*search.Attempt, error) {
	attempts := append([]search.Attempt{plan.First}, x.words.fallbacks(plan)...)
	const atOnce = 16
	for from := 0; from < len(attempts); from += atOnce {
		part := attempts[from:min(from+atOnce, len(attempts))]
		var b request
		for _, a := range part {
			b.add(x.count(a, validity(q)))
		}
		results, err := x.ask(ctx, b)
		if err != nil {
			return nil, err
		}
		for i, r := range results {
			if r.TotalHits == 0 {
				continue
			}
			if from+i == 0 {
				return nil, nil
			}
			return &part[i], nil
		}
	}
	return nil, nil
}

// request collects queries that are sent together.
type request struct{ queries []*meilisearch.SearchRequest }

func (b *request) add(q *meilisearch.SearchRequest) int {
	b.queries = append(b.queries, q)
	return len(b.queries) - 1
}

func (x *Index) ask(ctx context.Context, b request) ([]meilisearch.SearchResponse, error) {
	resp, err := x.client.MultiSearchWithContext(ctx, &meilisearch.MultiSearchRequest{Queries: b.queries})
	if err != nil {
		return nil, unavailable(ctx, "search", err)
	}
	if len(resp.Results) != len(b.queries) {
		return nil, unavailable(ctx, "search", fmt.Errorf("%d answers to %d queries", len(resp.Results), len(b.queries)))
	}
	return resp.Results, nil
}

// count asks for the number of documents and nothing of them.
func (x *Index) count(a search.Attempt, filter string) *meilisearch.SearchRequest {
	none := int64(0)
	return &meilisearch.SearchRequest{
		IndexUID: x.name, Query: wordsOf(a), MatchingStrategy: meilisearch.All, Filter: filter, HitsPerPage: &none,
	}
}

// list asks for ids from the first to the end of the page wanted.
func (x *Index) list(query, filter string, upTo int, sort []string) *meilisearch.SearchRequest {
	return &meilisearch.SearchRequest{
		IndexUID: x.name, Query: query, MatchingStrategy: meilisearch.All, Filter: filter, Sort: sort,
		Limit: int64(upTo), AttributesToRetrieve: []string{"id", "name"},
	}
}

func (x *Index) answer(ctx context.Context, q search.Query, a search.Attempt) (search.Result, error) {
	f := newFilter(q)
	var b request
	total := x.count(a, f.all())
	total.Facets = facetNames
	b.add(total)
	chosen := f.chosen()
	for _, name := range chosen {
		c := x.count(a, f.without(name))
		c.Facets = []string{name}
		b.add(c)
	}
	pages := b.add(x.page(q, a, f.all()))
	if exact := x.exactPage(q, a, f.all()); exact != nil {
		b.add(exact)
	}
	if q.Limit <= 0 || q.Offset < 0 {
		b.queries = b.queries[:pages]
	}
	results, err := x.ask(ctx, b)
	if err != nil {
		return search.Result{}, err
	}
	facets, err := readFacets(results[:pages], chosen)
	if err != nil {
		return search.Result{}, unavailable(ctx, "read the facets", err)
	}
	return search.Result{
		IDs:        ids(merge(results[pages:]), q.Offset, q.Limit),
		Total:      int(results[0].TotalHits),
		Facets:     facets,
		Understood: a.Understood,
		Corrected:  a.Corrected,
		Dropped:    a.Dropped,
		Terms:      a.Terms(),
	}, nil
}

func (x *Index) page(q search.Query, a search.Attempt, filter string) *meilisearch.SearchRequest {
	return x.list(wordsOf(a), filter, q.Offset+q.Limit, sortOf(q.Sort, len(a.Words) > 0))
}

// exactPage asks for the documents that have the very marks of the query in their name;
// they come first.
func (x *Index) exactPage(q search.Query, a search.Attempt, filter string) *meilisearch.SearchRequest {
	if !a.Marked() || q.Sort != search.Relevance {
		return nil
	}
	r := x.list(exactWordsOf(a), filter, q.Offset+q.Limit, nil)
	r.AttributesToSearchOn = []string{fieldExactName, fieldName}
	return r
}

// merge puts the hits of later lists, which are among the first list's, before the others.
func merge(lists []meilisearch.SearchResponse) []meilisearch.Hit {
	var out []meilisearch.Hit
	seen := make(map[string]bool)
	for i := len(lists) - 1; i >= 0; i-- {
		for _, h := range lists[i].Hits {
			if id := text(h, "id"); !seen[id] {
				seen[id] = true
				out = append(out, h)
			}
		}
	}
	return out
}

func ids(hits []meilisearch.Hit, offset, limit int) []string {
	if offset < 0 || limit <= 0 || offset >= len(hits) {
		return nil
	}
	var out []string
	for _, h := range hits[offset:min(offset+limit, len(hits))] {
		out = append(out, text(h, "id"))
	}
	return out
}

// text reads a field of a hit; one that is missing or no text is empty.
func text(h meilisearch.Hit, field string) string {
	var s string
	if json.Unmarshal(h[field], &s) != nil {
		return ""
	}
	return s
}

// wordsOf writes the words for the server; a space at the end makes the last one complete.
func wordsOf(a search.Attempt) string {
	var b strings.Builder
	for _, w := range a.Words {
		if w.Twin {
			b.WriteString(twin(w.Folded, w.Exact))
		} else {
			b.WriteString(letters(w.Folded))
		}
		if !w.Prefix {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func exactWordsOf(a search.Attempt) string {
	var b strings.Builder
	for _, w := range a.Words {
		switch {
		case w.Prefix:
			b.WriteString(letters(w.Folded))
		case w.Exact != "":
			b.WriteString(marks(w.Exact) + " ")
		default:
			b.WriteString(letters(w.Folded) + " ")
		}
	}
	return b.String()
}

// sortOf gives the order; among equal words the ranking rules end with popularity and id,
// without words they must be asked for.
func sortOf(s search.Sort, hasText bool) []string {
	ties := []string{"popularity:desc", "id:asc"}
	switch s {
	case search.PriceUp:
		return append([]string{"price:asc"}, ties...)
	case search.PriceDown:
		return append([]string{"price:desc"}, ties...)
	case search.Newest:
		return append([]string{"certified:desc"}, ties...)
	case search.StarsDown:
		return append([]string{"stars:desc"}, ties...)
	case search.NameUp:
		return append([]string{"nameKey:asc"}, ties...)
	}
	if hasText {
		return nil
	}
	return ties
}

// Suggest completes what is being typed with names of products valid at now.
func (x *Index) Suggest(ctx context.Context, typed string, limit int, now time.Time) ([]search.Suggestion, error) {
	ctx, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	plan, err := x.words.plan(ctx, typed, true)
	if err != nil {
		return nil, err
	}
	if len(plan.First.Words) == 0 || limit <= 0 {
		return nil, nil
	}
	q := search.Query{Limit: limit * search.HitsPerSuggestion, Now: now}
	used := &plan.First
	hits, err := x.hits(ctx, q, *used)
	if err == nil && len(hits) == 0 {
		if used, err = x.choose(ctx, plan, q); err == nil && used != nil {
			hits, err = x.hits(ctx, q, *used)
		}
	}
	if err != nil || len(hits) == 0 {
		return nil, err
	}
	return search.Suggestions(hits, len(used.Words), limit), nil
}

func (x *Index) hits(ctx context.Context, q search.Query, a search.Attempt) ([]search.NameHit, error) {
	var b request
	b.add(x.page(q, a, validity(q)))
	if exact := x.exactPage(q, a, validity(q)); exact != nil {
		b.add(exact)
	}
	results, err := x.ask(ctx, b)
	if err != nil {
		return nil, err
	}
	numbers := make(map[string]uint32)
	var out []search.NameHit
	for _, h := range merge(results) {
		hit := search.NameHit{ID: text(h, "id"), Name: text(h, "name")}
		for _, t := range search.Tokens(search.Clean(hit.Name)) {
			n, ok := numbers[t.Folded]
			if !ok {
				n = uint32(len(numbers))
				numbers[t.Folded] = n
			}
			hit.Words = append(hit.Words, n)
		}
		out = append(out, hit)
	}
	return out, nil
}
