// Package seller is a producer's desk: what is to be done today, orders to pack and
// send, sales, and certificates that run out. It promises that nobody sees or moves
// the orders of another producer, and that a buyer's name, address and phone are shown to their seller alone.
package seller

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/programme/dossier"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var templates embed.FS

// Deps are what the room stands on.
type Deps struct {
	DB     store.Reader
	Orders *orders.Service
	Goods  *catalog.Catalog
	Papers *dossier.Service
	// Lots and Lines tell from which lots goods come; nil where none are kept.
	Lots  Lots
	Lines Lines
}

// room holds what the handlers need.
type room struct{ Deps }

// Where the pages are.
const (
	homePath    = "/ban-hang"
	ordersPath  = "/ban-hang/don-hang"
	orderPath   = ordersPath + "/:id"
	slipsPath   = ordersPath + "/phieu"
	packingPath = "/ban-hang/cach-goi"
	salesPath   = "/ban-hang/doanh-thu"
	certsPath   = "/ban-hang/chung-nhan"
)

// Room is the producer's desk beside its products and its stock.
func Room(deps Deps) desk.Room {
	r := &room{deps}
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return desk.Room{Name: "seller", Templates: files, Routes: r.routes(), Objects: map[string]desk.Find{"order": r.findOrder, "radar": r.findCertificate}}
}

func (r *room) routes() []desk.Route {
	get, post := http.MethodGet, http.MethodPost
	return []desk.Route{
		{Method: get, Path: homePath, Action: policy.SellerDesk, Handle: r.today},
		{Method: get, Path: ordersPath, Action: policy.OrderFulfil, Handle: r.pack},
		{Method: get, Path: slipsPath, Action: policy.OrderFulfil, Handle: r.slips},
		{Method: post, Path: ordersPath + "/giao-xe", Action: policy.OrderAdvance, Handle: r.handOver},
		{Method: post, Path: ordersPath + "/nhan", Action: policy.OrderAdvance, Handle: r.accept},
		{Method: get, Path: orderPath, Action: policy.OrderFulfil, Object: "order", Handle: r.order},
		{Method: get, Path: orderPath + "/phieu", Action: policy.OrderFulfil, Object: "order", Handle: r.slip},
		{Method: post, Path: orderPath + "/buoc", Action: policy.OrderAdvance, Object: "order", Handle: r.step},
		{Method: get, Path: orderPath + "/thieu", Action: policy.OrderFulfil, Object: "order", Handle: r.askShort},
		{Method: post, Path: orderPath + "/thieu", Action: policy.OrderAdvance, Object: "order", Handle: r.runShort},
		{Method: get, Path: packingPath, Action: policy.SellerDesk, Handle: r.packing},
		{Method: post, Path: packingPath, Action: policy.PackingSet, Handle: r.setPacking},
		{Method: get, Path: salesPath, Action: policy.SellerDesk, Handle: r.sales},
		{Method: get, Path: salesPath + "/xuat/:dang", Action: policy.SellerDesk, Handle: r.exportSales},
		{Method: get, Path: certsPath, Action: policy.SellerDesk, Handle: r.radar},
		{Method: get, Path: certsPath + "/:id", Action: policy.SellerDesk, Object: "radar", Handle: r.renewal},
		{Method: post, Path: certsPath + "/:id", Action: policy.RenewalEdit, Object: "radar", Handle: r.noteRenewal},
	}
}

// findOrder tells whose an order is.
func (r *room) findOrder(ctx context.Context, id string) (policy.Object, error) {
	o, err := r.Orders.Get(ctx, id)
	if errors.Is(err, orders.ErrNoOrder) {
		return policy.Object{}, store.ErrNotFound
	}
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Producer: o.Seller.ID}, nil
}

// findCertificate tells whose a certificate is; it is addressed by the key under which its number is found.
func (r *room) findCertificate(ctx context.Context, id string) (policy.Object, error) {
	cert, err := r.Goods.FindCertificate(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	p, err := r.Goods.Product(ctx, cert.ProductID)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Producer: p.ProducerID, Province: p.Place.Province}, nil
}

// ToPack counts a producer's orders that are to be packed, for the navigation.
func ToPack(of *orders.Service) desk.Counter {
	return func(ctx context.Context, a policy.Actor) (int, error) {
		if a.Producer == "" {
			return 0, nil
		}
		return of.CountIn(ctx, a.Producer, packable()...)
	}
}

// packable are the statuses of orders that are to be packed.
func packable() []orders.Status { return []orders.Status{orders.Pending, orders.Confirmed} }
