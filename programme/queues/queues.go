// Package queues reads what waits for an office, whichever part of the programme it
// waits in, and tells how old it is.
package queues

import (
	"context"
	"fmt"
	"time"
)

// Item is one thing that waits.
type Item struct {
	Title  string // what it is about, for people of the office
	Since  time.Time
	Due    time.Time // by when the law wants it done; zero without one
	Holder string    // who looks after it, by name; empty while nobody does
}

// Queue is one kind of work that waits.
type Queue struct {
	VI, EN string
	Path   string // where it is worked off
	Icon   string
	// Watched queues are no office's to work off: offices see that they are kept, by numbers and the clock alone.
	Watched bool
	// Waiting lists what waits in a province; of the whole country for none.
	Waiting func(ctx context.Context, province string) ([]Item, error)
	// Count counts them without reading them; nil where reading costs little.
	Count func(ctx context.Context, province string) (int, error)
}

// Name is what the queue is called.
func (q Queue) Name(lang string) string {
	if lang == "en" {
		return q.EN
	}
	return q.VI
}

// Ages is how many things wait, by how long they have.
type Ages struct {
	Queue
	Total                     int
	Under3, To7, To30, Over30 int  // days
	Overdue                   int  // past what the law wants
	Oldest                    Item // zero when nothing waits
	Next                      Item // the first one that is due; zero when none is
}

const day = 24 * time.Hour

// Read asks every queue.
func Read(ctx context.Context, now time.Time, province string, all []Queue) ([]Ages, error) {
	var ages []Ages
	for _, q := range all {
		items, err := q.Waiting(ctx, province)
		if err != nil {
			return nil, fmt.Errorf("queue %q: %w", q.EN, err)
		}
		ages = append(ages, agesOf(q, now, items))
	}
	return ages, nil
}

// Busy lists the queues in which something waits.
func Busy(ctx context.Context, province string, all []Queue) ([]Queue, error) {
	var busy []Queue
	for _, q := range all {
		n, err := q.count(ctx, province)
		if err != nil {
			return nil, fmt.Errorf("queue %q: %w", q.EN, err)
		}
		if n > 0 {
			busy = append(busy, q)
		}
	}
	return busy, nil
}

func (q Queue) count(ctx context.Context, province string) (int, error) {
	if q.Count != nil {
		return q.Count(ctx, province)
	}
	items, err := q.Waiting(ctx, province)
	return len(items), err
}

func agesOf(q Queue, now time.Time, items []Item) Ages {
	a := Ages{Queue: q, Total: len(items)}
	for i, item := range items {
		switch age := now.Sub(item.Since); {
		case age < 3*day:
			a.Under3++
		case age < 8*day:
			a.To7++
		case age < 31*day:
			a.To30++
		default:
			a.Over30++
		}
		if i == 0 || item.Since.Before(a.Oldest.Since) {
			a.Oldest = item
		}
		if item.Due.IsZero() {
			continue
		}
		if item.Due.Before(now) {
			a.Overdue++
		}
		if a.Next.Due.IsZero() || item.Due.Before(a.Next.Due) {
			a.Next = item
		}
	}
	return a
}
