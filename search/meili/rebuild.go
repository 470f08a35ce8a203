package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/ocopmarket/ocop/search"
)

// rebuildBatch is how many documents are sent together.
const rebuildBatch = 2000

// Rebuild makes a new index beside the one in use and swaps them. What Apply changes in the
// meantime, here or in another process, is copied from the old index before and after the
// swap, told by the clock. Only a change by another process whose clock is behind, or in
// the very moment of the last copying, could be lost to its elder: a caller who applies its
// log again from where it stood before the rebuild closes that too. One rebuild at a time
// is the caller's to see to.
func (x *Index) Rebuild(ctx context.Context, docs func(yield func(search.Document) bool), progress func(done int)) error {
	uid := x.name + "-" + strconv.FormatInt(time.Now().UnixNano(), 36)
	b := &builder{Index: x, uid: uid, progress: progress, since: x.tick(), words: newVocabulary(), ids: make(map[string]int64)}
	err := b.step(ctx, b.clear)
	if err == nil {
		err = b.build(ctx, docs)
	}
	if err == nil {
		err = b.finish(ctx)
	}
	// The index that lost its place, or was never finished, goes in either case.
	if dropErr := b.drop(context.WithoutCancel(ctx)); err == nil {
		err = dropErr
	}
	return err
}

// builder is one rebuild.
type builder struct {
	*Index
	uid      string
	progress func(int)
	since    int64 // what was written later is not in the documents read
	batch    []record
	ids      map[string]int64 // every document written, and when its content was read
	words    *vocabulary
}

// step gives one task of a rebuild its deadline.
func (b *builder) step(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, batchTimeout)
	defer cancel()
	return do(ctx)
}

func (b *builder) build(ctx context.Context, docs func(yield func(search.Document) bool)) error {
	if err := b.step(ctx, func(ctx context.Context) error { return b.create(ctx, b.uid) }); err != nil {
		return err
	}
	for d := range docs {
		terms := b.synonyms.Analyse(&d)
		b.batch = append(b.batch, newRecord(&d, terms, b.since))
		b.words.learn(d.ID, b.since, terms)
		b.ids[d.ID] = b.since
		if len(b.batch) < rebuildBatch {
			continue
		}
		if err := b.flush(ctx); err != nil {
			return err
		}
	}
	if err := b.flush(ctx); err != nil {
		return err
	}
	return b.step(ctx, b.verify)
}

func (b *builder) flush(ctx context.Context) error {
	if len(b.batch) == 0 {
		return nil
	}
	err := b.step(ctx, func(ctx context.Context) error {
		info, err := b.client.Index(b.uid).AddDocumentsWithContext(ctx, b.batch, nil)
		return b.await(ctx, "add documents", info, err)
	})
	b.batch = b.batch[:0]
	if err == nil && b.progress != nil {
		b.progress(len(b.ids))
	}
	return err
}

// verify compares what the server has with what it was given.
func (b *builder) verify(ctx context.Context) error {
	stats, err := b.client.Index(b.uid).GetStatsWithContext(ctx, nil)
	if err != nil {
		return writeError(ctx, "count the documents", err)
	}
	if int(stats.NumberOfDocuments) != len(b.ids) {
		return fmt.Errorf("meili: the new index has %d documents of %d", stats.NumberOfDocuments, len(b.ids))
	}
	return nil
}

// finish brings the new index up to date and puts it in place. Apply of this process waits.
func (b *builder) finish(ctx context.Context) error {
	b.write.Lock()
	defer b.write.Unlock()
	steps := []func(context.Context) error{
		b.prepare,
		func(ctx context.Context) error { return b.catchUp(ctx, b.name, b.uid) },
		b.swap,
		// From here uid names the index that was in use before.
		func(ctx context.Context) error { return b.catchUp(ctx, b.uid, b.name) },
		b.forgetGraves,
	}
	for _, do := range steps {
		if err := b.step(ctx, do); err != nil {
			return err
		}
	}
	b.Index.words.replace(b.words)
	return nil
}

func (b *builder) swap(ctx context.Context) error {
	info, err := b.client.SwapIndexesWithContext(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{b.name, b.uid}}})
	return b.await(ctx, "swap the indexes", info, err)
}

