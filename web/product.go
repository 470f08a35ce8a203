package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/search"
)

// productPage shows one product and what may be trusted and bought of it.
type productPage struct {
	Page
	view       *view
	Name       string
	Maker      makerLine
	Photos     []catalog.Photo
	Group      catalog.Group
	Badge      *badge // nil without a certificate that counts
	Lost       string // the one honest line in its place
	LostSay    string
	CertNumber string  // empty without a certificate
	CertPath   string  // where it can be checked
	Buy        *buyBox // nil when it cannot be bought
	NotSold    string  // why not
	Delivery   deliveryBox
	Story      template.HTML
	About      template.HTML
	// StoryFallback stands where nobody told anything.
	StoryFallback string
	Facts         []fact
	Cert          *certificateBox
	QR, QRAlt     string
	SameMaker     []*catalog.Card
	MakerCount    string
	SameKind      []*catalog.Card
}

// makerLine introduces the maker beside a product.
type makerLine struct{ Path, Name, Place, Say string }

// badge is what stands beside the rosette.
type badge struct {
	Stars            int
	Alt, Line, Until string
	Expiring         bool
}

// buyBox is the form that puts a product into the basket.
type buyBox struct {
	Price, Per   string
	Tiles        []unitTile
	Stock        string
	First        string // SKU, for the bar of phones
	FirstPrice   string
	FirstName    string
	AnyAvailable bool
}

// unitTile is one unit to choose.
type unitTile struct {
	SKU, Name, Note, Price string
	Chosen, Out            bool
}

type fact struct {
	Label, Value string
	Strong       bool
}

// certificateBox is the certificate beside the story.
type certificateBox struct {
	Rows    []fact
	Checked string
	Earlier string
	Void    bool
}

// record is all that a product's page reads of the store.
type record struct {
	card    *catalog.Card
	product *catalog.Shown
	certs   []*catalog.ShownCertificate // newest first
	current *catalog.ShownCertificate
	state   catalog.State
}

// showProduct serves GET /san-pham/:slug.
func (s *Server) showProduct(c *gin.Context) error {
	card, ok := s.shelf.CardBySlug(c.Param("slug"))
	if !ok {
		return fmt.Errorf("product %q: %w", c.Param("slug"), errNotFound)
	}
	r, err := s.record(c.Request.Context(), card)
	if err != nil {
		return err
	}
	p := &productPage{Page: s.newPage(c, "")}
	v := s.view(p.Lang)
	p.view = v
	s.fillProduct(p, v, r)
	p.Delivery = s.delivery(v, r, c.Query("den"))
	p.SameKind, err = s.sameKind(c.Request.Context(), card)
	if err != nil {
		return err
	}
	s.look(c, card.ID)
	return s.render(c, http.StatusOK, "product", p)
}

func (s *Server) record(ctx context.Context, card *catalog.Card) (*record, error) {
	r := &record{card: card, state: s.shelf.State(card)}
	var err error
	if r.product, err = s.records.Shown(ctx, card.ID); err != nil {
		return nil, fmt.Errorf("show product: %w", err)
	}
	if r.certs, err = s.records.ShownCertificates(ctx, card.ID); err != nil {
		return nil, fmt.Errorf("show product: %w", err)
	}
	for _, cert := range r.certs {
		if cert.ID == card.Certificate {
			r.current = cert
		}
	}
	return r, nil
}

func (s *Server) fillProduct(p *productPage, v *view, r *record) {
	p.Name = v.name(r.card)
	p.Maker = v.makerLine(r)
	p.Title = p.Name
	if r.state.ShowsStars() {
		p.Title += ", " + fmt.Sprintf(v.t.Common.OCOPStars, strconv.Itoa(int(r.card.Validity.Stars)))
	}
	p.Path = "/san-pham/" + segment(r.card.Slug)
	p.Description = fmt.Sprintf(v.t.Product.Description, p.Name, r.card.ProducerName, v.lang.PlaceName(r.card.Place))
	p.Crumbs = v.productCrumbs(r.card, p.Name)
	p.Photos, p.Group = r.product.Photos, r.card.Group
	p.Image, p.Kind, p.Tab = photoPath(r.card), "product", "browse"
	v.fillCertificate(p, r)
	p.Buy, p.NotSold = v.buyBox(r)
	p.HasBuyBar = p.Buy != nil && p.Buy.AnyAvailable
	p.Story, p.About = template.HTML(r.product.Story), template.HTML(r.product.Description) // cleaned when they were taken from the registry or the producer
	if p.Story == "" && p.About == "" {
		p.StoryFallback = fmt.Sprintf(v.t.Product.StoryFallback, p.Name, p.Maker.Place)
	}
	p.Facts = v.facts(r)
	p.QR, p.QRAlt = p.Path+"/qr.svg", fmt.Sprintf(v.t.Product.TraceAlt, p.Name)
	p.SameMaker, p.MakerCount = s.sameMaker(v, r.card)
	p.LD = s.productLD(&p.Page, v, r)
}

