package catalog

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/search"
)

// groupWords are words by which people look for a whole group.
var groupWords = map[Group][]string{
	Food:        {"thực phẩm", "food"},
	Drinks:      {"đồ uống", "drinks"},
	Herbs:       {"dược liệu", "thảo dược", "herbs"},
	Handicrafts: {"thủ công mỹ nghệ", "handicrafts"},
	Ornamental:  {"sinh vật cảnh", "cây cảnh"},
	Tourism:     {"du lịch cộng đồng", "du lịch sinh thái", "tourism"},
}

// SearchDocument is what search should know of a card at this moment.
func (c *Catalog) SearchDocument(card *Card) search.Document {
	from, until := card.Validity.Span()
	if c.Silent(card.Place.Province) {
		from, until = time.Time{}, time.Time{}
	}
	doc := search.Document{
		ID: card.ID, Name: card.Name, Producer: card.ProducerName, Place: placeWords(card.Place), Keywords: groupWords[card.Group],
		Group: string(card.Group), Province: card.Place.Province, ProducerID: card.ProducerID, Kind: string(card.ProducerKind),
		Stars: int(card.Validity.Stars), ValidFrom: from, ValidUntil: until, Price: int64(card.Price()), InStock: card.InStock(),
		Chilled: card.Chilled(), Traced: card.Traced, Popularity: card.Popularity, CertifiedOn: card.Validity.IssuedOn,
	}
	if card.NameEN != "" {
		doc.Keywords = append([]string{card.NameEN}, doc.Keywords...)
	}
	return doc
}

func placeWords(ref place.Ref) string {
	words := ref.Text
	if commune, ok := place.CommuneByCode(ref.Commune); ok {
		words += " " + commune.Name
	}
	if province, ok := place.ProvinceByCode(ref.Province); ok {
		words += " " + province.Name
	}
	return words
}
