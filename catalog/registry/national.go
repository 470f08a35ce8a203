package registry

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"crypto/sha256"

	"golang.org/x/sync/errgroup"
)

// National reads the public product API of the national system: lists by page
// and details by id, without revisions, statuses or signatures. A record that
// is not in it any more is all that it tells of a revocation.
type National struct {
	*client
}

// NewNational returns the client of the national API at an address.
func NewNational(base string, opts Options) (*National, error) {
	c, err := newClient(base, opts)
	if err != nil {
		return nil, err
	}
	return &National{client: c}, nil
}

// Ordered tells that revisions are mere fingerprints.
func (n *National) Ordered() bool { return false }

// Summary returns ErrNoSummary.
func (n *National) Summary(context.Context) (Summary, error) { return Summary{}, ErrNoSummary }

// types are the groups that the list can be filtered by; the group of an entry that does not name it is known from that alone.
var types = []string{"food", "drink", "herbs", "cloth", "keepsake", "travel"}

// sweep is one reading of all lists.
type sweep struct {
	*National
	known func(id string, revision int64) bool
	yield func(Batch) error
	seen  map[string]bool   // ids of the list that is being read
	group map[string]string // of each id, as far as lists by type told it
}

// Read sweeps over all pages of the list. Details are asked for only of entries
// that are not known as they stand. If the list does not hold as many products
// as it counts, reading fails with ErrIncomplete.
func (n *National) Read(ctx context.Context, _ string, known func(id string, revision int64) bool, yield func(Batch) error) (Reading, error) {
	s := &sweep{National: n, known: known, yield: yield, group: map[string]string{}}
	typed, err := s.namesTypes(ctx)
	if err != nil {
		return Reading{}, err
	}
	if !typed {
		for _, t := range types {
			if err := s.learnTypes(ctx, t); err != nil {
				return Reading{}, err
			}
		}
	}
	if err := s.again(ctx, "", s.give); err != nil {
		return Reading{}, err
	}
	return Reading{Full: true}, nil
}

// namesTypes looks whether entries of the list name their group themselves.
func (s *sweep) namesTypes(ctx context.Context) (bool, error) {
	list, _, err := s.list(ctx, "", 1)
	if err != nil || len(list.Results) == 0 {
		return true, err
	}
	var e nationalEntry
	_ = json.Unmarshal(list.Results[0], &e)
	return e.Type != "", nil
}

// learnTypes reads the list of one type for its ids.
func (s *sweep) learnTypes(ctx context.Context, kind string) error {
	return s.again(ctx, kind, func(_ context.Context, list nationalList, _ []byte) error {
		for _, raw := range list.Results {
			var e nationalEntry
			if json.Unmarshal(raw, &e) == nil && e.ID != "" {
				s.group[string(e.ID)] = kind
			}
		}
		return nil
	})
}

// sweeps is how often a list that changed or repeated itself meanwhile is read before giving up.
const sweeps = 3

func (s *sweep) again(ctx context.Context, kind string, take func(context.Context, nationalList, []byte) error) (err error) {
	for range sweeps {
		s.seen = map[string]bool{}
		if err = s.pages(ctx, kind, take); !errors.Is(err, ErrIncomplete) {
			return err
		}
	}
	return err
}

// pages reads one list to its end and counts.
func (s *sweep) pages(ctx context.Context, kind string, take func(context.Context, nationalList, []byte) error) error {
	count := 0
	for page, entries := 1, 0; ; page++ {
		list, raw, err := s.list(ctx, kind, page)
		if page > 1 && endOfList(err) {
			break
		}
		if err != nil {
			return err
		}
		if page > 1 && list.Count != count {
			return s.incomplete("the count changed from %d to %d on page %d", count, list.Count, page)
		}
		count = list.Count
		s.note(list.Results)
		if err := take(ctx, list, raw); err != nil {
			return err
		}
		if entries += len(list.Results); len(list.Results) == 0 || entries >= count {
			break
		}
	}
	if len(s.seen) < count {
		return s.incomplete("%d products of %d", len(s.seen), count)
	}
	return nil
}

