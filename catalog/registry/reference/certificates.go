package reference

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/registry"
)

// A product is one record of the registry before it is written out.
type product struct {
	serial   int
	province string
	producer *producer
	kind     *kind
	name     naming
	seed     uint64
	cert     grant
	earlier  grant // zero where there was none
	score    float64
	status   registry.Status
	turned   int  // day of the decision behind a status other than valid
	relieved bool // was suspended once and reinstated
	relapse  int  // day of that suspension
	odd      oddity
}

// A grant is one certificate: when, how many stars, and its number in the year of its province or the ministry.
type grant struct {
	day    int
	stars  int
	number string
}

func (x *product) lastDay() int {
	return max(x.cert.day, x.turned, x.relapse)
}

// drawStars gives exactly the programme's share of five stars and close to its shares of three and four.
func (g *generator) drawStars() {
	d := newDice(g.seed, "stars")
	fives := max(1, len(g.products)*fiveStarsPer16k/16_000)
	if len(g.products) == 0 {
		return
	}
	order := d.Perm(len(g.products))
	// Specialities are the likely winners of five stars.
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(g.favour(a), g.favour(b)) })
	for rank, i := range order {
		x := g.products[i]
		switch {
		case rank < fives:
			x.cert.stars = 5
		case d.chance(0.2338):
			x.cert.stars = 4
		default:
			x.cert.stars = 3
		}
		if x.name.vi == showpiece.name {
			x.cert.stars = 4
		}
		x.score = score(diceAt(x.seed, 3), x.cert.stars)
	}
}

// favour sorts a quarter of the plain specialities to the front, and the showpiece, which has four stars, to the end.
func (g *generator) favour(i int) int {
	x := g.products[i]
	switch {
	case x.name.vi == showpiece.name:
		return 2
	case x.name.vi == x.kind.name && x.seed%4 == 0:
		return 0
	}
	return 1
}

// score is a council's average within the range of the stars: [50,70), [70,90), [90,100]. Low ends are more common.
func score(d dice, stars int) float64 {
	lo, hi := 50.0, 69.9
	switch stars {
	case 4:
		lo, hi = 70, 89.9
	case 5:
		lo, hi = 90, 98.5
	}
	at := d.Float64()
	s := lo + (hi-lo)*(0.25*at+0.75*at*d.Float64())
	if d.chance(0.3) {
		return math.Floor(s*100) / 100
	}
	return math.Floor(s*10) / 10
}

// Shares of what becomes of certificates, as offices report them.
const (
	shareExpired   = 0.055 // Nghệ An let 113 lapse and renewed 38
	shareWithdrawn = 0.010 // Quảng Ninh dropped 65 products in half a year
	shareRevoked   = 0.008 // and took back 10 certificates
	shareSuspended = 0.003
	shareEarlier   = 0.34
)

func (g *generator) drawCertificates() {
	for _, x := range g.products {
		g.drawGrant(diceAt(x.seed, 4), x)
		if x.name.vi == showpiece.name {
			g.placeShowpiece(x)
		}
	}
	g.numberGrants()
}

func (g *generator) drawGrant(d dice, x *product) {
	x.status = registry.Valid
	at, life := d.Float64(), g.today-months(g.today, -certificateLife)
	age := d.between(4, life-1)
	switch {
	case at < shareExpired:
		age = life + d.between(1, 400)
	case at < shareExpired+shareWithdrawn:
		x.status, age = registry.Withdrawn, d.between(200, life+300)
	case at < shareExpired+shareWithdrawn+shareRevoked:
		x.status, age = registry.Revoked, d.between(120, life-1)
	case at < shareExpired+shareWithdrawn+shareRevoked+shareSuspended:
		x.status, age = registry.Suspended, d.between(120, life-1)
	case d.chance(0.003):
		x.relieved, age = true, d.between(200, life-1)
	}
	x.cert.day = g.onBatchDay(x, g.today-age)
	g.drawTurn(d, x)
	if before := months(x.cert.day, -certificateLife) + d.between(-10, 60); before >= programmeStart && d.chance(shareEarlier) {
		x.earlier = grant{day: workday(before), stars: max(3, x.cert.stars-d.weighted(2, func(i int) int { return 3 - i }))}
	}
}

