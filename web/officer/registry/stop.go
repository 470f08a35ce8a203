package registry

import (
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

func isNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }

// stopView is a stopped province with what waits for its officers, by kind.
type stopView struct {
	*pull.Stop
	Name        string
	Percent     float64
	MaxPercent  float64
	Confirmed   time.Time
	SilentAt    time.Time
	Hint        string // what looks wrong, as far as it can be reckoned
	Groups      []heldGroup
	All         int
	Open        int // nobody has chosen
	Taken, Kept int // chosen, not recorded
	Going       int // recorded, being carried out
	Chosen      int
	Settled     int // kept until the next pull
	KeepLower   int // what the button of the doubtful group would keep; 0 without one
	Action      string
}

// heldKind is what a change would do.
type heldKind string

// The kinds, in the order in which they are shown.
const (
	heldLower    heldKind = "lower"    // fewer stars
	heldLost     heldKind = "lost"     // the registry takes the certificate away
	heldVanished heldKind = "vanished" // the record is gone
	heldNew      heldKind = "new"      // a product that we do not know
	heldOther    heldKind = "other"    // no stars are at stake
)

func heldKinds() []heldKind {
	return []heldKind{heldLower, heldLost, heldVanished, heldNew, heldOther}
}

// heldGroup is the changes of one kind.
type heldGroup struct {
	Kind  heldKind
	Title string
	Rows  []heldRow
	More  int    // rows that are not shown
	Path  string // to see all
	Say   string // what the rest is called
}

// heldRow is one change that waits.
type heldRow struct {
	*pull.HeldBack
	Kind                  heldKind
	Number, Product, By   string
	Before, After, Detail string
	Touched               string
	Reasons               []desk.Option
}

// shownOfGroup is how many rows of a kind are shown before all are asked for.
const shownOfGroup = 20

// stopView reads what waits in a province, and what each change touches.
func (r *room) stopView(ask *desk.Ask, s *pull.Stop) (*stopView, error) {
	backs, err := pull.HeldBacks(ask.Ctx(), r.DB, s.Province)
	if err != nil {
		return nil, err
	}
	rows, err := r.heldRows(ask, backs)
	if err != nil {
		return nil, err
	}
	v := &stopView{
		Stop: s, Name: provinceName(ask, s.Province), MaxPercent: 100 * r.MaxChange, All: len(rows), Confirmed: r.Catalog.Confirmed(s.Province),
		SilentAt: r.silentAt(s.Province), Action: ask.Lang.Path(registryPath + "/dung/" + url.PathEscape(s.ID)),
	}
	if s.Products > 0 {
		v.Percent = 100 * float64(s.Lost) / float64(s.Products)
	}
	v.count(rows)
	v.Hint, v.KeepLower = suspicion(ask, rows)
	for _, kind := range heldKinds() {
		v.group(ask, kind, rows)
	}
	return v, nil
}

func (v *stopView) count(rows []heldRow) {
	for _, row := range rows {
		switch {
		case row.Recorded:
			v.Going++
		case row.Settled():
			v.Settled++
		case row.Choice == pull.Take:
			v.Taken++
		case row.Choice == pull.Keep:
			v.Kept++
		default:
			v.Open++
		}
	}
	v.Chosen = v.Taken + v.Kept
}

// group puts the rows of a kind together; a kind without rows is left out.
func (v *stopView) group(ask *desk.Ask, kind heldKind, rows []heldRow) {
	mine := slices.DeleteFunc(slices.Clone(rows), func(r heldRow) bool { return r.Kind != kind })
	if len(mine) == 0 {
		return
	}
	g := heldGroup{Kind: kind, Rows: mine, Title: groupTitle(ask, kind, len(mine)), Say: groupSay(ask, kind)}
	if decision := sameDecision(mine); kind == heldLower && decision != "" && len(mine) > 1 {
		g.Title += " " + ask.Say("Cả %d đều thuộc quyết định %s.", "All %d belong to decision %s.", len(mine), decision)
	}
	if len(mine) > shownOfGroup && ask.Query("het") != string(kind) {
		g.Rows, g.More = mine[:shownOfGroup], len(mine)-shownOfGroup
		g.Path = ask.Lang.Path(stopPath(v.ID)) + "&het=" + string(kind)
	}
	v.Groups = append(v.Groups, g)
}

func groupTitle(ask *desk.Ask, kind heldKind, n int) string {
	switch kind {
	case heldLower:
		return ask.Say("Hạ sao, %d bản ghi.", "Fewer stars, %d records.", n)
	case heldLost:
		return ask.Say("Sổ lấy lại chứng nhận, %d bản ghi", "The registry takes the certificate away, %d records", n)
	case heldVanished:
		return ask.Say("Biến mất khỏi sổ, %d bản ghi", "Gone from the registry, %d records", n)
	case heldNew:
		return ask.Say("Mới, %d bản ghi", "New, %d records", n)
	}
	return ask.Say("Đổi khác, không đụng đến sao, %d bản ghi", "Other changes, no stars at stake, %d records", n)
}

func groupSay(ask *desk.Ask, kind heldKind) string {
	return map[heldKind]string{
		heldLower: ask.Say("hạ sao", "with fewer stars"), heldLost: ask.Say("bị lấy lại", "taken away"), heldVanished: ask.Say("biến mất", "gone"),
		heldNew: ask.Say("mới", "new"), heldOther: ask.Say("đổi khác", "other"),
	}[kind]
}

// sameDecision is the decision that all rows name; empty if they differ or name none.
func sameDecision(rows []heldRow) string {
	decision := ""
	for _, row := range rows {
		if row.Entry == nil || row.Entry.Certificate.Decision == "" {
			return ""
		}
		if decision == "" {
			decision = row.Entry.Certificate.Decision
		}
		if decision != row.Entry.Certificate.Decision {
			return ""
		}
	}
	return decision
}

// suspicion says what looks like a mistake of the registry, reckoned from its own
// words: fewer stars although the score that it names is still enough for those of before.
func suspicion(ask *desk.Ask, rows []heldRow) (hint string, doubtful int) {
	lowered := slices.DeleteFunc(slices.Clone(rows), func(r heldRow) bool { return r.Kind != heldLower })
	for _, row := range lowered {
		if stillScores(row.HeldBack) {
			doubtful++
		}
	}
	if doubtful < 2 {
		return "", 0
	}
	hint = ask.Say("%d trong %d bản hạ sao vẫn ghi điểm đủ cho hạng cũ. Có thể sổ nhập nhầm cột.", "%d of %d records with fewer stars still name a score that is enough for those of before. A column may have been mixed up.", doubtful, len(lowered))
	if decision := sameDecision(lowered); decision != "" {
		hint = ask.Say("Cả %d bản hạ sao theo một quyết định, %s. ", "All %d records with fewer stars name one decision, %s. ", len(lowered), decision) + hint
	}
	return hint, len(lowered)
}

// stillScores reports whether the score that the registry names is enough for the stars of before.
func stillScores(b *pull.HeldBack) bool {
	return b.Entry != nil && b.Entry.Certificate.Score > 0 && stars.OfScore(b.Entry.Certificate.Score) >= stars.Stars(b.FromStars)
}