func (v *view) productCrumbs(card *catalog.Card, name string) []Crumb {
	byGroup := listQuery{Page: 1, Filter: search.Filter{Groups: []string{string(card.Group)}}}
	crumbs := []Crumb{{v.t.Common.Home, "/"}}
	if card.Group != catalog.UnknownGroup {
		crumbs = append(crumbs, Crumb{v.lang.GroupName(card.Group), byGroup.path()})
	}
	if p, ok := place.ProvinceByCode(card.Place.Province); ok {
		crumbs = append(crumbs, Crumb{p.Name, "/tinh/" + p.Slug()})
	}
	return append(crumbs, Crumb{Name: name})
}

func (v *view) makerLine(r *record) makerLine {
	m := makerLine{Path: v.lang.Path("/chu-the/" + segment(r.card.ProducerSlug)), Name: r.card.ProducerName, Place: v.lang.PlaceName(r.card.Place)}
	say := []string{v.lang.KindName(r.card.ProducerKind)}
	if r.card.Members > 0 {
		say = append(say, fmt.Sprintf(v.t.Product.MakerMembers, v.lang.Num(r.card.Members)))
	}
	if r.card.Since > 0 {
		say = append(say, fmt.Sprintf(v.t.Product.MakerSince, strconv.Itoa(r.card.Since)))
	}
	m.Say = strings.Join(say, ", ")
	return m
}

// fillCertificate shows the badge while the certificate counts, and else one honest line and no star anywhere.
func (v *view) fillCertificate(p *productPage, r *record) {
	val := r.card.Validity
	p.CertNumber, p.CertPath = r.card.Certificate, v.certificatePath(r.card.Certificate)
	if r.state.ShowsStars() {
		p.Badge = &badge{
			Stars: int(val.Stars), Alt: fmt.Sprintf(v.t.Common.BadgeAlt, strconv.Itoa(int(val.Stars))),
			Line: v.badgeLine(r.state, val), Until: fmt.Sprintf(v.t.Product.Until, v.lang.Date(lastDay(val.ExpiresAt))),
			Expiring: r.state == catalog.StateExpiring,
		}
	} else {
		decision := ""
		if r.current != nil {
			decision = r.current.StandingDecision(v.now)
		}
		p.Lost, p.LostSay = v.honestLine(r.state, val, decision), v.t.sayState(r.state)
	}
	p.Cert = v.certificateBox(r)
}

// certificatePath is where a certificate can be checked; its number may hold slashes, spaces and marks.
func (v *view) certificatePath(number string) string { return v.lang.Path(certificatePath(number)) }

func certificatePath(number string) string {
	if number == "" {
		return "/xac-minh"
	}
	u := url.URL{Path: "/xac-minh/" + number}
	return u.EscapedPath()
}

func (v *view) certificateBox(r *record) *certificateBox {
	if r.current == nil {
		return nil
	}
	m, cert := &v.t.Product, r.current
	box := &certificateBox{Void: !r.state.ShowsStars()}
	var rows []fact
	add := func(label, value string) {
		if value != "" {
			rows = append(rows, fact{Label: label, Value: value})
		}
	}
	add(m.Decision, cert.Decision)
	add(m.Issuer, cert.Issuer)
	if r.state.ShowsStars() {
		add(m.Rank, v.rank(cert))
	}
	add(m.Validity, v.lang.Date(cert.IssuedOn)+" – "+v.lang.Date(lastDay(cert.ExpiresAt)))
	// Where an officer approved another name or place, the registry's word stays in sight.
	if said, ok := r.product.RegistrySays(catalog.FactName); ok {
		add(m.RegistryName, said)
	}
	if said, ok := r.product.RegistrySays(catalog.FactPlace); ok {
		add(m.RegistryPlace, catalog.FactPlace.Say(said, string(v.lang)))
	}
	box.Rows = rows
	if at := v.shelf.Confirmed(cert.Province); !at.IsZero() {
		box.Checked = fmt.Sprintf(m.Checked, v.lang.Moment(at))
	}
	var earlier []string
	for _, c := range r.certs {
		if c.ID != cert.ID && c.IssuedOn.Before(cert.IssuedOn) {
			earlier = append(earlier, fmt.Sprintf(m.EarlierItem, v.lang.starsWord(int(c.Stars)), strconv.Itoa(c.IssuedOn.In(vietnam.Zone).Year()), strconv.Itoa(lastDay(c.ExpiresAt).In(vietnam.Zone).Year())))
		}
	}
	if len(earlier) > 0 && r.state.ShowsStars() {
		box.Earlier = m.Earlier + " " + strings.Join(earlier, "; ") + "."
	}
	return box
}

