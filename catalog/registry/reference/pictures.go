package reference

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/ocopmarket/ocop/catalog/registry"
)

//go:embed art
var artFiles embed.FS

// An archetype is one still life that stands for many products.
type archetype struct {
	File     string   `json:"file"`
	AltVI    string   `json:"alt_vi"`
	Leafy    bool     `json:"leafy"`
	Keywords []string `json:"keywords"`
}

// art is the collection of still lifes and the palettes they are painted in.
type art struct {
	archetypes map[string]*archetype // by name, "cha-muc"
	byKeyword  map[string]*archetype
	fallback   map[string]*archetype // by group of 148/QĐ-TTg
	palettes   []map[string]any
	roles      []string
	base       map[string]any
	longest    int // words of the longest keyword
}

var loadArt = sync.OnceValue(func() *art {
	var index struct {
		Fallback   map[string]string `json:"fallback"`
		Archetypes []*archetype      `json:"archetypes"`
	}
	var colours struct {
		Roles    []string         `json:"roles"`
		Base     string           `json:"base"`
		Palettes []map[string]any `json:"palettes"`
	}
	mustRead("art/index.json", &index)
	mustRead("art/palettes.json", &colours)
	a := &art{archetypes: map[string]*archetype{}, byKeyword: map[string]*archetype{}, fallback: map[string]*archetype{},
		palettes: colours.Palettes, roles: colours.Roles}
	for _, t := range index.Archetypes {
		a.archetypes[t.name()] = t
		for _, k := range t.Keywords {
			a.byKeyword[k] = t
			a.longest = max(a.longest, strings.Count(k, " ")+1)
		}
	}
	for group, file := range index.Fallback {
		a.fallback[group] = a.archetypes[strings.TrimSuffix(file, ".svg")]
	}
	for _, p := range a.palettes {
		if p["id"] == colours.Base {
			a.base = p
		}
	}
	return a
})

// mustRead reads embedded JSON; a mistake in it is a mistake of the build.
func mustRead(name string, into any) {
	raw, err := artFiles.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
}

func (t *archetype) name() string { return strings.TrimSuffix(t.File, ".svg") }

// PictureOf is the key of the picture that stands for a product: a still life by its name, painted in a palette by name and province.
func PictureOf(name, group, province string) string {
	a := loadArt()
	t := a.match(name, group)
	var fit []string
	for _, p := range a.palettes {
		if leafy, _ := p["leafy"].(bool); leafy || !t.Leafy {
			fit = append(fit, p["id"].(string))
		}
	}
	return t.name() + "." + fit[mix(name, province)%uint64(len(fit))]
}

// match takes, of all keywords that stand in the folded name as whole words, the one that begins earliest, and of those the longest.
func (a *art) match(name, group string) *archetype {
	words := strings.FieldsFunc(latin(strings.ToLower(name)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i := range words {
		for n := min(a.longest, len(words)-i); n > 0; n-- {
			if t := a.byKeyword[strings.Join(words[i:i+n], " ")]; t != nil {
				return t
			}
		}
	}
	if t := a.fallback[groupOf(group)]; t != nil {
		return t
	}
	return a.fallback["food"]
}

// groupOf says a group of 2019 in the words of today, as far as a picture needs it.
func groupOf(group string) string {
	switch group {
	case "drink":
		return "drinks"
	case "herbs":
		return "medicinal-herbs"
	case "travel":
		return "tourism"
	case "cloth", "keepsake", strayGroupCode:
		return "handicrafts"
	}
	return group
}

// illustrate gives a record its picture, at the address this registry has for whoever asked.
func illustrate(r *registry.Record, base string) {
	key := PictureOf(r.Name, r.Group, provinceOfID(r.ID))
	name, _, _ := strings.Cut(key, ".")
	r.Images = []string{base + "/pictures/" + key + ".png"}
	r.ImageAlts = []string{loadArt().archetypes[name].AltVI}
}

// svg is a still life in the colours of a palette; false where the key names none.
func (a *art) svg(key string) (string, bool) {
	name, colours, _ := strings.Cut(key, ".")
	t := a.archetypes[name]
	if t == nil {
		return "", false
	}
	for _, p := range a.palettes {
		if p["id"] != colours {
			continue
		}
		raw, err := artFiles.ReadFile("art/" + t.File)
		if err != nil {
			return "", false
		}
		var swap []string
		for _, role := range a.roles {
			swap = append(swap, a.base[role].(string), p[role].(string))
		}
		return strings.NewReplacer(swap...).Replace(string(raw)), true
	}
	return "", false
}
