package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// PlaceKind is what sort of place goods lie at.
type PlaceKind string

// The kinds of places.
const (
	OwnStore PlaceKind = "own"      // what is sold online leaves from here
	Showroom PlaceKind = "showroom" // consigned: sold there, settled later
	Booth    PlaceKind = "booth"    // at a fair
	Samples  PlaceKind = "samples"  // to be tried, never sold
)

// ChosenKinds are those of places that a producer adds.
func ChosenKinds() []PlaceKind { return []PlaceKind{Showroom, Booth} }

// Name is what the kind is called, in Vietnamese unless lang is "en".
func (k PlaceKind) Name(lang string) string {
	names := map[PlaceKind][2]string{
		OwnStore: {"Kho nhà", "Own store"}, Showroom: {"Điểm bán", "Showroom"}, Booth: {"Gian hàng hội chợ", "Booth at a fair"}, Samples: {"Hàng mẫu", "Samples"},
	}
	if lang == "en" {
		return names[k][1]
	}
	return names[k][0]
}

// Sells reports whether goods at such a place may be sold.
func (k PlaceKind) Sells() bool { return k != Samples }

// Place is where goods of a producer lie. The own store and the samples are there from the beginning.
type Place struct {
	store.Meta `bson:",inline"`
	Producer   string    `bson:"producer"`
	Kind       PlaceKind `bson:"kind"`
	Name       string    `bson:"name,omitempty"`   // empty where nobody named it
	Keeper     string    `bson:"keeper,omitempty"` // who keeps the goods
	// Settle is the day on which what was sold there is reckoned up; nil while unsaid.
	Settle *time.Time `bson:"settle,omitempty"`
	// ClosedAt is when it was given up; nil while it is in use.
	ClosedAt *time.Time `bson:"closed_at,omitempty"`
}

// Title is what the place is called.
func (p *Place) Title(lang string) string {
	if p.Name != "" {
		return p.Name
	}
	return p.Kind.Name(lang)
}

// Own reports whether it is the producer's own store.
func (p *Place) Own() bool { return p.Kind == OwnStore }

// shelf is how the catalogue names it in movements.
func (p *Place) shelf() string {
	if p.Own() {
		return ""
	}
	return p.ID
}

// samplesSuffix is what the id of a producer's place for samples has behind the producer's.
const samplesSuffix = "-mau"

// OwnPlace is the id of a producer's own store.
func OwnPlace(producer string) string { return producer }

// standing are the places that every producer has.
func standing(producer string) []*Place {
	return []*Place{
		{Meta: store.Meta{ID: OwnPlace(producer)}, Producer: producer, Kind: OwnStore},
		{Meta: store.Meta{ID: producer + samplesSuffix}, Producer: producer, Kind: Samples},
	}
}

// maxPlaces is how many places a producer may have.
const maxPlaces = 500

// PlacesOf lists the places of a producer that are in use: the own store first, the samples last.
func (b *Book) PlacesOf(ctx context.Context, r store.Reader, producer string) ([]*Place, error) {
	all, err := b.EveryPlace(ctx, r, producer)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(p *Place) bool { return p.ClosedAt != nil }), nil
}

// EveryPlace lists the places of a producer, those that were given up too.
func (b *Book) EveryPlace(ctx context.Context, r store.Reader, producer string) ([]*Place, error) {
	kept, err := places.Find(ctx, r, store.Query{Where: []store.Cond{is("producer", producer)}, Limit: maxPlaces})
	if err != nil {
		return nil, fmt.Errorf("places of %s: %w", producer, err)
	}
	for _, p := range standing(producer) {
		if !slices.ContainsFunc(kept, func(k *Place) bool { return k.ID == p.ID }) {
			kept = append(kept, p)
		}
	}
	slices.SortStableFunc(kept, func(a, b *Place) int {
		if by := rank(a.Kind) - rank(b.Kind); by != 0 {
			return by
		}
		return strings.Compare(a.Name, b.Name)
	})
	return kept, nil
}

func rank(k PlaceKind) int {
	return slices.Index([]PlaceKind{OwnStore, Showroom, Booth, Samples}, k)
}

