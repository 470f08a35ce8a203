// Package goods is the part of the producer's desk where products are kept: the
// item sheet with its photos and papers, requests to change what the certificate
// covers, and lists in and out. It promises that nobody reads or changes the
// products of another producer.
package goods

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/changes"
	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var templates embed.FS

// Deps are what the room stands on.
type Deps struct {
	Goods   *catalog.Catalog
	Library *media.Library
	Files   *private.Keeper
	Changes *changes.Service
	Imports *imports.Service
	Looks   Looks // nil: nobody counts looks at pages
}

// Looks knows how often products' pages were looked at in the last days.
type Looks interface {
	Recent(ctx context.Context, days int, ids ...string) (map[string]int, error)
}

// room holds what the handlers need.
type room struct{ Deps }

// maxPhoto is how many bytes a form with photos may bring: three of the largest at once, and their words.
const maxPhoto = 3*media.MaxBytes + 1<<20

// maxPaper is how many bytes a form with a paper may bring.
const maxPaper = private.MaxBytes + 1<<20

// maxEvidence is how many bytes of files a request may bring.
const maxEvidence = 2*private.MaxBytes + 1<<20

// Room is the pages of products at a producer's desk.
func Room(deps Deps) desk.Room {
	r := &room{deps}
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return desk.Room{Name: "seller/goods", Templates: files, Routes: append(r.routes(), r.importRoutes()...), Objects: map[string]desk.Find{"product": r.find, "import": r.findImport}}
}

func (r *room) routes() []desk.Route {
	const list, one = "/ban-hang/san-pham", "/ban-hang/san-pham/:id"
	get, post := http.MethodGet, http.MethodPost
	return []desk.Route{
		{Method: get, Path: list, Action: policy.ProductRead, Handle: r.list},
		{Method: get, Path: one, Action: policy.ProductRead, Object: "product", Handle: r.sheet},
		{Method: post, Path: one, Action: policy.ProductEdit, Object: "product", Handle: r.save},
		{Method: post, Path: one + "/nhap", Action: policy.ProductEdit, Object: "product", Handle: r.draft},
		{Method: post, Path: one + "/bo-nhap", Action: policy.ProductEdit, Object: "product", Handle: r.dropDraft},
		{Method: post, Path: one + "/xem-truoc", Action: policy.ProductEdit, Object: "product", Handle: r.preview},
		{Method: post, Path: one + "/cau-chuyen", Action: policy.ProductEdit, Object: "product", Handle: r.story},
		{Method: get, Path: one + "/anh", Action: policy.ProductRead, Object: "product", Handle: r.photos},
		{Method: post, Path: one + "/anh", Action: policy.ProductEdit, Object: "product", Upload: maxPhoto, Handle: r.addPhotos},
		{Method: post, Path: one + "/anh/sua", Action: policy.ProductEdit, Object: "product", Handle: r.editPhoto},
		{Method: get, Path: one + "/giay-to", Action: policy.ProductRead, Object: "product", Handle: r.papers},
		{Method: post, Path: one + "/giay-to", Action: policy.ProductEdit, Object: "product", Upload: maxPaper, Handle: r.addPaper},
		{Method: post, Path: one + "/giay-to/bo", Action: policy.ProductEdit, Object: "product", Handle: r.removePaper},
		{Method: get, Path: one + "/giay-to/:giay", Action: policy.ProductRead, Object: "product", Handle: r.showPaper},
		{Method: get, Path: one + "/xin-doi", Action: policy.ProductRead, Object: "product", Handle: r.requests},
		{Method: post, Path: one + "/xin-doi", Action: policy.ProductEdit, Object: "product", Upload: maxEvidence, Handle: r.ask},
		{Method: post, Path: one + "/xin-doi/rut", Action: policy.ProductEdit, Object: "product", Handle: r.withdraw},
	}
}

// find tells whose a product is.
func (r *room) find(ctx context.Context, id string) (policy.Object, error) {
	p, err := r.Goods.Product(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Producer: p.ProducerID, Province: p.Place.Province}, nil
}

// path is where a product's sheet is.
func path(id string) string { return "/ban-hang/san-pham/" + id }

// now is the time that pages tell.
func (r *room) now() time.Time { return r.Goods.Now() }

// base is what the room's pages have in common.
type base struct{ desk.Page }

// L is the page's language, for words that a domain keeps.
func (b *base) L() string { return string(b.Lang) }
