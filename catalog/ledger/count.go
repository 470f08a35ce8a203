package ledger

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// CountInput is what somebody counted at a place.
type CountInput struct {
	Producer, Place, SKU string
	Counted              int
	// Held is how many of those open orders hold: they lie there but are already taken off what can be sold.
	Held   int
	Reason string // why it is another number than the book's
}

// CountIn writes the difference between the book and what was counted, in the caller's transaction, and returns it; 0 writes nothing.
func (b *Book) CountIn(ctx context.Context, tx store.Tx, in CountInput) (int, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	place, err := b.spot(ctx, tx, in.Producer, in.Place, in.SKU)
	if err != nil {
		return 0, err
	}
	booked, err := b.booked(ctx, tx, place, in.SKU)
	if err != nil {
		return 0, err
	}
	difference := in.Counted - in.Held - booked
	if err := in.check(difference); err != nil || difference == 0 {
		return 0, err
	}
	move := catalog.Movement{SKU: in.SKU, Place: place.shelf(), Delta: difference, Kind: catalog.EntryCount, Reason: in.Reason}
	if err := b.goods.Move(ctx, tx, move); err != nil {
		return 0, err
	}
	return difference, b.note(ctx, tx, stockEdit, "unit/"+in.SKU, "đếm ở "+place.Title("vi")+": "+in.Reason, "counted at "+place.Title("en")+": "+in.Reason, numbers("quantity", in.Held+booked, in.Counted))
}

// booked is what the book says lies at a place, without what orders hold.
func (b *Book) booked(ctx context.Context, r store.Reader, place *Place, sku string) (int, error) {
	shelf, id := own, sku
	if !place.Own() {
		shelf, id = elsewhere, sku+"@"+place.ID
	}
	stock, err := shelf.Get(ctx, r, id)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return stock.Available, nil
}

func (in CountInput) check(difference int) error {
	var wrong field.Errors
	switch {
	case in.Counted < 0 || in.Counted > maxQuantity:
		wrong.Add("counted", "range", "Ghi số đếm được, từ 0.", "Write the number that you counted, from 0.")
	case in.Counted < in.Held:
		wrong.Add("counted", "held", fmt.Sprintf("Đơn đang giữ %d, nhiều hơn số đếm được. Hủy bớt đơn rồi đếm lại.", in.Held), fmt.Sprintf("Orders hold %d, more than you counted. Call some off and count again.", in.Held))
	case difference != 0 && in.Reason == "":
		wrong.Add("reason", "missing", "Lệch thì phải ghi vì sao.", "Say why the number differs.")
	case utf8.RuneCountInString(in.Reason) > maxNote:
		wrong.Add("reason", "too_long", "Dài quá 300 chữ.", "Longer than 300 characters.")
	}
	return wrong.Err()
}
