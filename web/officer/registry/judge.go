package registry

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// judgeStop serves POST /can-bo/so-quoc-gia/dung/:id: what was chosen is kept, and recorded where that is asked for.
func (r *room) judgeStop(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	backs, err := pull.HeldBacks(ask.Ctx(), r.DB, ask.Object.Province)
	if err != nil {
		return err
	}
	list := judgementsOf(form, backs)
	if b, ok := bulkOf(form); ok {
		if list, err = r.bulk(ask, backs, list, b); err != nil {
			return err
		}
	}
	note := clip(strings.TrimSpace(form.Get("ly-do")), 1000)
	record := form.Get("viec") == "ghi"
	if record && note == "" && saysOther(backs, list) {
		if _, err := r.judge(ask, list, note, false); err != nil {
			return r.judged(ask, err, "")
		}
		return ask.SeeSaying(stopPath(ask.ID())+"#ly-do", ask.Say("Chưa ghi: có bản ghi giữ vì lý do khác. Viết lý do ấy vào ô dưới bảng rồi ghi lại. Lựa chọn đã lưu.", "Not recorded: a record is kept for another reason. Write that reason below the table and record again. Your choices are saved."))
	}
	recorded, err := r.judge(ask, list, note, record)
	return r.judged(ask, err, judgedSay(ask, record, recorded))
}

// judge keeps what was chosen and what was written with it, and makes it final where it is to be recorded, all in one. It returns how many verdicts are final.
func (r *room) judge(ask *desk.Ask, list []pull.Judgement, note string, record bool) (int, error) {
	province, now := ask.Object.Province, r.Catalog.Now()
	var recorded []pull.Judgement
	err := r.DB.Atomic(ask.Ctx(), func(ctx context.Context, tx store.Tx) (err error) {
		if err := pull.Choose(ctx, tx, province, list); err != nil {
			return err
		}
		if !record {
			return pull.SetNote(ctx, tx, ask.ID(), note)
		}
		recorded, err = pull.Record(ctx, tx, province, ask.Who.Name)
		if err != nil || len(recorded) == 0 {
			return err
		}
		if err := pull.SetNote(ctx, tx, ask.ID(), ""); err != nil {
			return err
		}
		return audit.Append(ctx, tx, now, verdictEntry(ask.ID(), note, recorded))
	})
	return len(recorded), err
}

// judged sends the browser back to the stop.
func (r *room) judged(ask *desk.Ask, err error, say string) error {
	if errors.Is(err, pull.ErrNotHeld) {
		say, err = ask.Say("Sổ vừa đổi. Xin xem lại các bản ghi còn chờ.", "The registry has just changed. Look again at what waits."), nil
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(stopPath(ask.ID()), say)
}

func judgedSay(ask *desk.Ask, record bool, recorded int) string {
	switch {
	case !record:
		return ask.Say("Đã lưu lựa chọn. Chưa gì đổi ngoài chợ.", "Your choices are saved. Nothing has changed in the market.")
	case recorded == 0:
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

// saysOther reports whether a change would be recorded as kept for a reason that is none of the usual ones.
func saysOther(backs []*pull.HeldBack, list []pull.Judgement) bool {
	chosen := map[string]pull.Judgement{}
	for _, b := range backs {
		if !b.Recorded {
			chosen[b.ID] = pull.Judgement{Verdict: b.Choice, Reason: b.Reason}
		}
	}
	for _, j := range list {
		if _, open := chosen[j.ID]; open {
			chosen[j.ID] = j
		}
	}
	for _, j := range chosen {
		if j.Verdict == pull.Keep && j.Reason == reasonOther {
			return true
		}
	}
	return false
}

func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

// bulkAct is a button that chooses for many.
type bulkAct struct {
	verdict pull.Verdict
	group   string // key of a group, "rest" for what nobody has chosen about, "all"
}

// The groups of buttons that choose beyond one kind.
const (
	bulkAll  = "all"
	bulkRest = "rest"
)

// bulkOf reads such a button: "keep:lower", "take:all".
func bulkOf(form url.Values) (bulkAct, bool) {
	verdict, group, ok := strings.Cut(form.Get("tat"), ":")
	return bulkAct{pull.Verdict(verdict), group}, ok && (verdict == string(pull.Take) || verdict == string(pull.Keep))
}

// bulk chooses for all changes that the button means, over what was chosen one by one; nothing is recorded by it.
func (r *room) bulk(ask *desk.Ask, backs []*pull.HeldBack, list []pull.Judgement, act bulkAct) ([]pull.Judgement, error) {
	var ids []string
	for _, b := range backs {
		ids = append(ids, b.ProductID)
	}
	products, err := catalog.ProductsIn(ask.Ctx(), r.DB, ids)
	if err != nil {
		return nil, err
	}
	typed, chosen := map[string]bool{}, map[string]bool{}
	for _, j := range list {
		typed[j.ID] = true
	}
	var all []pull.Judgement
	for _, b := range backs {
		kind := kindOf(b, products[b.ProductID])
		switch act.group {
		case bulkAll, string(kind), groupKey(kind, decisionOf(b, kind)):
		case bulkRest:
			if typed[b.ID] || b.Choice != "" || b.Settled() {
				continue
			}
		default:
			continue
		}
		chosen[b.ID] = true
		j := pull.Judgement{ID: b.ID, Verdict: act.verdict}
		if act.verdict == pull.Keep {
			j.Reason = cmp.Or(b.Reason, reasonOptions(ask, "")[0].Value)
		}
		all = append(all, j)
	}
	return append(slices.DeleteFunc(list, func(j pull.Judgement) bool { return chosen[j.ID] }), all...), nil
}

// verdictEntry is what the audit log keeps of verdicts.
func verdictEntry(stop, reason string, recorded []pull.Judgement) audit.Entry {
	e := audit.Entry{Action: string(policy.RegistryJudge), Object: "stop/" + stop, Summary: fmt.Sprintf("xét %d thay đổi của sổ quốc gia", len(recorded)), SummaryEN: fmt.Sprintf("judged %d changes of the registry", len(recorded)), Reason: clip(reason, 1000)}
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
