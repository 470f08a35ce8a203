package stock

import (
	"fmt"
	"net/url"
	"slices"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/web/desk"
)

// lotField is how the field is named by which the lot of a unit on a slip is chosen.
func lotField(sku string) string { return "lot." + sku }

// ownLot returns the id of a lot if it is one of the unit's; field.Errors for any other.
func (r *room) ownLot(ask *desk.Ask, sku, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	found, err := r.Lots.Lots(ask.Ctx(), []string{id})
	if err != nil {
		return "", err
	}
	if len(found) == 0 || found[0].SKU != sku || found[0].Producer != ask.Who.Producer {
		return "", field.Errors{{Field: lotField(sku), Code: "unknown", VI: "Chọn một lô trong danh sách.", EN: "Choose a lot of the list."}}
	}
	return id, nil
}

// lotsOf names the lots that the form of a slip chooses, by the lines that it has; what is wrong with any is in wrong.
func (r *room) lotsOf(ask *desk.Ask, form url.Values, lines []ledger.SlipLine) (wrong field.Errors, err error) {
	for i := range lines {
		lot, err := r.ownLot(ask, lines[i].SKU, form.Get(lotField(lines[i].SKU)))
		if said, ok := err.(field.Errors); ok {
			wrong = append(wrong, said...)
		} else if err != nil {
			return nil, err
		}
		lines[i].Lot = lot
	}
	return wrong, nil
}

// The bounds of what is read to offer lots: so many of the newest of a producer, and so many lines of the ledger on one page.
const (
	maxLotsRead   = 500
	maxLinesRead  = 20_000
	maxLotOptions = 30
)

// offerLots lets the lot of each unit be chosen of which lots lie at the place, the oldest first. Of a unit with
// too many lines to follow all newer lots are offered.
func (r *room) offerLots(ask *desk.Ask, rows []moveRow, place string) error {
	found, err := r.Lots.OfProducer(ask.Ctx(), ask.Who.Producer, "", "", maxLotsRead)
	if err != nil {
		return err
	}
	bySKU := map[string][]*lots.Lot{}
	for _, l := range found.Items {
		bySKU[l.SKU] = append(bySKU[l.SKU], l)
	}
	left := maxLinesRead
	for i := range rows {
		some := bySKU[rows[i].SKU]
		if len(some) == 0 {
			continue
		}
		slices.Reverse(some) // they came newest first
		if rows[i].Lots, err = r.lotOptions(ask, some, place, &left); err != nil {
			return err
		}
	}
	return nil
}

// lotOptions are the lots of one unit as choices; none where none of them lies at the place.
func (r *room) lotOptions(ask *desk.Ask, some []*lots.Lot, place string, left *int) ([]desk.Option, error) {
	options := []desk.Option{{Label: ask.Say("Lô cũ trước", "The oldest first")}}
	n, err := r.Book.Count(ask.Ctx(), some[0].SKU)
	if err != nil {
		return nil, err
	}
	if *left -= n; *left < 0 {
		for _, l := range some[max(0, len(some)-maxLotOptions):] {
			options = append(options, desk.Option{Value: l.ID, Label: l.Number})
		}
		return options, nil
	}
	trail, err := r.Lots.Trail(ask.Ctx(), r.DB, ask.Who.Producer, some[0].SKU)
	if err != nil {
		return nil, err
	}
	for _, l := range some {
		if n := trail.Left[l.ID][place]; n > 0 && len(options) <= maxLotOptions {
			options = append(options, desk.Option{Value: l.ID, Label: lotLabel(ask, l, n)})
		}
	}
	if len(options) == 1 {
		return nil, nil
	}
	return options, nil
}

// lotLabel names a lot with how many of it are there and how long they are good.
func lotLabel(ask *desk.Ask, l *lots.Lot, n int) string {
	label := fmt.Sprintf("%s, %s", l.Number, ask.Say("còn %s", "%s left", ask.Lang.Num(n)))
	if l.BestBefore != nil {
		label += ask.Say(", dùng đến %s", ", best before %s", ask.Lang.Date(*l.BestBefore))
	}
	return label
}