// Place returns a place by id, or store.ErrNotFound.
func (b *Book) Place(ctx context.Context, r store.Reader, id string) (*Place, error) {
	kept, err := places.Get(ctx, r, id)
	if !errors.Is(err, store.ErrNotFound) {
		return kept, err
	}
	whose := strings.TrimSuffix(id, samplesSuffix)
	if _, err := producers.Get(ctx, r, whose); err != nil {
		return nil, err
	}
	for _, p := range standing(whose) {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, store.ErrNotFound
}

// PlaceInput is a place as its producer describes it.
type PlaceInput struct {
	Kind         PlaceKind // of a new one
	Name, Keeper string
	Settle       *time.Time
}

// maxName bounds names of places and of who keeps them, in characters.
const maxName = 120

func (in *PlaceInput) check(kind PlaceKind) error {
	in.Name, in.Keeper = strings.TrimSpace(in.Name), strings.TrimSpace(in.Keeper)
	var wrong field.Errors
	if in.Name == "" && slices.Contains(ChosenKinds(), kind) {
		wrong.Add("name", "missing", "Ghi tên nơi để hàng, như “Điểm OCOP Ga Hà Nội”.", "Name the place.")
	}
	if utf8.RuneCountInString(in.Name) > maxName {
		wrong.Add("name", "too_long", "Tên dài quá 120 chữ.", "The name is longer than 120 characters.")
	}
	if utf8.RuneCountInString(in.Keeper) > maxName {
		wrong.Add("keeper", "too_long", "Dài quá 120 chữ.", "Longer than 120 characters.")
	}
	return wrong.Err()
}

// AddPlace adds a place, or returns field.Errors.
func (b *Book) AddPlace(ctx context.Context, producer string, in PlaceInput) (*Place, error) {
	if !slices.Contains(ChosenKinds(), in.Kind) {
		return nil, field.Errors{{Field: "kind", Code: "unknown", VI: "Chọn loại nơi để hàng.", EN: "Choose the kind of place."}}
	}
	if err := in.check(in.Kind); err != nil {
		return nil, err
	}
	p := &Place{Meta: store.Meta{ID: uuid.NewString()}, Producer: producer, Kind: in.Kind, Name: in.Name, Keeper: in.Keeper, Settle: in.Settle}
	err := b.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p.Rev = 0
		n, err := places.Count(ctx, tx, is("producer", producer))
		if err != nil {
			return err
		}
		if n >= maxPlaces {
			return field.Errors{{Field: "name", Code: "too_many", VI: "Nhiều nơi quá; đóng bớt nơi không dùng.", EN: "Too many places; close those that are not used."}}
		}
		if err := places.Insert(ctx, tx, p); err != nil {
			return err
		}
		return b.note(ctx, tx, stockEdit, "stockplace/"+p.ID, "thêm nơi để hàng "+p.Name, "added the place "+p.Name)
	})
	return p, err
}

// EditPlace changes what a place is called, who keeps it and when it is settled, or returns field.Errors.
func (b *Book) EditPlace(ctx context.Context, id string, in PlaceInput) error {
	return b.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := b.Place(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := in.check(p.Kind); err != nil {
			return err
		}
		p.Name, p.Keeper, p.Settle = in.Name, in.Keeper, in.Settle
		if err := places.Save(ctx, tx, p); err != nil {
			return err
		}
		return b.note(ctx, tx, stockEdit, "stockplace/"+p.ID, "sửa nơi để hàng "+p.Title("vi"), "edited the place "+p.Title("en"))
	})
}

// ClosePlace gives a place up, once nothing lies there; field.Errors tell what does.
func (b *Book) ClosePlace(ctx context.Context, id string) error {
	return b.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := b.Place(ctx, tx, id)
		if err != nil {
			return err
		}
		if !slices.Contains(ChosenKinds(), p.Kind) {
			return field.Errors{{Field: "name", Code: "standing", VI: "Kho nhà và hàng mẫu thì luôn có.", EN: "The own store and the samples are always there."}}
		}
		n, err := b.lying(ctx, tx, id)
		if err != nil {
			return err
		}
		if n > 0 {
			return field.Errors{{Field: "name", Code: "not_empty", VI: fmt.Sprintf("Còn %d ở đó; chuyển đi rồi mới đóng.", n), EN: fmt.Sprintf("%d lie there; move them away first.", n)}}
		}
		at := b.goods.Now().UTC().Truncate(time.Millisecond)
		p.ClosedAt = &at
		if err := places.Replace(ctx, tx, p); err != nil {
			return err
		}
		return b.note(ctx, tx, stockEdit, "stockplace/"+p.ID, "đóng nơi để hàng "+p.Title("vi"), "closed the place "+p.Title("en"))
	})
}

// lying is how many pieces lie at a place other than the own store.
func (b *Book) lying(ctx context.Context, r store.Reader, id string) (int, error) {
	sum := 0
	for s, err := range elsewhere.Each(ctx, r, store.Query{Where: []store.Cond{is("place", id)}}) {
		if err != nil {
			return 0, err
		}
		sum += s.Available
	}
	return sum, nil
}
