package catalog

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// The longest texts that are taken from a registry.
const (
	maxLine = 300
	maxText = 200_000
)

// Preparer turns a registry's records into entries: it checks, cleans and maps
// them. It holds no state and may be used by any number of goroutines.
type Preparer struct {
	clean   cleaner
	source  string
	ordered bool
}

// NewPreparer returns a preparer of records from a source, whose revisions grow or are mere fingerprints.
func NewPreparer(source string, ordered bool) *Preparer {
	return &Preparer{clean: newCleaner(), source: source, ordered: ordered}
}

// Prepare returns the entry of a record, or ErrUnusable with what is wrong.
func (p *Preparer) Prepare(r registry.Record) (*Entry, error) {
	if err := p.check(&r); err != nil {
		return nil, err
	}
	e := &Entry{RegistryID: r.ID, Revision: r.Revision, Ordered: p.ordered, Source: p.source}
	at, problem := registry.Locate(r.Place)
	if problem != "" {
		e.unmapped(UnmappedPlace, placeValue(r.Place), problem)
	}
	if kindOf(r.Producer) == Household { // 91/2025/QH15: where a household lives stays off public pages
		at.Text = registry.Area(at.Text)
	}
	p.fillProduct(e, r, at)
	p.fillProducer(e, r, at)
	if err := p.fillActs(e, r); err != nil {
		return nil, err
	}
	return e, p.fillCertificate(e, r)
}

// check refuses what no product can be made of.
func (p *Preparer) check(r *registry.Record) error {
	r.Certificate.Number = p.clean.line(r.Certificate.Number)
	r.Name, r.Producer.Name = p.clean.line(r.Name), p.clean.line(r.Producer.Name)
	switch {
	case r.ID == "" || len(r.ID) > maxLine:
		return unusable("no id, or one of %d bytes", len(r.ID))
	case r.Revision == 0:
		return unusable("no revision")
	case r.Name == "" || utf8.RuneCountInString(r.Name) > maxLine:
		return unusable("no name, or one of %d characters", utf8.RuneCountInString(r.Name))
	case r.Producer.ID == "" || r.Producer.Name == "" || utf8.RuneCountInString(r.Producer.Name) > maxLine:
		return unusable("no producer, or a name of %d characters", utf8.RuneCountInString(r.Producer.Name))
	case r.Certificate.Number == "" || NumberKey(r.Certificate.Number) == "" || len(r.Certificate.Number) > maxLine:
		return unusable("no certificate number")
	case r.Certificate.Stars < 1 || r.Certificate.Stars > 5:
		return unusable("%d stars", r.Certificate.Stars)
	case len(r.Description) > maxText || len(r.Story) > maxText || len(r.Producer.Story) > maxText:
		return unusable("text of more than %d bytes", maxText)
	}
	return nil
}

func (e *Entry) unmapped(kind UnmappedKind, value, why string) {
	e.Unmapped = append(e.Unmapped, Unmapped{Kind: kind, Value: value, Why: why})
}

func placeValue(p registry.Place) string {
	if p.Text != "" {
		return p.Text
	}
	return strings.TrimSpace(p.Era + " " + p.Province + " " + p.Commune)
}

func (p *Preparer) fillProduct(e *Entry, r registry.Record, at place.Ref) {
	group, ok := GroupOf(r.Group, r.CriteriaVersion)
	if !ok {
		e.unmapped(UnmappedGroup, r.Group+" ("+r.CriteriaVersion+")", "no single successor among the six groups")
	}
	e.Product = Product{
		Meta: store.Meta{ID: derivedID("p", r.ID)}, RegistryID: r.ID,
		Name: r.Name, Group: group, RegistryGroup: r.Group, CriteriaVersion: r.CriteriaVersion, Place: at,
		Description: p.clean.html(r.Description), Story: p.clean.html(r.Story), Pictures: p.pictures(r),
		TraceCode: compact(r.TraceCode),
	}
	if r.Place.Era == place.Era2025 {
		e.Product.RegistryProvince = r.Place.Province
	}
	if r.GTIN == "" {
		return
	}
	gtin, err := NormalGTIN(compact(r.GTIN))
	if err != nil {
		e.unmapped(UnmappedGTIN, r.GTIN, "check digit or length is wrong")
		return
	}
	e.Product.GTIN = gtin
}

// pictures lists what the record names, each once. A picture without a text of its own is called as the product.
func (p *Preparer) pictures(r registry.Record) []Picture {
	var pictures []Picture
	seen := map[string]bool{}
	for i, url := range r.Images {
		if url == "" || seen[url] || len(pictures) == maxPictures {
			continue
		}
		seen[url] = true
		alt := r.Name
		if i < len(r.ImageAlts) {
			if own := p.clean.line(r.ImageAlts[i]); own != "" {
				alt = own
			}
		}
		pictures = append(pictures, Picture{URL: url, Alt: alt})
	}
	return pictures
}

