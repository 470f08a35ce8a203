// Package shopper is the pages of somebody's own account as a buyer: who they are,
// where their parcels go, and what they ordered. It shows nobody another's.
package shopper

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/addresses"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var files embed.FS

// Orders is what these pages ask of orders.
type Orders interface {
	OfAccount(ctx context.Context, account string, limit int, after string) (store.Page[orders.Checkout], error)
	TakeIn(ctx context.Context, account, code, phone string) (*orders.View, error)
	OpenFor(ctx context.Context, account, code string) (*orders.View, string, error)
	AccountOf(ctx context.Context, code string) (string, error)
	Find(ctx context.Context, code string) (*orders.View, error)
}

// People is what these pages ask of accounts.
type People interface {
	Get(ctx context.Context, id string) (*accounts.Person, error)
	SetProfile(ctx context.Context, person, name, lang string) error
}

// Deps are what these pages stand on.
type Deps struct {
	Books  *addresses.Service
	Orders Orders
	People People
}

type room struct{ Deps }

// Where the pages are.
const (
	profilePath = "/tai-khoan"
	bookPath    = "/tai-khoan/dia-chi"
	ordersPath  = "/tai-khoan/don-hang"
)

// Room is the pages of a buyer's account.
func Room(deps Deps) desk.Room {
	r := &room{deps}
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		panic(err) // embedded above
	}
	return desk.Room{Name: "shopper", Templates: templates, Routes: r.routes(), Objects: map[string]desk.Find{"address": r.findAddress, "own-order": r.findOrder}}
}

func (r *room) routes() []desk.Route {
	get, post := http.MethodGet, http.MethodPost
	return []desk.Route{
		{Method: get, Path: profilePath, Action: policy.OwnAccount, Handle: r.showProfile},
		{Method: post, Path: profilePath, Action: policy.OwnAccount, Handle: r.saveProfile},
		{Method: get, Path: bookPath, Action: policy.OwnAccount, Handle: r.showBook},
		{Method: get, Path: bookPath + "/them", Action: policy.OwnAccount, Handle: r.newAddress},
		{Method: post, Path: bookPath + "/them", Action: policy.OwnAccount, Handle: r.addAddress},
		{Method: get, Path: bookPath + "/sua/:id", Action: policy.OwnThing, Object: "address", Handle: r.showAddress},
		{Method: post, Path: bookPath + "/sua/:id", Action: policy.OwnThing, Object: "address", Handle: r.changeAddress},
		{Method: post, Path: bookPath + "/xoa/:id", Action: policy.OwnThing, Object: "address", Handle: r.removeAddress},
		{Method: post, Path: bookPath + "/chon/:id", Action: policy.OwnThing, Object: "address", Handle: r.preferAddress},
		{Method: get, Path: ordersPath, Action: policy.OwnAccount, Handle: r.showOrders},
		{Method: post, Path: ordersPath, Action: policy.OwnAccount, Handle: r.takeIn},
		{Method: get, Path: ordersPath + "/:id", Action: policy.OwnThing, Object: "own-order", Handle: r.openOrder},
	}
}
