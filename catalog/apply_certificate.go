package catalog

import (
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// afterTerm is the first moment after the 36 months that a certificate lives.
// 91/2015/QH13 art. 148: a term in months ends with the corresponding day of its
// last month, or with that month where it has no such day.
func afterTerm(issued time.Time) time.Time {
	y, m, d := issued.In(vietnam.Zone).Date()
	last := time.Date(y+3, m, d, 0, 0, 0, 0, vietnam.Zone)
	if last.Month() != m {
		last = time.Date(y+3, m+1, 0, 0, 0, 0, 0, vietnam.Zone)
	}
	return last.AddDate(0, 0, 1).UTC()
}

// certify brings the certificates of the entry's product up to date. Earlier ones stay, with their history.
func (b *batch) certify(e *Entry, p *Product, known bool) {
	for _, number := range earlierNumbers(e) {
		b.earlier(e, number)
	}
	if p.Certificate != "" && p.Certificate != e.Certificate.ID {
		if old, ok := b.certificates.get(p.Certificate); ok {
			old.Current, old.UpdatedAt = false, b.now
			b.certificates.touch(old.ID)
		}
	}
	before, held := b.certificates.get(e.Certificate.ID)
	c := b.current(e, before)
	b.certificates.put(c.ID, c)
	if known && (!held || before.Standing != c.Standing || before.Stars != c.Stars) {
		change := CertificateChange{Number: c.ID, ProductID: p.ID, To: c.Standing, Decision: c.StandingDecision}
		if held {
			change.From = before.Standing
		}
		b.change.Certificates = append(b.change.Certificates, change)
	}
}

func earlierNumbers(e *Entry) []string {
	var numbers []string
	for _, a := range e.Acts {
		if a.Certificate != e.Certificate.ID && !slices.Contains(numbers, a.Certificate) {
			numbers = append(numbers, a.Certificate)
		}
	}
	return numbers
}

// current merges what the entry says of the certificate in force into what we hold (nil: nothing).
func (b *batch) current(e *Entry, before *Certificate) *Certificate {
	c := e.Certificate
	c.Meta, c.ProductID, c.Province = store.Meta{ID: c.ID}, e.Product.ID, e.Product.Place.Province
	c.Current, c.UpdatedAt = true, b.now
	if before != nil {
		c.Meta = before.Meta
		c.Decisions = slices.Clone(before.Decisions)
	}
	news := c.learn(e.Acts, b.now)
	said := before.asSaid()
	c.explain(said, e.Source, b.now, news)
	c.stand(said, b.now)
	c.heed(before, b.now)
	return &c
}

// earlier keeps a certificate before the current one, as far as the record's history tells of it.
func (b *batch) earlier(e *Entry, number string) {
	c, held := b.certificates.get(number)
	if !held {
		c = &Certificate{
			Meta: store.Meta{ID: number}, Key: NumberKey(number), ProductID: e.Product.ID, Province: e.Product.Place.Province,
			CriteriaVersion: e.Certificate.CriteriaVersion, Standing: InForce,
		}
	}
	before := *c
	if c.learn(e.Acts, b.now) == 0 && held && !c.Current {
		return
	}
	if !held {
		c.reconstruct()
	}
	c.Current, c.UpdatedAt = false, b.now
	c.Standing, c.StandingFrom, c.StandingDecision = InForce, time.Time{}, ""
	for _, d := range c.Known(b.now) {
		if s, ok := standingOfKind[d.Kind]; ok {
			c.Standing, c.StandingFrom, c.StandingDecision = s, d.Date, d.Number
		}
	}
	if c.Standing == before.Standing && before.Standing != InForce {
		c.StandingFrom = before.StandingFrom
	}
	b.certificates.put(number, c)
}

// reconstruct fills in from its decisions what a certificate was that we never saw in force.
func (c *Certificate) reconstruct() {
	for _, d := range c.Decisions {
		if c.IssuedOn.IsZero() {
			c.IssuedOn, c.Decision, c.Issuer = d.Date, d.Number, d.By
		}
		if d.Stars != 0 && c.Stars == 0 {
			c.Stars = d.Stars
		}
	}
	c.ExpiresAt = afterTerm(c.IssuedOn)
}

var standingOfKind = map[string]Standing{
	"issue": InForce, "renew": InForce, "reinstate": InForce, "suspend": Suspended, "revoke": Revoked, "withdraw": Withdrawn,
}

// learn appends the acts of this certificate that its history does not hold yet, and returns how many they were.
func (c *Certificate) learn(acts []Act, now time.Time) int {
	before := len(c.Decisions)
	for _, a := range acts {
		if a.Certificate != c.ID || slices.ContainsFunc(c.Decisions, a.Decision.same) {
			continue
		}
		a.RecordedAt = now
		c.Decisions = append(c.Decisions, a.Decision)
	}
	slices.SortStableFunc(c.Decisions, func(a, b Decision) int { return a.Date.Compare(b.Date) })
	return len(c.Decisions) - before
}

func (d Decision) same(other Decision) bool {
	return d.Kind == other.Kind && d.Number == other.Number && d.Date.Equal(other.Date)
}

// explain writes into the history what changed without a decision, because the source named none.
func (c *Certificate) explain(before *Certificate, source string, now time.Time, news int) {
	d := Decision{Stars: c.Stars, By: c.Issuer, RecordedAt: now, Source: source}
	switch {
	case before == nil && len(c.Decisions) == 0:
		d.Kind, d.Number, d.Date = "issue", c.Decision, c.IssuedOn
	case before == nil || news > 0:
		return
	case before.Standing != c.Standing:
		d.Kind, d.Date, d.Reason, d.By, d.Stars = kindOfStanding[c.Standing], startOfDay(now), ReasonUnsaid, "", 0
	case before.Stars != c.Stars || !before.ExpiresAt.Equal(c.ExpiresAt) || !before.IssuedOn.Equal(c.IssuedOn):
		d.Kind, d.Date, d.Reason, d.By = "correct", startOfDay(now), ReasonUnsaid, ""
	default:
		return
	}
	c.Decisions = append(c.Decisions, d)
}

// The reasons that stand in a history where the registry named none.
const (
	ReasonUnsaid  = "Nguồn đăng ký không nêu quyết định"
	ReasonMissing = "Không còn trong dữ liệu của nguồn đăng ký"
)

var kindOfStanding = map[Standing]string{InForce: "reinstate", Suspended: "suspend", Revoked: "revoke", Withdrawn: "withdraw"}

// stand works out since when the certificate stands as it does. A registry that
// calls it revoked means now, so a decision dated in the future, as by a wrong clock, does not put it off.
func (c *Certificate) stand(before *Certificate, now time.Time) {
	c.StandingFrom, c.StandingDecision = time.Time{}, ""
	if c.Standing == InForce {
		return
	}
	from := now
	for _, d := range c.Known(now) {
		if d.Kind == kindOfStanding[c.Standing] {
			c.StandingDecision = d.Number
			from = earlier(now, d.Date)
		}
	}
	if before != nil && before.Standing == c.Standing {
		from = earlier(from, before.StandingFrom)
	}
	c.StandingFrom = from
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// startOfDay is the first moment of the day in Vietnam.
func startOfDay(t time.Time) time.Time {
	y, m, d := t.In(vietnam.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, vietnam.Zone).UTC()
}

// withdrawAsGone ends a certificate whose record vanished from the registry without a word.
func (c *Certificate) withdrawAsGone(now time.Time) {
	before := *c
	c.Said = nil
	c.Standing, c.StandingFrom, c.StandingDecision, c.UpdatedAt = Withdrawn, now, "", now
	defer c.heed(&before, now)
	c.Decisions = append(c.Decisions, Decision{
		Kind: "withdraw", Date: startOfDay(now), Reason: ReasonMissing, RecordedAt: now, Source: "registry",
	})
}

// StarsAt are the stars that a certificate lets its product carry at a moment if the registry stands by it; 0 is none.
func (c *Certificate) StarsAt(now time.Time) stars.Stars {
	if c.Validity().State(now, now, time.Hour).ShowsStars() {
		return c.Stars
	}
	return 0
}
