package registry

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/web/desk"
)

// decisionsPage lists decisions.
type decisionsPage struct {
	desk.Page
	Typed string
	Views []view
	Rows  []decisionRow
	Next  string // address of the next page; empty on the last one
	XLSX  string
	CSV   string
}

// view is a saved filter of the list.
type view struct {
	Name, Path string
	Count      int
	Current    bool
}

// decisionRow is a decision in the list.
type decisionRow struct {
	*decide.Decision
	Name, State, Class, Icon string
}

// pageSize is how many decisions a page lists.
const pageSize = 50

// showDecisions serves GET /can-bo/quyet-dinh, with ?tt= for a status, ?so= for a certificate and ?sau= for the next page.
func (r *room) showDecisions(ask *desk.Ask) error {
	f := decisionFilter(ask)
	status := f.Status
	page, err := r.Decide.List(ask.Ctx(), f, pageSize, ask.Query("sau"))
	if err != nil {
		return err
	}
	p := &decisionsPage{Page: ask.NewPage(ask.Say("Quyết định", "Decisions")), Typed: f.Typed}
	p.Wide = true
	counts, err := r.Decide.Waiting(ask.Ctx(), ask.Who.Province)
	if err != nil {
		return err
	}
	p.Views = views(ask, status, f.Typed, counts)
	export := url.Values{"tt": {string(status)}, "so": {f.Typed}, "dang": {"xlsx"}}
	p.XLSX = ask.Lang.Path("/can-bo/quyet-dinh/xuat?" + export.Encode())
	export.Set("dang", "csv")
	p.CSV = ask.Lang.Path("/can-bo/quyet-dinh/xuat?" + export.Encode())
	for _, d := range page.Items {
		p.Rows = append(p.Rows, rowOf(ask, d))
	}
	if page.Next != "" {
		p.Next = listPath(ask, url.Values{"tt": {string(status)}, "so": {f.Typed}, "sau": {page.Next}})
	}
	return ask.Render(http.StatusOK, "decision-list", p)
}

// decisionFilter reads what the address asks for, of the officer's own province.
func decisionFilter(ask *desk.Ask) decide.Filter {
	status := decide.Status(ask.Query("tt"))
	if !slices.Contains(statuses(), status) {
		status = ""
	}
	return decide.Filter{Province: ask.Who.Province, Status: status, Typed: strings.TrimSpace(ask.Query("so"))}
}

func statuses() []decide.Status {
	return []decide.Status{decide.Draft, decide.Signed, decide.InEffect}
}

// listPath is the address of the list with those of the values that say something.
func listPath(ask *desk.Ask, v url.Values) string {
	for name := range v {
		if v.Get(name) == "" {
			v.Del(name)
		}
	}
	path := ask.Lang.Path("/can-bo/quyet-dinh")
	if len(v) > 0 {
		path += "?" + v.Encode()
	}
	return path
}

func views(ask *desk.Ask, chosen decide.Status, typed string, counts map[decide.Status]int) []view {
	all := 0
	for _, n := range counts {
		all += n
	}
	list := []view{{Name: ask.Say("Tất cả", "All"), Path: listPath(ask, nil), Count: all, Current: chosen == "" && typed == ""}}
	for _, s := range statuses() {
		name, _, _ := statusWords(ask, s)
		list = append(list, view{Name: name, Path: listPath(ask, url.Values{"tt": {string(s)}}), Count: counts[s], Current: s == chosen && typed == ""})
	}
	return list
}

// statusWords say how far a decision has come.
func statusWords(ask *desk.Ask, s decide.Status) (name, class, icon string) {
	switch s {
	case decide.Draft:
		return ask.Say("Nháp", "Draft"), "", "i-edit"
	case decide.Signed:
		return ask.Say("Chờ hiệu lực", "Waits for its time"), "tag--warn", "i-clock"
	}
	return ask.Say("Đã có hiệu lực", "In effect"), "tag--ok", "i-check"
}

func rowOf(ask *desk.Ask, d *decide.Decision) decisionRow {
	words := kindSay(d.Kind)
	row := decisionRow{Decision: d, Name: ask.Say(words.vi, words.en)}
	row.State, row.Class, row.Icon = statusWords(ask, d.Status)
	return row
}
