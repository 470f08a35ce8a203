package registers

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
)

// Catalogue is what registers must know of the programme.
type Catalogue interface {
	AllCards() []*catalog.Card
	Revision() uint64
	ProducerNames(ctx context.Context) (map[string]string, error)
}

// maker is a producer of the programme.
type maker struct {
	id, name, province string
	cards              []*catalog.Card
}

// directory finds producers and products by what people call them.
type directory struct {
	byID     map[string]*maker
	byName   map[string][]*maker // folded
	byNumber map[string]*catalog.Card
}

// book keeps the directory until the catalogue changes.
type book struct {
	mu       sync.Mutex
	revision uint64
	kept     *directory
}

func (b *book) open(ctx context.Context, of Catalogue) (*directory, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	revision := of.Revision()
	if b.kept != nil && b.revision == revision {
		return b.kept, nil
	}
	names, err := of.ProducerNames(ctx)
	if err != nil {
		return nil, err
	}
	b.kept, b.revision = newDirectory(of.AllCards(), names), revision
	return b.kept, nil
}

func newDirectory(cards []*catalog.Card, names map[string]string) *directory {
	d := &directory{byID: map[string]*maker{}, byName: map[string][]*maker{}, byNumber: map[string]*catalog.Card{}}
	for _, card := range cards {
		m := d.byID[card.ProducerID]
		if m == nil {
			m = &maker{id: card.ProducerID, name: names[card.ProducerID], province: card.Place.Province}
			d.byID[m.id] = m
			for _, name := range slices.Compact([]string{place.Slug(m.name), place.Slug(card.ProducerName)}) {
				d.byName[name] = append(d.byName[name], m)
			}
		}
		m.cards = append(m.cards, card)
		if card.Certificate != "" {
			d.byNumber[catalog.NumberKey(card.Certificate)] = card
		}
	}
	return d
}

// said is a sentence in both languages.
type said struct{ vi, en string }

// producer finds whom a text means among the producers of a province; of all where it is empty.
func (d *directory) producer(text, province string) (*maker, *said) {
	if card := d.byNumber[catalog.NumberKey(text)]; card != nil && (province == "" || card.Place.Province == province) {
		return d.byID[card.ProducerID], nil
	}
	if m := d.byID[text]; m != nil && (province == "" || m.province == province) {
		return m, nil
	}
	found := slices.DeleteFunc(slices.Clone(d.byName[place.Slug(text)]), func(m *maker) bool { return province != "" && m.province != province })
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, &said{"Không có chủ thể nào tên như vậy. Ghi đúng tên trong sổ, hoặc số một chứng nhận của họ.", "No producer is called that. Write its name as in the registry, or the number of one of its certificates."}
	}
	return nil, &said{
		fmt.Sprintf("Có %d chủ thể cùng tên. Ghi số một chứng nhận: %s.", len(found), numbersOf(found)),
		fmt.Sprintf("%d producers are called that. Write the number of a certificate: %s.", len(found), numbersOf(found)),
	}
}

// maxNamed is how many possibilities a sentence names.
const maxNamed = 4

func numbersOf(makers []*maker) string {
	var numbers []string
	for _, m := range makers[:min(len(makers), maxNamed)] {
		numbers = append(numbers, m.cards[0].Certificate)
	}
	return strings.Join(numbers, ", ")
}

// product finds which product of a producer a text means.
func (m *maker) product(text string) (*catalog.Card, *said) {
	key, folded := catalog.NumberKey(text), place.Slug(text)
	var found []*catalog.Card
	for _, card := range m.cards {
		if catalog.NumberKey(card.Certificate) == key || card.ID == text {
			return card, nil
		}
		if place.Slug(card.Name) == folded {
			found = append(found, card)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, &said{"Chủ thể không có sản phẩm nào tên như vậy.", "The producer has no product called that."}
	}
	return nil, &said{"Có nhiều sản phẩm cùng tên. Ghi số chứng nhận.", "Several products are called that. Write the certificate's number."}
}
