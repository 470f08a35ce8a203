package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// MaxPhotos is how many photos of its own a product may have.
const MaxPhotos = 20

// The ways in which a change of photos is refused.
var (
	// ErrManyPhotos: the product has MaxPhotos of its own.
	ErrManyPhotos = errors.New("catalog: too many photos")
	// ErrPhotoThere: the product has this photo already.
	ErrPhotoThere = errors.New("catalog: the photo is there already")
	// ErrNoPhoto: the product has no such photo of its own.
	ErrNoPhoto = errors.New("catalog: no such photo")
)

// OwnPhoto reports whether the photo is the producer's, rather than one that the registry names.
func (p *Product) OwnPhoto(hash string) bool {
	return slices.ContainsFunc(p.Photos, func(photo Photo) bool { return photo.Hash == hash }) && !hashes(p.Pictures)[hash]
}

// ownPhotos counts them; they stand before the registry's.
func (p *Product) ownPhotos() int {
	n := 0
	for _, photo := range p.Photos {
		if p.OwnPhoto(photo.Hash) {
			n++
		}
	}
	return n
}

// AddPhoto puts a photo behind the producer's others: ErrPhotoThere, ErrManyPhotos or store.ErrNotFound.
func (c *Catalog) AddPhoto(ctx context.Context, id string, photo Photo, shot Shot) error {
	return c.changePhotos(ctx, id, audit.Said{VI: "Thêm ảnh", EN: "Added a photo"}, audit.Change{Field: "photos", To: photo.AltVI}, func(p *Product) error {
		own := p.ownPhotos()
		switch {
		case slices.ContainsFunc(p.Photos, func(have Photo) bool { return have.Hash == photo.Hash }):
			return ErrPhotoThere
		case own >= MaxPhotos:
			return ErrManyPhotos
		}
		p.Photos = slices.Insert(slices.Clone(p.Photos), own, photo)
		p.shoot(photo.Hash, shot)
		return nil
	})
}

// DescribePhoto sets what a photo of the producer's says and shows. Alternative text in Vietnamese is not left empty.
func (c *Catalog) DescribePhoto(ctx context.Context, id, hash, altVI, altEN string, shot Shot) error {
	return c.changePhotos(ctx, id, audit.Said{VI: "Sửa lời ảnh", EN: "Described a photo"}, audit.Change{Field: "photos", To: altVI}, func(p *Product) error {
		at, err := p.findPhoto(hash)
		if err != nil {
			return err
		}
		p.shoot(hash, shot)
		if p.OwnPhoto(hash) {
			if p.Photos[at].AltVI, p.Photos[at].AltEN = strings.TrimSpace(altVI), strings.TrimSpace(altEN); p.Photos[at].AltVI == "" {
				return ErrNoAlt
			}
		}
		return nil
	})
}

// ErrNoAlt: a photo needs words for those who do not see it.
var ErrNoAlt = errors.New("catalog: a photo needs an alternative text")

// shoot notes what a photo shows; each shot is of one photo.
func (p *Product) shoot(hash string, shot Shot) {
	shots := map[string]Shot{}
	for h, s := range p.Sheet.Shots {
		if h != hash && s != shot {
			shots[h] = s
		}
	}
	if slices.Contains(Shots(), shot) {
		shots[hash] = shot
	}
	p.Sheet.Shots = shots
}

func (p *Product) findPhoto(hash string) (int, error) {
	at := slices.IndexFunc(p.Photos, func(photo Photo) bool { return photo.Hash == hash })
	if at < 0 {
		return 0, ErrNoPhoto
	}
	return at, nil
}

// MovePhoto puts one of the producer's photos at a place among them, from 0; the first is the cover.
func (c *Catalog) MovePhoto(ctx context.Context, id, hash string, to int) error {
	return c.changePhotos(ctx, id, audit.Said{VI: "Xếp lại ảnh", EN: "Put the photos in another order"}, audit.Change{Field: "photos"}, func(p *Product) error {
		at, err := p.findPhoto(hash)
		if err != nil || !p.OwnPhoto(hash) {
			return ErrNoPhoto
		}
		photo := p.Photos[at]
		to = min(max(to, 0), p.ownPhotos()-1)
		p.Photos = slices.Insert(slices.Delete(slices.Clone(p.Photos), at, at+1), to, photo)
		return nil
	})
}

// RemovePhoto takes one of the producer's photos off the product. Its sizes stay: another product may show it.
func (c *Catalog) RemovePhoto(ctx context.Context, id, hash string) error {
	return c.changePhotos(ctx, id, audit.Said{VI: "Bỏ ảnh", EN: "Removed a photo"}, audit.Change{Field: "photos", From: hash}, func(p *Product) error {
		at, err := p.findPhoto(hash)
		if err != nil || !p.OwnPhoto(hash) {
			return ErrNoPhoto
		}
		p.Photos = slices.Delete(slices.Clone(p.Photos), at, at+1)
		p.shoot(hash, "")
		return nil
	})
}

func (c *Catalog) changePhotos(ctx context.Context, id string, what audit.Said, change audit.Change, f func(*Product) error) error {
	err := c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := products.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := f(p); err != nil {
			return err
		}
		return c.saveItem(ctx, tx, p, audit.Entry{Action: "product.photos", Summary: what.VI + ": " + p.Name, SummaryEN: what.EN + ": " + p.nameEN(), Changes: []audit.Change{change}})
	})
	if err != nil {
		return fmt.Errorf("change photos: %w", err)
	}
	return nil
}
