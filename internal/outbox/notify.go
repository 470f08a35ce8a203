package outbox

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/ocopmarket/ocop/internal/store"
)

// signal wakes everyone who waits for the next time that something happens.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

// next returns a channel that closes at the next fire; take it before looking at the state.
func (s *signal) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}
	return s.ch
}

func (s *signal) fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}

// Notifier tells this process at once of entries that it wrote itself; other processes learn of them by looking.
type Notifier struct{ committed signal }

// Watch returns the same store with one thing added: when a transaction that appended entries ends, the outbox wakes up.
func (n *Notifier) Watch(db store.DB) store.DB { return &watched{DB: db, n: n} }

type watched struct {
	store.DB
	n *Notifier
}

// Atomic wakes the outbox also after an error, since a commit may have succeeded unheard.
func (w *watched) Atomic(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	appended := new(atomic.Bool)
	err := w.DB.Atomic(context.WithValue(ctx, appendedKey{}, appended), f)
	if appended.Load() {
		w.n.committed.fire()
	}
	return err
}

type appendedKey struct{}

func mark(ctx context.Context) {
	if appended, ok := ctx.Value(appendedKey{}).(*atomic.Bool); ok {
		appended.Store(true)
	}
}
