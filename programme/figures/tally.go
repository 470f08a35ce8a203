package figures

import (
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// expiringMonths is how long before its end a certificate counts as expiring.
const expiringMonths = 6

// tally counts products one by one.
type tally struct {
	*Figures
	catalogue Catalogue
	begin     time.Time
	groups    map[catalog.Group]*GroupRow
	kinds     map[catalog.ProducerKind]*KindRow
	producers map[string]bool
}

func (l *Ledger) begin(q Query) *tally {
	at, live := l.moment(q.Year)
	t := &tally{
		Figures: &Figures{Query: q, At: at, Live: live}, catalogue: l.catalogue, begin: Begin(q.Year),
		groups: map[catalog.Group]*GroupRow{}, kinds: map[catalog.ProducerKind]*KindRow{}, producers: map[string]bool{},
	}
	if live && q.Province != "" {
		t.Silent = l.catalogue.Silent(q.Province)
	}
	return t
}

// Kinds lists the legal forms in the order in which tables show them.
func Kinds() []catalog.ProducerKind {
	return []catalog.ProducerKind{catalog.Cooperative, catalog.Company, catalog.Household, catalog.CooperativeGroup}
}

func (t *tally) add(p *product) {
	t.addCarrying(p)
	for i, l := range p.lives {
		t.addIssue(l, i)
		t.addEnd(p, l)
		for _, at := range l.takenBack() {
			if m := t.month(at); m != nil {
				m.Revoked++
			}
		}
	}
}

// addCarrying counts the product among those that carry stars, if it does.
func (t *tally) addCarrying(p *product) {
	now := t.stateOf(p)
	if now.suspended {
		t.Suspended++
	}
	if now.stars < 3 || now.stars > 5 {
		return
	}
	t.Products++
	t.Stars[now.stars-3]++
	if now.expiring {
		t.Expiring++
	}
	if p.card.Traced {
		t.Traced++
	}
	if t.Live && p.card.InStock() {
		t.OnSale++
	}
	t.byGroup(p.card.Group).Stars[now.stars-3]++
	kind := t.byKind(p.card.ProducerKind)
	kind.Products++
	kind.Stars[now.stars-3]++
	if !t.producers[p.card.ProducerID] {
		t.producers[p.card.ProducerID] = true
		t.Producers++
		kind.Producers++
	}
}

// state is what a product is worth at the moment of the figures.
type state struct {
	stars               int // 0 while it carries none
	expiring, suspended bool
}

func (t *tally) stateOf(p *product) state {
	if t.Live {
		s := t.catalogue.State(p.card)
		if !s.ShowsStars() {
			return state{suspended: s == catalog.StateSuspended}
		}
		return state{stars: int(p.card.Validity.Stars), expiring: s == catalog.StateExpiring}
	}
	for i := len(p.lives) - 1; i >= 0; i-- {
		l := p.lives[i]
		if l.carries(t.At) {
			return state{stars: l.stars, expiring: !t.At.Before(l.expires.AddDate(0, -expiringMonths, 0))}
		}
		if l.lives(t.At) {
			return state{suspended: true}
		}
	}
	return state{}
}

// addIssue counts a certificate in the month of its issue: renewed where its product had one before.
func (t *tally) addIssue(l *life, before int) {
	m := t.month(l.issued)
	switch {
	case m == nil || l.stars < 3:
	case before > 0 || l.renewal:
		m.Renewed++
	default:
		m.New++
	}
}

// addEnd counts a certificate that ran out without another of its product to follow.
func (t *tally) addEnd(p *product, l *life) {
	m := t.month(l.expires)
	if m == nil || l.stars < 3 || !l.lives(l.expires.Add(-1)) {
		return
	}
	for _, other := range p.lives {
		if other != l && other.lives(l.expires) {
			return
		}
	}
	m.Expired++
}

// month is where something of that moment is counted; nil outside the year or after the figures' moment.
func (t *tally) month(at time.Time) *Month {
	if at.Before(t.begin) || at.After(t.At) {
		return nil
	}
	return &t.Months[at.In(vietnam.Zone).Month()-1]
}

func (t *tally) byGroup(g catalog.Group) *GroupRow {
	if t.groups[g] == nil {
		t.groups[g] = &GroupRow{Group: g}
	}
	return t.groups[g]
}

func (t *tally) byKind(k catalog.ProducerKind) *KindRow {
	if t.kinds[k] == nil {
		t.kinds[k] = &KindRow{Kind: k}
	}
	return t.kinds[k]
}

// finish puts the rows in order: the six groups and four kinds always, an unknown one where there is any.
func (t *tally) finish() *Figures {
	groups := catalog.Groups()
	if t.groups[catalog.UnknownGroup] != nil {
		groups = append(groups, catalog.UnknownGroup)
	}
	for _, g := range groups {
		t.Groups = append(t.Groups, *t.byGroup(g))
	}
	kinds := Kinds()
	if t.kinds[""] != nil {
		kinds = append(kinds, "")
	}
	for _, k := range kinds {
		t.Kinds = append(t.Kinds, *t.byKind(k))
	}
	t.Lost = t.Year().Gone()
	return t.Figures
}
