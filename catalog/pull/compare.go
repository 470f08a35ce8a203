package pull

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/store"
)

// compare lists the provinces in which what we know differs from the registry's
// summary, with a key that is the same for the same difference. What was held
// back counts as known.
func (w *work) compare(ctx context.Context) (provinces []string, key string, err error) {
	summary, err := w.Source.Summary(ctx)
	if errors.Is(err, registry.ErrNoSummary) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	fingerprint := fingerprintOf(summary)
	if w.still && fingerprint == w.mark.Agreed {
		return nil, "", nil
	}
	known, err := w.known(ctx)
	if err != nil {
		return nil, "", err
	}
	hash := sha256.New()
	for _, province := range union(sortedKeys(summary.Provinces), sortedKeys(known)) {
		said, ours := summary.Provinces[province], digest(known[province])
		if said.Count == 0 && ours.Count == 0 || said == ours {
			continue
		}
		provinces = append(provinces, province)
		fmt.Fprintln(hash, province, said, ours)
	}
	if w.mark.Agreed = ""; len(provinces) == 0 {
		w.mark.Agreed = fingerprint
		return nil, "", nil
	}
	return provinces, hex.EncodeToString(hash.Sum(nil)[:8]), nil
}

// fingerprintOf stands for what the summary says of the provinces.
func fingerprintOf(s registry.Summary) string {
	hash := sha256.New()
	for _, province := range sortedKeys(s.Provinces) {
		fmt.Fprintln(hash, province, s.Provinces[province])
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

func union(a, b []string) []string {
	all := append(a, b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// known gives by province the revisions of the records that we know.
func (w *work) known(ctx context.Context) (map[string]map[string]int64, error) {
	held, err := catalog.HeldRecords(ctx, w.DB)
	if err != nil {
		return nil, err
	}
	known := map[string]map[string]int64{}
	put := func(province, id string, revision int64) {
		if known[province] == nil {
			known[province] = map[string]int64{}
		}
		known[province][id] = revision
	}
	for id, h := range held {
		if h.Revision != 0 && !catalog.Listed(id) {
			put(h.CountedIn, id, h.Revision)
		}
	}
	for b, err := range heldBacks.Each(ctx, w.DB, store.Query{}) {
		if err != nil {
			return nil, err
		}
		delete(known[held[b.ID].CountedIn], b.ID)
		if !b.Gone {
			put(b.Entry.Product.RegistryProvince, b.ID, b.Entry.Revision)
		}
	}
	return known, nil
}

// digest is the summary of what we know, made as the contract says.
func digest(revisions map[string]int64) registry.ProvinceSummary {
	hash := sha256.New()
	for _, id := range sortedKeys(revisions) {
		fmt.Fprintf(hash, "%s %d\n", id, revisions[id])
	}
	return registry.ProvinceSummary{Count: len(revisions), Digest: hex.EncodeToString(hash.Sum(nil))}
}

// conclude saves the bookmark, and with it that the registry confirmed what it did.
func (w *work) conclude(ctx context.Context) error {
	if err := w.evidence.close(ctx); err != nil {
		return err
	}
	w.pull.Evidence = w.evidence.pieces
	w.pull.To = w.mark.Cursor
	err := w.inBatch(ctx, func(ctx context.Context, tx store.Tx) error {
		now := w.Clock().UTC()
		confirmed, err := w.confirmable(ctx, tx)
		if err != nil {
			return err
		}
		if err := catalog.ConfirmProvinces(ctx, tx, now, confirmed); err != nil {
			return err
		}
		w.pull.Confirmed, w.pull.EndedAt = confirmed, now
		pull := *w.pull
		if err := pulls.Insert(ctx, tx, &pull); err != nil {
			return err
		}
		mark := *w.mark
		mark.PullID, mark.At = w.pull.ID, now
		return bookmarks.Save(ctx, tx, &mark)
	})
	w.saved = err == nil
	return err
}

// confirmable lists the provinces that the registry stands by: not those that
// wait for an officer, nor those that differ from its summary for no known reason.
func (w *work) confirmable(ctx context.Context, r store.Reader) ([]string, error) {
	doubtful, err := w.unexplained(ctx, r)
	if err != nil {
		return nil, err
	}
	waiting, err := stops.Find(ctx, r, store.Query{})
	if err != nil {
		return nil, err
	}
	for _, s := range waiting {
		if s.Stopped { // else its officers know of every difference, and keep it
			doubtful[s.Province] = true
		}
	}
	confirmed := []string{}
	for _, province := range append(place.Provinces(), place.Province{}) {
		if !doubtful[province.Code] {
			confirmed = append(confirmed, province.Code)
		}
	}
	return confirmed, nil
}

// unexplained lists the provinces whose difference from the summary no refused
// record explains. One that we never held may belong anywhere.
func (w *work) unexplained(ctx context.Context, r store.Reader) (map[string]bool, error) {
	doubtful := map[string]bool{}
	if len(w.pull.Mismatched) == 0 {
		return doubtful, nil
	}
	for _, province := range w.pull.Mismatched {
		doubtful[province] = true
	}
	refused, err := OpenRefusals(ctx, r, 0)
	if err != nil || len(refused) == 0 {
		return doubtful, err
	}
	held, err := catalog.HeldRecords(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, x := range refused {
		h, known := held[x.RegistryID]
		if !known {
			return map[string]bool{}, nil
		}
		delete(doubtful, h.CountedIn)
	}
	return doubtful, nil
}
