package catalog

import (
	"unique"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
)

// ReadDocument reads the document of a product. All of them are in memory at once, so what many share is kept once.
func (s *summary) ReadDocument(doc bson.Raw) error {
	f := store.FieldsOf(doc)
	for f.Next() {
		switch string(f.Key) {
		case "_id":
			s.ID = f.Text()
		case "rev":
			s.Rev = f.Int()
		case "slug":
			s.Slug = f.Text()
		case "name":
			s.Name = f.Text()
		case "name_en":
			s.NameEN = f.Text()
		case "group":
			s.Group = Group(once(&f))
		case "producer_id":
			s.ProducerID = f.Text()
		case "place":
			at, err := readPlace(f.Inner())
			f.Inside(err)
			s.Place = at
		case "photos":
			s.readPhoto(&f)
		case "gtin":
			s.GTIN = f.Text()
		case "trace_code":
			s.Traced = f.Text() != ""
		case "units":
			s.Units = readList(&f, readUnit)
		case "certificate":
			s.Certificate = f.Text()
		case "popularity":
			s.Popularity = f.Int()
		case "updated_at":
			s.UpdatedAt = f.Time()
		}
	}
	return f.Err()
}

// once reads a text that many documents share.
func once(f *store.Fields) string { return unique.Make(f.Text()).Value() }

// readPhoto reads the first photo.
func (s *summary) readPhoto(f *store.Fields) {
	photos := f.Inner()
	if photos.Next() {
		photo, err := readPhoto(photos.Inner())
		photos.Inside(err)
		s.Photo = &photo
	}
	f.Inside(photos.Err())
}

func readPlace(f store.Fields) (r place.Ref, err error) {
	for f.Next() {
		switch string(f.Key) {
		case "era":
			r.Era = once(&f)
		case "province":
			r.Province = once(&f)
		case "commune":
			r.Commune = once(&f)
		case "text":
			r.Text = f.Text()
		}
	}
	return r, f.Err()
}

func readUnit(f store.Fields) (u Unit, err error) {
	for f.Next() {
		switch string(f.Key) {
		case "sku":
			u.SKU = f.Text()
		case "name":
			u.Name = once(&f)
		case "name_en":
			u.NameEN = once(&f)
		case "price":
			u.Price = money.Amount(f.Int())
		case "weight_g":
			u.WeightG = int(f.Int())
		case "chilled":
			u.Chilled = f.Bool()
		case "gtin":
			u.GTIN = f.Text()
		case "trade":
			if trade := new(Trade); f.Decode(trade) {
				u.Trade = trade
			}
		}
	}
	return u, f.Err()
}
