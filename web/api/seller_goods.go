package api

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
)

// SellerProduct is one of the producer's own products.
type SellerProduct struct {
	ID          string       `json:"id"`
	Slug        string       `json:"slug"`
	Name        string       `json:"name"`
	Certificate string       `json:"certificate"`
	State       string       `json:"state" doc:"Of the certificate now; stars show while it is valid or expiring."`
	ExpiresAt   time.Time    `json:"expires_at"`
	Units       []SellerUnit `json:"units"`
}

// SellerUnit is a unit with what there is of it at the producer's own store.
type SellerUnit struct {
	SKU       string `json:"sku"`
	Name      string `json:"name"`
	GTIN      string `json:"gtin,omitempty"`
	Price     int64  `json:"price" doc:"đồng, with VAT."`
	WeightG   int    `json:"weight_g"`
	Available int    `json:"available" doc:"What can be sold; what open orders hold is taken off."`
}

type sellerProductsOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Products []SellerProduct `json:"products"`
	}
}

func (s *server) sellerProducts(ctx context.Context, _ *struct{}) (*sellerProductsOutput, error) {
	out := &sellerProductsOutput{CacheControl: "no-store"}
	out.Body.Products = []SellerProduct{}
	for _, card := range s.Catalog.CardsOfProducer(caller(ctx).Producer) {
		out.Body.Products = append(out.Body.Products, s.sellerProduct(card))
	}
	return out, nil
}

func (s *server) sellerProduct(card *catalog.Card) SellerProduct {
	p := SellerProduct{ID: card.ID, Slug: card.Slug, Name: card.Name, Certificate: card.Certificate, State: string(s.Catalog.State(card)), ExpiresAt: card.Validity.ExpiresAt, Units: []SellerUnit{}}
	for _, u := range card.Units {
		p.Units = append(p.Units, SellerUnit{SKU: u.SKU, Name: u.Name, GTIN: u.GTIN, Price: int64(u.Price), WeightG: u.WeightG, Available: u.Available})
	}
	return p
}

// SellerStock is what there is of a unit.
type SellerStock struct {
	SKU       string `json:"sku"`
	Product   string `json:"product"`
	Available int    `json:"available" doc:"At the producer's own store, what open orders hold taken off."`
}

type sellerStockOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Stock []SellerStock `json:"stock"`
	}
}

func (s *server) sellerStock(ctx context.Context, _ *struct{}) (*sellerStockOutput, error) {
	out := &sellerStockOutput{CacheControl: "no-store"}
	out.Body.Stock = []SellerStock{}
	for _, card := range s.Catalog.CardsOfProducer(caller(ctx).Producer) {
		for _, u := range card.Units {
			out.Body.Stock = append(out.Body.Stock, SellerStock{SKU: u.SKU, Product: card.ID, Available: u.Available})
		}
	}
	return out, nil
}

// Lot is a lot that was made.
type Lot struct {
	ID         string `json:"id,omitempty" readOnly:"true"`
	SKU        string `json:"sku" minLength:"1" maxLength:"60"`
	Number     string `json:"number" minLength:"1" maxLength:"20" doc:"As the label says it."`
	MadeOn     string `json:"made_on" format:"date"`
	BestBefore string `json:"best_before,omitempty" format:"date" doc:"Left out, it follows from the product's shelf life where that is known."`
	Quantity   int    `json:"quantity" minimum:"1" maximum:"10000000"`
	Note       string `json:"note,omitempty" maxLength:"200"`
}

type lotInput struct{ Body Lot }

type lotOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Lot
}

func (s *server) addLot(ctx context.Context, in *lotInput) (*lotOutput, error) {
	producer := caller(ctx).Producer
	input := lots.Input{Producer: producer, Place: ledger.OwnPlace(producer), SKU: in.Body.SKU, Number: in.Body.Number, Quantity: in.Body.Quantity, Note: in.Body.Note}
	var err error
	if input.MadeOn, err = time.Parse(time.DateOnly, in.Body.MadeOn); err != nil {
		return nil, fail(ctx, err) // the schema lets dates alone through
	}
	if in.Body.BestBefore != "" {
		best, err := time.Parse(time.DateOnly, in.Body.BestBefore)
		if err != nil {
			return nil, fail(ctx, err)
		}
		input.BestBefore = &best
	}
	lot, err := s.Lots.Receive(ctx, input)
	if err != nil {
		return nil, fail(ctx, err)
	}
	return &lotOutput{CacheControl: "no-store", Body: lotOf(lot)}, nil
}

func lotOf(l *lots.Lot) Lot {
	out := Lot{ID: l.ID, SKU: l.SKU, Number: l.Number, MadeOn: l.MadeOn.Format(time.DateOnly), Quantity: l.Quantity, Note: l.Note}
	if l.BestBefore != nil {
		out.BestBefore = l.BestBefore.Format(time.DateOnly)
	}
	return out
}