// drawTurn dates the decision that ended or interrupted a certificate.
func (g *generator) drawTurn(d dice, x *product) {
	since := g.today - x.cert.day
	switch {
	case x.status == registry.Suspended:
		x.turned = workday(g.today - d.between(3, 85))
	case x.status != registry.Valid:
		x.turned = workday(g.today - d.between(2, min(since-30, 540)))
	case x.relieved:
		x.turned = workday(g.today - d.between(3, since-150))
		x.relapse = workday(x.turned - d.between(20, 80))
	}
}

// onBatchDay moves a day to the one on which the office signed that month's decision, as long as its meaning stays.
func (g *generator) onBatchDay(x *product, day int) int {
	t := dayTime(day)
	office := issuer(x, day, x.cert.stars)
	batch := workday(ymd(t.Year(), t.Month(), 4+int(mix(office, t.Format("2006-01"))%22)))
	expired := months(day, certificateLife) < g.today
	if batch > g.today-3 || months(batch, certificateLife) < g.today != expired || issuer(x, batch, x.cert.stars) != office {
		return workday(day)
	}
	return batch
}

// workday moves a Saturday or Sunday to the Friday before.
func workday(day int) int {
	switch dayTime(day).Weekday() {
	case time.Saturday:
		return day - 1
	case time.Sunday:
		return day - 2
	}
	return day
}

// placeShowpiece gives the guide's product the dates of the guide while that certificate lives.
func (g *generator) placeShowpiece(x *product) {
	x.status, x.turned, x.relapse, x.relieved = registry.Valid, 0, 0, false
	x.score, x.cert.stars = 82.4, 4
	x.cert.day = ymd(2024, time.August, 14)
	x.earlier = grant{day: ymd(2021, time.August, 12), stars: 3}
	if g.today >= months(x.cert.day, certificateLife-7) || g.today <= x.cert.day {
		x.cert.day = workday(g.today - 500)
		x.earlier.day = workday(months(x.cert.day, -certificateLife))
	}
}

// numberGrants numbers all certificates in the order of their days, per year and prefix, so that none is given twice.
func (g *generator) numberGrants() {
	type entry struct {
		x *product
		g *grant
	}
	var all []entry
	for _, x := range g.products {
		all = append(all, entry{x, &x.cert})
		if x.earlier.day != 0 {
			all = append(all, entry{x, &x.earlier})
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(a.g.day, b.g.day) })
	next, reserved := map[string]int{}, showpiece.certificate
	for _, e := range all {
		year := dayTime(e.g.day).Year()
		series := fmt.Sprintf("%s/%d", prefix(e.x.province, e.g.stars), year)
		for e.g.number == "" || e.g.number == reserved {
			next[series]++
			e.g.number = certificateNumber(prefix(e.x.province, e.g.stars), next[series], year)
		}
		if e.x.name.vi == showpiece.name && e.g == &e.x.cert && year == 2024 {
			e.g.number = reserved
		}
	}
}

func certificateNumber(prefix string, n, year int) string {
	return fmt.Sprintf("%s %04d/%d", prefix, n, year)
}

// prefix is what a certificate's number begins with: the province's letters, or the ministry's for five stars.
func prefix(province string, stars int) string {
	if stars == 5 {
		return "BNN"
	}
	return prefixes[province]
}

var prefixes = map[string]string{
	"01": "HN", "04": "CB", "08": "TQ", "11": "ĐB", "12": "LCH", "14": "SL", "15": "LCA", "19": "TN", "20": "LS", "22": "QN",
	"24": "BN", "25": "PT", "31": "HP", "33": "HY", "37": "NB", "38": "TH", "40": "NA", "42": "HT", "44": "QT", "46": "HUE",
	"48": "ĐNG", "51": "QNG", "52": "GL", "56": "KH", "66": "ĐL", "68": "LĐ", "75": "ĐN", "79": "HCM", "80": "TNI", "82": "ĐT",
	"86": "VL", "91": "AG", "92": "CT", "96": "CM",
}
