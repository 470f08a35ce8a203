// Package desk is what the pages of people with an account are built with: routes
// that name what they do and to which object, so that each is judged by the policy
// before it runs; the desks' layout; forms, tables and charts. It promises that no
// handler runs for somebody who may not.
//
// A room of pages (package web/seller and its neighbours) gives its templates and
// its routes. Words stand in both languages side by side where they are used:
// {{t "Kho" "Stock"}} in a template, ask.Say("Kho", "Stock") in Go.
package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web"
)

// Room is a group of pages with their templates.
type Room struct {
	Name      string // of the folder, for errors
	Templates fs.FS  // NAME.html defines "main"; parts/*.html define what several share
	Routes    []Route
	// Objects find what the ids in addresses name, by kind: the policy's view of it, or store.ErrNotFound.
	Objects map[string]Find
}

// Find tells whose an object is. A kind that several rooms find is given by one of them.
type Find func(ctx context.Context, id string) (policy.Object, error)

// Route is one address: what it does, to what, and how.
type Route struct {
	Method string
	Path   string // "/ban-hang/san-pham/:id"
	Action policy.Action
	// Object is the kind of what :id in the path names; empty where the address names no object of its own.
	Object string
	// Upload is how many bytes of files its form may bring; 0 for a form without.
	Upload int64
	// Once lays it without a language: an answer to a script or a file.
	Once   bool
	Handle func(*Ask) error
}

// Who tells who asks; somebody unknown is the zero Actor.
type Who func(r *http.Request) (policy.Actor, error)

// Counter counts what waits at an entry of a desk's navigation.
type Counter func(ctx context.Context, a policy.Actor) (int, error)

// Deps are what all rooms stand on.
type Deps struct {
	Who Who
	// Around wraps every route of the rooms, such as with the session; may be nil.
	Around func(http.Handler) http.Handler
	// Counts are shown beside entries of the navigation, by their path.
	Counts map[string]Counter
	// Menu tells where somebody may switch to; may be nil.
	Menu  func(ctx context.Context, a policy.Actor) ([]Switch, error)
	Clock func() time.Time
}

// Switch is an organization that somebody may act for; Org is empty for themselves.
type Switch struct {
	Org, Name string
	Kind      policy.OrgKind
	Current   bool
}

// Desks lays all rooms.
type Desks struct {
	deps    Deps
	rooms   []Room
	objects map[string]Find
	kit     *web.Kit
	pages   map[string]*page
	shared  map[web.Lang]*sharedOnce
}

// New gathers the rooms; web.Server lays them.
func New(deps Deps, rooms ...Room) (*Desks, error) {
	d := &Desks{deps: deps, rooms: rooms, objects: map[string]Find{}, pages: map[string]*page{}}
	if deps.Clock == nil {
		d.deps.Clock = time.Now
	}
	for _, room := range rooms {
		for kind, find := range room.Objects {
			if d.objects[kind] != nil {
				return nil, fmt.Errorf("desk: two rooms find objects of the kind %q", kind)
			}
			d.objects[kind] = find
		}
	}
	return d, d.check()
}

// check refuses routes that the policy could not judge.
func (d *Desks) check() error {
	var errs []error
	for _, r := range d.Routes() {
		if _, ok := policy.Rules()[r.Action]; !ok {
			errs = append(errs, fmt.Errorf("desk: %s %s: action %q has no rule", r.Method, r.Path, r.Action))
		}
		if r.Object != "" && d.objects[r.Object] == nil {
			errs = append(errs, fmt.Errorf("desk: %s %s: nobody finds objects of the kind %q", r.Method, r.Path, r.Object))
		}
	}
	return errors.Join(errs...)
}

// Routes lists the routes of all rooms.
func (d *Desks) Routes() []Route {
	var all []Route
	for _, room := range d.rooms {
		all = append(all, room.Routes...)
	}
	return all
}

// Lay lays the routes on the site.
func (d *Desks) Lay(k *web.Kit) error {
	d.kit = k
	d.prepare()
	for _, room := range d.rooms {
		if err := d.readTemplates(room); err != nil {
			return err
		}
		for _, r := range room.Routes {
			lay := k.Handle
			if r.Once {
				lay = k.HandleOnce
			}
			lay(r.Method, r.Path, r.Upload, d.around(r))
		}
	}
	return nil
}

// around runs a route inside what wraps all of them.
func (d *Desks) around(r Route) func(*gin.Context) error {
	if d.deps.Around == nil {
		return func(c *gin.Context) error { return d.serve(c, r) }
	}
	return func(c *gin.Context) (err error) {
		writer := c.Writer
		defer func() { c.Writer = writer }()
		d.outside(c, d.deps.Around(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			c.Request = req
			c.Writer = &inner{ResponseWriter: writer, w: w}
			if err = d.serve(c, r); err != nil {
				d.kit.Fail(c, err)
			}
		})))
		return nil
	}
}

// inner lets a handler write through what wraps it, such as a session that sets its cookie with the first byte.
type inner struct {
	gin.ResponseWriter
	w http.ResponseWriter
}

// Header, WriteHeader, Write and WriteString go the wrapped way.
func (i *inner) Header() http.Header               { return i.w.Header() }
func (i *inner) WriteHeader(status int)            { i.w.WriteHeader(status) }
func (i *inner) Write(b []byte) (int, error)       { return i.w.Write(b) }
func (i *inner) WriteString(s string) (int, error) { return i.w.Write([]byte(s)) }

// serve judges and runs a route.
func (d *Desks) serve(c *gin.Context, r Route) error {
	actor, err := d.deps.Who(c.Request)
	if err != nil {
		return err
	}
	object, err := d.object(c, r)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	missing := err != nil
	if err := policy.May(actor, r.Action, object); err != nil {
		return d.refuse(c, err)
	}
	if missing {
		return store.ErrNotFound
	}
	via := audit.Actor{Person: actor.Person, Org: actor.Org, Via: "web", Key: actor.Key}
	c.Request = c.Request.WithContext(audit.WithActor(c.Request.Context(), via))
	lang, _ := web.LangOf(c.Request.URL.Path)
	return r.Handle(&Ask{Context: c, Who: actor, Object: object, Lang: lang, desks: d})
}

func (d *Desks) object(c *gin.Context, r Route) (policy.Object, error) {
	if r.Object == "" {
		return policy.Object{}, nil
	}
	object, err := d.objects[r.Object](c.Request.Context(), c.Param("id"))
	object.Kind, object.ID = r.Object, c.Param("id")
	return object, err
}

// Where one signs in, and where one gives the second factor.
const (
	SignInPath       = "/dang-nhap"
	SecondFactorPath = "/dang-nhap/buoc-hai"
)

// refuse leads to signing in where that helps; else it is an error.
func (d *Desks) refuse(c *gin.Context, err error) error {
	lang, _ := web.LangOf(c.Request.URL.Path)
	to := ""
	switch {
	case errors.Is(err, policy.ErrSignIn):
		to = SignInPath
	case errors.Is(err, policy.ErrSecondFactor):
		to = SecondFactorPath
	default:
		return err
	}
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		return web.See(c, lang.Path(to))
	}
	return web.See(c, lang.Path(to)+"?tiep="+queryEscape(c.Request.URL.RequestURI()))
}
