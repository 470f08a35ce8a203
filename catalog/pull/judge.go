package pull

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Verdict is what an officer decides about one change of a stopped province.
type Verdict string

// The verdicts.
const (
	Take Verdict = "take" // as the registry says
	Keep Verdict = "keep" // as it is; asked again at the next pull, if it still differs
)

// Kept is the word of an officer that a change is not taken.
type Kept struct {
	Reason string    `bson:"reason"`
	By     string    `bson:"by"`
	At     time.Time `bson:"at"`
	PullID string    `bson:"pull_id"` // up to which it holds
}

// Settled reports whether the change was kept and no pull has asked about it since.
func (b *HeldBack) Settled() bool {
	return b.Kept != nil && b.Kept.PullID == b.PullID && b.Choice == ""
}

// says reports whether what is held back is the same as a change.
func (b *HeldBack) says(c change) bool {
	if b.Gone || c.entry == nil {
		return b.Gone && c.entry == nil
	}
	return b.Entry != nil && b.Entry.Revision == c.entry.Revision
}

// keptAgain lists the changes that an officer kept and that still differ: the same
// ones, and any newer word of the registry that would still cost stars.
func keptAgain(changes []change, backs []*HeldBack) map[string]bool {
	kept := map[string]*HeldBack{}
	for _, b := range backs {
		if b.Kept != nil {
			kept[b.ID] = b
		}
	}
	again := map[string]bool{}
	for _, c := range changes {
		if b := kept[c.id]; b != nil && (b.says(c) || c.loss != nil) {
			again[c.id] = true
		}
	}
	return again
}

// Judgement is a verdict on one change, by the registry's id of its record.
type Judgement struct {
	ID      string
	Verdict Verdict
	Reason  string
}

// EventJudged is the outbox entry of verdicts that are to be carried out; it carries a Judged.
const EventJudged = "registry.judged"

// Judged tells whose verdicts on a province wait to be carried out.
type Judged struct {
	Province string `bson:"province"`
	By       string `bson:"by"`
}

// ErrNotHeld: a judgement names a change that does not wait in that province.
var ErrNotHeld = errors.New("pull: no such change waits in this province")

// Choose notes verdicts on changes of a province in the caller's transaction. An
// empty verdict takes a note back. What is recorded already stays, as if it had not been named.
func Choose(ctx context.Context, tx store.Tx, province string, list []Judgement) error {
	for _, j := range list {
		b, err := heldBacks.Get(ctx, tx, j.ID)
		if errors.Is(err, store.ErrNotFound) || (err == nil && b.Province != province) {
			return fmt.Errorf("%w: %s", ErrNotHeld, j.ID)
		}
		if err != nil {
			return err
		}
		if b.Recorded || (b.Choice == j.Verdict && b.Reason == j.Reason) {
			continue
		}
		b.Choice, b.Reason = j.Verdict, j.Reason
		if err := heldBacks.Replace(ctx, tx, b); err != nil {
			return err
		}
	}
	return nil
}

// SetNote keeps what officers wrote about a stop while they decide, in the caller's transaction.
func SetNote(ctx context.Context, tx store.Tx, id, note string) error {
	s, err := stops.Get(ctx, tx, id)
	if err != nil || s.Note == note {
		return err
	}
	s.Note = note
	return stops.Replace(ctx, tx, s)
}

// Record makes the verdicts that are noted on changes of a province final, in the
// caller's transaction, and returns them; who pulls carries them out within moments.
func Record(ctx context.Context, tx store.Tx, province, by string) ([]Judgement, error) {
	backs, err := HeldBacks(ctx, tx, province)
	if err != nil {
		return nil, err
	}
	var recorded []Judgement
	for _, b := range backs {
		if b.Choice == "" || b.Recorded {
			continue
		}
		b.Recorded = true
		if err := heldBacks.Replace(ctx, tx, b); err != nil {
			return nil, err
		}
		recorded = append(recorded, Judgement{ID: b.ID, Verdict: b.Choice, Reason: b.Reason})
	}
	if len(recorded) == 0 {
		return nil, nil
	}
	return recorded, outbox.Append(ctx, tx, EventJudged, Judged{Province: province, By: by})
}

