package orders

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// alike is how many orders of one seller and status were placed in the same millisecond, at the very most.
const alike = 50

// merged pages through a seller's orders in several statuses by when they were placed. Each status is
// read by its own index: asked for together, an engine would walk all orders of a long history to find the few that are open.
func (s *Service) merged(ctx context.Context, sellerID string, limit int, after string, newest bool, in []Status) (store.Page[Order], error) {
	var page store.Page[Order]
	at, id, err := placeOf(after)
	if err != nil {
		return page, err
	}
	for _, status := range in {
		where := sellerIn(sellerID, []Status{status})
		if after != "" {
			where = append(where, store.Cond{Field: "placed_at", Op: direction(newest), Value: at})
		}
		found, err := orders.Find(ctx, s.db, store.Query{Where: where, Sort: []store.Order{{Field: "placed_at", Desc: newest}}, Limit: limit + 1 + alike})
		if err != nil {
			return page, err
		}
		for _, o := range found {
			if after == "" || inOrder(o.PlacedAt, o.ID, at, id, newest) > 0 {
				page.Items = append(page.Items, o)
			}
		}
	}
	slices.SortFunc(page.Items, func(a, b *Order) int { return inOrder(a.PlacedAt, a.ID, b.PlacedAt, b.ID, newest) })
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		last := page.Items[limit-1]
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(last.PlacedAt.UnixMilli(), 10) + " " + last.ID))
	}
	return page, nil
}

func direction(newest bool) store.Op {
	if newest {
		return store.Lte
	}
	return store.Gte
}

// inOrder compares two orders by when they were placed and then by code.
func inOrder(a time.Time, aID string, b time.Time, bID string, newest bool) int {
	c := cmp.Or(a.Compare(b), strings.Compare(aID, bID))
	if newest {
		return -c
	}
	return c
}

// placeOf reads where a page ended; anything that no page gave is store.ErrCursor.
func placeOf(after string) (at time.Time, id string, err error) {
	if after == "" {
		return at, "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(after)
	if err != nil {
		return at, "", store.ErrCursor
	}
	text, id, ok := strings.Cut(string(raw), " ")
	millis, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !ok {
		return at, "", store.ErrCursor
	}
	return time.UnixMilli(millis).UTC(), id, nil
}
