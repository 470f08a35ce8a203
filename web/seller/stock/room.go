// Package stock is the part of the producer's desk where goods are kept account of:
// where each unit lies, the ledger, slips, counts, and lots with their labels; and the
// page that a lot's code leads to. It promises that nobody sees or changes the stock of another producer.
package stock

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var templates embed.FS

// People gives the names of those who wrote lines.
type People interface {
	Names(ctx context.Context, ids []string) (map[string]string, error)
}

// Deps are what the room stands on.
type Deps struct {
	DB     store.DB
	Goods  *catalog.Catalog
	Book   *ledger.Book
	Lots   *lots.Shed
	People People
}

// room holds what the handlers need.
type room struct{ Deps }

// Where the pages are.
const (
	home       = "/ban-hang/kho"
	unitsPath  = "/ban-hang/kho/quy-cach"
	bookPath   = "/ban-hang/kho/so"
	slipsPath  = "/ban-hang/kho/phieu"
	placesPath = "/ban-hang/kho/noi"
	lotsPath   = "/ban-hang/kho/lo"
	// tracePath is the public page of a lot; its product's slug and its number follow.
	tracePath = "/truy-xuat"
)

// Room is the pages of stock at a producer's desk.
func Room(deps Deps) desk.Room {
	r := &room{deps}
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return desk.Room{Name: "seller/stock", Templates: files, Routes: append(r.routes(), r.lotRoutes()...), Objects: map[string]desk.Find{
		"unit": r.findUnit, "stockplace": r.findPlace, "slip": r.findSlip, "lot": r.findLot,
	}}
}

func (r *room) routes() []desk.Route {
	const unit, place, slip = unitsPath + "/:id", placesPath + "/:id", slipsPath + "/:id"
	get, post := http.MethodGet, http.MethodPost
	return []desk.Route{
		{Method: get, Path: home, Action: policy.StockRead, Handle: r.showHome},
		{Method: get, Path: unitsPath, Action: policy.StockRead, Handle: r.listUnits},
		{Method: get, Path: unit, Action: policy.StockRead, Object: "unit", Handle: r.showUnit},
		{Method: post, Path: unit + "/chuyen", Action: policy.StockEdit, Object: "unit", Handle: r.transfer},
		{Method: post, Path: unit + "/dem", Action: policy.StockEdit, Object: "unit", Handle: r.count},
		{Method: post, Path: unit + "/ghi", Action: policy.StockEdit, Object: "unit", Handle: r.adjust},
		{Method: post, Path: unit + "/muc", Action: policy.StockEdit, Object: "unit", Handle: r.setLevel},
		{Method: post, Path: unit + "/cho", Action: policy.StockEdit, Object: "unit", Handle: r.setShelves},
		{Method: get, Path: bookPath, Action: policy.StockRead, Handle: r.showBook},
		{Method: get, Path: bookPath + "/xuat/:dang", Action: policy.StockRead, Handle: r.exportBook},
		{Method: get, Path: slipsPath, Action: policy.StockRead, Handle: r.listSlips},
		{Method: get, Path: slipsPath + "/moi", Action: policy.StockEdit, Handle: r.newSlip},
		{Method: post, Path: slipsPath, Action: policy.StockEdit, Handle: r.addSlip},
		{Method: get, Path: slip, Action: policy.StockRead, Object: "slip", Handle: r.showSlip},
		{Method: post, Path: slip + "/den", Action: policy.StockEdit, Object: "slip", Handle: r.arrive},
		{Method: get, Path: placesPath, Action: policy.StockRead, Handle: r.listPlaces},
		{Method: post, Path: placesPath, Action: policy.StockEdit, Handle: r.addPlace},
		{Method: get, Path: place, Action: policy.StockRead, Object: "stockplace", Handle: r.showPlace},
		{Method: post, Path: place, Action: policy.StockEdit, Object: "stockplace", Handle: r.editPlace},
		{Method: post, Path: place + "/dong", Action: policy.StockEdit, Object: "stockplace", Handle: r.closePlace},
	}
}

func (r *room) lotRoutes() []desk.Route {
	const lot = lotsPath + "/:id"
	get, post := http.MethodGet, http.MethodPost
	return []desk.Route{
		{Method: get, Path: lotsPath, Action: policy.StockRead, Handle: r.listLots},
		{Method: get, Path: lotsPath + "/moi", Action: policy.LotEdit, Handle: r.newLot},
		{Method: post, Path: lotsPath, Action: policy.LotEdit, Handle: r.addLot},
		{Method: get, Path: lot, Action: policy.StockRead, Object: "lot", Handle: r.showLot},
		{Method: post, Path: lot, Action: policy.LotEdit, Object: "lot", Handle: r.mendLot},
		{Method: get, Path: lot + "/nhan", Action: policy.StockRead, Object: "lot", Handle: r.showLabels},
		{Method: post, Path: lot + "/nhan", Action: policy.LotEdit, Object: "lot", Handle: r.labelled},
		{Method: get, Path: lot + "/qr.svg", Action: policy.StockRead, Object: "lot", Once: true, Handle: r.showQR},
		{Method: get, Path: tracePath + "/:slug/:lo", Action: policy.Browse, Handle: r.trace},
	}
}

// findUnit tells whose a unit is, by its SKU.
func (r *room) findUnit(ctx context.Context, sku string) (policy.Object, error) {
	card, _, ok := r.Goods.CardBySKU(sku)
	if !ok {
		return policy.Object{}, store.ErrNotFound
	}
	return policy.Object{Producer: card.ProducerID, Province: card.Place.Province}, nil
}

func (r *room) findPlace(ctx context.Context, id string) (policy.Object, error) {
	p, err := r.Book.Place(ctx, r.DB, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Producer: p.Producer}, nil
}

func (r *room) findSlip(ctx context.Context, id string) (policy.Object, error) {
	s, err := r.Book.Slip(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Producer: s.Producer}, nil
}

func (r *room) findLot(ctx context.Context, id string) (policy.Object, error) {
	l, err := r.Lots.Lot(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Producer: l.Producer}, nil
}

// Low counts the units of which a producer has less than it wants to, for the navigation.
func Low(goods *catalog.Catalog) desk.Counter {
	return func(ctx context.Context, a policy.Actor) (int, error) {
		if a.Producer == "" {
			return 0, nil
		}
		return goods.CountLow(ctx, a.Producer)
	}
}

func (r *room) now() time.Time { return r.Goods.Now() }

// names looks up who wrote lines; who is gone keeps no name.
func (r *room) names(ctx context.Context, ids []string) (map[string]string, error) {
	return r.People.Names(ctx, ids)
}
