package ledger

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// ShelfField is how field.Errors name the shelf of a unit at a place.
func ShelfField(place string) string { return "shelf." + place }

// SetShelves notes where a unit lies at places of its producer, by their ids: all of them, or none and field.Errors.
// An empty shelf forgets where it lay.
func (b *Book) SetShelves(ctx context.Context, producer, sku string, shelves map[string]string) error {
	return b.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, err := b.unitOf(ctx, tx, producer, sku); err != nil {
			return err
		}
		var wrong field.Errors
		var changes []audit.Change
		for _, id := range slices.Sorted(maps.Keys(shelves)) {
			place, err := b.placeOf(ctx, tx, producer, id)
			if errors.Is(err, store.ErrNotFound) {
				wrong.Add(ShelfField(id), "unknown", "Nơi này không còn là của chủ thể.", "This place is no longer the producer's.")
				continue
			}
			if err != nil {
				return err
			}
			change, err := b.setShelf(ctx, tx, place, sku, shelves[id], &wrong)
			if err != nil {
				return err
			}
			if change.From != change.To {
				changes = append(changes, change)
			}
		}
		if err := wrong.Err(); err != nil || len(changes) == 0 {
			return err
		}
		return b.note(ctx, tx, stockEdit, "unit/"+sku, "đổi chỗ để "+sku, "changed where "+sku+" lies", changes...)
	})
}

// setShelf notes where a unit lies at one place, and says what changed.
func (b *Book) setShelf(ctx context.Context, tx store.Tx, place *Place, sku, typed string, wrong *field.Errors) (audit.Change, error) {
	shelf, ok := catalog.CleanShelf(typed)
	if !ok {
		wrong.Add(ShelfField(place.ID), "shape", "Chỗ để dài nhất 24 chữ, như “tủ A2” hay “kệ 3”.", "A shelf has 24 characters at most, such as “A2” or “shelf 3”.")
		return audit.Change{}, nil
	}
	before, err := b.goods.SetShelf(ctx, tx, sku, place.shelf(), shelf)
	if errors.Is(err, store.ErrNotFound) {
		if shelf != "" {
			wrong.Add(ShelfField(place.ID), "empty", "Chưa có hàng này ở đó; chuyển đến rồi ghi chỗ để.", "Nothing of it was ever there; move some there first.")
		}
		return audit.Change{}, nil
	}
	return audit.Change{Field: "shelf " + place.Title("vi"), From: before, To: shelf}, err
}

// ShelvesAt tells where at a place units lie, by SKU; what nobody said is not in it.
func (b *Book) ShelvesAt(ctx context.Context, r store.Reader, place *Place, skus []string) (map[string]string, error) {
	if place.Own() {
		return b.goods.Shelves(ctx, r, skus)
	}
	lying, err := b.At(ctx, r, place.ID)
	shelves := map[string]string{}
	for _, l := range lying {
		if l.Shelf != "" {
			shelves[l.SKU] = l.Shelf
		}
	}
	return shelves, err
}

// CompareShelves orders shelves as people walk along them, so that A2 comes before A10. What has no shelf comes last.
func CompareShelves(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(b), len(a))
	}
	a, b = strings.ToLower(a), strings.ToLower(b)
	for a != "" && b != "" {
		one, other := run(a), run(b)
		c := cmp.Compare(one, other)
		if digit(one[0]) && digit(other[0]) {
			c = cmp.Or(cmp.Compare(len(one), len(other)), c)
		}
		if c != 0 {
			return c
		}
		a, b = a[len(one):], b[len(other):]
	}
	return cmp.Compare(len(a), len(b))
}

// run is what of a text's beginning is digits, or is none.
func run(text string) string {
	n := 1
	for n < len(text) && digit(text[n]) == digit(text[0]) {
		n++
	}
	return text[:n]
}

func digit(b byte) bool { return b >= '0' && b <= '9' }
