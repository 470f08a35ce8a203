package web

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/search"
)

// kinds finds products of the same kind by the head of the name: Vietnamese names begin
// with what the thing is. There are some hundreds of kinds and thousands of products,
// so what was found is kept for a while; whoever shows it asks each card's state anew.
type kinds struct {
	finder Finder
	clock  func() time.Time
	mu     sync.Mutex
	found  map[kindKey]kindFound
}

type kindKey struct {
	head  string
	group catalog.Group
}

type kindFound struct {
	ids []string
	at  time.Time
}

const (
	kindAge  = time.Minute
	maxKinds = 4000
	// ofKind is how many are looked at, so that some are left when those of the same province are not shown.
	ofKind = 16
)

func newKinds(finder Finder, clock func() time.Time) *kinds {
	return &kinds{finder: finder, clock: clock, found: map[kindKey]kindFound{}}
}

// find returns the ids of products of the card's kind, the card's own among them.
func (k *kinds) find(ctx context.Context, card *catalog.Card) ([]string, error) {
	key, now := kindKey{headOf(card.Name), card.Group}, k.clock()
	k.mu.Lock()
	known, ok := k.found[key]
	k.mu.Unlock()
	if ok && now.Sub(known.at) < kindAge {
		return known.ids, nil
	}
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	r, err := k.finder.Search(ctx, search.Query{
		Text: key.head, Filter: search.Filter{Groups: []string{string(key.group)}}, Limit: ofKind, Now: now,
	})
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.found) >= maxKinds {
		clear(k.found)
	}
	k.found[key] = kindFound{r.IDs, now}
	return r.IDs, nil
}

func headOf(name string) string {
	words := strings.Fields(name)
	return strings.Join(words[:min(2, len(words))], " ")
}
