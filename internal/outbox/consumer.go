package outbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// ErrLater is what a handler wraps when the world is not ready (a search engine
// or a mail server is down): the consumer waits with everything behind, however long it takes, and no try is counted.
var ErrLater = errors.New("outbox: try again later")

// Later marks an error as passing.
func Later(err error) error { return fmt.Errorf("%w: %w", ErrLater, err) }

// Consumer is a durable, named reader of the outbox. One process at a time runs
// it, under a lease. It sees every event at least once, so it must be idempotent.
type Consumer struct {
	Name  string
	Kinds []string // those it wants; empty is all
	// Handle is given events in order, at most Batch of them. An error means that none counts as handled.
	Handle func(ctx context.Context, events []Event) error
	Batch  int // default 1; after a failure, events are given one by one
	// Ordered consumers never pass over an event: they wait until it succeeds.
	Ordered bool
	Tries   int // of an event before it becomes a dead letter; default 5
	// FromNow lets a consumer that is new begin with the present instead of the oldest entry kept.
	FromNow bool
	// Backoff is the pause after the first failure, doubled at each further one up to MaxBackoff; defaults 200 ms and 15 s.
	Backoff, MaxBackoff time.Duration
}

// Each makes a batch handler of one for single events.
func Each(handle func(ctx context.Context, e Event) error) func(ctx context.Context, events []Event) error {
	return func(ctx context.Context, events []Event) error {
		for _, e := range events {
			if err := handle(ctx, e); err != nil {
				return err
			}
		}
		return nil
	}
}

func (c Consumer) check() error {
	if c.Name == "" || c.Handle == nil {
		return errors.New("a consumer needs a name and a handler")
	}
	return nil
}

func (c Consumer) withDefaults() Consumer {
	c.Batch = max(c.Batch, 1)
	if c.Tries == 0 {
		c.Tries = 5
	}
	if c.Backoff == 0 {
		c.Backoff = 200 * time.Millisecond
	}
	if c.MaxBackoff == 0 {
		c.MaxBackoff = 15 * time.Second
	}
	return c
}

// delay is the pause after so many failures in a row, a fifth more or less by chance.
func (c Consumer) delay(failures int) time.Duration {
	d := c.Backoff << min(failures-1, 16)
	if d <= 0 || d > c.MaxBackoff {
		d = c.MaxBackoff
	}
	return time.Duration(float64(d) * (0.8 + 0.4*rand.Float64()))
}

// cursor is how far a consumer has come. Who has the lease holds its newest
// revision, so that a process which lost the lease cannot move it.
type cursor struct {
	store.Meta `bson:",inline"`
	Seq        int64     `bson:"seq"`
	Tries      int       `bson:"tries,omitempty"` // of the event after Seq
	Waiting    time.Time `bson:"waiting,omitempty"`
	Error      string    `bson:"error,omitempty"`
	At         time.Time `bson:"at"`
}