// maxPictures bounds what one record can make us fetch; the national one names ten.
const maxPictures = 12

func (p *Preparer) fillProducer(e *Entry, r registry.Record, at place.Ref) {
	said := r.Producer
	e.Producer = Producer{
		Meta: store.Meta{ID: derivedID("m", said.ID)}, RegistryID: said.ID, Name: said.Name,
		Kind: kindOf(said), Place: at, Story: p.clean.html(said.Story), Since: said.Since, Members: said.Members,
		Contact: Contact{
			Representative: p.clean.line(said.Representative), Address: p.clean.line(said.Address),
			Phone: p.clean.line(said.Phone), Email: p.clean.line(said.Email),
		},
	}
	e.Product.ProducerID = e.Producer.ID
}

// kindOf takes the registry's word, and where it has none what the name begins
// with. Whoever cannot be told counts as a household, whose data are protected most.
func kindOf(p registry.Producer) ProducerKind {
	switch kind := ProducerKind(p.Kind); kind {
	case Company, Cooperative, CooperativeGroup, Household:
		return kind
	}
	name := place.Slug(p.Name) + "-"
	for _, form := range forms {
		if strings.HasPrefix(name, form.prefix+"-") {
			return form.kind
		}
	}
	return Household
}

var forms = []struct {
	prefix string
	kind   ProducerKind
}{
	{"cong-ty", Company}, {"doanh-nghiep", Company}, {"dntn", Company}, {"tap-doan", Company}, {"tong-cong-ty", Company},
	{"hop-tac-xa", Cooperative}, {"htx", Cooperative}, {"lien-hiep-hop-tac-xa", Cooperative},
	{"to-hop-tac", CooperativeGroup}, {"tht", CooperativeGroup}, {"to-hoi", CooperativeGroup},
}

func (p *Preparer) fillActs(e *Entry, r registry.Record) error {
	for _, d := range r.Decisions {
		date, err := day(d.Date)
		if err != nil {
			return err
		}
		if _, ok := standingOfKind[d.Kind]; !ok {
			return unusable("decision of an unknown kind %q", d.Kind)
		}
		number := p.clean.line(d.Certificate)
		if number == "" {
			number = r.Certificate.Number
		}
		e.Acts = append(e.Acts, Act{Certificate: number, Decision: Decision{
			Kind: d.Kind, Number: p.clean.line(d.Number), Date: date, Reason: p.clean.line(d.Reason),
			By: p.clean.line(d.By), Stars: stars.Stars(d.Stars), Source: p.source,
		}})
	}
	return nil
}

var standingOfStatus = map[registry.Status]Standing{
	registry.Valid: InForce, registry.Suspended: Suspended, registry.Revoked: Revoked, registry.Withdrawn: Withdrawn,
}

func (p *Preparer) fillCertificate(e *Entry, r registry.Record) error {
	said := r.Certificate
	standing, ok := standingOfStatus[said.Status]
	if !ok {
		return unusable("unknown status %q", said.Status)
	}
	issued, expires, err := span(said)
	if err != nil {
		return err
	}
	e.Certificate = Certificate{
		Meta: store.Meta{ID: said.Number}, Key: NumberKey(said.Number), ProductID: e.Product.ID, Province: e.Product.Place.Province,
		Stars: stars.Stars(said.Stars), Score: said.Score, CriteriaVersion: r.CriteriaVersion,
		Decision: p.clean.line(said.Decision), Issuer: p.clean.line(said.IssuedBy),
		IssuedOn: issued, ExpiresAt: expires, Standing: standing,
	}
	return nil
}

// span returns the first moment of validity and the first moment after it. A
// registry that names no last day means the 36 months of the programme.
func span(c registry.Certificate) (issued, expires time.Time, err error) {
	if issued, err = day(c.IssuedOn); err != nil {
		return issued, expires, err
	}
	if c.ExpiresOn == "" {
		return issued, afterTerm(issued), nil
	}
	last, err := day(c.ExpiresOn)
	if err != nil {
		return issued, expires, err
	}
	if last.Before(issued) {
		return issued, expires, unusable("expires on %s, before it was issued on %s", c.ExpiresOn, c.IssuedOn)
	}
	return issued, last.In(vietnam.Zone).AddDate(0, 0, 1).UTC(), nil
}

// derivedID makes our id of a registry's: the same record always becomes the same product.
func derivedID(prefix, registryID string) string {
	sum := sha256.Sum256([]byte(registryID))
	return prefix + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:12])
}
