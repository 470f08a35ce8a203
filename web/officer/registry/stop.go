package registry

import (
	"cmp"
	"errors"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
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
	Percent     string
	MaxPercent  string
	Confirmed   time.Time
	SilentAt    time.Time
	Hints       []string // what looks wrong, as far as it can be reckoned
	Groups      []heldGroup
	All         int
	Open        int // nobody has chosen
	Taken, Kept int // chosen, not recorded
	Going       int // recorded, being carried out
	Chosen      int
	Settled     int // kept until the next pull
	KeepLower   int // what the button of the doubtful group would keep; 0 without one
	Action      string
	Evidence    []evidenceLink
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

// heldGroup is the changes of one kind; where few decisions stand behind them, of one decision.
type heldGroup struct {
	Key   string // names it to the buttons
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
	Decision              catalog.Decision // by which it changes; without a number where none is named
	Number, Product, By   string
	Before, After, Detail string
	Touched               string
	Runs                  bool      // its certificate counts now
	Ends                  time.Time // its last day, where that is near
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
		Stop: s, Name: provinceName(ask, s.Province), Percent: "0", MaxPercent: percent(ask, 100*r.MaxChange), All: len(rows), Confirmed: r.Catalog.Confirmed(s.Province),
		SilentAt: r.silentAt(s.Province), Action: ask.Lang.Path(registryPath + "/dung/" + url.PathEscape(s.ID)),
	}
	if v.Evidence, err = r.evidenceOf(ask, backs); err != nil {
		return nil, err
	}
	if s.Products > 0 {
		v.Percent = percent(ask, 100*float64(s.Lost)/float64(s.Products))
	}
	v.count(rows)
	v.Hints, v.KeepLower = suspicions(ask, rows)
	for _, kind := range heldKinds() {
		v.group(ask, kind, rows)
	}
	return v, nil
}

// evidenceLink leads to a pull whose evidence holds what waits.
type evidenceLink struct{ Path, Moment string }

// evidenceOf lists the pulls in which what waits was read, the oldest first.
func (r *room) evidenceOf(ask *desk.Ask, backs []*pull.HeldBack) ([]evidenceLink, error) {
	var ids []string
	for _, b := range backs {
		ids = append(ids, cmp.Or(b.ReadIn, b.PullID))
	}
	slices.Sort(ids)
	var links []evidenceLink
	for _, id := range slices.Compact(ids) {
		p, err := pull.ByID(ask.Ctx(), r.DB, id)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		links = append(links, evidenceLink{Path: ask.Lang.Path(pullPath(id)), Moment: ask.Lang.Hour(p.StartedAt)})
	}
	return links, nil
}

// percent writes a share with one decimal, unless it is whole.
func percent(ask *desk.Ask, share float64) string {
	if whole := math.Round(share); math.Abs(share-whole) < 0.05 {
		return ask.Lang.Num(int(whole))
	}
	return ask.Lang.Decimal(share)
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

// mostDecisions is how many decisions may stand behind the changes of a kind for each to have a group of its own.
const mostDecisions = 6

// group puts the rows of a kind together, apart by decision where few stand behind them; a kind without rows is left out.
func (v *stopView) group(ask *desk.Ask, kind heldKind, rows []heldRow) {
	var parts [][]heldRow
	for _, row := range rows { // sorted by decision
		if row.Kind != kind {
			continue
		}
		if n := len(parts); n == 0 || parts[n-1][0].Decision.Number != row.Decision.Number {
			parts = append(parts, nil)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], row)
	}
	switch {
	case len(parts) == 0:
		return
	case len(parts) > mostDecisions:
		all := slices.Concat(parts...)
		for i := range all {
			all[i].Detail = strings.Trim(all[i].Detail+"; "+behindSay(ask, all[i:i+1]), "; ")
		}
		v.add(ask, heldGroup{Key: string(kind), Title: groupTitle(ask, kind, len(all)), Rows: all, Say: groupSay(ask, kind)})
		return
	}
	for _, part := range parts {
		g := heldGroup{Key: string(kind), Title: groupTitle(ask, kind, len(part)), Rows: part, Say: groupSay(ask, kind)}
		if kind == heldLower || kind == heldLost {
			g.Key, g.Title = groupKey(kind, part[0].Decision), g.Title+" "+behindSay(ask, part)
		}
		v.add(ask, g)
	}
}

// groupKey names the changes of a kind that one decision stands behind.
func groupKey(kind heldKind, d catalog.Decision) string { return string(kind) + ":" + d.Number }

// behindSay says which decision stands behind the changes of a group.
func behindSay(ask *desk.Ask, part []heldRow) string {
	number := part[0].Decision.Number
	switch {
	case number == "":
		return ask.Say("Sổ không ghi quyết định nào.", "The registry names no decision.")
	case len(part) == 1:
		return ask.Say("Theo quyết định %s.", "By decision %s.", number)
	}
	return ask.Say("Cả %d đều thuộc quyết định %s.", "All %d belong to decision %s.", len(part), number)
}

