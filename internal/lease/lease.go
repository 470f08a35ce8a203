// Package lease lets one process at a time do a piece of work. A lease is a
// document with an owner, an end and a fencing token that grows with every
// change of owner; a transaction that was guarded by a lease commits only while
// its token is the newest, however slow the process or wrong its clock.
package lease

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// DefaultTTL is how long a lease outlives its last renewal: a killed worker's work is taken over after at most that long.
const DefaultTTL = 10 * time.Second

var (
	// ErrHeld: somebody else holds the lease now.
	ErrHeld = errors.New("lease: held by another")
	// ErrLost: the lease was taken over, or could not be renewed in time.
	ErrLost = errors.New("lease: lost")
)

// grant is the stored state of a lease. It stays when released, so that tokens never repeat.
type grant struct {
	store.Meta `bson:",inline"`
	Holder     string    `bson:"holder"` // empty when released
	Token      int64     `bson:"token"`
	Until      time.Time `bson:"until"`
}

var grants = store.Define[grant]("leases")

// Schemas are the collections that the store must ensure.
func Schemas() []store.Schema { return []store.Schema{grants.Schema()} }

// Leases hands out leases in the name of one process.
type Leases struct {
	db     store.DB
	holder string
	ttl    time.Duration
	now    func() time.Time
}

// Holder is the name of this process.
func (k *Leases) Holder() string { return k.holder }

// New returns the leases of one process. The holder must be unique among processes, as host, pid and start time are.
func New(db store.DB, holder string, ttl time.Duration, now func() time.Time) *Leases {
	return &Leases{db: db, holder: holder, ttl: ttl, now: now}
}

// Lease is a piece of work that this process may do until the lease is lost.
type Lease struct {
	from  *Leases
	name  string
	token int64
}

// Name is what the lease is for.
func (l *Lease) Name() string { return l.name }

// Token grows with every acquisition of the same name.
func (l *Lease) Token() int64 { return l.token }

// Acquire takes the lease if nobody holds it, and else returns ErrHeld, also to its own holder.
func (k *Leases) Acquire(ctx context.Context, name string) (*Lease, error) {
	if err := k.glance(ctx, name); err != nil {
		return nil, err
	}
	var token int64
	err := k.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		g, err := k.free(ctx, tx, name)
		if err != nil {
			return err
		}
		g.Holder, g.Token, g.Until = k.holder, g.Token+1, k.end()
		token = g.Token
		return grants.Save(ctx, tx, g)
	})
	if errors.Is(err, store.ErrDuplicate) { // two took a new name at once
		err = ErrHeld
	}
	if err != nil {
		return nil, fmt.Errorf("acquire lease %s: %w", name, err)
	}
	return &Lease{from: k, name: name, token: token}, nil
}

// glance spares waiting processes a write transaction while the lease is held.
func (k *Leases) glance(ctx context.Context, name string) error {
	_, err := k.free(ctx, k.db, name)
	if err != nil {
		return fmt.Errorf("acquire lease %s: %w", name, err)
	}
	return nil
}

// free reads a lease that may be taken; one never seen before has revision 0.
func (k *Leases) free(ctx context.Context, r store.Reader, name string) (*grant, error) {
	g, err := grants.Get(ctx, r, name)
	if errors.Is(err, store.ErrNotFound) {
		return &grant{Meta: store.Meta{ID: name}}, nil
	}
	if err != nil {
		return nil, err
	}
	if g.Holder != "" && k.now().Before(g.Until) {
		return nil, fmt.Errorf("%w: %s until %s", ErrHeld, g.Holder, g.Until.UTC().Format(time.RFC3339))
	}
	return g, nil
}

// Renew puts the end off by the whole time to live, or returns ErrLost.
func (l *Lease) Renew(ctx context.Context) error {
	return l.change(ctx, "renew", func(g *grant) { g.Until = l.from.end() })
}

// Release gives the lease back at once; it is no error if it was lost before.
func (l *Lease) Release(ctx context.Context) error {
	err := l.change(ctx, "release", func(g *grant) { g.Holder = "" })
	if errors.Is(err, ErrLost) {
		return nil
	}
	return err
}

func (l *Lease) change(ctx context.Context, verb string, change func(*grant)) error {
	err := l.from.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		g, err := l.mine(ctx, tx)
		if err != nil {
			return err
		}
		change(g)
		return grants.Replace(ctx, tx, g)
	})
	if err != nil {
		return fmt.Errorf("%s lease %s: %w", verb, l.name, err)
	}
	return nil
}

// Guard makes a transaction fail with ErrLost unless this lease is still the
// newest. It writes the lease's document, so that a takeover at the same moment
// conflicts with the transaction instead of passing it by.
func (l *Lease) Guard(ctx context.Context, tx store.Tx) error {
	g, err := l.mine(ctx, tx)
	if err == nil {
		err = grants.Replace(ctx, tx, g)
	}
	if err != nil {
		return fmt.Errorf("guard by lease %s: %w", l.name, err)
	}
	return nil
}

func (l *Lease) mine(ctx context.Context, r store.Reader) (*grant, error) {
	g, err := grants.Get(ctx, r, l.name)
	if err != nil {
		return nil, err
	}
	if g.Token != l.token || g.Holder == "" {
		return nil, ErrLost
	}
	return g, nil
}

func (k *Leases) end() time.Time { return k.now().Add(k.ttl) }

// ReleaseAll frees the leases that no other living process can hold: on SQLite,
// which admits one process, all of them, and elsewhere those of this holder. Call
// it at the start, so that work need not wait for the leases of a process that was killed.
func (k *Leases) ReleaseAll(ctx context.Context) error {
	alone := k.db.Name() == "sqlite"
	err := k.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		all, err := grants.Find(ctx, tx, store.Query{})
		if err != nil {
			return err
		}
		for _, g := range all {
			if g.Holder == "" || !alone && g.Holder != k.holder {
				continue
			}
			g.Holder = ""
			if err := grants.Replace(ctx, tx, g); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("release all leases: %w", err)
	}
	return nil
}
