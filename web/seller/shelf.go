package seller

import (
	"cmp"
	"slices"

	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/web/desk"
)

// shelved tells of each thing to pick where in the own store it lies, and of each order how many bags of dry ice it takes.
func (r *room) shelved(ask *desk.Ask, rows []row) ([]row, error) {
	var skus []string
	for _, row := range rows {
		for _, p := range row.Picks {
			skus = append(skus, p.SKU)
		}
	}
	slices.Sort(skus)
	shelves, err := r.Goods.Shelves(ask.Ctx(), r.DB, slices.Compact(skus))
	if err != nil {
		return nil, err
	}
	packing, err := r.Orders.PackingOf(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Bags = packing.Bags(rows[i].Order)
		for j := range rows[i].Picks {
			rows[i].Picks[j].Shelf = shelves[rows[i].Picks[j].SKU]
		}
	}
	return rows, nil
}

// alongShelves puts what is picked in one go into the order of a walk along the shelves.
func alongShelves(picks []pick) {
	slices.SortStableFunc(picks, func(a, b pick) int {
		return cmp.Or(ledger.CompareShelves(a.Shelf, b.Shelf), cmp.Compare(a.Name, b.Name))
	})
}
