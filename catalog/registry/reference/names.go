package reference

import (
	"fmt"
	"slices"
	"strings"
)

// A naming is one product's name in both languages.
type naming struct{ vi, en string }

// nameFor draws a name that no other product bears: the kind, then a place, a mark or a manner that tells it apart.
func (g *generator) nameFor(d dice, p *producer, k *kind) naming {
	tries := namings(p, k)
	d.Shuffle(len(tries.likely), func(i, j int) { tries.likely[i], tries.likely[j] = tries.likely[j], tries.likely[i] })
	d.Shuffle(len(tries.longer), func(i, j int) { tries.longer[i], tries.longer[j] = tries.longer[j], tries.longer[i] })
	for _, n := range slices.Concat(tries.likely, tries.longer, tries.last) {
		if !g.names[n.vi] {
			g.names[n.vi] = true
			return n
		}
	}
	for n := 2; ; n++ { // a village whose only speciality is its guest houses runs out of other names
		last := naming{fmt.Sprintf("%s %s số %d", k.name, p.brand, n), fmt.Sprintf("%s, %s no. %d", k.english, latin(p.brand), n)}
		if !g.names[last.vi] {
			g.names[last.vi] = true
			return last
		}
	}
}

// namings are what a product may be called, from the likely to the last resort.
type namingTries struct{ likely, longer, last []naming }

func namings(p *producer, k *kind) namingTries {
	var t namingTries
	var bys []string
	if c := p.commune.Name; plainName(c) && !(k.speciality && namesPlace(k)) && !strings.Contains(k.name, c) {
		bys = append(bys, c)
	}
	if k.group != "tourism" || len(bys) == 0 {
		bys = append(bys, p.brand)
	}
	for _, by := range bys {
		t.likely = append(t.likely, naming{k.name + " " + by, k.english + ", " + latin(by)})
		for _, v := range k.cat.variants {
			if strings.Contains(strings.ToLower(k.name), v.vi) {
				continue
			}
			t.longer = append(t.longer, naming{k.name + " " + by + " " + v.vi, k.english + ", " + latin(by) + ", " + v.en})
		}
	}
	both := p.commune.Name + " " + p.brand
	t.last = append(t.last, naming{k.name + " " + both, k.english + ", " + latin(both)})
	for _, v := range k.cat.variants {
		t.last = append(t.last, naming{k.name + " " + both + " " + v.vi, k.english + ", " + latin(both) + ", " + v.en})
	}
	return t
}

// namesPlace tells whether a speciality is already called after a place: its second half is in capitals.
func namesPlace(k *kind) bool {
	words := strings.Fields(k.name)
	last := words[len(words)-1]
	return strings.ToLower(last) != last
}

// nextKind draws what else a producer makes: mostly the same, often something close to it.
func (g *generator) nextKind(d dice, p *producer) *kind {
	if d.chance(0.3) {
		return p.main
	}
	family := g.bank.family[p.main.cat.id]
	close := make([]*kind, 0, 16)
	for _, k := range g.kindsIn(p.commune) {
		same := k.cat == p.main.cat
		if !k.speciality && (same || d.chance(0.25) && slices.Contains(family, k.cat.id)) {
			close = append(close, k)
		}
	}
	if len(close) == 0 {
		return p.main
	}
	return close[d.weighted(len(close), func(i int) int { return close[i].weight })]
}