// add shows a group, the first of its rows unless all are asked for.
func (v *stopView) add(ask *desk.Ask, g heldGroup) {
	if len(g.Rows) > shownOfGroup && ask.Query("het") != g.Key {
		g.Rows, g.More = g.Rows[:shownOfGroup], len(g.Rows)-shownOfGroup
		g.Path = ask.Lang.Path(stopPath(v.ID)) + "&het=" + url.QueryEscape(g.Key)
	}
	v.Groups = append(v.Groups, g)
}

func groupTitle(ask *desk.Ask, kind heldKind, n int) string {
	switch kind {
	case heldLower:
		return ask.Say("Hạ sao, %d bản ghi.", "Fewer stars, %d records.", n)
	case heldLost:
		return ask.Say("Sổ lấy lại chứng nhận, %d bản ghi.", "The registry takes the certificate away, %d records.", n)
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

// sameDecision is the decision that stands behind all rows; empty if they differ or name none.
func sameDecision(rows []heldRow) string {
	decision := rows[0].Decision.Number
	if slices.ContainsFunc(rows, func(r heldRow) bool { return r.Decision.Number != decision }) {
		return ""
	}
	return decision
}

func only(rows []heldRow, keep func(heldRow) bool) []heldRow {
	return slices.DeleteFunc(slices.Clone(rows), func(r heldRow) bool { return !keep(r) })
}

// fewestDoubtful is from how many doubtful records on a mistake of the registry is suspected.
const fewestDoubtful = 2

// suspicions say what looks like mistakes of the registry, reckoned from its own words: fewer stars although the
// score that it names is still enough for those of before, and records that vanish while their certificates run.
// keep is how many changes the button for the first of these would keep.
func suspicions(ask *desk.Ask, rows []heldRow) (hints []string, keep int) {
	lowered := only(rows, func(r heldRow) bool { return r.Kind == heldLower })
	doubtful := only(lowered, func(r heldRow) bool { return stillScores(r.HeldBack) })
	if len(doubtful) >= fewestDoubtful {
		hints, keep = append(hints, scoresSay(ask, doubtful, lowered)), len(lowered)
	}
	gone := only(rows, func(r heldRow) bool { return r.Kind == heldVanished && r.Runs })
	if len(gone) >= fewestDoubtful {
		hints = append(hints, ask.Say("%d bản ghi biến mất tuy chứng nhận còn hạn và không quyết định nào lấy lại. Có thể sổ gửi thiếu.", "%d records are gone although their certificates run and no decision took them away. The registry may have sent too little.", len(gone)))
	}
	return hints, keep
}

// scoresSay tells of records that would have fewer stars while their scores are enough for those of before.
func scoresSay(ask *desk.Ask, doubtful, lowered []heldRow) string {
	hint := ask.Say("%d bản hạ sao", "%d records have fewer stars", len(doubtful))
	if len(doubtful) < len(lowered) {
		hint = ask.Say("%d trong %d bản hạ sao", "%d of %d records have fewer stars", len(doubtful), len(lowered))
	}
	if sameOf(doubtful, func(r heldRow) string { return r.PullID }) {
		hint += ask.Say(" đến cùng một lần kéo", " that came with one pull")
	}
	if sameOf(doubtful, func(r heldRow) string { return strconv.Itoa(r.FromStars) }) {
		least := ask.Lang.Num(int(stars.Stars(doubtful[0].FromStars).Least()))
		hint += ask.Say(" nhưng điểm vẫn từ %s trở lên, đủ cho hạng cũ.", " although their scores are still %s or more, enough for those of before.", least)
	} else {
		hint += ask.Say(" nhưng điểm vẫn đủ cho hạng cũ.", " although their scores are still enough for those of before.")
	}
	if decision := sameDecision(doubtful); decision != "" {
		hint += ask.Say(" Tất cả theo quyết định %s.", " All name decision %s.", decision)
	}
	return hint + ask.Say(" Có thể sổ nhập nhầm cột.", " A column may have been mixed up.")
}

// sameOf reports whether all rows say the same of something.
func sameOf(rows []heldRow, of func(heldRow) string) bool {
	return !slices.ContainsFunc(rows, func(r heldRow) bool { return of(r) != of(rows[0]) })
}

// stillScores reports whether the score that the registry names is enough for the stars of before.
func stillScores(b *pull.HeldBack) bool {
	return b.Entry != nil && b.Entry.Certificate.Score > 0 && stars.OfScore(b.Entry.Certificate.Score) >= stars.Stars(b.FromStars)
}
