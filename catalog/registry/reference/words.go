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
		for _, fact := range []struct {
			label string
			kind  byte
		}{{"Thành phần", ingredients}, {"Bảo quản", storage}, {"Hạn dùng", shelfLife}} {
			if line := say.of(fact.kind); line != "" {
				b.WriteString("<li>" + fact.label + ": " + lowerFirst(line) + "</li>")
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
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return upperFirst(b.String())
		}
		word, after, _ := strings.Cut(rest, "}")
		b.WriteString(s.word(word))
		sentence = after
	}
}

// word is what stands for a placeholder; texts-sea.txt lists them.
func (s speaker) word(name string) string {
	p := s.x.producer
	switch name {
	case "ten":
		return s.x.name.vi
	case "loai":
		return lowerFirst(s.x.kind.name)
	case "nha":
		if p.kind == household { // its name may be a person's, which is no matter for public texts
			return "cơ sở " + p.brand
		}
		return p.name
	case "hieu":
		return p.brand
	case "xa":
		return communeTitle(p)
	case "tinh":
		return provinceOf(p)
	case "dia":
		province, _ := place.ProvinceByCode(p.commune.Province)
		return province.Name
	case "nam":
		return strconv.Itoa(int(p.since))
	case "nguoi":
		return strconv.Itoa(max(4, int(p.members)))
	}
	panic("no word for {" + name + "}")
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
