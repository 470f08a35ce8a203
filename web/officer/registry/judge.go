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