// Consumer is the reader of the outbox that carries verdicts out, in a process that pulls.
func (p *Puller) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: "registry-verdicts", Kinds: []string{EventJudged}, Handle: outbox.Each(func(ctx context.Context, e outbox.Event) error {
		var j Judged
		if err := e.Decode(&j); err != nil {
			return err
		}
		_, err := p.CarryOut(ctx, j.Province, j.By)
		if errors.Is(err, lease.ErrHeld) {
			return outbox.Later(err)
		}
		return err
	})}
}

// CarryOut carries the recorded verdicts on a province out, in the name of the
// officer. Where nothing is left to decide, the stop ends and the next pull confirms the province.
func (p *Puller) CarryOut(ctx context.Context, province, by string) (*Pull, error) {
	var result *Pull
	err := p.Leases.Keep(ctx, leaseName, func(ctx context.Context, l *lease.Lease) error {
		w := p.begin(by, l, nil)
		result = w.pull
		return w.finish(ctx, w.carryOutVerdicts(ctx, province, by))
	})
	if err != nil {
		return result, fmt.Errorf("carry out verdicts on province %q: %w", province, err)
	}
	return result, nil
}

func (w *work) carryOutVerdicts(ctx context.Context, province, by string) error {
	stop, err := stops.Get(ctx, w.DB, provinceID(province))
	if errors.Is(err, store.ErrNotFound) {
		w.saved = true // a pull found meanwhile that nothing is stopped any more
		return nil
	}
	if err != nil {
		return err
	}
	backs, err := HeldBacks(ctx, w.DB, province)
	if err != nil {
		return err
	}
	taken := func(b *HeldBack) bool { return b.Recorded && b.Choice == Take }
	w.pull.Approved, w.pull.Provinces = provinceID(province), []Difference{stop.Difference}
	if err := w.accept(ctx, province, backs, taken); err != nil {
		return err
	}
	open, err := w.keep(ctx, backs, by)
	if err != nil {
		return err
	}
	if open == 0 {
		return w.closeStop(ctx, stop)
	}
	return w.recordPull(ctx)
}

// keep notes what was decided to be kept, and counts what nobody has decided about.
func (w *work) keep(ctx context.Context, backs []*HeldBack, by string) (open int, err error) {
	for _, b := range backs {
		switch {
		case b.Recorded && b.Choice == Take, b.Settled():
			continue
		case !b.Recorded:
			open++
			continue
		}
		err := w.inBatch(ctx, func(ctx context.Context, tx store.Tx) error {
			now, err := heldBacks.Get(ctx, tx, b.ID)
			if err != nil {
				return err
			}
			now.Kept = &Kept{Reason: now.Reason, By: by, At: w.Clock().UTC(), PullID: now.PullID}
			now.Choice, now.Reason, now.Recorded = "", "", false
			return heldBacks.Replace(ctx, tx, now)
		})
		if err != nil {
			return 0, err
		}
		w.pull.Counts.Held++
	}
	return open, nil
}

// recordPull writes down what was carried out.
func (w *work) recordPull(ctx context.Context) error {
	err := w.inBatch(ctx, func(ctx context.Context, tx store.Tx) error {
		w.pull.EndedAt = w.Clock().UTC()
		pull := *w.pull
		return pulls.Insert(ctx, tx, &pull)
	})
	w.saved = err == nil
	return err
}

// prunedAfter is how long the record of a pull is kept whole.
const prunedAfter = 366 * 24 * time.Hour

// prunedAtOnce is how many records one transaction shortens.
const prunedAtOnce = 100

// Prune makes records of pulls of more than a year ago short: when, by whom, what
// came of it, and the names and hashes of the evidence stay for good. It returns how many. A daily job calls it.
func Prune(ctx context.Context, db store.DB, now time.Time) (int, error) {
	pruned := 0
	for after := ""; ; {
		n := 0
		err := db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			page, err := pulls.Page(ctx, tx, store.Query{
				Where: []store.Cond{{Field: "started_at", Op: store.Lt, Value: now.Add(-prunedAfter)}},
				Sort:  []store.Order{{Field: "started_at"}}, Limit: prunedAtOnce, After: after,
			})
			if err != nil {
				return err
			}
			n = 0 // it may run again
			for _, p := range page.Items {
				if p.Provinces == nil && p.Confirmed == nil && p.Mismatched == nil {
					continue
				}
				p.Provinces, p.Confirmed, p.Mismatched = nil, nil, nil
				if err := pulls.Replace(ctx, tx, p); err != nil {
					return err
				}
				n++
			}
			after = page.Next
			return nil
		})
		pruned += n
		if err != nil || after == "" {
			return pruned, err
		}
	}
}
