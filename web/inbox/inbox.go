// Package inbox is the page of what somebody was told, and of how they want to be
// told. It shows nobody what others were told.
package inbox

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// Path is where the page is.
const Path = "/tai-khoan/thong-bao"

//go:embed templates
var files embed.FS

// Deps are what the page stands on.
type Deps struct {
	Inbox *notices.Inbox
	// Save keeps how somebody wants to be told, with the consent that news need.
	Save func(ctx context.Context, person string, chosen notices.Choices) error
}

type room struct{ Deps }

// Room is the inbox.
func Room(deps Deps) desk.Room {
	r := &room{Deps: deps}
	templates, err := fs.Sub(files, "templates")
	if err != nil {
		panic(err) // embedded above
	}
	return desk.Room{Name: "inbox", Templates: templates, Routes: []desk.Route{
		{Method: http.MethodGet, Path: Path, Action: policy.OwnAccount, Handle: r.show},
		{Method: http.MethodPost, Path: Path + "/da-doc", Action: policy.OwnAccount, Handle: r.readAll},
		{Method: http.MethodGet, Path: Path + "/mo/:tin", Action: policy.OwnAccount, Handle: r.open},
		{Method: http.MethodPost, Path: Path + "/bao-bang", Action: policy.OwnAccount, Handle: r.choose},
	}}
}

// Count counts what somebody has not read, for the navigation.
func Count(in *notices.Inbox) desk.Counter { return in.Unread }

// page is the inbox.
type page struct {
	desk.Page
	Unread int
	Views  []view
	Groups []group
	More   string // where the next ones are; empty at the end
	Ways   []way
}

// view is a choice of notices.
type view struct {
	Name, Path string
	Count      int
	Current    bool
}

// group is the notices of a time.
type group struct {
	Name    string
	Entries []entry
}

// entry is a notice.
type entry struct {
	Path, Text, Say, When string
	Read                  bool
}

// way is how one is told of a kind.
type way struct {
	Slug, Name string
	Here, Mail bool
	Locked     bool
}

const perPage = 50

func (r *room) show(a *desk.Ask) error {
	chosen := a.Query("loai")
	filter := notices.Filter{Kind: kindOf(chosen), Unread: chosen == unread, After: a.Query("sau"), Limit: perPage}
	list, err := r.Inbox.List(a.Ctx(), a.Who, filter)
	if err != nil {
		return err
	}
	counts, err := r.Inbox.Count(a.Ctx(), a.Who)
	if err != nil {
		return err
	}
	wants, err := r.Inbox.Choices(a.Ctx(), a.Who.Person)
	if err != nil {
		return err
	}
	p := &page{Page: a.NewPage(a.Say("Thông báo", "Notices")), Unread: counts.Unread}
	p.Views, p.Groups, p.Ways = views(a, counts, chosen), groups(a, list.Entries, p.Now()), ways(a, wants)
	if list.Next != "" {
		p.More = a.Lang.Path(Path) + "?loai=" + chosen + "&sau=" + list.Next
	}
	return a.Render(http.StatusOK, "inbox", p)
}

// views are all, what was not read, and each kind of which there is something.
func views(a *desk.Ask, counts notices.Counts, chosen string) []view {
	all := a.Lang.Path(Path)
	list := []view{
		{Name: a.Say("Tất cả", "All"), Path: all, Count: counts.All, Current: chosen == ""},
		{Name: a.Say("Chưa đọc", "Unread"), Path: all + "?loai=" + unread, Count: counts.Unread, Current: chosen == unread},
	}
	for _, k := range notices.Kinds() {
		if n := counts.ByKind[k]; n > 0 || chosen == slug(k) {
			list = append(list, view{Name: k.Name(string(a.Lang)), Path: all + "?loai=" + slug(k), Count: n, Current: chosen == slug(k)})
		}
	}
	return list
}

// groups are what came today, what came earlier this week, and what came before.
func groups(a *desk.Ask, list []notices.Entry, now time.Time) []group {
	var all []group
	for _, e := range list {
		name := ageOf(a, e.At, now)
		if len(all) == 0 || all[len(all)-1].Name != name {
			all = append(all, group{Name: name})
		}
		last := &all[len(all)-1]
		last.Entries = append(last.Entries, entryOf(a, e, now))
	}
	return all
}

func entryOf(a *desk.Ask, e notices.Entry, now time.Time) entry {
	return entry{
		Path: a.Lang.Path(Path + "/mo/" + e.ID), Text: e.Text(string(a.Lang)), Say: e.Say(string(a.Lang)), Read: e.Read,
		When: e.Kind.Name(string(a.Lang)) + ", " + whenOf(e.At, now),
	}
}

// midnight is when the day of a moment began in Vietnam.
func midnight(at time.Time) time.Time {
	y, m, d := at.In(vietnam.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, vietnam.Zone)
}

func ageOf(a *desk.Ask, at, now time.Time) string {
	today := midnight(now)
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	switch {
	case !at.Before(today):
		return a.Say("Hôm nay", "Today")
	case !at.Before(monday):
		return a.Say("Tuần này", "This week")
	}
	return a.Say("Trước đó", "Earlier")
}

// whenOf is the hour of today, the day of this year, or the date.
func whenOf(at, now time.Time) string {
	at, now = at.In(vietnam.Zone), now.In(vietnam.Zone)
	switch {
	case !at.Before(midnight(now)):
		return at.Format("15:04")
	case at.Year() == now.Year():
		return at.Format("2/1")
	}
	return at.Format("2/1/2006")
}

// readAll marks everything as read.
func (r *room) readAll(a *desk.Ask) error {
	if err := r.Inbox.ReadAll(a.Ctx(), a.Who); err != nil {
		return err
	}
	return a.SeeSaying(Path, a.Say("Đã đọc cả.", "All marked as read."))
}

// open marks a notice as read and leads to what it is about.
func (r *room) open(a *desk.Ask) error {
	item, err := r.Inbox.Read(a.Ctx(), a.Who, a.Param("tin"))
	if err != nil {
		return err
	}
	path := web.LocalPath(item.Path)
	if path == "" {
		path = Path
	}
	return a.See(path)
}
