package meili

import (
	"context"
	"errors"
	"net/http"

	"github.com/meilisearch/meilisearch-go"
)

// The ranking rules, written out as their defaults differ between versions. Servers before
// 1.36 know attribute only, which both new rules were made of.
var (
	rules    = []string{"sort", "words", "attributeRank", "proximity", "wordPosition", "exactness", "popularity:desc", "id:asc"}
	oldRules = []string{"sort", "words", "attribute", "proximity", "exactness", "popularity:desc", "id:asc"}
)

// settings are those of every index of ours.
func settings(rules []string) *meilisearch.Settings {
	prefix := "indexingTime"
	return &meilisearch.Settings{
		RankingRules: rules,
		SearchableAttributes: []string{fieldName, fieldAlias, fieldKeywords, fieldProducer, fieldPlace,
			fieldExactName, fieldExactTwins},
		FilterableAttributes: []string{"id", "group", "province", "kind", "producerId", "stars", "price",
			"stock", "chilled", "traced", "from", "until", "seq"},
		SortableAttributes: []string{"id", "price", "certified", "stars", "nameKey", "popularity"},
		Synonyms:           twinSynonyms(),
		TypoTolerance:      &meilisearch.TypoTolerance{DisableOnWords: []string{}, DisableOnAttributes: []string{}, MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 5, TwoTypos: 9}},
		Pagination:         &meilisearch.Pagination{MaxTotalHits: 1_000_000},
		Faceting: &meilisearch.Faceting{MaxValuesPerFacet: 10_000,
			SortFacetValuesBy: map[string]meilisearch.SortFacetType{"*": meilisearch.SortFacetTypeAlpha}},
		PrefixSearch:       &prefix,
		ProximityPrecision: meilisearch.ByWord,
		SearchCutoffMs:     5000,
	}
}

// configure gives an index its settings, in the words the server knows.
func (x *Index) configure(ctx context.Context, uid string) error {
	index := x.client.Index(uid)
	info, err := index.UpdateSettingsWithContext(ctx, settings(rules))
	var e *meilisearch.Error
	if errors.As(err, &e) && e.StatusCode == http.StatusBadRequest && e.MeilisearchApiError.Code == "invalid_settings_ranking_rules" {
		info, err = index.UpdateSettingsWithContext(ctx, settings(oldRules))
	}
	return x.await(ctx, "settings", info, err)
}

// create makes an empty index with its settings.
func (x *Index) create(ctx context.Context, uid string) error {
	info, err := x.client.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: uid, PrimaryKey: "id"})
	if err := x.await(ctx, "create the index", info, err); err != nil {
		return err
	}
	return x.configure(ctx, uid)
}
