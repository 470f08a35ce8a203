package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Stated is what a product says now of a fact that changes by request, as a request writes it.
func Stated(p *Product, maker *Producer, fact Fact) string {
	switch fact {
	case FactName:
		return p.Name
	case FactPlace:
		return PlaceCode(p.Place)
	case FactIngredients:
		return p.Facts.Ingredients
	case FactShelfLife:
		if p.Sheet.ShelfDays == 0 {
			return p.Facts.ShelfLife // in the words of a list
		}
		return number(p.Sheet.ShelfDays)
	case FactProducer:
		return maker.Name
	case FactRepresentative:
		return maker.Contact.Representative
	}
	return ""
}

// Name is what the fact is called, in Vietnamese unless lang is "en".
func (f Fact) Name(lang string) string {
	names := map[Fact][2]string{
		FactName: {"Tên trên giấy chứng nhận", "Name on the certificate"}, FactPlace: {"Nơi làm", "Place of making"}, FactIngredients: {"Thành phần", "Ingredients"},
		FactShelfLife: {"Hạn dùng", "Shelf life"}, FactProducer: {"Tên chủ thể", "Name of the producer"}, FactRepresentative: {"Người đại diện", "Representative"},
	}
	return names[f][side(lang)]
}

// Say writes a value of the fact for people.
func (f Fact) Say(value, lang string) string {
	switch f {
	case FactPlace:
		if c, ok := place.CommuneByCode(value); ok {
			province, _ := place.ProvinceByCode(c.Province)
			return c.Title() + ", " + province.Name
		}
		if province, ok := place.ProvinceByCode(value); ok {
			return province.Name
		}
	case FactShelfLife:
		if _, err := strconv.Atoi(value); err == nil {
			return value + [2]string{" ngày", " days"}[side(lang)]
		}
	}
	return value
}

// ErrFact: a value that the fact cannot have.
var ErrFact = errors.New("catalog: not a value of this fact")

// CheckFact says whether a fact of a product could have a value. A place stays in
// its province: the certificate is that province's, and another one certifies anew.
func CheckFact(p *Product, fact Fact, value string) error {
	length := utf8.RuneCountInString(value)
	switch fact {
	case FactName, FactProducer, FactRepresentative:
		if length == 0 || length > maxLine {
			return ErrFact
		}
	case FactIngredients:
		if length == 0 || length > maxLong {
			return ErrFact
		}
	case FactShelfLife:
		if days, err := strconv.Atoi(value); err != nil || days < 1 || days > maxDays {
			return ErrFact
		}
	case FactPlace:
		at, ok := PlaceOf(value)
		if !ok || p.Place.Province != "" && at.Province != p.Place.Province {
			return ErrFact
		}
	default:
		return ErrFact
	}
	return nil
}

// Approve writes facts that an officer approved into a product and its producer, in the
// caller's transaction, and tells the outbox. What the registry says of them is kept beside.
func Approve(ctx context.Context, tx store.Tx, now time.Time, productID, request string, facts map[Fact]string) error {
	p, err := products.Get(ctx, tx, productID)
	if err != nil {
		return fmt.Errorf("approve facts: %w", err)
	}
	maker, err := producers.Get(ctx, tx, p.ProducerID)
	if err != nil {
		return fmt.Errorf("approve facts: %w", err)
	}
	a := &approval{product: p, maker: maker, request: request, now: stored(now)}
	for _, fact := range FactsOfRequest() {
		if value, ok := facts[fact]; ok {
			if err := a.take(fact, value); err != nil {
				return err
			}
		}
	}
	return a.write(ctx, tx)
}

// approval is a product and its producer while approved facts are written into them.
type approval struct {
	product *Product
	maker   *Producer
	request string
	now     time.Time
	renamed bool // all products of the producer show it
	ofMaker bool
}

func (a *approval) take(fact Fact, value string) error {
	if err := CheckFact(a.product, fact, value); err != nil {
		return fmt.Errorf("approve %s: %w", fact, err)
	}
	p := a.product
	was := Stated(p, a.maker, fact)
	switch fact {
	case FactName:
		p.Name, p.Approved = value, a.note(p.Approved, fact, was, value)
	case FactPlace:
		p.Place, _ = PlaceOf(value)
		p.Approved = a.note(p.Approved, fact, was, value)
	case FactIngredients:
		p.Facts.Ingredients = value
	case FactShelfLife:
		days, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("approve %s: %w", fact, ErrFact)
		}
		p.Sheet.ShelfDays, p.Facts.ShelfLife = days, shelfText(days)
		p.Sheet.LeastDays = min(p.Sheet.LeastDays, days)
	case FactProducer:
		a.maker.Name, a.maker.Approved = value, a.note(a.maker.Approved, fact, was, value)
		a.ofMaker, a.renamed = true, true
	case FactRepresentative:
		a.maker.Contact.Representative, a.maker.Approved = value, a.note(a.maker.Approved, fact, was, value)
		a.ofMaker, a.renamed = true, true // a household may be called after its owner
	}
	return nil
}

// note keeps what the registry says beside what was approved; an earlier approval knows it already.
func (a *approval) note(list []Approved, fact Fact, was, value string) []Approved {
	registry := was
	if earlier, ok := approvedOf(list, fact); ok {
		registry = earlier.Registry
	}
	list = slices.DeleteFunc(slices.Clone(list), func(b Approved) bool { return b.Fact == fact })
	if registry == value { // back to the registry's own word
		return list
	}
	return append(list, Approved{Fact: fact, Registry: registry, Value: value, Request: a.request, At: a.now})
}

func (a *approval) write(ctx context.Context, tx store.Tx) error {
	change := Change{Products: []string{a.product.ID}}
	if a.ofMaker {
		a.maker.UpdatedAt = a.now
		if err := producers.Replace(ctx, tx, a.maker); err != nil {
			return fmt.Errorf("approve facts: %w", err)
		}
	}
	if a.renamed {
		theirs, err := summaries.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "producer_id", Op: store.Eq, Value: a.maker.ID}}})
		if err != nil {
			return fmt.Errorf("approve facts: %w", err)
		}
		for _, s := range theirs {
			change.Products = append(change.Products, s.ID)
		}
	}
	a.product.UpdatedAt = a.now
	if err := products.Replace(ctx, tx, a.product); err != nil {
		return fmt.Errorf("approve facts: %w", err)
	}
	return outbox.Append(ctx, tx, EventChanged, change)
}

// StatedNow reads what a product says of every fact that changes by request.
func StatedNow(ctx context.Context, r store.Reader, productID string) (map[Fact]string, error) {
	p, err := products.Get(ctx, r, productID)
	if err != nil {
		return nil, err
	}
	maker, err := producers.Get(ctx, r, p.ProducerID)
	if err != nil {
		return nil, err
	}
	stated := map[Fact]string{}
	for _, fact := range FactsOfRequest() {
		stated[fact] = Stated(p, maker, fact)
	}
	return stated, nil
}
