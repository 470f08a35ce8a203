package catalog

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
)

// Shown is what a product's page tells beyond its card.
type Shown struct {
	store.Meta
	Description string     // cleaned HTML
	Story       string     // cleaned HTML, the producer's own or else the registry's
	Approved    []Approved // the facts alone, and what the registry says of them
	Facts       Facts
	Photos      []Photo
	GTIN        string
	TraceCode   string
}

// ShownCertificate is what a product's page tells of a certificate.
type ShownCertificate struct {
	store.Meta // ID is the number
	Province   string
	Stars      stars.Stars
	Score      float64
	Decision   string
	Issuer     string
	IssuedOn   time.Time
	ExpiresAt  time.Time

	standingDecision string
	whole            *Certificate // of one that will stand otherwise
}

var (
	shown             = store.Define[Shown]("products")
	shownCertificates = store.Define[ShownCertificate]("certificates")
)

// Shown returns what the page of a product tells, or store.ErrNotFound.
func (c *Catalog) Shown(ctx context.Context, id string) (*Shown, error) {
	return shown.Get(ctx, c.db, id)
}

// maxCertificates is more than a product can collect in a lifetime, at one every 36 months.
const maxCertificates = 100

// ShownCertificates returns all certificates that a product ever had, the newest first.
func (c *Catalog) ShownCertificates(ctx context.Context, productID string) ([]*ShownCertificate, error) {
	q := where("product_id", productID)
	q.Sort = []store.Order{{Field: "issued_on", Desc: true}}
	q.Limit = maxCertificates // a query with a limit is a kept statement
	return shownCertificates.Find(ctx, c.db, q)
}

// RegistrySays is what the registry says of a fact where an approved value stands in its place.
func (s *Shown) RegistrySays(fact Fact) (string, bool) {
	a, ok := approvedOf(s.Approved, fact)
	return a.Registry, ok
}

// StandingDecision is what ordered that the certificate stands as it does at a moment.
func (c *ShownCertificate) StandingDecision(at time.Time) string {
	if c.whole != nil {
		return c.whole.At(at).StandingDecision
	}
	return c.standingDecision
}

// ReadDocument reads the document of a product.
func (s *Shown) ReadDocument(doc bson.Raw) error {
	own := ""
	f := store.FieldsOf(doc)
	for f.Next() {
		switch string(f.Key) {
		case "_id":
			s.ID = f.Text()
		case "rev":
			s.Rev = f.Int()
		case "description":
			s.Description = f.Text()
		case "story":
			s.Story = f.Text()
		case "own_story_html":
			own = f.Text()
		case "approved":
			s.Approved = readList(&f, readApproved)
		case "facts":
			f.Inside(s.Facts.readFields(f.Inner()))
		case "photos":
			s.Photos = readList(&f, readPhoto)
		case "gtin":
			s.GTIN = f.Text()
		case "trace_code":
			s.TraceCode = f.Text()
		}
	}
	if own != "" {
		s.Story = own
	}
	return f.Err()
}

// readList reads the items of a list.
func readList[T any](f *store.Fields, read func(store.Fields) (T, error)) []T {
	var list []T
	items := f.Inner()
	for items.Next() {
		item, err := read(items.Inner())
		items.Inside(err)
		list = append(list, item)
	}
	f.Inside(items.Err())
	return list
}

func readPhoto(f store.Fields) (p Photo, err error) {
	for f.Next() {
		switch string(f.Key) {
		case "hash":
			p.Hash = f.Text()
		case "width":
			p.Width = int(f.Int())
		case "height":
			p.Height = int(f.Int())
		case "widths":
			p.Widths = make([]int, 0, len(media.Widths))
			widths := f.Inner()
			for widths.Next() {
				p.Widths = append(p.Widths, int(widths.Int()))
			}
			f.Inside(widths.Err())
		case "alt_vi":
			p.AltVI = f.Text()
		case "alt_en":
			p.AltEN = f.Text()
		}
	}
	return p, f.Err()
}

func readApproved(f store.Fields) (a Approved, err error) {
	for f.Next() {
		switch string(f.Key) {
		case "fact":
			a.Fact = Fact(f.Text())
		case "registry":
			a.Registry = f.Text()
		}
	}
	return a, f.Err()
}

func (s *Facts) readFields(f store.Fields) error {
	for f.Next() {
		switch string(f.Key) {
		case "ingredients":
			s.Ingredients = f.Text()
		case "allergens":
			s.Allergens = f.Text()
		case "storage":
			s.Storage = f.Text()
		case "shelf_life":
			s.ShelfLife = f.Text()
		}
	}
	return f.Err()
}

// ReadDocument reads the document of a certificate.
func (c *ShownCertificate) ReadDocument(doc bson.Raw) error {
	f := store.FieldsOf(doc)
	for f.Next() {
		switch string(f.Key) {
		case "_id":
			c.ID = f.Text()
		case "rev":
			c.Rev = f.Int()
		case "province":
			c.Province = f.Text()
		case "stars":
			c.Stars = stars.Stars(f.Int())
		case "score":
			c.Score = f.Float()
		case "decision":
			c.Decision = f.Text()
		case "issuer":
			c.Issuer = f.Text()
		case "issued_on":
			c.IssuedOn = f.Time()
		case "expires_at":
			c.ExpiresAt = f.Time()
		case "standing_decision":
			c.standingDecision = f.Text()
		case "next":
			if f.Text() != "" {
				c.whole = new(Certificate)
				f.Inside(bson.Unmarshal(doc, c.whole))
			}
		}
	}
	return f.Err()
}
