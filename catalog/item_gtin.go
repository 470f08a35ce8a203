package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/internal/store"
)

// barcode says whose a trade item number is: a number names one unit or one case of one product.
type barcode struct {
	store.Meta `bson:",inline"` // ID is the number, 13 digits or 14
	ProductID  string           `bson:"product_id"`
	SKU        string           `bson:"sku"`
}

var barcodes = store.Define[barcode]("barcodes", store.Index{Fields: []string{"product_id"}})

// UnitGTIN returns the 13 digits of a unit's number, or ErrGTIN: a unit that is scanned at a till has no packaging digit.
func UnitGTIN(typed string) (string, error) {
	number, err := NormalGTIN(compact(typed))
	if err != nil || len(number) != 13 {
		return "", ErrGTIN
	}
	return number, nil
}

// CaseGTIN returns the 14 digits of a case's number: ErrGTIN when they are none, ErrCaseGTIN when they are not those of the unit behind a packaging digit of 1 to 8.
func CaseGTIN(typed, unit string) (string, error) {
	number, err := NormalGTIN(compact(typed))
	if err != nil || len(number) != 14 {
		return "", ErrGTIN
	}
	// GS1: 9 is for goods of variable weight, whose case holds no fixed number of units.
	if len(unit) != 13 || number[1:13] != unit[:12] || number[0] == '9' {
		return "", ErrCaseGTIN
	}
	return number, nil
}

// ErrCaseGTIN: the number of a case is not made of the unit's.
var ErrCaseGTIN = errors.New("catalog: the case's number does not hold the unit's 12 digits")

// SuggestCaseGTIN makes the number of a case of a unit, with the packaging digit 1; empty without a unit's number.
func SuggestCaseGTIN(unit string) string {
	if len(unit) != 13 {
		return ""
	}
	digits := "1" + unit[:12]
	for check := byte('0'); check <= '9'; check++ {
		if number := digits + string(check); checkDigitRight(number) {
			return number
		}
	}
	return ""
}

// GTINTakenError: a number already names something else.
type GTINTakenError struct{ GTIN, ProductID, SKU string }

func (e *GTINTakenError) Error() string {
	return fmt.Sprintf("catalog: %s names %s of product %s already", e.GTIN, e.SKU, e.ProductID)
}

// numbersOf lists the numbers of a product's units and cases with the SKU of each.
func numbersOf(units []Unit) map[string]string {
	numbers := map[string]string{}
	for _, u := range units {
		if u.GTIN != "" {
			numbers[u.GTIN] = u.SKU
		}
		if c := u.Trading().Case.GTIN; c != "" {
			numbers[c] = u.SKU
		}
	}
	return numbers
}

// claimNumbers makes the product's numbers its own in the caller's transaction, and frees those that it gave up: *GTINTakenError when one is somebody else's.
func claimNumbers(ctx context.Context, tx store.Tx, p *Product) error {
	held, err := barcodes.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "product_id", Op: store.Eq, Value: p.ID}}, Limit: maxUnits * 4})
	if err != nil {
		return err
	}
	wanted := numbersOf(p.Units)
	for _, b := range held {
		if sku, keep := wanted[b.ID]; keep && sku == b.SKU {
			delete(wanted, b.ID)
			continue
		}
		if err := barcodes.Delete(ctx, tx, b); err != nil {
			return err
		}
	}
	for _, number := range slices.Sorted(keysOf(wanted)) {
		if err := claim(ctx, tx, p, number, wanted[number]); err != nil {
			return err
		}
	}
	return nil
}

func claim(ctx context.Context, tx store.Tx, p *Product, number, sku string) error {
	if other, err := barcodes.Get(ctx, tx, number); !errors.Is(err, store.ErrNotFound) {
		if err == nil {
			err = &GTINTakenError{GTIN: number, ProductID: other.ProductID, SKU: other.SKU}
		}
		return err
	}
	listed, err := products.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "gtin", Op: store.Eq, Value: number}}, Limit: 2})
	if err != nil {
		return err
	}
	for _, other := range listed {
		if other.ID != p.ID {
			return &GTINTakenError{GTIN: number, ProductID: other.ID}
		}
	}
	return barcodes.Insert(ctx, tx, &barcode{Meta: store.Meta{ID: number}, ProductID: p.ID, SKU: sku})
}

// UnitByGTIN returns the product and the SKU that a unit's or a case's number names, or store.ErrNotFound; ErrGTIN for what is no number.
func (c *Catalog) UnitByGTIN(ctx context.Context, typed string) (*Product, string, error) {
	number, err := NormalGTIN(strings.TrimSpace(typed))
	if err != nil {
		return nil, "", err
	}
	b, err := barcodes.Get(ctx, c.db, number)
	if err != nil {
		return nil, "", err
	}
	p, err := products.Get(ctx, c.db, b.ProductID)
	return p, b.SKU, err
}
