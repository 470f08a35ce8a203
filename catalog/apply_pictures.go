package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// DuePictures lists products of which the registry names pictures that nobody has tried to fetch, in
// the order of lists: the most popular first, and then by id.
func DuePictures(ctx context.Context, r store.Reader, limit int) ([]*Product, error) {
	return products.Find(ctx, r, store.Query{
		Where: []store.Cond{{Field: "pictures_due", Op: store.Eq, Value: true}},
		Sort:  []store.Order{{Field: "popularity", Desc: true}, {Field: "_id"}},
		Limit: limit,
	})
}

// PictureOutcome is what became of a picture's address.
type PictureOutcome struct {
	Photo  *Photo // nil where it could not be had
	Error  string
	Tries  int
	NextAt time.Time // when it will be tried again; zero is never
}

// ApplyPictures writes into products what became of the addresses that they
// name, in the caller's transaction, and tells the outbox. Addresses without an outcome stay as they are.
func ApplyPictures(ctx context.Context, tx store.Tx, now time.Time, productIDs []string, outcomes map[string]PictureOutcome) error {
	docs, err := products.GetMany(ctx, tx, productIDs)
	if err != nil {
		return fmt.Errorf("apply pictures: %w", err)
	}
	var change Change
	for _, p := range docs {
		shown := p.applyPictures(outcomes)
		p.PicturesDue = p.picturesDue()
		if shown {
			p.UpdatedAt = stored(now)
			change.Products = append(change.Products, p.ID)
		}
		if err := products.Replace(ctx, tx, p); err != nil {
			return fmt.Errorf("apply pictures: %w", err)
		}
	}
	if len(change.Products) == 0 {
		return nil
	}
	return outbox.Append(ctx, tx, EventChanged, change)
}

// applyPictures reports whether the product has photos that it did not have.
func (p *Product) applyPictures(outcomes map[string]PictureOutcome) bool {
	shown := false
	for i := range p.Pictures {
		pic := &p.Pictures[i]
		o, ok := outcomes[pic.URL]
		if !ok || pic.Hash != "" {
			continue
		}
		pic.Error, pic.Tries, pic.NextAt = o.Error, o.Tries, o.NextAt
		if o.Photo == nil {
			continue
		}
		photo := *o.Photo
		photo.AltVI, photo.AltEN = pic.Alt, ""
		pic.Hash = photo.Hash
		p.Photos = append(p.Photos, photo)
		shown = true
	}
	if shown {
		p.orderPhotos(hashes(p.Pictures))
	}
	return shown
}

// PicturesAgain puts products back into the queue of those whose pictures at these addresses are to be tried again.
func PicturesAgain(ctx context.Context, tx store.Tx, productIDs []string, addresses map[string]bool) error {
	docs, err := products.GetMany(ctx, tx, productIDs)
	if err != nil {
		return fmt.Errorf("try pictures again: %w", err)
	}
	for _, p := range docs {
		for i := range p.Pictures {
			if pic := &p.Pictures[i]; addresses[pic.URL] && pic.Hash == "" {
				pic.Error, pic.NextAt = "", time.Time{}
			}
		}
		if due := p.picturesDue(); due == p.PicturesDue {
			continue
		}
		p.PicturesDue = true
		if err := products.Replace(ctx, tx, p); err != nil {
			return fmt.Errorf("try pictures again: %w", err)
		}
	}
	return nil
}
