package meili

import (
	"encoding/json"
	"strconv"

	"github.com/meilisearch/meilisearch-go"

	"github.com/ocopmarket/ocop/search"
)

// readFacets takes each facet from the query that left out its own choice.
func readFacets(results []meilisearch.SearchResponse, chosen []string) (search.Facets, error) {
	all := make(map[string]map[string]int)
	if err := json.Unmarshal(results[0].FacetDistribution, &all); err != nil {
		return search.Facets{}, err
	}
	for i, name := range chosen {
		own := make(map[string]map[string]int)
		if err := json.Unmarshal(results[i+1].FacetDistribution, &own); err != nil {
			return search.Facets{}, err
		}
		all[name] = own[name]
	}
	f := search.Facets{
		Group: values(all["group"]), Province: values(all["province"]), Kind: values(all["kind"]),
		Stars:   make(map[int]int),
		InStock: all["stock"]["true"], Chilled: all["chilled"]["true"], Traced: all["traced"]["true"],
	}
	for name, n := range all["stars"] {
		stars, err := strconv.ParseFloat(name, 64)
		if err != nil {
			return search.Facets{}, err
		}
		f.Stars[int(stars)] = n
	}
	return f, nil
}

func values(counts map[string]int) map[string]int {
	out := make(map[string]int, len(counts))
	for name, n := range counts {
		if n > 0 {
			out[decode(name)] = n
		}
	}
	return out
}
