package reference

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/ocopmarket/ocop/catalog/place"
)

//go:embed bank
var bankFiles embed.FS

// A category is a family of goods that are packed, kept and described alike.
type category struct {
	id       string
	group    string // of 148/QĐ-TTg
	cold     bool
	packs    []pack
	variants []variant
	texts    map[byte][]string // sentences by kind: see bank/texts-*.txt
}

// A pack is one way of selling a category.
type pack struct {
	vi, en string
	grams  int
	share  float64 // of the base price
}

// A variant is what tells two products of one kind apart, in both languages.
type variant struct{ vi, en string }

// A kind is a product people make in some provinces. A speciality is a kind with a province of its own.
type kind struct {
	name, english string
	cat           *category
	group         string
	provinces     []string
	weight        int
	price         int // of the base pack, in thousand đồng
	speciality    bool
	letters       string   // regions it was listed under
	codes         []string // provinces it was listed under by name
	sea, hills    bool     // only in communes by the sea; only in the hills of provinces that have both
	home          string   // code of the commune that a speciality is called after, if it still has the name
}

// The bank is all the words that the demonstration data is made of.
type bank struct {
	categories   map[string]*category
	kinds        []*kind
	specialities []*kind
	family       map[string][]string          // category → categories that the same producer may make
	stories      map[string]map[byte][]string // sentences about producers, by their kind
	byProvince   map[string][]*kind           // kinds and specialities made in a province
}

// regions are the letters that bank/kinds.txt uses for provinces.
var regions = map[string][]string{
	"M": {"04", "08", "11", "12", "14", "15", "19", "20", "25"},
	"R": {"01", "22", "24", "31", "33", "37"},
	"C": {"38", "40", "42", "44", "46"},
	"K": {"48", "51", "52", "56"},
	"T": {"52", "66", "68", "51"},
	"D": {"75", "79", "80"},
	"W": {"82", "86", "91", "92", "96"},
	"S": {"22", "31", "33", "37", "38", "40", "42", "44", "46", "48", "51", "52", "56", "66", "68", "79", "82", "86", "91", "92", "96"},
	"*": {"01", "04", "08", "11", "12", "14", "15", "19", "20", "22", "24", "25", "31", "33", "37", "38", "40", "42", "44", "46", "48", "51", "52", "56", "66", "68", "75", "79", "80", "82", "86", "91", "92", "96"},
}

// loadBank reads the embedded files; a mistake in them is a mistake of the build, hence the panic.
var loadBank = sync.OnceValue(func() *bank {
	b := &bank{categories: map[string]*category{}, family: map[string][]string{}, byProvince: map[string][]*kind{}, stories: map[string]map[byte][]string{}}
	b.readCategories(lines("categories.txt"))
	for _, name := range []string{"texts-sea.txt", "texts-land.txt", "texts-drinks.txt", "texts-crafts.txt"} {
		b.readTexts(lines(name))
	}
	b.readStories(lines("stories.txt"))
	b.readKinds(lines("kinds.txt"))
	b.readSpecialities(lines("specialties.tsv"))
	b.readFamilies(lines("families.txt"))
	return b
})

func lines(name string) []string {
	raw, err := bankFiles.ReadFile("bank/" + name)
	if err != nil {
		panic(err)
	}
	var out []string
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimRight(line, "\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

func (b *bank) readCategories(in []string) {
	var c *category
	for _, line := range in {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "=":
			f := strings.Split(rest, "|")
			c = &category{id: f[0], group: f[1], cold: f[2] == "C", texts: map[byte][]string{}}
			b.categories[c.id] = c
		case "pack":
			for _, p := range strings.Split(rest, " | ") {
				f := strings.Split(p, ";")
				c.packs = append(c.packs, pack{f[0], f[1], number(f[2]), decimal(f[3])})
			}
		case "v":
			for _, v := range strings.Split(rest, " | ") {
				vi, en, _ := strings.Cut(v, ";")
				c.variants = append(c.variants, variant{vi, en})
			}
		default:
			panic("categories.txt: " + line)
		}
	}
}

func (b *bank) readTexts(in []string) {
	var cats []*category
	for _, line := range in {
		word, rest, _ := strings.Cut(line, " ")
		if word == "=" {
			cats = cats[:0]
			for _, id := range strings.Fields(rest) {
				cats = append(cats, b.category(id))
			}
			continue
		}
		for _, c := range cats {
			c.texts[word[0]] = append(c.texts[word[0]], rest)
		}
	}
}

func (b *bank) readStories(in []string) {
	var texts map[byte][]string
	for _, line := range in {
		word, rest, _ := strings.Cut(line, " ")
		if word == "=" {
			texts = map[byte][]string{}
			b.stories[rest] = texts
			continue
		}
		texts[word[0]] = append(texts[word[0]], rest)
	}
}

func (b *bank) readKinds(in []string) {
	for _, line := range in {
		f := strings.Split(line, "|")
		k := &kind{name: f[0], english: f[1], cat: b.category(f[2]), weight: number(f[4]), price: number(f[5])}
		k.group = k.cat.group
		k.readWhere(f[3])
		b.addKind(k)
		b.kinds = append(b.kinds, k)
	}
}

// readWhere reads the fourth column of bank/kinds.txt.
func (k *kind) readWhere(text string) {
	text, k.sea = strings.CutPrefix(text, "~")
	text, k.hills = strings.CutPrefix(text, "^")
	for where := range strings.SplitSeq(text, ",") {
		if list, ok := regions[where]; ok {
			k.letters += where
			k.provinces = append(k.provinces, list...)
		} else {
			k.codes = append(k.codes, where)
			k.provinces = append(k.provinces, where)
		}
	}
	slices.Sort(k.provinces)
	k.provinces = slices.Compact(k.provinces)
}

func (b *bank) readSpecialities(in []string) {
	for _, line := range in[1:] {
		f := strings.Split(line, "\t")
		k := &kind{name: f[0], group: f[1], provinces: []string{f[2]}, cat: b.category(f[3]),
			english: f[4], price: number(f[5]), weight: 5, speciality: true}
		k.home = homeOf(k.name, f[2])
		k.sea = k.home == "" && slices.Contains(seaside, k.cat.id) && slices.Contains(regions["S"], f[2])
		b.addKind(k)
		b.specialities = append(b.specialities, k)
	}
}

// homeOf finds the commune whose name ends a speciality's, as Lý Sơn in Tỏi Lý Sơn.
func homeOf(name, province string) string {
	home := ""
	for _, c := range place.Communes(province) {
		if strings.HasSuffix(name, " "+c.Name) {
			home = c.Code
		}
	}
	return home
}

func (b *bank) addKind(k *kind) {
	for _, p := range k.provinces {
		b.byProvince[p] = append(b.byProvince[p], k)
	}
}

func (b *bank) readFamilies(in []string) {
	for _, line := range in {
		ids := strings.Fields(line)
		for _, id := range ids {
			b.category(id)
			if b.family[id] == nil {
				b.family[id] = ids
			}
		}
	}
}

func (b *bank) category(id string) *category {
	c, ok := b.categories[id]
	if !ok {
		panic("bank: no category " + id)
	}
	return c
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(fmt.Errorf("bank: %w", err))
	}
	return n
}

func decimal(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(fmt.Errorf("bank: %w", err))
	}
	return n
}
