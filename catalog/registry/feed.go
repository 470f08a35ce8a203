package registry

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Feed reads our own contract: a signed change feed (openapi.yaml).
type Feed struct {
	*client
	key ed25519.PublicKey
}

// NewFeed returns the client of a feed at an address, whose records must be signed by the key.
func NewFeed(base string, key ed25519.PublicKey, opts Options) (*Feed, error) {
	if len(key) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("registry key: %d bytes, want %d", len(key), ed25519.PublicKeySize)
	}
	c, err := newClient(base, opts)
	if err != nil {
		return nil, err
	}
	return &Feed{client: c, key: key}, nil
}

// Ordered tells that a record's revision grows with every change.
func (f *Feed) Ordered() bool { return true }

// Read yields the pages after a bookmark to the end of the feed; an empty one begins at the beginning. known is not asked: the feed tells only what changed.
func (f *Feed) Read(ctx context.Context, bookmark string, _ func(id string, revision int64) bool, yield func(Batch) error) (Reading, error) {
	reading := Reading{Bookmark: bookmark, Full: bookmark == ""}
	asked := map[string]int{}
	for {
		if asked[reading.Bookmark]++; asked[reading.Bookmark] > 3 {
			return reading, &Failure{URL: f.base.String(), Err: fmt.Errorf("%w: the feed goes in a circle", ErrIncomplete)}
		}
		page, raw, err := f.page(ctx, reading.Bookmark)
		if errors.Is(err, errSame) {
			return reading, nil
		}
		if err != nil {
			return reading, err
		}
		if err := yield(Batch{Items: func() []Item { return f.items(page.Items) }, Raw: raw}); err != nil {
			return reading, err
		}
		if page.Next != "" {
			reading.Bookmark = page.Next
		}
		if !page.More {
			return reading, nil
		}
	}
}

// page asks for the page after a cursor. Only the end of the feed is worth asking with a tag.
func (f *Feed) page(ctx context.Context, cursor string) (Page, []byte, error) {
	query := url.Values{"limit": {strconv.Itoa(f.opts.PageSize)}}
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	var page Page
	raw, err := f.get(ctx, []string{"feed", "v1", "records"}, query, cursor != "", &page)
	var failure *Failure
	if errors.As(err, &failure) && cursor != "" && (failure.Status == http.StatusBadRequest || failure.Status == http.StatusGone) {
		return page, nil, fmt.Errorf("%w: %w", ErrBookmark, err)
	}
	if err == nil && page.More && page.Next == "" {
		err = &Failure{URL: f.base.String(), Err: fmt.Errorf("%w: more, but no cursor", ErrIncomplete)}
	}
	return page, raw, err
}

func (f *Feed) items(signed []Signed) []Item {
	items := make([]Item, len(signed))
	for i, s := range signed {
		items[i] = f.item(s)
	}
	return items
}

// item verifies the bytes before it believes anything in them but the id.
func (f *Feed) item(s Signed) Item {
	item := Item{}
	if err := Verify(f.key, s.Record, s.Signature); err != nil {
		item.Err = err
	}
	if err := json.Unmarshal(s.Record, &item.Record); err != nil && item.Err == nil {
		item.Err = fmt.Errorf("record cannot be read: %w", err)
	}
	item.ID, item.Raw = item.Record.ID, s.Record
	if item.Err != nil {
		item.Record = Record{}
		item.Raw, _ = json.Marshal(s)
		return item
	}
	for i, address := range item.Record.Images {
		item.Record.Images[i] = f.resolve(address)
	}
	return item
}

// Record asks for one record by its id, or returns ErrGone.
func (f *Feed) Record(ctx context.Context, id string) (Item, []byte, error) {
	var s Signed
	raw, err := f.get(ctx, []string{"feed", "v1", "records", url.PathEscape(id)}, nil, false, &s)
	if err != nil {
		return Item{ID: id}, nil, gone(err)
	}
	item := f.item(s)
	if item.Err == nil && item.ID != id {
		item.Err = fmt.Errorf("record %q was asked for, and another given", id)
	}
	item.ID = id
	return item, raw, nil
}

func gone(err error) error {
	var failure *Failure
	if errors.As(err, &failure) && (failure.Status == http.StatusNotFound || failure.Status == http.StatusGone) {
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	return err
}

// Summary asks what the registry holds.
func (f *Feed) Summary(ctx context.Context) (Summary, error) {
	var s Summary
	_, err := f.get(ctx, []string{"feed", "v1", "summary"}, nil, false, &s)
	return s, err
}
