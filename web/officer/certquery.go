package officer

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/programme/figures"
	"github.com/ocopmarket/ocop/programme/renewals"
	"github.com/ocopmarket/ocop/programme/roll"
	"github.com/ocopmarket/ocop/web/desk"
)

// certQuery is what an address of the table asks for.
type certQuery struct {
	roll.Filter
	Dossier renewals.State // only those whose new dossier is so
	Mine    bool           // only those that who asks looks after
	After   string         // cursor
}

// certQueryOf reads an address; what it cannot read counts as not asked.
func certQueryOf(ask *desk.Ask, values url.Values) (certQuery, error) {
	province, err := provinceOf(ask, values)
	if err != nil {
		return certQuery{}, err
	}
	stars, _ := strconv.Atoi(values.Get("sao"))
	q := certQuery{Filter: roll.Filter{
		View: oneOf(roll.View(values.Get("xem")), append(roll.Views(), roll.Carrying, roll.Unknown)), Province: province,
		Group: oneOf(catalog.Group(values.Get("nhom")), catalog.Groups()), Stars: oneOf(stars, []int{3, 4, 5}),
		Kind: oneOf(catalog.ProducerKind(values.Get("loai")), figures.Kinds()), Text: cut(strings.TrimSpace(values.Get("q")), 100),
		Sort: oneOf(roll.Sort(values.Get("xep")), roll.Sorts()), Desc: values.Get("chieu") == "giam",
	}}
	if c, ok := place.CommuneByCode(values.Get("xa")); ok && (province == "" || c.Province == province) {
		q.Commune = c.Code
	}
	q.Dossier, q.Mine, q.After = oneOf(renewals.State(values.Get("hs")), renewals.States()), values.Get("cua") == "toi", values.Get("sau")
	if q.Sort == "" {
		q.Sort = roll.ByExpiry
	}
	return q, nil
}

func cut(text string, runes int) string {
	if r := []rune(text); len(r) > runes {
		return string(r[:runes])
	}
	return text
}

// values writes the query as an address holds it, without the cursor. The province of an officer's own office is not written.
func (q certQuery) values(ask *desk.Ask) url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("xem", string(q.View))
	if central(ask) {
		set("tinh", q.Province)
	}
	set("xa", q.Commune)
	set("nhom", string(q.Group))
	if q.Stars != 0 {
		set("sao", strconv.Itoa(q.Stars))
	}
	set("loai", string(q.Kind))
	set("q", q.Text)
	set("hs", string(q.Dossier))
	if q.Mine {
		set("cua", "toi")
	}
	if q.Sort != roll.ByExpiry {
		set("xep", string(q.Sort))
	}
	if q.Desc {
		set("chieu", "giam")
	}
	return v
}

// certPath is where the table stands.
const certPath = "/can-bo/chung-nhan"

// path is the address of the table with this query, without a language.
func (q certQuery) path(ask *desk.Ask) string { return pathWith(certPath, q.values(ask)) }

func pathWith(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// filter is the roll's filter, with what dossiers narrow.
func (r *room) filter(ask *desk.Ask, q certQuery) (roll.Filter, error) {
	f := q.Filter
	var err error
	switch q.Dossier {
	case renewals.None:
		f.Except, err = r.Renewals.InState(ask.Ctx(), renewals.Making, renewals.Filed)
	case renewals.Making, renewals.Filed:
		f.Only, err = r.Renewals.InState(ask.Ctx(), q.Dossier)
	}
	if err != nil || !q.Mine {
		return f, err
	}
	mine, err := r.Renewals.OwnedBy(ask.Ctx(), ask.Who.Person)
	if err != nil {
		return f, err
	}
	f.Only = both(f.Only, mine)
	return f, nil
}

// both is what stands in both sets; a nil one holds everything.
func both(a, b map[string]bool) map[string]bool {
	if a == nil {
		return b
	}
	out := map[string]bool{}
	for k := range a {
		if b[k] {
			out[k] = true
		}
	}
	return out
}
