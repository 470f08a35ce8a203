package catalog

import (
	"context"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
)

// slugs gives addresses to what is new. An address never changes afterwards, whatever the registry renames.
type slugs struct {
	takenProducts  map[string]bool
	takenProducers map[string]bool
}

// readSlugs finds out which of the addresses that new products and producers may get are taken.
func (b *batch) readSlugs(ctx context.Context, r store.Reader, entries []*Entry) (err error) {
	var forProducts, forProducers []string
	for _, e := range entries {
		if _, known := b.products.get(e.Product.ID); !known {
			forProducts = append(forProducts, productSlugs(e)...)
		}
		if _, known := b.producers.get(e.Producer.ID); !known {
			forProducers = append(forProducers, producerSlugs(e)...)
		}
	}
	if b.slugs.takenProducts, err = taken(ctx, r, "products", forProducts); err != nil {
		return err
	}
	b.slugs.takenProducers, err = taken(ctx, r, "producers", forProducers)
	return err
}

func taken(ctx context.Context, r store.Reader, collection string, slugs []string) (map[string]bool, error) {
	set := map[string]bool{}
	if len(slugs) == 0 {
		return set, nil
	}
	q := store.Query{Where: []store.Cond{{Field: "slug", Op: store.In, Value: slugs}}}
	for raw, err := range r.Find(ctx, collection, q) {
		if err != nil {
			return nil, err
		}
		set[store.Field(raw, "slug").StringValue()] = true
	}
	return set, nil
}

func (s slugs) product(e *Entry) string { return pick(s.takenProducts, productSlugs(e)) }

func (s slugs) producer(e *Entry) string { return pick(s.takenProducers, producerSlugs(e)) }

func pick(taken map[string]bool, candidates []string) string {
	for _, slug := range candidates {
		if !taken[slug] {
			taken[slug] = true
			return slug
		}
	}
	return candidates[len(candidates)-1] // holds the whole id, so it is free
}

// productSlugs lists addresses by preference. The name of a household is
// personal data and stays out of addresses (91/2025/QH15); its commune stands in.
func productSlugs(e *Entry) []string {
	maker := tradeName(e.Producer)
	if maker == "" {
		maker = placeName(e.Product.Place)
	}
	return candidates(e.Product.Name, maker, e.Product.ID)
}

func producerSlugs(e *Entry) []string {
	name, where := tradeName(e.Producer), placeName(e.Producer.Place)
	if name == "" { // a commune has several households: all carry a part of their id, so that none depends on which came first
		return candidates(kindNames[e.Producer.Kind], where, e.Producer.ID)[1:]
	}
	full := candidates(kindNames[e.Producer.Kind], name, e.Producer.ID)
	return append([]string{full[0]}, candidates(full[0], where, e.Producer.ID)...)
}

var kindNames = map[ProducerKind]string{
	Company: "công ty", Cooperative: "htx", CooperativeGroup: "tổ hợp tác", Household: "hộ kinh doanh",
}

// candidates joins a name with what tells it apart, then with a part of the id, then with all of it.
func candidates(name, apart, id string) []string {
	base := short(place.Slug(name), 60)
	if tail := short(place.Slug(apart), 40); tail != "" && !strings.HasSuffix(base, tail) {
		base = strings.TrimPrefix(base+"-"+tail, "-")
	}
	return []string{base, base + "-" + id[1:min(5, len(id))], base + "-" + id}
}

// short cuts a slug at a word.
func short(slug string, limit int) string {
	if len(slug) <= limit {
		return slug
	}
	cut := slug[:limit]
	if i := strings.LastIndexByte(cut, '-'); i > limit/2 {
		cut = cut[:i]
	}
	return strings.Trim(cut, "-")
}

// tradeName is a producer's name without its legal form; empty for a household.
func tradeName(p Producer) string {
	if p.Kind == Household {
		return ""
	}
	name := " " + place.Slug(p.Name) + "-"
	for _, form := range legalForms {
		if rest, ok := strings.CutPrefix(name, " "+form+"-"); ok {
			name = " " + rest
		}
	}
	return strings.Trim(name, " -")
}

// legalForms are what names of producers begin with, longer ones first and in the order in which they follow each other.
var legalForms = []string{
	"cong-ty", "hop-tac-xa", "lien-hiep-hop-tac-xa", "htx", "to-hop-tac", "tht", "doanh-nghiep-tu-nhan", "dntn", "co-so-san-xuat", "co-so",
	"trach-nhiem-huu-han", "tnhh", "co-phan", "cp", "mot-thanh-vien", "mtv", "hai-thanh-vien", "thuong-mai", "san-xuat", "dich-vu", "nong-nghiep",
}