func (b *builder) drop(ctx context.Context) error {
	return b.step(ctx, func(ctx context.Context) error {
		info, err := b.client.DeleteIndexWithContext(ctx, b.uid)
		return b.await(ctx, "delete the old index", info, err)
	})
}

// catchUp copies to an index what was written to another since the rebuild began, if it is
// newer than the documents that the rebuild read, and removes what was removed.
func (b *builder) catchUp(ctx context.Context, from, to string) error {
	var newer []meilisearch.Hit
	seen := make(map[string]int64)
	err := b.each(ctx, from, b.since, nil, func(h meilisearch.Hit) error {
		id, seq := text(h, "id"), number(h, "seq")
		seen[id] = seq
		if seq > b.ids[id] {
			newer = append(newer, h)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := b.copy(ctx, newer, to); err != nil {
		return err
	}
	return b.removeAgain(ctx, seen, to)
}

func (b *builder) copy(ctx context.Context, hits []meilisearch.Hit, to string) error {
	if len(hits) == 0 {
		return nil
	}
	info, err := b.client.Index(to).AddDocumentsWithContext(ctx, hits, nil)
	if err := b.await(ctx, "copy what changed", info, err); err != nil {
		return err
	}
	for _, h := range hits {
		id, seq := text(h, "id"), number(h, "seq")
		b.ids[id] = seq
		b.words.learn(id, seq, b.synonyms.Analyse(source(h)))
	}
	return nil
}

// removeAgain removes what was removed since the rebuild began and is not back: written
// after its removal, or not removed after the documents were read.
func (b *builder) removeAgain(ctx context.Context, written map[string]int64, to string) error {
	var gone []string
	err := b.each(ctx, b.graves(), b.since, nil, func(h meilisearch.Hit) error {
		id, seq := text(h, "id"), number(h, "seq")
		if read, ok := b.ids[id]; ok && seq > max(read, written[id]) {
			gone = append(gone, id)
		}
		return nil
	})
	if missing(err) {
		return nil
	}
	if err != nil || len(gone) == 0 {
		return err
	}
	info, err := b.client.Index(to).DeleteDocumentsWithContext(ctx, gone, nil)
	if err := b.await(ctx, "remove what was removed", info, err); err != nil {
		return err
	}
	for _, id := range gone {
		delete(b.ids, id)
	}
	b.words.forget(gone)
	return nil
}

func number(h meilisearch.Hit, field string) int64 {
	var n int64
	if json.Unmarshal(h[field], &n) != nil {
		return 0
	}
	return n
}

// abandoned is how old an index that is not in use must be to be no rebuild's any more.
const abandoned = 6 * time.Hour

// clear deletes what rebuilds that died have left.
func (b *builder) clear(ctx context.Context) error {
	list, err := b.client.ListIndexesWithContext(ctx, &meilisearch.IndexesQuery{Limit: 1000})
	if err != nil {
		return writeError(ctx, "list the indexes", err)
	}
	for _, i := range list.Results {
		if !b.isBuild(i.UID) || time.Since(i.CreatedAt) < abandoned {
			continue
		}
		info, err := b.client.DeleteIndexWithContext(ctx, i.UID)
		if err := b.await(ctx, "delete an abandoned index", info, err); err != nil {
			return err
		}
	}
	return nil
}

// isBuild tells the name of an index that a rebuild made: the index's own name and a time.
func (b *builder) isBuild(uid string) bool {
	suffix, ok := strings.CutPrefix(uid, b.name+"-")
	n, err := strconv.ParseInt(suffix, 36, 64)
	return ok && err == nil && len(suffix) >= 11 && n > 0
}

// forgetGraves drops the ids removed before this rebuild, which no longer matter.
func (b *builder) forgetGraves(ctx context.Context) error {
	var old []string
	err := b.each(ctx, b.graves(), -1, nil, func(h meilisearch.Hit) error {
		if number(h, "seq") <= b.since {
			old = append(old, text(h, "id"))
		}
		return nil
	})
	if missing(err) {
		return nil
	}
	if err != nil || len(old) == 0 {
		return err
	}
	info, err := b.client.Index(b.graves()).DeleteDocumentsWithContext(ctx, old, nil)
	return b.await(ctx, "forget old removals", info, err)
}
