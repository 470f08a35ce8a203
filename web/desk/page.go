package desk

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/web"
)

// Page is what every page of a desk has; the structs of pages embed it.
type Page struct {
	web.Page
	Ask  *Ask
	Said string // a sentence about what was just done
	// Wrong is what the form that was sent is refused for.
	Wrong Wrong
	// Wide lets a table use the whole width.
	Wide bool
	// Paper hides all but the sheet when printed.
	Paper bool
	// Script is a module of ours for this page, such as "photos.js"; empty for none.
	Script string

	Desk string     // what the desk is called; empty on pages in the shop's layout
	Nav  []navEntry // its places
	Menu []Switch   // where else one may go

	secret bool // a password was sent, which its field does not give back
}

// Base lets the renderer reach what all pages share.
func (p *Page) Base() *Page { return p }

// Data is what Render accepts: a struct that embeds Page.
type Data interface{ Base() *Page }

type navEntry struct {
	Path, Icon, Name string
	Current          bool
	Count            int
}

// NewPage begins a page of a desk, with the navigation that belongs to its address.
func (a *Ask) NewPage(title string) Page {
	p := a.plainPage(title)
	first, _, _ := strings.Cut(strings.TrimPrefix(p.Path, "/"), "/")
	plan, ok := plans()[first]
	if !ok {
		return p
	}
	p.Desk = a.Say(plan.vi, plan.en)
	p.Nav = a.nav(plan, p.Path)
	if a.desks.deps.Menu != nil {
		menu, err := a.desks.deps.Menu(a.Ctx(), a.Who)
		if err != nil {
			a.desks.kit.Log().WarnContext(a.Ctx(), "menu of organizations", "err", err)
		}
		p.Menu = menu
	}
	return p
}

// ShopPage begins a page in the shop's layout, such as signing in.
func (a *Ask) ShopPage(title string) Page { return a.plainPage(title) }

func (a *Ask) plainPage(title string) Page {
	p := Page{Page: a.desks.kit.NewPage(a.Context, title), Ask: a}
	p.NoIndex = true
	return p
}

// nav marks the entry whose address is the longest beginning of this page's.
func (a *Ask) nav(plan plan, path string) []navEntry {
	current := ""
	for _, e := range plan.entries {
		if (path == e.Path || strings.HasPrefix(path, e.Path+"/")) && len(e.Path) > len(current) {
			current = e.Path
		}
	}
	var list []navEntry
	for _, e := range plan.entries {
		if !a.desks.has(e.Path) || !a.May(e.Action, a.Who.Desk()) {
			continue
		}
		list = append(list, navEntry{Path: e.Path, Icon: e.Icon, Name: a.Say(e.VI, e.EN), Current: e.Path == current, Count: a.count(e.Path)})
	}
	return list
}

// count is what waits at an entry; an entry whose number is not to be had shows none.
func (a *Ask) count(path string) int {
	counter := a.desks.deps.Counts[path]
	if counter == nil {
		return 0
	}
	n, err := counter(a.Ctx(), a.Who)
	if err != nil {
		a.desks.kit.Log().WarnContext(a.Ctx(), "count of the navigation", "path", path, "err", err)
	}
	return n
}

// has reports whether a route reads that address.
func (d *Desks) has(path string) bool {
	for _, room := range d.rooms {
		for _, r := range room.Routes {
			if r.Path == path && r.Method == http.MethodGet {
				return true
			}
		}
	}
	return false
}

// page is a page's template in each language, parsed when it is first shown: most pages of the desks are rare.
type page struct {
	room  Room
	file  string
	langs map[web.Lang]*parsed
}

type parsed struct {
	once sync.Once
	t    *template.Template
	err  error
}

type sharedOnce struct {
	once sync.Once
	t    *template.Template
	err  error
}

func (d *Desks) prepare() {
	d.shared = map[web.Lang]*sharedOnce{}
	for _, lang := range web.Langs() {
		d.shared[lang] = &sharedOnce{}
	}
}

// readTemplates notes the pages of a room.
func (d *Desks) readTemplates(room Room) error {
	names, err := fs.Glob(room.Templates, "*.html")
	if err != nil {
		return err
	}
	for _, file := range names {
		name := strings.TrimSuffix(file, ".html")
		if d.pages[name] != nil {
			return fmt.Errorf("desk: two rooms have a page %q", name)
		}
		p := &page{room: room, file: file, langs: map[web.Lang]*parsed{}}
		for _, lang := range web.Langs() {
			p.langs[lang] = &parsed{}
		}
		d.pages[name] = p
	}
	return nil
}

// ParseAll parses every page, which a test does.
func (d *Desks) ParseAll() error {
	for _, p := range d.pages {
		for _, lang := range web.Langs() {
			if _, err := d.template(p, lang); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Desks) template(p *page, lang web.Lang) (*template.Template, error) {
	at := p.langs[lang]
	at.once.Do(func() { at.t, at.err = d.parse(p, lang) })
	return at.t, at.err
}

func (d *Desks) parse(p *page, lang web.Lang) (*template.Template, error) {
	shared := d.shared[lang]
	shared.once.Do(func() { shared.t, shared.err = d.parseShared(lang) })
	if shared.err != nil {
		return nil, shared.err
	}
	t, err := shared.t.Clone()
	if err != nil {
		return nil, err
	}
	files := []string{p.file}
	if parts, err := fs.Glob(p.room.Templates, "parts/*.html"); err == nil {
		files = append(parts, p.file)
	}
	if _, err = t.ParseFS(p.room.Templates, files...); err != nil {
		return nil, fmt.Errorf("desk: parse %s of %s: %w", p.file, p.room.Name, err)
	}
	return t, nil
}

// Render answers with a page, in the desk's layout where it has one.
func (a *Ask) Render(status int, name string, data Data) error {
	p, ok := a.desks.pages[name]
	if !ok {
		return fmt.Errorf("desk: no page %q", name)
	}
	t, err := a.desks.template(p, a.Lang)
	if err != nil {
		return err
	}
	base := data.Base()
	base.Status = status
	if base.Said == "" {
		base.Said = a.said()
	}
	layout := "layout"
	if base.Desk != "" {
		layout = "desk"
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, layout, data); err != nil {
		return fmt.Errorf("desk: render %s: %w", name, err)
	}
	return a.desks.kit.Send(a.Context, status, a.sayKept(base, b.Bytes()))
}

// RenderPart answers with one named part of a page's templates, for a script that puts it in place.
func (a *Ask) RenderPart(name, part string, data any) error {
	p, ok := a.desks.pages[name]
	if !ok {
		return fmt.Errorf("desk: no page %q", name)
	}
	t, err := a.desks.template(p, a.Lang)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, part, data); err != nil {
		return fmt.Errorf("desk: render %s of %s: %w", part, name, err)
	}
	return a.desks.kit.Send(a.Context, http.StatusOK, b.Bytes())
}

// Now is the time, for pages that tell how long something is.
func (p *Page) Now() time.Time { return p.Ask.desks.deps.Clock() }
