package ledger

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// LineField is how field.Errors name the quantity of a unit on a slip, so that a form of many can say it beside the right one.
func LineField(sku string) string { return "quantity." + sku }

// checkLines says all that is wrong with a slip's lines, so that nobody mends them one at a time. Places that are unknown are nil.
func (b *Book) checkLines(ctx context.Context, tx store.Tx, in TransferInput, from, to *Place) (wrong field.Errors, err error) {
	switch n := len(in.Lines); {
	case n == 0:
		wrong.Add("quantity", "missing", "Chọn hàng cần chuyển.", "Choose what to move.")
	case n > maxLines:
		return field.Errors{{Field: "quantity", Code: "too_many", VI: fmt.Sprintf("Một phiếu tối đa %d dòng. Chia ra vài phiếu.", maxLines), EN: fmt.Sprintf("A slip has %d lines at most. Make several.", maxLines)}}, nil
	}
	wanted := map[string]int{} // of a unit, over its lots
	for _, line := range in.Lines {
		if line.Quantity < 1 || line.Quantity > maxQuantity {
			wrong.Add(LineField(line.SKU), "range", "Ghi một số nguyên từ 1.", "Write a whole number from 1.")
			continue
		}
		wanted[line.SKU] += line.Quantity
		of, err := b.checkLine(ctx, tx, in.Producer, SlipLine{SKU: line.SKU, Quantity: wanted[line.SKU]}, from, to)
		if err != nil {
			return nil, err
		}
		wrong = append(wrong, of...)
	}
	if utf8.RuneCountInString(in.Note) > maxNote {
		wrong.Add("note", "too_long", "Ghi chú dài quá 300 chữ.", "The note is longer than 300 characters.")
	}
	return wrong, nil
}

// checkLine says what is wrong with moving as many of a unit.
func (b *Book) checkLine(ctx context.Context, tx store.Tx, producer string, line SlipLine, from, to *Place) (wrong field.Errors, err error) {
	stock, err := b.unitOf(ctx, tx, producer, line.SKU)
	if errors.Is(err, store.ErrNotFound) {
		wrong.Add("sku", "unknown", "Quy cách này không phải của chủ thể.", "This unit is not the producer's.")
		return wrong, nil
	}
	if err != nil {
		return nil, err
	}
	if stock.Locked != "" && to != nil && !to.Own() {
		wrong.Add(LineField(line.SKU), "locked", "Hàng đang khóa bán, chờ kiểm; chỉ chuyển về kho nhà được.", "These goods are locked until they are checked; they may only come home.")
		return wrong, nil
	}
	if from == nil {
		return wrong, nil
	}
	there, err := b.booked(ctx, tx, from, line.SKU)
	if err != nil {
		return nil, err
	}
	if line.Quantity > there {
		wrong.Add(LineField(line.SKU), "short", fmt.Sprintf("Ở đó chỉ còn %d.", there), fmt.Sprintf("Only %d are there.", there))
	}
	return wrong, nil
}
