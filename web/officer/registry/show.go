package registry

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// kindWords are what a kind of decision is called.
type kindWords struct{ vi, en, low string }

func kindSay(k decide.Kind) kindWords {
	return map[decide.Kind]kindWords{
		decide.Suspend:   {"Đình chỉ", "Suspension", "suspend"},
		decide.Revoke:    {"Thu hồi", "Revocation", "revoke"},
		decide.Reinstate: {"Phục hồi", "Reinstatement", "reinstate"},
	}[k]
}

// decisionPage shows one decision: what it says, who signed it, and how far it is carried out.
type decisionPage struct {
	desk.Page
	D        *decide.Decision
	Kind     string
	Progress progressView
}

// progressView is how far a decision is carried out; it is followed until nothing goes on.
type progressView struct {
	Ask    *desk.Ask
	D      *decide.Decision
	Areas  []areaProgress
	Follow string // address to ask again; empty when nothing goes on
	Failed bool
}

// areaProgress is what was chosen for one area, and what came of it.
type areaProgress struct {
	Name, Choice, Counted, Error string
	Done, Total, Moved           int
	Ended, Automatic             bool
}

// showDecision serves GET /can-bo/quyet-dinh/:id.
func (r *room) showDecision(ask *desk.Ask) error {
	d, err := r.Decide.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	if d.Status == decide.Draft {
		return ask.See(decisionPath(d.ID) + "/sua")
	}
	words := kindSay(d.Kind)
	p := &decisionPage{Page: ask.NewPage(ask.Say(words.vi, words.en) + " " + d.Certificate), D: d, Kind: ask.Say(words.vi, words.en)}
	p.Crumbs = []web.Crumb{{Name: ask.Say("Quyết định", "Decisions"), Path: "/can-bo/quyet-dinh"}, {Name: d.Certificate}}
	if p.Progress, err = r.progress(ask, d); err != nil {
		return err
	}
	return ask.Render(http.StatusOK, "decision-show", p)
}

// followDecision serves GET /can-bo/quyet-dinh/:id/tien-do, for the script that follows.
func (r *room) followDecision(ask *desk.Ask) error {
	d, err := r.Decide.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	view, err := r.progress(ask, d)
	if err != nil {
		return err
	}
	return ask.RenderPart("decision-show", "progress", view)
}

// progress puts the record of what was chosen beside what has been done.
func (r *room) progress(ask *desk.Ask, d *decide.Decision) (progressView, error) {
	works, err := r.Impact.Works(ask.Ctx(), d)
	if err != nil {
		return progressView{}, err
	}
	view, going := progressView{Ask: ask, D: d}, false
	for _, a := range r.Impact.Areas() {
		t, known := d.Of(a.Key())
		if !known {
			continue
		}
		row := areaProgress{Name: ask.Say(a.Name()), Counted: countedSay(ask, t), Error: t.Failed, Automatic: t.Choice == ""}
		for _, c := range a.Choices(d.Kind) {
			if c.Key == t.Choice {
				row.Choice = ask.Say(c.VI, c.EN)
			}
		}
		if w := works[a.Key()]; w != nil {
			row.Done, row.Total, row.Moved, row.Ended, row.Error = len(w.Done), w.Total(), len(w.Moved), w.Ended(), w.Error
		}
		view.Failed = view.Failed || (row.Error != "" && d.Status == decide.InEffect)
		going = going || (!row.Automatic && !row.Ended && row.Error == "")
		view.Areas = append(view.Areas, row)
	}
	if going && d.Status == decide.InEffect {
		view.Follow = ask.Lang.Path(decisionPath(d.ID) + "/tien-do")
	}
	return view, nil
}

// countedSay writes what an area held when the decision was signed.
func countedSay(ask *desk.Ask, t decide.Touched) string {
	if t.Failed != "" {
		return ask.Say("chưa hỏi được", "could not be asked")
	}
	parts := []string{ask.Lang.Num(t.Things)}
	if t.Pieces > 0 {
		parts = append(parts, ask.Say("%s món", "%s pieces", ask.Lang.Num(t.Pieces)))
	}
	if t.Money > 0 {
		parts = append(parts, ask.Lang.Price(t.Money))
	}
	return strings.Join(parts, ", ")
}

// readScan serves GET /can-bo/quyet-dinh/:id/ban-quet to the officers of the decision.
func (r *room) readScan(ask *desk.Ask) error {
	d, err := r.Decide.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	return r.serveScan(ask, d)
}

// readPublicScan serves GET /quyet-dinh/ban-quet/:id to everybody, once the decision is in effect.
func (r *room) readPublicScan(ask *desk.Ask) error {
	d, err := r.Decide.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	if !d.PublicAt(r.Catalog.Now()) {
		return fmt.Errorf("scan of %s: %w", d.ID, store.ErrNotFound)
	}
	return r.serveScan(ask, d)
}

func (r *room) serveScan(ask *desk.Ask, d *decide.Decision) error {
	if d.Paper == nil {
		return fmt.Errorf("scan of %s: %w", d.ID, store.ErrNotFound)
	}
	return r.Decide.Serve(ask.Writer, ask.Request, d)
}

// discardDecision serves POST /can-bo/quyet-dinh/:id/xoa: a draft is thrown away.
func (r *room) discardDecision(ask *desk.Ask) error {
	if err := r.Decide.Discard(ask.Ctx(), ask.ID()); err != nil {
		return r.signedAlready(ask, err)
	}
	return ask.SeeSaying("/can-bo/quyet-dinh", ask.Say("Đã bỏ bản nháp.", "The draft is thrown away."))
}
