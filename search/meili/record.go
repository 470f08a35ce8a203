package meili

import (
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/search"
)

// The fields with coded words that the server searches, in the order of their weight.
const (
	fieldName       = "wName"
	fieldAlias      = "wAlias"
	fieldKeywords   = "wKeywords"
	fieldProducer   = "wProducer"
	fieldPlace      = "wPlace"
	fieldExactName  = "xName"  // the name with marks, spelled in ASCII
	fieldExactTwins = "xTwins" // words elsewhere that may be written with i or y
)

// record is a document as the server keeps it: what was given, the coded words, and the
// values to filter and sort by. What is zero is left out, as it sorts last and fits no bound.
type record struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Producer string   `json:"producer,omitempty"`
	Place    string   `json:"place,omitempty"`
	Keywords []string `json:"keywords,omitempty"`

	WName     []string `json:"wName"`
	WAlias    []string `json:"wAlias,omitempty"`
	WKeywords []string `json:"wKeywords,omitempty"`
	WProducer []string `json:"wProducer,omitempty"`
	WPlace    []string `json:"wPlace,omitempty"`
	XName     []string `json:"xName,omitempty"`
	XTwins    []string `json:"xTwins,omitempty"`

	Group      string `json:"group,omitempty"`
	Province   string `json:"province,omitempty"`
	Kind       string `json:"kind,omitempty"`
	ProducerID string `json:"producerId,omitempty"`
	Stars      int    `json:"stars,omitempty"`
	Price      int64  `json:"price,omitempty"`
	Stock      bool   `json:"stock"`
	Chilled    bool   `json:"chilled"`
	Traced     bool   `json:"traced"`
	From       *int64 `json:"from,omitempty"`
	Until      *int64 `json:"until,omitempty"`
	Certified  *int64 `json:"certified,omitempty"`
	Popularity int64  `json:"popularity"`
	NameKey    string `json:"nameKey"`
	Seq        int64  `json:"seq"` // when it was written, for other processes
}

func newRecord(d *search.Document, terms []search.Term, seq int64) record {
	r := record{
		ID: d.ID, Name: d.Name, Producer: d.Producer, Place: d.Place, Keywords: d.Keywords,
		Group: code(d.Group), Province: code(d.Province), Kind: code(d.Kind), ProducerID: code(d.ProducerID),
		Stars: d.Stars, Price: d.Price, Stock: d.InStock, Chilled: d.Chilled, Traced: d.Traced,
		Popularity: d.Popularity, NameKey: search.NameKey(d.Name), Seq: seq,
		Certified: unix(d.CertifiedOn),
	}
	if !d.ValidUntil.IsZero() {
		r.From, r.Until = unix(d.ValidFrom), unix(d.ValidUntil)
		if r.From == nil {
			r.From = new(int64)
			*r.From = -1 << 40
		}
	}
	r.setWords(terms)
	return r
}

func unix(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	s := t.Unix()
	return &s
}

func (r *record) setWords(terms []search.Term) {
	fields := [...]*[]string{&r.WName, &r.WAlias, &r.WKeywords, &r.WProducer, &r.WPlace}
	for i, t := range terms {
		new := i == 0 || terms[i-1].Field != t.Field || terms[i-1].Pos+1 != t.Pos
		appendWord(fields[t.Field], letters(t.Folded), new)
		switch {
		case t.Field == search.InName:
			appendWord(&r.XName, marks(t.Exact), new)
		case search.HasTwin(t):
			appendWord(&r.XTwins, marks(t.Exact), true)
		}
	}
}

// appendWord continues the last phrase of a field or begins a new one.
func appendWord(field *[]string, word string, new bool) {
	if new || len(*field) == 0 {
		*field = append(*field, word)
		return
	}
	(*field)[len(*field)-1] += " " + word
}

// letters codes a folded word: a j before it, and those inside in pairs. The server tries to
// join neighbouring words of a query and to split single ones; coded so, it never finds any.
func letters(folded string) string { return "j" + ascii(folded) }

// marks codes an exact form, with an even number of j where a folded word has an odd one.
func marks(exact string) string { return "jj" + ascii(exact) }

// twin names a word that matches exact or, by its letters, folded: see twinSynonyms.
func twin(folded, exact string) string { return "jjj" + ascii(folded) + "jt" + ascii(exact) }

// ascii keeps small letters and digits and spells out all other letters. What is spelled
// out begins with a j, so that no other beginning typed fits it.
func ascii(word string) string {
	if isASCII(word) {
		return word
	}
	var b strings.Builder
	for _, r := range word {
		switch {
		case r == 'j':
			b.WriteString("jj")
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			b.WriteString("ju" + strconv.FormatInt(int64(r), 16) + "q")
		}
	}
	return b.String()
}

func isASCII(word string) bool {
	for i := range len(word) {
		if c := word[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') || c == 'j' {
			return false
		}
	}
	return true
}

// twinSynonyms lets a marked word like mì match mỳ by its exact form and mí by its letters.
func twinSynonyms() map[string][]string {
	out := make(map[string][]string)
	for _, t := range search.Twins() {
		out[twin(t.Folded, t.Exact)] = []string{marks(t.Exact), letters(t.Folded)}
	}
	return out
}

// code writes a value so that the server, which compares without case, keeps apart what
// differs in case only.
func code(value string) string {
	var b strings.Builder
	for _, r := range value {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteByte('=')
			b.WriteRune(r + 'a' - 'A')
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_':
			b.WriteRune(r)
		default:
			b.WriteString("=" + strconv.FormatInt(int64(r), 16) + ".")
		}
	}
	return b.String()
}

// decode reads what code wrote.
func decode(coded string) string {
	var b strings.Builder
	for i := 0; i < len(coded); i++ {
		if coded[i] != '=' || i+1 == len(coded) {
			b.WriteByte(coded[i])
			continue
		}
		i++
		hex, _, ok := strings.Cut(coded[i:], ".")
		if n, err := strconv.ParseInt(hex, 16, 32); ok && err == nil {
			b.WriteRune(rune(n))
			i += len(hex)
			continue
		}
		b.WriteByte(coded[i] - 'a' + 'A')
	}
	return b.String()
}
