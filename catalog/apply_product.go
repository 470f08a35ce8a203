package catalog

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

func (b *batch) newProduct(e *Entry) *Product {
	p := &Product{
		Meta: store.Meta{ID: e.Product.ID}, RegistryID: e.RegistryID,
		Slug: b.slugs.product(e), CreatedAt: b.now,
	}
	b.products.put(p.ID, p)
	return p
}

// updateProduct takes over what the registry says, and leaves what is ours: address, units, photos, popularity.
func (b *batch) updateProduct(e *Entry, p *Product) {
	said := e.Product
	p.RegistryRev = e.Revision
	p.Name = b.settleFact(p, FactName, said.Name)
	p.Group, p.RegistryGroup, p.CriteriaVersion = said.Group, said.RegistryGroup, said.CriteriaVersion
	p.RegistryProvince = said.RegistryProvince
	p.ProducerID = e.Producer.ID
	p.Place = b.settlePlace(p, said.Place)
	p.Description, p.Story = said.Description, said.Story
	p.GTIN, p.TraceCode = said.GTIN, said.TraceCode
	p.Certificate = e.Certificate.ID
	p.namePictures(said.Pictures)
	p.UpdatedAt = b.now
	b.products.touch(p.ID)
}

// namePictures takes over the registry's list of pictures, and keeps how far fetching got with those that stay.
func (p *Product) namePictures(named []Picture) {
	before := map[string]Picture{}
	for _, pic := range p.Pictures {
		before[pic.URL] = pic
	}
	pictures := make([]Picture, 0, len(named))
	for _, pic := range named {
		if old, ok := before[pic.URL]; ok {
			old.Alt, pic = pic.Alt, old
		}
		pictures = append(pictures, pic)
	}
	fetched := hashes(p.Pictures)
	p.Pictures = pictures
	p.orderPhotos(fetched)
	p.PicturesDue = p.picturesDue()
}

// orderPhotos puts the producer's own photos first, in its order, then the registry's in the registry's; those that it names no more go.
func (p *Product) orderPhotos(fetched map[string]bool) {
	byHash := map[string]Photo{}
	for _, photo := range p.Photos {
		byHash[photo.Hash] = photo
	}
	var listed []Photo
	for _, pic := range p.Pictures {
		if photo, ok := byHash[pic.Hash]; ok {
			photo.AltVI = pic.Alt
			listed = append(listed, photo)
			delete(byHash, pic.Hash)
		}
	}
	var own []Photo
	for _, photo := range p.Photos {
		if _, left := byHash[photo.Hash]; left && !fetched[photo.Hash] {
			own = append(own, photo)
		}
	}
	p.Photos = append(own, listed...)
}

func hashes(pictures []Picture) map[string]bool {
	set := map[string]bool{}
	for _, pic := range pictures {
		if pic.Hash != "" {
			set[pic.Hash] = true
		}
	}
	return set
}

// picturesDue reports whether a picture is to be fetched; one that failed waits for its next try outside the queue.
func (p *Product) picturesDue() bool {
	return slices.ContainsFunc(p.Pictures, func(pic Picture) bool { return pic.Hash == "" && pic.Error == "" })
}

// producer takes over what the entry says of its producer, unless a later record of another product said it otherwise.
// A list makes producers and never says anew who one is that is known: it spells them as it likes, from row to row.
func (b *batch) producer(e *Entry) {
	said := e.Producer
	p, known := b.producers.get(said.ID)
	switch {
	case !known:
		p = &Producer{
			Meta: store.Meta{ID: said.ID}, RegistryID: said.RegistryID,
			Slug: b.slugs.producer(e), Place: said.Place, CreatedAt: b.now,
		}
	case e.Source == SourceList, e.Ordered && e.Revision < p.RegistryRev:
		return
	}
	updated := *p
	updated.Name, updated.Kind, updated.Story = said.Name, said.Kind, said.Story
	updated.Since, updated.Members, updated.Contact = said.Since, said.Members, said.Contact
	b.settleProducer(&updated)
	if updated.Place.Province == "" {
		updated.Place = said.Place
	}
	told := !reflect.DeepEqual(*p, updated)
	if !known || told {
		updated.UpdatedAt = b.now
	}
	if e.Ordered {
		updated.RegistryRev = e.Revision
	}
	if !known || !reflect.DeepEqual(*p, updated) {
		b.producers.put(said.ID, &updated)
	}
	if known && told {
		b.retold = append(b.retold, said.ID)
	}
}

// tellOfRetold names all products of producers of whom something else is told now: their pages say it too.
func (b *batch) tellOfRetold(ctx context.Context, tx store.Tx) error {
	if len(b.retold) == 0 {
		return nil
	}
	theirs, err := summaries.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "producer_id", Op: store.In, Value: b.retold}}})
	for _, s := range theirs {
		b.change.Products = append(b.change.Products, s.ID)
	}
	return err
}

// day returns the first moment of a date written 2006-01-02, in Vietnam.
func day(date string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, date, vietnam.Zone)
	if err != nil {
		return time.Time{}, unusable("%q is not a date", date)
	}
	return t.UTC(), nil
}

// placeName is where a product is made, for an address that must be told apart.
func placeName(at place.Ref) string {
	if c, ok := place.CommuneByCode(at.Commune); ok {
		return c.Name
	}
	p, _ := place.ProvinceByCode(at.Province)
	return p.Name
}
