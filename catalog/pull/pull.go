// Package pull keeps the catalogue in step with a registry of certificates. A
// pull happens once however many workers there are, applies whole batches or
// nothing, keeps what it read as evidence, and never lets a registry take the
// stars of much of a province without an officer's word.
package pull

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
)

// Source is a registry in one of its dialects.
type Source interface {
	// Read yields everything after the bookmark, or everything there is without one. known reports whether we hold a record at that revision.
	Read(ctx context.Context, bookmark string, known func(id string, revision int64) bool, yield func(registry.Batch) error) (registry.Reading, error)
	// Record asks for one record, or returns registry.ErrGone.
	Record(ctx context.Context, id string) (registry.Item, []byte, error)
	// Summary asks what the registry holds, or returns registry.ErrNoSummary.
	Summary(ctx context.Context) (registry.Summary, error)
	// Ordered reports whether revisions grow.
	Ordered() bool
}

// Evidence keeps what was read; media.Blobs can.
type Evidence interface {
	Put(ctx context.Context, name, contentType string, data []byte) error
}

// Rules are what an operator may set. The zero value of each means its default.
type Rules struct {
	// MaxChange is the share of a province's products whose stars one pull may take or change; default 0.05.
	MaxChange float64
	// MinChange is how many products one pull may do that to in any province, however small; default 3.
	// With 40 products, two revocations are 5 % and must not stop the province.
	MinChange int
	// Batch is how many records one transaction applies; default 200.
	Batch int
}

func (r Rules) withDefaults() Rules {
	if r.MaxChange == 0 {
		r.MaxChange = 0.05
	}
	if r.MinChange == 0 {
		r.MinChange = 3
	}
	if r.Batch == 0 {
		r.Batch = 200
	}
	return r
}

// Parts are what a puller is made of.
type Parts struct {
	DB       store.DB
	Leases   *lease.Leases
	Source   Source
	Name     string // of the source; bookmarks are kept by it, so it must change when another registry takes its place
	Evidence Evidence
	Clock    func() time.Time
	Log      *slog.Logger
	Rules    Rules
}

// Puller pulls one registry.
type Puller struct {
	Parts
	prepare *catalog.Preparer
	// maxChange is Rules.MaxChange in millionths; it may change while the market runs.
	maxChange atomic.Int64
}

// New returns a puller.
func New(parts Parts) *Puller {
	parts.Rules = parts.Rules.withDefaults()
	p := &Puller{Parts: parts, prepare: catalog.NewPreparer("registry", parts.Source.Ordered())}
	p.SetMaxChange(parts.Rules.MaxChange)
	return p
}

// SetMaxChange changes Rules.MaxChange for the pulls to come.
func (p *Puller) SetMaxChange(share float64) { p.maxChange.Store(int64(math.Round(share * 1e6))) }

// leaseName is what a process must hold to change anything in the registry's name.
const leaseName = "registry-pull"

// Progress is told how much of a pull is done.
type Progress func(done, total int)

// Run pulls once in the name of who, and returns what came of it, also beside an
// error. A job runs it on schedule, an operator by hand. While another process
// pulls it returns lease.ErrHeld. progress may be nil.
func (p *Puller) Run(ctx context.Context, who string, progress Progress) (*Pull, error) {
	var result *Pull
	err := p.Leases.Keep(ctx, leaseName, func(ctx context.Context, l *lease.Lease) error {
		w := p.begin(who, l, progress)
		result = w.pull
		return w.finish(ctx, w.run(ctx))
	})
	if err != nil {
		return result, fmt.Errorf("pull the registry: %w", err)
	}
	return result, nil
}

// turnEvery is how often a pull that waits looks whether it is its turn.
const turnEvery = 200 * time.Millisecond

// RunInTurn is Run that waits while another pull is under way, which may have begun before
// what its asker wants to see. It returns the error of ctx if that ends first.
func (p *Puller) RunInTurn(ctx context.Context, who string, progress Progress) (*Pull, error) {
	for {
		result, err := p.Run(ctx, who, progress)
		if !errors.Is(err, lease.ErrHeld) {
			return result, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for another pull: %w", ctx.Err())
		case <-time.After(turnEvery):
		}
	}
}

