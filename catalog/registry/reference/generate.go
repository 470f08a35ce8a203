package reference

import (
	"cmp"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// producersPer16k is how many producers stand behind 16,000 products.
const producersPer16k = 8_500

// fiveStarsPer16k is how many of 16,000 products bear five stars.
const fiveStarsPer16k = 126

// Data is the content of a demonstration registry. It keeps decisions and names only;
// texts and addresses are drawn again from the seed whenever a record is asked for.
type Data struct {
	seed     uint64
	today    int // day on which the data was made
	bank     *bank
	products []*product // by the day of their last decision
}

// Len is the number of products.
func (d *Data) Len() int { return len(d.products) }

// generator holds what is needed only while data is made.
type generator struct {
	bank          *bank
	seed          uint64
	today, year   int
	names         map[string]bool
	producerNames map[string]bool
	terrains      map[string]terrain // by commune
	kinds         map[string][]*kind // by province and terrain
	products      []*product
}

// Generate makes the demonstration registry: the same seed, size and day of now give the same data, byte for byte.
func Generate(seed uint64, size int, now time.Time) *Data {
	local := now.In(vietnam.Zone)
	g := &generator{bank: loadBank(), seed: seed, today: dayOf(local), year: local.Year(),
		names: map[string]bool{}, producerNames: map[string]bool{},
		terrains: map[string]terrain{}, kinds: map[string][]*kind{}}
	for _, k := range g.bank.specialities {
		g.names[k.name] = true // the plain name belongs to its own province
	}
	for i, n := range sizes(size) {
		g.makeProvince(place.Provinces()[i].Code, n)
	}
	g.drawStars()
	g.drawCertificates()
	g.drawOddities()
	slices.SortStableFunc(g.products, func(a, b *product) int { return cmp.Compare(a.lastDay(), b.lastDay()) })
	return &Data{seed: seed, today: g.today, bank: g.bank, products: g.products}
}

// provinceWeights follow the real shares: one province has 400 to 1,700 of 16,000 products.
var provinceWeights = map[string]int{
	"01": 1080, "04": 412, "08": 440, "11": 410, "12": 410, "14": 412, "15": 490, "19": 450, "20": 412, "22": 460, "24": 510, "25": 500,
	"31": 530, "33": 440, "37": 530, "38": 540, "40": 550, "42": 420, "44": 420, "46": 410, "48": 460, "51": 440, "52": 470, "56": 420,
	"66": 460, "68": 480, "75": 430, "79": 530, "80": 420, "82": 510, "86": 510, "91": 460, "92": 470, "96": 420,
}

// sizes divides size among the provinces by largest remainder.
func sizes(size int) []int {
	provinces := place.Provinces()
	total := 0
	for _, p := range provinces {
		total += provinceWeights[p.Code]
	}
	out, order, given := make([]int, len(provinces)), make([]int, len(provinces)), 0
	for i, p := range provinces {
		out[i], order[i] = size*provinceWeights[p.Code]/total, i
		given += out[i]
	}
	rest := func(i int) int { return size * provinceWeights[provinces[i].Code] % total }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest(b), rest(a)) })
	for _, i := range order[:size-given] {
		out[i]++
	}
	return out
}

func (g *generator) makeProvince(province string, total int) {
	if total == 0 {
		return
	}
	d := newDice(g.seed, "province "+province)
	producers := g.makeProducers(d, province, total)
	own := g.ownSpecialities(province)
	g.giveSpecialities(producers, own)
	first := len(g.products)
	for round := 0; len(g.products)-first < total; round++ {
		for _, p := range producers {
			if round < p.count {
				g.makeProduct(d, p, province, round, &own)
			}
		}
	}
}

func (g *generator) ownSpecialities(province string) []*kind {
	var own []*kind
	for _, k := range g.bank.specialities {
		if k.provinces[0] == province {
			own = append(own, k)
		}
	}
	return own
}

// giveSpecialities makes the first producers those who hold a plain speciality; what they do follows from it.
func (g *generator) giveSpecialities(producers []*producer, own []*kind) {
	for i := range min(len(producers), len(own)) {
		p := producers[i]
		p.main = own[i]
		delete(g.producerNames, p.name)
		d := diceAt(p.seed, 2)
		p.commune = g.homeFor(d, p.main, p.commune)
		if p.main.name == showpiece.name {
			p.kind, p.brand, p.commune = cooperative, showpiece.brand, mustCommune(showpiece.commune)
		}
		g.found(d, p)
		if p.main.name == showpiece.name {
			p.name, p.members, p.since = showpiece.producer, showpiece.members, showpiece.since
		}
	}
}

// homeFor is where a speciality's first maker lives: the commune it is called after, or one where it can be made.
func (g *generator) homeFor(d dice, k *kind, otherwise place.Commune) place.Commune {
	if k.home != "" {
		return mustCommune(k.home)
	}
	communes := place.Communes(k.provinces[0])
	for range 200 {
		if c := pick(d, communes); slices.Contains(g.kindsIn(c), k) {
			return c
		}
	}
	return otherwise
}

func (g *generator) makeProduct(d dice, p *producer, province string, round int, own *[]*kind) {
	x := &product{producer: p, province: province, seed: d.Uint64()}
	switch {
	case len(*own) > 0:
		x.kind, x.name = (*own)[0], naming{(*own)[0].name, (*own)[0].english}
		*own = (*own)[1:]
	default:
		x.kind = p.main
		if round > 0 {
			x.kind = g.nextKind(d, p)
		}
		x.name = g.nameFor(d, p, x.kind)
		if x.name.vi == "" { // every name of this kind is taken
			x.kind = p.main
			x.name = g.nameFor(d, p, p.main)
		}
	}
	x.serial = len(g.products)
	g.products = append(g.products, x)
}

// showpiece is the product that the guide's pages show, with the numbers they show.
var showpiece = struct {
	name, producer, brand, commune, certificate, decision string
	members, since                                        uint16
}{"Chả mực Hạ Long", "HTX Hải sản Bến Đoan", "Bến Đoan", "06685", "QN 0412/2024", "2318/QĐ-UBND", 14, 2011}

func mustCommune(code string) place.Commune {
	c, ok := place.CommuneByCode(code)
	if !ok {
		panic("no commune " + code)
	}
	return c
}
