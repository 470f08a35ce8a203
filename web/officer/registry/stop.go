package registry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
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

// heldRows puts what waits into words, sorted by kind and number.
func (r *room) heldRows(ask *desk.Ask, backs []*pull.HeldBack) ([]heldRow, error) {
	var ids []string
	for _, b := range backs {
		ids = append(ids, b.ProductID)
	}
	products, err := catalog.ProductsIn(ask.Ctx(), r.DB, ids)
	if err != nil {
		return nil, err
	}
	touches, err := r.touches(ask.Ctx(), products)
	if err != nil {
		return nil, err
	}
	var rows []heldRow
	for _, b := range backs {
		row := heldRow{HeldBack: b, Kind: kindOf(b, products[b.ProductID])}
		row.name(r.Catalog, products[b.ProductID])
		row.say(ask)
		row.Touched = touchedSay(ask, touches[b.ProductID])
		row.Reasons = reasonOptions(ask, b.Reason)
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b heldRow) int { return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID)) })
	return rows, nil
}

// touches counts the carts and open orders that hold each product.
func (r *room) touches(ctx context.Context, products map[string]*catalog.Product) (map[string]orders.Touch, error) {
	skus := map[string][]string{}
	for id, p := range products {
		skus[id] = nil
		for _, u := range p.Units {
			skus[id] = append(skus[id], u.SKU)
		}
	}
	return orders.Touches(ctx, r.DB, skus)
}

func touchedSay(ask *desk.Ask, t orders.Touch) string {
	var parts []string
	if t.Carts > 0 {
		parts = append(parts, ask.Say("%d giỏ", "%d baskets", t.Carts))
	}
	if t.Orders > 0 {
		parts = append(parts, ask.Say("%d đơn", "%d orders", t.Orders))
	}
	return strings.Join(parts, ", ")
}

func kindOf(b *pull.HeldBack, known *catalog.Product) heldKind {
	switch {
	case b.Gone:
		return heldVanished
	case known == nil:
		return heldNew
	case b.FromStars > 0 && b.ToStars == 0:
		return heldLost
	case b.ToStars > 0 && b.ToStars < b.FromStars:
		return heldLower
	}
	return heldOther
}

// name says what the change is about.
func (row *heldRow) name(shelf *catalog.Catalog, known *catalog.Product) {
	if known != nil {
		row.Number, row.Product = known.Certificate, known.Name
		if card, ok := shelf.Card(known.ID); ok {
			row.By = card.ProducerName
		}
	}
	if row.Entry != nil {
		row.Number, row.Product = row.Entry.Certificate.ID, row.Entry.Product.Name
		if row.By == "" {
			row.By = row.Entry.Producer.PublicName()
		}
	}
}

// say writes what we hold and what the registry holds.
func (row *heldRow) say(ask *desk.Ask) {
	score := ""
	if row.Entry != nil && row.Entry.Certificate.Score > 0 {
		score = ask.Lang.Decimal(row.Entry.Certificate.Score)
	}
	switch row.Kind {
	case heldVanished:
		row.Before, row.After, row.Detail = ask.Say("còn trong sổ", "in the registry"), ask.Say("không còn", "gone"), ask.Say("sẽ ghi: đưa ra khỏi chương trình", "to be entered: left the programme")
	case heldNew:
		row.After = ask.Say("thêm mới", "new")
		row.Detail = ask.Say("%d sao", "%d stars", row.Entry.Certificate.Stars)
		if score != "" {
			row.Detail += ask.Say(", %s điểm", ", %s points", score)
		}
		for _, u := range row.Entry.Unmapped {
			row.Detail += ask.Say("; “%s” chưa có chỗ xếp", "; “%s” is not mapped", u.Value)
		}
	case heldLower:
		row.Before, row.After = ask.Say("%d sao", "%d stars", row.FromStars), ask.Say("%d sao", "%d stars", row.ToStars)
		if score != "" {
			row.Detail = ask.Say("điểm %s", "%s points", score)
			if stillScores(row.HeldBack) {
				row.Detail = ask.Say("điểm vẫn %s", "still %s points", score)
			}
		}
	case heldLost:
		row.Before, row.After = ask.Say("%d sao", "%d stars", row.FromStars), standingSay(ask, row.Standing)
		row.Detail = row.Entry.Certificate.Decision
	default:
		row.After = ask.Say("đổi nội dung", "other words")
		if row.ToStars > row.FromStars {
			row.Before, row.After = ask.Say("%d sao", "%d stars", row.FromStars), ask.Say("%d sao", "%d stars", row.ToStars)
		}
	}
}

