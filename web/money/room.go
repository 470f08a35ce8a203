// Package money is the administrators' page of transfers: what came and how it fits,
// statements that are looked at before they are filed, transfers filed by hand, and
// refunds. It promises that whatever it files stands in the audit log with who did it.
package money

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var templates embed.FS

// Deps are what the room stands on.
type Deps struct{ Orders *orders.Service }

// room holds what the handlers need.
type room struct{ Deps }

const (
	home      = "/quan-tri/tien-ve"
	statement = home + "/sao-ke"
)

// maxStatement is how many bytes a statement may have.
const maxStatement = 8 << 20

// Room lays the pages of transfers.
func Room(deps Deps) desk.Room {
	r := &room{deps}
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		panic(err) // the folder is embedded
	}
	get, post := http.MethodGet, http.MethodPost
	return desk.Room{Name: "money", Templates: files, Objects: map[string]desk.Find{"statement": r.find}, Routes: []desk.Route{
		{Method: get, Path: home, Action: policy.PaymentRead, Handle: r.list},
		{Method: get, Path: home + "/ghi", Action: policy.PaymentRead, Handle: r.mark},
		{Method: post, Path: home + "/ghi", Action: policy.PaymentFile, Handle: r.fileMark},
		{Method: get, Path: home + "/hoan", Action: policy.PaymentRead, Handle: r.refund},
		{Method: post, Path: home + "/hoan", Action: policy.PaymentFile, Handle: r.fileRefund},
		{Method: post, Path: statement, Action: policy.PaymentFile, Upload: maxStatement, Handle: r.upload},
		{Method: get, Path: statement + "/:id", Action: policy.PaymentRead, Object: "statement", Handle: r.rehearse},
		{Method: post, Path: statement + "/:id", Action: policy.PaymentFile, Object: "statement", Handle: r.file},
	}}
}

// find tells whether a statement is there; administrators own all.
func (r *room) find(ctx context.Context, id string) (policy.Object, error) {
	_, err := r.Orders.Statement(ctx, id)
	return policy.Object{}, err
}

// Waiting counts what a person must look at: money of no order, and refunds that are owed.
func Waiting(of *orders.Service) desk.Counter {
	return func(ctx context.Context, _ policy.Actor) (int, error) {
		counts, err := of.CountPayments(ctx)
		if err != nil {
			return 0, err
		}
		refunds, err := of.CountRefunds(ctx)
		return counts[orders.Unmatched] + refunds, err
	}
}
