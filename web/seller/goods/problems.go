package goods

import (
	"net/url"
	"strconv"

	"github.com/ocopmarket/ocop/catalog/imports"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/web/desk"
)

// problems are some of what is wrong with a list, of one kind or of all.
type problems struct {
	Shown []intake.Problem
	First int // number of the first one
	Of    int // as many are kept to be shown
	All   int // and as many there are
	Kinds []kindRow
	Next  string // address of the next ones
	Every string // address of all kinds; empty where all are shown
}

// kindRow is how many problems are of a kind.
type kindRow struct {
	Name, Path string
	Count      int
	Current    bool
}

// problemsAtOnce is how many problems a page shows.
const problemsAtOnce = 25

// problemsOf are those that the address asks for: ?loai= is a kind, ?tu= how many to leave out.
func problemsOf(ask *desk.Ask, i *imports.Import) problems {
	kind, at := ask.Query("loai"), importPath+"/"+i.ID
	from, err := strconv.Atoi(ask.Query("tu"))
	if err != nil || from < 0 {
		from = 0
	}
	p := problems{}
	for _, k := range i.Kinds {
		p.All += k.Count
		p.Kinds = append(p.Kinds, kindRow{imports.KindName(k.Name, string(ask.Lang)), at + "?" + url.Values{"loai": {k.Name}}.Encode() + "#loi", k.Count, k.Name == kind})
		if k.Name == kind {
			p.Every = at + "#loi"
		}
	}
	if p.Every == "" {
		kind = ""
	}
	kept := imports.ProblemsOf(i, kind)
	p.Of, p.First = len(kept), min(from, len(kept))+1
	p.Shown = kept[p.First-1 : min(p.First-1+problemsAtOnce, len(kept))]
	if p.Last() < p.Of {
		p.Next = at + "?" + url.Values{"loai": {kind}, "tu": {strconv.Itoa(p.Last())}}.Encode() + "#loi"
	}
	for _, k := range p.Kinds {
		if k.Current {
			p.All = k.Count
		}
	}
	return p
}

// Last is the number of the last one shown.
func (p problems) Last() int { return p.First + len(p.Shown) - 1 }

// More reports whether there are more than are kept; the list of wrong rows has them all.
func (p problems) More() bool { return p.All > p.Of }