func (v *view) rank(cert *catalog.ShownCertificate) string {
	words := v.lang.starsWord(int(cert.Stars))
	if cert.Score > 0 {
		return fmt.Sprintf(v.t.Product.RankPoints, words, v.lang.Decimal(cert.Score))
	}
	return words
}

func (v *view) facts(r *record) []fact {
	m, f := &v.t.Product, r.product.Facts
	var out []fact
	add := func(label, value string, strong bool) {
		if value != "" {
			out = append(out, fact{label, value, strong})
		}
	}
	add(m.Ingredients, f.Ingredients, false)
	add(m.Allergens, f.Allergens, true)
	storage, life := m.Storage, m.ShelfLife
	if r.card.Group == catalog.Tourism { // a stay is used, not kept
		storage, life = m.Using, m.ValidFor
	}
	add(storage, f.Storage, false)
	add(life, f.ShelfLife, false)
	if u, ok := r.card.First(); ok && u.WeightG > 0 {
		add(m.Weight, fmt.Sprintf(m.Gross, weight(v.lang, u.WeightG)), false)
	}
	add(m.Origin, v.origin(r.card.Place), false)
	if r.card.Group != catalog.UnknownGroup {
		add(m.Group, v.lang.GroupName(r.card.Group), false)
	}
	add(m.Barcode, r.product.GTIN, false)
	add(m.TraceCode, r.product.TraceCode, false)
	return out
}

// origin is the place, with what the source wrote where it is of the time before July 2025.
func (v *view) origin(ref place.Ref) string {
	now := v.lang.PlaceName(ref)
	if ref.Text == "" || ref.Province == "" {
		return now
	}
	return now + " (" + fmt.Sprintf(v.t.Product.Before, ref.Text) + ")"
}

// weight writes grams for people: 550 g, 1,2 kg.
func weight(l Lang, grams int) string {
	if grams < 1000 {
		return strconv.Itoa(grams) + " g"
	}
	if grams%1000 == 0 {
		return l.Num(grams/1000) + " kg"
	}
	return l.Decimal(float64(grams)/1000) + " kg"
}

// sameMaker lists the maker's other products that carry stars, and counts them where there are more.
func (s *Server) sameMaker(v *view, card *catalog.Card) (others []*catalog.Card, count string) {
	starred := 0
	for _, other := range s.shelf.CardsOfProducer(card.ProducerID) {
		if !s.shelf.State(other).ShowsStars() {
			continue
		}
		starred++
		if other.ID != card.ID && len(others) < 5 {
			others = append(others, other)
		}
	}
	if len(others) == 0 {
		return nil, ""
	}
	if starred > len(others)+1 { // or else all of them stand here
		count = fmt.Sprintf(v.t.Product.SameMakerAll, v.lang.Products(starred))
	}
	return others, count
}

// sameKind lists products of the same kind from other provinces. Search being down leaves it out.
func (s *Server) sameKind(ctx context.Context, card *catalog.Card) ([]*catalog.Card, error) {
	var found []*catalog.Card
	ids, err := s.kinds.find(ctx, card)
	if errors.Is(err, search.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) {
		return found, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the same kind: %w", err)
	}
	for _, id := range ids {
		other, ok := s.shelf.Card(id)
		if ok && other.Place.Province != card.Place.Province && s.shelf.State(other).ShowsStars() {
			if found = append(found, other); len(found) == 5 {
				break
			}
		}
	}
	return found, nil
}

// feeFor is what delivering one piece costs, in words.
func feeFor(l Lang, fee money.Amount, to string, chilled bool) string {
	m := l.messages().Product
	format := m.Fee
	if chilled {
		format = m.FeeChilled
	}
	return fmt.Sprintf(format, to, l.Price(fee))
}