// work is one pull in progress.
type work struct {
	*Puller
	lease    *lease.Lease
	pull     *Pull
	evidence *recorder
	bar      bar
	mark     *Bookmark
	still    bool // the last round found nothing to do
	saved    bool // the pull has been recorded together with its bookmark
}

func (p *Puller) begin(who string, l *lease.Lease, progress Progress) *work {
	now := p.Clock().UTC()
	id := now.Format("20060102T150405Z") + "-" + randomHex(4)
	return &work{
		Puller: p, lease: l, bar: bar{report: progress},
		pull:     &Pull{Meta: store.Meta{ID: id}, Who: who, Source: p.Name, StartedAt: now},
		evidence: newRecorder(p.Evidence, "registry/"+now.Format("2006/01/")+id),
	}
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// run reads, applies, compares, and where the comparison fails reads everything.
func (w *work) run(ctx context.Context) (err error) {
	if w.mark, err = w.readBookmark(ctx); err != nil {
		return err
	}
	total := w.expect(ctx)
	round, err := w.round(ctx, w.mark.Cursor, total)
	if err != nil {
		return err
	}
	mismatched, key, err := w.compare(ctx)
	if err != nil {
		return err
	}
	if len(mismatched) > 0 && !round.full && key != w.mark.Mismatch {
		w.Log.WarnContext(ctx, "registry: what we hold differs from its summary; reading everything", "provinces", mismatched)
		if round, err = w.round(ctx, "", total); err != nil {
			return err
		}
		if mismatched, key, err = w.compare(ctx); err != nil {
			return err
		}
	}
	w.pull.Mismatched = mismatched
	w.mark.Cursor, w.mark.Mismatch = round.bookmark, key
	return w.conclude(ctx)
}

// round reads from a bookmark and applies what it read.
func (w *work) round(ctx context.Context, cursor string, total int) (*gathered, error) {
	held := sync.OnceValues(func() (map[string]catalog.Held, error) { return catalog.HeldRecords(ctx, w.DB) })
	w.bar.expect(total, cursor == "")
	g, err := w.gather(ctx, cursor, held)
	if errors.Is(err, registry.ErrBookmark) && cursor != "" {
		w.Log.WarnContext(ctx, "registry: bookmark refused; reading everything", "error", err)
		w.bar.expect(total, true)
		g, err = w.gather(ctx, "", held)
	}
	if err != nil {
		return nil, err
	}
	if quiet, err := w.quiet(ctx, g); err != nil || quiet {
		return g, err
	}
	records, err := held()
	if err != nil {
		return nil, err
	}
	plan, err := w.plan(ctx, g, records)
	if err != nil {
		return nil, err
	}
	return g, w.apply(ctx, plan)
}

// quiet reports that there is nothing to do: nothing new, and nothing waiting.
func (w *work) quiet(ctx context.Context, g *gathered) (bool, error) {
	if g.full || len(g.entries)+len(g.refused)+len(g.resolved) > 0 {
		return false, nil
	}
	waiting, err := heldBacks.Count(ctx, w.DB)
	w.still = err == nil && waiting == 0
	return w.still, err
}

// expect asks how many records there are, for the bar alone.
func (w *work) expect(ctx context.Context) int {
	if w.bar.report == nil {
		return 0
	}
	s, err := w.Source.Summary(ctx)
	if err != nil {
		return 0
	}
	total := 0
	for _, province := range s.Provinces {
		total += province.Count
	}
	return total
}

// finish records a pull that failed, with the evidence of it.
func (w *work) finish(ctx context.Context, err error) error {
	if err == nil || w.saved {
		return err
	}
	w.pull.Error = err.Error()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	w.pull.Evidence = w.evidence.keepWhatThereIs(ctx)
	w.pull.EndedAt = w.Clock().UTC()
	if e := pulls.Insert(ctx, w.DB, w.pull); e != nil {
		return errors.Join(err, fmt.Errorf("record the failed pull: %w", e))
	}
	return err
}

// bar turns reading and applying into one progress.
type bar struct {
	report   Progress
	done     int
	expected int
}

// expect sets what is ahead; every record counts once when read and once when applied.
func (b *bar) expect(total int, all bool) {
	b.expected, b.done = 0, 0
	if all {
		b.expected = 2 * total
	}
}

func (b *bar) add(n int) {
	b.done += n
	if b.report == nil {
		return
	}
	b.expected = max(b.expected, b.done)
	b.report(b.done/2, b.expected/2)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
