// Package privacy is the pages of personal data: what is kept about somebody, what
// they agreed to and what they ask, and the queue of those who answer. A copy of
// data goes to the one whose data it is, by a link that works once.
package privacy

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/accounts/privacy"
	"github.com/ocopmarket/ocop/web/desk"
)

//go:embed templates
var files embed.FS

// Names tells what persons are called.
type Names interface {
	Names(ctx context.Context, ids []string) (map[string]string, error)
}

// Deps are what these pages stand on.
type Deps struct {
	Privacy *privacy.Service
	Inbox   *notices.Inbox
	Names   Names
}

type room struct{ Deps }

// Where the pages are.
const (
	ownPath   = "/tai-khoan/du-lieu"
	QueuePath = "/quan-tri/du-lieu"
)

// Room is the pages of personal data.
func Room(deps Deps) desk.Room {
	r := &room{deps}
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		panic(err) // embedded above
	}
	return desk.Room{Name: "privacy", Templates: templates, Routes: r.routes(), Objects: map[string]desk.Find{"data-request": r.find}}
}

func (r *room) routes() []desk.Route {
	get, post := http.MethodGet, http.MethodPost
	const request = "data-request"
	return []desk.Route{
		{Method: get, Path: ownPath, Action: policy.OwnAccount, Handle: r.show},
		{Method: post, Path: ownPath, Action: policy.OwnAccount, Handle: r.ask},
		{Method: post, Path: ownPath + "/dong-y", Action: policy.OwnAccount, Handle: r.agree},
		{Method: post, Path: ownPath + "/rut/:id", Action: policy.OwnThing, Object: request, Handle: r.withdraw},
		{Method: post, Path: ownPath + "/lien-ket/:id", Action: policy.OwnThing, Object: request, Handle: r.link},
		{Method: get, Path: ownPath + "/tai/:id", Action: policy.OwnThing, Object: request, Handle: r.fetch},
		{Method: get, Path: QueuePath, Action: policy.HandleData, Handle: r.queue},
		{Method: get, Path: QueuePath + "/:id", Action: policy.HandleData, Object: request, Handle: r.showRequest},
		{Method: post, Path: QueuePath + "/:id", Action: policy.HandleData, Object: request, Handle: r.decide},
		{Method: post, Path: QueuePath + "/:id/nhan", Action: policy.HandleData, Object: request, Handle: r.take},
	}
}

func (r *room) find(ctx context.Context, id string) (policy.Object, error) {
	one, err := r.Privacy.Get(ctx, id)
	if err != nil {
		return policy.Object{}, err
	}
	return policy.Object{Person: one.Person}, nil
}

// Waiting counts the requests that wait, for the navigation.
func Waiting(s *privacy.Service) desk.Counter {
	return func(ctx context.Context, _ policy.Actor) (int, error) { return s.Count(ctx) }
}
