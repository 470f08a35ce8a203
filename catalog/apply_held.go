package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Held is what we hold of a registry's record, as far as a pull needs it.
type Held struct {
	ProductID   string
	RegistryID  string
	Revision    int64  // 0 where the record was gone
	Province    string // where it is, for us
	CountedIn   string // the province under which the registry counts it
	Certificate string
}

// HeldRecords returns by registry id what we hold of all records.
func HeldRecords(ctx context.Context, r store.Reader) (map[string]Held, error) {
	all := map[string]Held{}
	for raw, err := range r.Find(ctx, products.Schema().Collection, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("read what is held of the registry: %w", err)
		}
		h := Held{
			ProductID: store.Field(raw, "_id").StringValue(), RegistryID: store.Field(raw, "registry_id").StringValue(),
			Revision: store.Field(raw, "registry_rev").AsInt64(), Certificate: store.Field(raw, "certificate").StringValue(),
		}
		h.Province, _ = store.Field(raw, "place.province").StringValueOK()
		h.CountedIn, _ = store.Field(raw, "registry_province").StringValueOK()
		all[h.RegistryID] = h
	}
	return all, nil
}

// Loss is what a product would lose: its stars, or some of them.
type Loss struct {
	Held
	From, To stars.Stars // 0 is none
	Standing Standing    // as it would be
}

// Losses tells which of the products would lose or change their stars at a
// moment if the entries were applied; a product without an entry is gone. New
// products, renewals with the same stars and the passing of time are no loss.
func Losses(ctx context.Context, r store.Reader, now time.Time, helds []Held, entries map[string]*Entry) ([]Loss, error) {
	var losses []Loss
	for from := 0; from < len(helds); from += 500 {
		part := helds[from:min(from+500, len(helds))]
		var numbers []string
		for _, h := range part {
			numbers = append(numbers, h.Certificate)
		}
		byNumber, err := collectMany(ctx, r, certificates, numbers)
		if err != nil {
			return nil, err
		}
		for _, h := range part {
			if c, ok := byNumber[h.Certificate]; ok {
				losses = appendLoss(losses, h, c, entries[h.RegistryID], now)
			}
		}
	}
	return losses, nil
}

func appendLoss(losses []Loss, h Held, before *Certificate, e *Entry, now time.Time) []Loss {
	loss := Loss{Held: h, From: before.StarsAt(now), Standing: Withdrawn}
	if e != nil {
		after := e.Certificate
		after.Decisions = slices.Clone(before.Decisions)
		after.learn(e.Acts, now)
		after.stand(before.asSaid(), now)
		if before.ID == after.ID {
			after.heed(before, now)
		}
		loss.To, loss.Standing = after.StarsAt(now), after.Standing
	}
	if loss.From == 0 || loss.From == loss.To {
		return losses
	}
	return append(losses, loss)
}

// ConfirmProvinces notes in the caller's transaction that the registry stands by what we hold of provinces, and tells the outbox.
func ConfirmProvinces(ctx context.Context, tx store.Tx, now time.Time, provinces []string) error {
	now = stored(now)
	for _, province := range provinces {
		id := confirmationID(province)
		doc, err := confirmations.Get(ctx, tx, id)
		if errors.Is(err, store.ErrNotFound) {
			doc, err = &Confirmation{Meta: store.Meta{ID: id}}, nil
		}
		if err != nil {
			return err
		}
		if doc.At.After(now) {
			continue
		}
		doc.At = now
		if err := confirmations.Save(ctx, tx, doc); err != nil {
			return err
		}
	}
	return outbox.Append(ctx, tx, EventConfirmed, Confirmed{Provinces: provinces, At: now})
}
