package decisions

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
)

// ErrProblems: the list has problems that a person must mend first; nothing was applied.
var ErrProblems = errors.New("decisions: the list has problems")

// Report is what a list does, or would do.
type Report struct {
	Rows     int // that were looked at
	New      int // products that were not known
	Renewed  int // new certificates of known products
	Changed  int // certificates that lists alone told of, corrected
	Noted    int // known certificates whose history did not hold the decision
	Same     int // rows that change nothing
	Older    int // rows of products that have a newer certificate: left out
	Wrong    int // rows that cannot be written
	Problems []intake.Problem
	Touched  []Touch
}

// Ready counts the rows that would change something.
func (r *Report) Ready() int { return r.New + r.Renewed + r.Changed + r.Noted }

// Touch is a product on sale that gains stars by a list, or loses some.
type Touch struct {
	ProductID string      `bson:"product_id"`
	Slug      string      `bson:"slug"`
	Name      string      `bson:"name"`
	Number    string      `bson:"number"` // of the certificate
	From      stars.Stars `bson:"from"`   // 0 is none
	To        stars.Stars `bson:"to"`
}

// Gains reports whether stars come rather than go.
func (t Touch) Gains() bool { return t.To > t.From }

// Importer applies lists to a catalogue.
type Importer struct {
	db      store.DB
	clock   func() time.Time
	within  string // the province to which an office is bound; empty for all
	prepare *catalog.Preparer
}

// NewImporter returns an importer of lists of the whole country.
func NewImporter(db store.DB, clock func() time.Time) *Importer {
	return &Importer{db: db, clock: clock, prepare: catalog.NewPreparer(catalog.SourceList, false)}
}

// Within is an importer that writes what is of one province alone; of all where it is empty.
func (im *Importer) Within(province string) *Importer {
	bound := *im
	bound.within = province
	return &bound
}

// rowsAtOnce is how many rows are looked at, or written, in one go: few enough that others need not wait.
const rowsAtOnce = 200

// Check tells what applying a list would do, and changes nothing.
func (im *Importer) Check(ctx context.Context, t *Table) (Report, error) {
	return im.check(ctx, t, func(Report) error { return nil })
}

// check hears after some rows each how far it is.
func (im *Importer) check(ctx context.Context, t *Table, each func(Report) error) (Report, error) {
	report := Report{Problems: slices.Clone(t.Problems), Wrong: wrongRows(t.Problems)}
	report.Rows = report.Wrong
	p, err := im.planner(ctx, im.db, t)
	if err != nil {
		return report, err
	}
	for part := range slices.Chunk(t.Rows, rowsAtOnce) {
		if _, err := p.plan(ctx, im.db, part, &report); err != nil {
			return report, err
		}
		if err := each(report); err != nil {
			return report, err
		}
	}
	slices.SortStableFunc(report.Problems, func(a, b intake.Problem) int { return cmp.Compare(a.Row, b.Row) })
	return report, ctx.Err()
}

func wrongRows(problems []intake.Problem) int {
	rows := map[int]bool{}
	for _, p := range problems {
		if !p.Warning && p.Row > 0 {
			rows[p.Row] = true
		}
	}
	return len(rows)
}

// Apply applies a list in one go, or returns ErrProblems and changes nothing.
// A list that was applied before changes nothing either. An import that was
// interrupted is completed by running it again.
func (im *Importer) Apply(ctx context.Context, t *Table) (Report, error) {
	report, err := im.Check(ctx, t)
	if err != nil {
		return report, err
	}
	if Fatal(report.Problems) {
		return report, ErrProblems
	}
	p, err := im.planner(ctx, im.db, t)
	if err != nil {
		return report, err
	}
	for part := range slices.Chunk(t.Rows, rowsAtOnce) {
		err := im.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			_, err := p.write(ctx, tx, part)
			return err
		})
		if err != nil {
			return report, fmt.Errorf("apply the list: %w", err)
		}
	}
	return report, nil
}

// write writes those of some rows that can be, as the transaction sees them, and returns what it left.
func (p *planner) write(ctx context.Context, tx store.Tx, rows Rows) ([]*catalog.Trace, error) {
	steps, err := p.plan(ctx, tx, rows, &Report{})
	if err != nil {
		return nil, err
	}
	var entries []*catalog.Entry
	var traces []*catalog.Trace
	for _, s := range steps {
		switch {
		case s.entry != nil:
			entries = append(entries, s.entry)
		case s.term != nil:
			err = catalog.Recertify(ctx, tx, p.now, s.trace.ProductID, *s.term, s.act)
		default:
			_, err = catalog.AddDecision(ctx, tx, p.now, s.known, s.act)
		}
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", s.row.Line, err)
		}
		traces = append(traces, s.trace)
	}
	done, err := catalog.Apply(ctx, tx, p.now, entries)
	if err != nil {
		return nil, err
	}
	for id, reason := range done.Refused {
		return nil, fmt.Errorf("%s: %w", id, reason)
	}
	return traces, catalog.MarkTraces(ctx, tx, traces)
}

// record says a row in the words of the registry.
func record(row Row) registry.Record {
	criteria := catalog.Criteria2019
	if row.Date >= "2023-02-24" { // 148/QĐ-TTg took effect on the day it was signed
		criteria = catalog.Criteria2023
	}
	return registry.Record{
		ID: catalog.ListedID(row.Certificate), Revision: fingerprint(row), Name: row.Product, Group: groupOf(row.Group), CriteriaVersion: criteria,
		Producer: registry.Producer{ID: "list:" + place.Slug(row.Producer) + "@" + place.Slug(row.Address), Name: row.Producer, Address: row.Address},
		Place:    placeOf(row),
		Certificate: registry.Certificate{
			Number: row.Certificate, Status: registry.Valid, Stars: row.Stars, Score: row.Score, Decision: row.Decision,
			IssuedBy: row.Issuer, IssuedOn: row.Date, ExpiresOn: row.Expires,
		},
	}
}

func fingerprint(row Row) int64 {
	row.Line = 0
	raw, _ := json.Marshal(row)
	h := fnv.New64a()
	_, _ = h.Write(raw)
	return int64(h.Sum64()>>1) | 1
}

// groupOf reads a group as lists write it, "I. Thực phẩm"; what it does not know stays as it is, for a person.
func groupOf(cell string) string {
	folded := "-" + place.Slug(cell) + "-"
	for _, g := range groupWords {
		if strings.Contains(folded, "-"+g.word+"-") {
			return string(g.group)
		}
	}
	return cell
}

var groupWords = []struct {
	word  string
	group catalog.Group
}{
	{"thuc-pham", catalog.Food}, {"do-uong", catalog.Drinks}, {"duoc-lieu", catalog.Herbs}, {"thao-duoc", catalog.Herbs},
	{"thu-cong-my-nghe", catalog.Handicrafts}, {"sinh-vat-canh", catalog.Ornamental}, {"du-lich", catalog.Tourism},
}
