package mongo

import (
	"context"
	"sync"
)

// turns lets the transactions of this process that lost a document to another
// have it one after the other. Sixty-four buyers of the last of a product would
// otherwise get in each other's way again and again, at great cost to the server.
type turns struct {
	mu    sync.Mutex
	queue map[string]*turn // by what is fought for
}

type turn struct {
	taken   chan struct{} // full while someone has it
	wanting int
}

// take waits for the turn at key, or for the end of ctx, and reports whether it got it; give ends it.
func (t *turns) take(ctx context.Context, key string) bool {
	own := t.want(key)
	select {
	case own.taken <- struct{}{}:
		return true
	case <-ctx.Done():
		t.forget(key, own)
		return false
	}
}

func (t *turns) give(key string) {
	t.mu.Lock()
	own := t.queue[key]
	t.mu.Unlock()
	<-own.taken
	t.forget(key, own)
}

func (t *turns) want(key string) *turn {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.queue == nil {
		t.queue = map[string]*turn{}
	}
	own := t.queue[key]
	if own == nil {
		own = &turn{taken: make(chan struct{}, 1)}
		t.queue[key] = own
	}
	own.wanting++
	return own
}

func (t *turns) forget(key string, own *turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if own.wanting--; own.wanting == 0 {
		delete(t.queue, key)
	}
}
