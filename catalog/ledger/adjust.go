package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// AdjustInput is one line that somebody writes by hand.
type AdjustInput struct {
	Producer, Place, SKU string
	Kind                 catalog.EntryKind
	Delta                int // more or less, as the kind wants it
	Ref, Reason, Lot     string
	// Once names the form; one that was carried out before writes nothing. Empty for a form of its own.
	Once string
}

// signs tells which way each kind that people write goes; 0 is both ways.
var signs = map[catalog.EntryKind]int{
	catalog.EntryReceipt: 1, catalog.EntryReturn: 1, catalog.EntrySale: -1, catalog.EntrySample: -1, catalog.EntryCorrection: 0,
}

// ByHand lists the kinds of entries that people write, in the order in which they choose.
func ByHand() []catalog.EntryKind {
	return []catalog.EntryKind{catalog.EntryReceipt, catalog.EntryReturn, catalog.EntrySale, catalog.EntrySample, catalog.EntryCorrection}
}

// Signed gives a number that somebody typed the sign that its kind has.
func Signed(kind catalog.EntryKind, n int) int {
	if signs[kind] < 0 {
		return -n
	}
	return n
}

// Adjust writes one line, or returns field.Errors.
func (b *Book) Adjust(ctx context.Context, in AdjustInput) error {
	err := b.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, ok, err := before(ctx, tx, in.Producer, in.Once); ok || err != nil {
			return err
		}
		if err := b.AdjustIn(ctx, tx, in); err != nil {
			return err
		}
		return b.done(ctx, tx, in.Producer, in.Once, "")
	})
	if in.Once != "" && errors.Is(err, store.ErrDuplicate) {
		return nil // the same form, at the same moment
	}
	return err
}

// AdjustIn writes one line in the caller's transaction.
func (b *Book) AdjustIn(ctx context.Context, tx store.Tx, in AdjustInput) error {
	in.Ref, in.Reason = strings.TrimSpace(in.Ref), strings.TrimSpace(in.Reason)
	place, err := b.spot(ctx, tx, in.Producer, in.Place, in.SKU)
	if err != nil {
		return err
	}
	if err := in.check(place); err != nil {
		return err
	}
	move := catalog.Movement{SKU: in.SKU, Place: place.shelf(), Delta: in.Delta, Kind: in.Kind, Ref: in.Ref, Reason: in.Reason, Lot: in.Lot}
	if err := shortOf("quantity", b.goods.Move(ctx, tx, move)); err != nil {
		return err
	}
	return b.note(ctx, tx, stockEdit, "unit/"+in.SKU, fmt.Sprintf("%s %+d ở %s", strings.ToLower(in.Kind.Name("vi")), in.Delta, place.Title("vi")),
		fmt.Sprintf("%s %+d at %s", strings.ToLower(in.Kind.Name("en")), in.Delta, place.Title("en")))
}

// spot finds a place and a unit of the producer; field.Errors where either is somebody else's.
func (b *Book) spot(ctx context.Context, r store.Reader, producer, placeID, sku string) (*Place, error) {
	var wrong field.Errors
	place, err := b.placeOf(ctx, r, producer, placeID)
	if errors.Is(err, store.ErrNotFound) {
		wrong.Add("place", "unknown", "Chọn nơi để hàng.", "Choose the place.")
	} else if err != nil {
		return nil, err
	}
	if _, err := b.unitOf(ctx, r, producer, sku); errors.Is(err, store.ErrNotFound) {
		wrong.Add("sku", "unknown", "Quy cách này không phải của chủ thể.", "This unit is not the producer's.")
	} else if err != nil {
		return nil, err
	}
	return place, wrong.Err()
}

func (in AdjustInput) check(place *Place) error {
	var wrong field.Errors
	sign, known := signs[in.Kind]
	switch {
	case !known || !slices.Contains(ByHand(), in.Kind):
		wrong.Add("kind", "unknown", "Chọn việc cần ghi.", "Choose what to write down.")
	case in.Delta == 0 || in.Delta > maxQuantity || in.Delta < -maxQuantity || in.Delta*sign < 0:
		wrong.Add("quantity", "range", "Ghi một số nguyên từ 1.", "Write a whole number from 1.")
	case in.Kind == catalog.EntrySale && !place.Kind.Sells():
		wrong.Add("kind", "samples", "Hàng mẫu không bán.", "Samples are not sold.")
	}
	if in.Kind == catalog.EntryCorrection && in.Reason == "" {
		wrong.Add("reason", "missing", "Sửa sổ thì phải ghi lý do.", "A correction needs its reason.")
	}
	if utf8.RuneCountInString(in.Reason) > maxNote || utf8.RuneCountInString(in.Ref) > maxName {
		wrong.Add("reason", "too_long", "Dài quá.", "Too long.")
	}
	return wrong.Err()
}

// Sell takes goods off a place where they are sold on the spot, in the caller's transaction: a
// *catalog.ShortError when there are fewer or they are locked. ref is what it belongs to, such as a booth's receipt.
func (b *Book) Sell(ctx context.Context, tx store.Tx, placeID string, lines []catalog.Line, ref string) error {
	place, err := b.Place(ctx, tx, placeID)
	if err != nil {
		return err
	}
	if !place.Kind.Sells() || place.ClosedAt != nil {
		return &catalog.ShortError{}
	}
	var moves []catalog.Movement
	for _, l := range lines {
		moves = append(moves, catalog.Movement{SKU: l.SKU, Place: place.shelf(), Delta: -l.Quantity, Kind: catalog.EntrySale, Ref: ref})
	}
	return b.goods.Move(ctx, tx, moves...)
}
