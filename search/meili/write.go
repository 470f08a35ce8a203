package meili

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/ocopmarket/ocop/search"
)

// await waits for a task that was accepted and looks at how it ended: the client itself
// calls a failed task no error.
func (x *Index) await(ctx context.Context, what string, info *meilisearch.TaskInfo, err error) error {
	if err != nil {
		return writeError(ctx, what, err)
	}
	task, err := x.client.WaitForTaskWithContext(ctx, info.TaskUID, 15*time.Millisecond)
	if err != nil {
		return unavailable(ctx, "wait for: "+what, err)
	}
	switch task.Status {
	case meilisearch.TaskStatusSucceeded:
		return nil
	case meilisearch.TaskStatusFailed:
		return failure(what, task)
	}
	return fmt.Errorf("%w: %s: the task is %s", search.ErrUnavailable, what, task.Status)
}

// failure tells what is wrong with a request, and will be again, from trouble of the server.
func failure(what string, task *meilisearch.Task) error {
	err := taskError{what: what, code: task.Error.Code, message: task.Error.Message}
	if task.Error.Type == "invalid_request" {
		return err
	}
	return fmt.Errorf("%w: %w", search.ErrUnavailable, err)
}

// taskError is a task that the server accepted and then could not do.
type taskError struct{ what, code, message string }

func (e taskError) Error() string {
	return fmt.Sprintf("meili: %s: task failed: %s (%s)", e.what, e.message, e.code)
}

// Apply writes a change and returns when searches find it. A failure that may pass is
// search.ErrUnavailable; the whole change can be applied again.
func (x *Index) Apply(ctx context.Context, put []search.Document, remove []string) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	x.write.Lock()
	defer x.write.Unlock()
	if err := x.prepare(ctx); err != nil {
		return err
	}
	if err := x.remove(ctx, remove); err != nil {
		return err
	}
	return x.put(ctx, put)
}

// prepare makes the index if the server has none yet.
func (x *Index) prepare(ctx context.Context) error {
	if x.ready {
		return nil
	}
	_, err := x.index().FetchInfoWithContext(ctx)
	switch {
	case missing(err):
		if err := x.create(ctx, x.name); err != nil && !exists(err) {
			return err
		}
	case err != nil:
		return writeError(ctx, "look for the index", err)
	}
	x.ready = true
	return nil
}

// exists tells that another process made the index a moment before.
func exists(err error) bool {
	var e taskError
	return errors.As(err, &e) && e.code == "index_already_exists"
}

func (x *Index) remove(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	if err := x.bury(ctx, ids); err != nil {
		return err
	}
	info, err := x.index().DeleteDocumentsWithContext(ctx, ids, nil)
	if err := x.await(ctx, "remove documents", info, err); err != nil {
		return err
	}
	x.words.forget(ids)
	return nil
}

func (x *Index) put(ctx context.Context, docs []search.Document) error {
	if len(docs) == 0 {
		return nil
	}
	records := make([]record, len(docs))
	terms := make([][]search.Term, len(docs))
	seq := x.nextSeq()
	for i := range docs {
		terms[i] = x.synonyms.Analyse(&docs[i])
		records[i] = newRecord(&docs[i], terms[i], seq)
	}
	info, err := x.index().AddDocumentsWithContext(ctx, records, nil)
	if err := x.await(ctx, "add documents", info, err); err != nil {
		return err
	}
	for i := range docs {
		x.words.learn(docs[i].ID, seq, terms[i])
	}
	return nil
}

// tick is nextSeq for whoever does not hold write.
func (x *Index) tick() int64 {
	x.write.Lock()
	defer x.write.Unlock()
	return x.nextSeq()
}

// nextSeq numbers writes by the clock, never twice the same in one process.
func (x *Index) nextSeq() int64 {
	x.seq = max(x.seq+1, time.Now().UnixMilli())
	return x.seq
}

// graves is the index that remembers removed ids, so that a rebuild that read them before
// does not bring them back.
func (x *Index) graves() string { return x.name + "-removed" }

// grave is a removed document.
type grave struct {
	ID  string `json:"id"`
	Seq int64  `json:"seq"`
}

func (x *Index) bury(ctx context.Context, ids []string) error {
	seq := x.nextSeq()
	list := make([]grave, len(ids))
	for i, id := range ids {
		list[i] = grave{id, seq}
	}
	key := "id"
	info, err := x.client.Index(x.graves()).AddDocumentsWithContext(ctx, list, &meilisearch.DocumentOptions{PrimaryKey: &key})
	return x.await(ctx, "note removed documents", info, err)
}