func (s *sweep) incomplete(format string, args ...any) error {
	return &Failure{URL: s.base.String(), Err: fmt.Errorf("%w: "+format, append([]any{ErrIncomplete}, args...)...)}
}

func endOfList(err error) bool {
	var f *Failure
	return errors.As(err, &f) && f.Status == http.StatusNotFound
}

// note counts each product once, however often pages repeat it.
func (s *sweep) note(results []json.RawMessage) {
	for _, raw := range results {
		var e nationalEntry
		if json.Unmarshal(raw, &e) != nil || e.ID == "" {
			s.seen[string(raw)] = true
			continue
		}
		s.seen[string(e.ID)] = true
	}
}

func (n *National) list(ctx context.Context, kind string, page int) (nationalList, []byte, error) {
	query := url.Values{"page": {strconv.Itoa(page)}, "page_size": {strconv.Itoa(n.opts.PageSize)}}
	if kind != "" {
		query.Set("type", kind)
	}
	var list nationalList
	raw, err := n.get(ctx, nationalPath(""), query, false, &list)
	return list, raw, err
}

// nationalPath ends with a slash, as that API wants it.
func nationalPath(id string) []string {
	path := []string{"v1", "public", "product-info"}
	if id != "" {
		path = append(path, url.PathEscape(id))
	}
	return append(path, "/")
}

// give hands a page on, with details where they are needed.
func (s *sweep) give(ctx context.Context, list nationalList, raw []byte) error {
	items := make([]Item, len(list.Results))
	bodies := make([][]byte, len(list.Results))
	var group errgroup.Group
	group.SetLimit(4)
	for i, result := range list.Results {
		group.Go(func() (err error) {
			items[i], bodies[i], err = s.entry(ctx, result)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, body := range bodies {
		raw = append(append(raw, '\n'), body...)
	}
	return s.yield(Batch{Items: func() []Item { return items }, Raw: raw, Total: list.Count})
}

// entry makes an item of an entry of the list; its revision is the entry's fingerprint.
func (s *sweep) entry(ctx context.Context, raw json.RawMessage) (Item, []byte, error) {
	var e nationalEntry
	item := Item{Raw: raw}
	if err := json.Unmarshal(raw, &e); err != nil {
		item.Err = fmt.Errorf("entry cannot be read: %w", err)
		return item, nil, nil
	}
	item.ID = string(e.ID)
	revision := fingerprint(raw)
	if s.known(item.ID, revision) {
		item.Same = true
		return item, nil, nil
	}
	var body []byte
	if e.Description == nil && e.ID != "" {
		detail, full, err := s.detail(ctx, item.ID)
		if errors.Is(err, ErrGone) { // taken out between the list and now
			item.Err = err
			return item, nil, nil
		}
		if err != nil {
			return item, nil, err
		}
		e, body = e.with(detail), full
	}
	if e.Type == "" {
		e.Type = text(s.group[item.ID])
	}
	item.Record = s.record(e)
	item.Record.Revision = revision
	return item, body, nil
}

func (n *National) detail(ctx context.Context, id string) (nationalEntry, []byte, error) {
	var e nationalEntry
	raw, err := n.get(ctx, nationalPath(id), nil, false, &e)
	return e, raw, gone(err)
}

// Record asks for one record by its id, or returns ErrGone. Its revision is not
// that of its entry in the list, so the next sweep looks at it again.
func (n *National) Record(ctx context.Context, id string) (Item, []byte, error) {
	e, raw, err := n.detail(ctx, id)
	if err != nil {
		return Item{ID: id}, nil, err
	}
	item := Item{ID: id, Raw: raw, Record: n.record(e)}
	item.Record.Revision = fingerprint(raw)
	if string(e.ID) != id {
		item.Err = fmt.Errorf("record %q was asked for, and %q given", id, e.ID)
	}
	return item, raw, nil
}

// fingerprint is a positive number that stands for the content of a JSON value, however its keys are ordered.
func fingerprint(raw json.RawMessage) int64 {
	var v any
	if json.Unmarshal(raw, &v) == nil {
		if canonical, err := json.Marshal(v); err == nil {
			raw = canonical
		}
	}
	sum := sha256.Sum256(raw)
	return int64(binary.BigEndian.Uint64(sum[:8])>>1) | 1
}
