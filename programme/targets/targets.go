// Package targets keeps what offices mean to reach in a year, and those numbers that
// the market does not hold yet and the office counts itself, each with its day and
// source. It promises that every change stays in the history.
package targets

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Key names a target.
type Key string

// The eight targets on which offices report.
const (
	Certified Key = "certified" // products certified, for the first time or again
	Traced    Key = "traced"    // share of products with a trace code
	Retail    Key = "retail"    // share of producers in modern retail
	Outlets   Key = "outlets"   // share of supermarkets and malls that carry OCOP goods
	Showrooms Key = "showrooms" // new showrooms
	Events    Key = "events"    // events held
	Inspected Key = "inspected" // producers inspected
	Rewards   Key = "rewards"   // rewards paid, in millions of đồng
)

// Keys lists the targets in their order.
func Keys() []Key {
	return []Key{Certified, Traced, Retail, Outlets, Showrooms, Events, Inspected, Rewards}
}

// Share reports whether a target is a share in per cent rather than a number.
func (k Key) Share() bool { return k == Traced || k == Retail || k == Outlets }

// Counted reports whether the market counts what was reached itself; else the office enters it.
func (k Key) Counted() bool {
	return k == Certified || k == Traced || k == Inspected || k == Rewards
}

// Plan is what a province, or the country, means to reach in a year, and what its office counted.
type Plan struct {
	store.Meta `bson:",inline"` // ID is made of place and year, see ID
	Province   string           `bson:"province,omitempty"` // code; empty for the country
	Year       int              `bson:"year"`
	Goals      map[Key]int64    `bson:"goals,omitempty"`
	Counts     map[Key]Count    `bson:"counts,omitempty"`
	History    []Past           `bson:"history,omitempty"` // oldest first
	UpdatedAt  time.Time        `bson:"updated_at"`
}

// Count is a number that the office counted.
type Count struct {
	Number int64     `bson:"number"`
	Of     int64     `bson:"of,omitempty"` // out of how many, where it is a share of things that the office counts too
	Day    time.Time `bson:"day"`          // when it was so
	Source string    `bson:"source"`       // where it is from
	By     string    `bson:"by,omitempty"` // person
}

// Past is a change of a goal or a count.
type Past struct {
	Key    Key       `bson:"key"`
	Goal   bool      `bson:"goal"` // of the goal; else of the count
	From   string    `bson:"from,omitempty"`
	To     string    `bson:"to,omitempty"`
	Source string    `bson:"source,omitempty"`
	By     string    `bson:"by,omitempty"`
	At     time.Time `bson:"at"`
}

var plans = store.Define[Plan]("programme_targets", store.Index{Fields: []string{"year"}})

// Schemas lists the collections.
func Schemas() []store.Schema { return []store.Schema{plans.Schema()} }

// country stands in ids for the whole country.
const country = "vn"

// ID names the plan of a province, or of the country for none, and a year: "22-2026".
func ID(province string, year int) string {
	if province == "" {
		province = country
	}
	return province + "-" + strconv.Itoa(year)
}

var idForm = regexp.MustCompile(`^(vn|\d\d)-(20\d\d)$`)

// Parse reads an id: the province, empty for the country, and the year; store.ErrNotFound for anything else.
func Parse(id string) (province string, year int, err error) {
	m := idForm.FindStringSubmatch(id)
	if m == nil {
		return "", 0, fmt.Errorf("targets %q: %w", id, store.ErrNotFound)
	}
	if year, err = strconv.Atoi(m[2]); err != nil {
		return "", 0, fmt.Errorf("targets %q: %w", id, err)
	}
	if m[1] != country {
		province = m[1]
	}
	return province, year, nil
}

// Service keeps plans.
type Service struct {
	db    store.DB
	clock func() time.Time
}

// New makes a service on a store.
func New(db store.DB, clock func() time.Time) *Service { return &Service{db: db, clock: clock} }

func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// Of returns the plan of a province, or of the country for none; an empty one while nothing was entered.
func (s *Service) Of(ctx context.Context, province string, year int) (*Plan, error) {
	return plan(ctx, s.db, province, year)
}

func plan(ctx context.Context, r store.Reader, province string, year int) (*Plan, error) {
	p, err := plans.Get(ctx, r, ID(province, year))
	if errors.Is(err, store.ErrNotFound) {
		return &Plan{Meta: store.Meta{ID: ID(province, year)}, Province: province, Year: year}, nil
	}
	return p, err
}

// Year returns the plans of all provinces in a year, in the order of their codes, and without the country's own.
func (s *Service) Year(ctx context.Context, year int) ([]*Plan, error) {
	all, err := plans.Find(ctx, s.db, store.Query{Where: []store.Cond{{Field: "year", Op: store.Eq, Value: year}}, Limit: 100})
	return slices.DeleteFunc(all, func(p *Plan) bool { return p.Province == "" }), err
}

// maxHistory is how many changes are kept beside a plan; the audit log has all.
const maxHistory = 200

// change changes a plan in one transaction; each Past that change returns goes into the history and the audit log.
func (s *Service) change(ctx context.Context, province string, year int, do func(*Plan) []Past) (int, error) {
	changed := 0
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := plan(ctx, tx, province, year)
		if err != nil {
			return err
		}
		past := do(p)
		if changed = len(past); changed == 0 {
			return nil
		}
		entry := audit.Entry{Action: string(policy.TargetEdit), Object: "target/" + p.ID, Summary: "đổi chỉ tiêu " + p.ID, SummaryEN: "changed targets " + p.ID}
		for _, c := range past {
			entry.Changes = append(entry.Changes, audit.Change{Field: c.field(), From: c.From, To: c.To})
		}
		p.History = append(p.History, past...)
		p.History = p.History[max(0, len(p.History)-maxHistory):]
		p.UpdatedAt = s.now()
		if err := plans.Save(ctx, tx, p); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), entry)
	})
	return changed, err
}

func (p Past) field() string {
	if p.Goal {
		return "goal." + string(p.Key)
	}
	return "count." + string(p.Key)
}