func standingSay(ask *desk.Ask, s catalog.Standing) string {
	switch s {
	case catalog.Suspended:
		return ask.Say("tạm đình chỉ", "suspended")
	case catalog.Revoked:
		return ask.Say("thu hồi", "revoked")
	case catalog.Withdrawn:
		return ask.Say("đưa ra khỏi chương trình", "left the programme")
	}
	return ask.Say("không còn sao", "no stars")
}

// reasonOptions are the usual reasons to keep what we have.
func reasonOptions(ask *desk.Ask, chosen string) []desk.Option {
	var options []desk.Option
	for _, r := range [][2]string{{"Sổ ghi nhầm, đã hỏi lại", "The registry is wrong, asked back"}, {"Chờ quyết định giấy", "Waiting for the paper"}, {"Khác", "Other"}} {
		options = append(options, desk.Option{Value: r[0], Label: ask.Say(r[0], r[1]), Chosen: r[0] == chosen})
	}
	return options
}

// judgeStop serves POST /can-bo/so-quoc-gia/dung/:id.
func (r *room) judgeStop(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	province, now := ask.Object.Province, r.Catalog.Now()
	backs, err := pull.HeldBacks(ask.Ctx(), r.DB, province)
	if err != nil {
		return err
	}
	list := judgementsOf(form, backs)
	if bulk, kind, ok := bulkOf(form); ok {
		if list, err = r.bulk(ask, backs, list, bulk, kind); err != nil {
			return err
		}
	}
	var recorded []pull.Judgement
	err = r.DB.Atomic(ask.Ctx(), func(ctx context.Context, tx store.Tx) (err error) {
		if err := pull.Choose(ctx, tx, province, list); err != nil {
			return err
		}
		if form.Get("viec") != "ghi" {
			return nil
		}
		recorded, err = pull.Record(ctx, tx, province, ask.Who.Name)
		if err != nil || len(recorded) == 0 {
			return err
		}
		return audit.Append(ctx, tx, now, verdictEntry(ask.ID(), form.Get("ly-do"), recorded))
	})
	if errors.Is(err, pull.ErrNotHeld) {
		return ask.SeeSaying(stopPath(ask.ID()), ask.Say("Sổ vừa đổi. Xin xem lại các bản ghi còn chờ.", "The registry has just changed. Look again at what waits."))
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(stopPath(ask.ID()), r.judged(ask, form.Get("viec"), len(recorded)))
}

func (r *room) judged(ask *desk.Ask, what string, recorded int) string {
	if what != "ghi" {
		return ask.Say("Đã lưu lựa chọn. Chưa gì đổi ngoài chợ.", "Your choices are saved. Nothing has changed in the market.")
	}
	if recorded == 0 {
		return ask.Say("Chưa chọn bản ghi nào nên chưa ghi gì.", "No record was chosen, so nothing was recorded.")
	}
	return ask.Say("Đã ghi %d quyết định. Bản ghi được nhận sẽ lên chợ trong giây lát.", "%d decisions are recorded. What was taken reaches the market in a moment.", recorded)
}

// judgementsOf reads what was chosen for the rows that the form showed.
func judgementsOf(form url.Values, backs []*pull.HeldBack) []pull.Judgement {
	var list []pull.Judgement
	for _, b := range backs {
		verdict := pull.Verdict(form.Get("q." + b.ID))
		if verdict != pull.Take && verdict != pull.Keep {
			continue
		}
		j := pull.Judgement{ID: b.ID, Verdict: verdict}
		if verdict == pull.Keep {
			j.Reason = clip(form.Get("l."+b.ID), 300)
		}
		list = append(list, j)
	}
	return list
}

func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

// bulkOf reads the button that chooses for many: "keep:lower", "take:all".
func bulkOf(form url.Values) (pull.Verdict, heldKind, bool) {
	verdict, kind, ok := strings.Cut(form.Get("tat"), ":")
	return pull.Verdict(verdict), heldKind(kind), ok && (verdict == string(pull.Take) || verdict == string(pull.Keep))
}

// bulk chooses for all changes of a kind, over what was chosen one by one; nothing is recorded by it.
func (r *room) bulk(ask *desk.Ask, backs []*pull.HeldBack, list []pull.Judgement, verdict pull.Verdict, kind heldKind) ([]pull.Judgement, error) {
	var ids []string
	for _, b := range backs {
		ids = append(ids, b.ProductID)
	}
	products, err := catalog.ProductsIn(ask.Ctx(), r.DB, ids)
	if err != nil {
		return nil, err
	}
	chosen := map[string]bool{}
	var all []pull.Judgement
	for _, b := range backs {
		if kind != "all" && kindOf(b, products[b.ProductID]) != kind {
			continue
		}
		chosen[b.ID] = true
		j := pull.Judgement{ID: b.ID, Verdict: verdict}
		if verdict == pull.Keep {
			j.Reason = cmp.Or(b.Reason, reasonOptions(ask, "")[0].Value)
		}
		all = append(all, j)
	}
	return append(slices.DeleteFunc(list, func(j pull.Judgement) bool { return chosen[j.ID] }), all...), nil
}

// verdictEntry is what the audit log keeps of verdicts.
func verdictEntry(stop, reason string, recorded []pull.Judgement) audit.Entry {
	e := audit.Entry{Action: string(policy.RegistryJudge), Object: "stop/" + stop, Summary: fmt.Sprintf("%d changes of the registry judged", len(recorded)), Reason: clip(reason, 1000)}
	for _, j := range recorded {
		e.Changes = append(e.Changes, audit.Change{Field: j.ID, From: j.Reason, To: string(j.Verdict)})
	}
	return e
}

// showStop serves GET /can-bo/so-quoc-gia/dung/:id, where the form stands if the page is opened anew.
func (r *room) showStop(ask *desk.Ask) error { return ask.See(stopPath(ask.ID())) }

// followStop serves GET /can-bo/so-quoc-gia/dung/:id/tien-do, for the script that follows verdicts being carried out.
func (r *room) followStop(ask *desk.Ask) error {
	s, err := pull.StopByID(ask.Ctx(), r.DB, ask.ID())
	if err != nil {
		return err
	}
	v, err := r.stopView(ask, s)
	if err != nil {
		return err
	}
	return ask.RenderPart("registry-overview", "verdicts", verdictsView{Stop: v, Then: ask.Lang.Path(stopPath(s.ID)), Follow: followPath(ask, v)})
}

// verdictsView tells how many verdicts are being carried out.
type verdictsView struct {
	Stop         *stopView
	Follow, Then string
}

func followPath(ask *desk.Ask, v *stopView) string {
	if v.Going == 0 {
		return ""
	}
	return ask.Lang.Path(registryPath + "/dung/" + url.PathEscape(v.ID) + "/tien-do")
}

// Verdicts is what the page follows while verdicts are carried out.
func (p *overviewPage) Verdicts() verdictsView {
	return verdictsView{Stop: p.Stop, Then: p.Ask.Lang.Path(stopPath(p.Stop.ID)), Follow: followPath(p.Ask, p.Stop)}
}
