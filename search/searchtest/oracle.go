package searchtest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/search"
)

// Oracle answers queries by looking at every document, as the contract says it.
type Oracle struct {
	docs  []search.Document
	terms [][]search.Term
	vocab *search.Vocabulary
}

// NewOracle returns an oracle of docs.
func NewOracle(docs []search.Document) *Oracle {
	o := &Oracle{docs: docs, vocab: search.NewVocabulary()}
	synonyms := search.LoadSynonyms()
	for i := range docs {
		terms := synonyms.Analyse(&docs[i])
		o.vocab.Learn(terms)
		o.terms = append(o.terms, terms)
	}
	return o
}

// Search returns the result without its page, and all hits in the order of q.Sort; that
// of relevance with a text is an engine's own.
func (o *Oracle) Search(q search.Query) (search.Result, []search.Document) {
	chosen, found := o.choose(q)
	r := search.Result{Understood: chosen.Understood, Corrected: chosen.Corrected, Dropped: chosen.Dropped, Terms: chosen.Terms()}
	r.Facets = search.Facets{Group: map[string]int{}, Province: map[string]int{}, Kind: map[string]int{}, Stars: map[int]int{}}
	var hits []search.Document
	for _, d := range found {
		failed := failing(d, q.Filter)
		if len(failed) == 0 {
			hits = append(hits, d)
		}
		count(&r.Facets, d, failed)
	}
	r.Total = len(hits)
	slices.SortFunc(hits, func(a, b search.Document) int { return compare(q.Sort, a, b) })
	return r, hits
}

// choose tries the readings of the text in turn on the documents that are valid, or lapsed.
func (o *Oracle) choose(q search.Query) (search.Attempt, []search.Document) {
	plan := o.vocab.Plan(q.Text)
	first := o.match(plan.First, q)
	if len(first) > 0 || len(plan.First.Words) == 0 {
		return plan.First, first
	}
	for _, a := range plan.Fallbacks() {
		if found := o.match(a, q); len(found) > 0 {
			return a, found
		}
	}
	return plan.First, nil
}

func (o *Oracle) match(a search.Attempt, q search.Query) []search.Document {
	var out []search.Document
	for i, d := range o.docs {
		valid := !d.ValidFrom.After(q.Now) && q.Now.Before(d.ValidUntil)
		if valid != q.Filter.Lapsed && matchesAll(o.terms[i], a.Words) {
			out = append(out, d)
		}
	}
	return out
}

func matchesAll(terms []search.Term, words []search.Word) bool {
	for _, w := range words {
		if !slices.ContainsFunc(terms, func(t search.Term) bool { return matches(t, w) }) {
			return false
		}
	}
	return true
}

func matches(t search.Term, w search.Word) bool {
	return t.Folded == w.Folded || w.Prefix && strings.HasPrefix(t.Folded, w.Folded) || w.Twin && t.Exact == w.Exact
}

// failing names the conditions that d does not fulfil, the choices in facets by their names.
func failing(d search.Document, f search.Filter) []string {
	var out []string
	require := func(name string, holds bool) {
		if !holds {
			out = append(out, name)
		}
	}
	require("group", len(f.Groups) == 0 || slices.Contains(f.Groups, d.Group))
	require("province", len(f.Provinces) == 0 || slices.Contains(f.Provinces, d.Province))
	require("kind", len(f.Kinds) == 0 || slices.Contains(f.Kinds, d.Kind))
	require("stars", len(f.Stars) == 0 || slices.Contains(f.Stars, d.Stars))
	require("stock", !f.InStock || d.InStock)
	require("chilled", !f.Chilled || d.Chilled)
	require("traced", !f.Traced || d.Traced)
	require("producer", f.ProducerID == "" || f.ProducerID == d.ProducerID)
	require("min", f.MinPrice == 0 || d.Price > 0 && d.Price >= f.MinPrice)
	require("max", f.MaxPrice == 0 || d.Price > 0 && d.Price <= f.MaxPrice)
	return out
}

// count counts d in each facet for which no other condition fails.
func count(f *search.Facets, d search.Document, failed []string) {
	only := func(name string) bool { return len(failed) == 0 || len(failed) == 1 && failed[0] == name }
	tally := func(name string, counts map[string]int, value string) {
		if value != "" && only(name) {
			counts[value]++
		}
	}
	tally("group", f.Group, d.Group)
	tally("province", f.Province, d.Province)
	tally("kind", f.Kind, d.Kind)
	if d.Stars != 0 && only("stars") {
		f.Stars[d.Stars]++
	}
	for _, flag := range []struct {
		name string
		set  bool
		n    *int
	}{{"stock", d.InStock, &f.InStock}, {"chilled", d.Chilled, &f.Chilled}, {"traced", d.Traced, &f.Traced}} {
		if flag.set && only(flag.name) {
			*flag.n++
		}
	}
}

func compare(s search.Sort, a, b search.Document) int {
	first := 0
	switch s {
	case search.PriceUp, search.PriceDown:
		first = cmp.Compare(a.Price, b.Price)
		if s == search.PriceDown {
			first = -first
		}
		if (a.Price == 0) != (b.Price == 0) {
			first = strings.Compare(strconv.FormatBool(a.Price == 0), strconv.FormatBool(b.Price == 0))
		}
	case search.Newest:
		first = b.CertifiedOn.Compare(a.CertifiedOn)
	case search.StarsDown:
		first = cmp.Compare(b.Stars, a.Stars)
	case search.NameUp:
		first = strings.Compare(search.NameKey(a.Name), search.NameKey(b.Name))
	}
	return cmp.Or(first, cmp.Compare(b.Popularity, a.Popularity), strings.Compare(a.ID, b.ID))
}
