package reference

import (
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
)

// Kinds of sentences in bank/texts-*.txt and bank/stories.txt.
const (
	opening     = 'a' // what it is
	detail      = 'b' // how it is made
	use         = 'c' // how to use it
	tale        = 's' // where it comes from
	ingredients = 'i'
	allergens   = 'g'
	storage     = 'k'
	shelfLife   = 'h'
)

// description is two or three short paragraphs and now and then a list, as makers write them.
func (d *Data) description(dice dice, x *product) string {
	say := speaker{dice, x}
	var b strings.Builder
	paragraph(&b, say.of(opening)+" "+say.some(detail, dice.between(1, 2)))
	if dice.chance(0.35) {
		b.WriteString("<ul>")
		for _, line := range []string{say.of(ingredients), say.of(storage), say.of(shelfLife)} {
			if line != "" {
				b.WriteString("<li>" + line + "</li>")
			}
		}
		b.WriteString("</ul>")
	}
	paragraph(&b, say.some(use, dice.between(1, 2)))
	return b.String()
}

// story is where the product comes from: the craft, then the people.
func (d *Data) story(dice dice, x *product) string {
	say := speaker{dice, x}
	people := d.bank.stories[producerKinds[x.producer.kind]]
	var b strings.Builder
	paragraph(&b, say.some(tale, dice.between(1, 2)))
	paragraph(&b, say.fill(pick(dice, people[opening]))+" "+say.fill(pick(dice, people[detail])))
	if dice.chance(0.5) {
		paragraph(&b, "<em>"+say.fill(pick(dice, people[use]))+"</em>")
	}
	return b.String()
}

// producerStory is the maker's own two sentences.
func (d *Data) producerStory(dice dice, p *producer) string {
	say := speaker{dice, &product{producer: p, kind: p.main, name: naming{vi: p.main.name}}}
	people := d.bank.stories[producerKinds[p.kind]]
	return say.fill(pick(dice, people[opening])) + " " + say.fill(pick(dice, people[detail]))
}

// A speaker fills sentences with what is true of one product.
type speaker struct {
	dice dice
	x    *product
}

// of draws one sentence of a kind, or nothing where the bank has none.
func (s speaker) of(kind byte) string {
	list := s.x.kind.cat.texts[kind]
	if len(list) == 0 {
		return ""
	}
	return s.fill(pick(s.dice, list))
}

// some draws n different sentences of a kind.
func (s speaker) some(kind byte, n int) string {
	list := s.x.kind.cat.texts[kind]
	var out []string
	for _, i := range s.dice.Perm(len(list))[:min(n, len(list))] {
		out = append(out, s.fill(list[i]))
	}
	return strings.Join(out, " ")
}

// fill puts names and places into a sentence.
func (s speaker) fill(sentence string) string {
	if !strings.Contains(sentence, "{") {
		return sentence
	}
	p := s.x.producer
	province, _ := place.ProvinceByCode(p.commune.Province)
	return upperFirst(strings.NewReplacer(
		"{ten}", s.x.name.vi, "{loai}", lowerFirst(s.x.kind.name), "{nha}", p.name, "{hieu}", p.brand,
		"{xa}", communeTitle(p), "{tinh}", provinceTitle(province), "{dia}", province.Name,
		"{nam}", strconv.Itoa(int(p.since)), "{nguoi}", strconv.Itoa(max(4, int(p.members))),
	).Replace(sentence))
}

func paragraph(b *strings.Builder, text string) {
	if text = strings.TrimSpace(text); text != "" {
		b.WriteString("<p>" + text + "</p>")
	}
}

func upperFirst(s string) string {
	for _, r := range s {
		first := string(r)
		return strings.ToUpper(first) + s[len(first):]
	}
	return s
}
