// Package settings keeps what administrators may change while the market runs:
// whole numbers within bounds, each with its history. A change reaches every
// process through the outbox; a setting that nobody changed has its configured value.
package settings

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Setting is one number that may be changed.
type Setting struct {
	Key            string // "registry.max_change"
	VI, EN         string // what it is called
	UnitVI, UnitEN string
	Min, Max       int64
	Default        int64       // as configured
	Apply          func(int64) // puts it into force in this process; must be safe while the market runs
}

// Past is a change of a setting.
type Past struct {
	From   int64     `bson:"from"`
	To     int64     `bson:"to"`
	Reason string    `bson:"reason"`
	Person string    `bson:"person,omitempty"`
	At     time.Time `bson:"at"`
}

// kept is what the store holds of a setting that was changed.
type kept struct {
	store.Meta `bson:",inline"` // ID is the key
	Value      int64            `bson:"value"`
	History    []Past           `bson:"history"` // oldest first
}

var values = store.Define[kept]("settings")

// Schemas are the collections that the store must ensure.
func Schemas() []store.Schema { return []store.Schema{values.Schema()} }

// EventChanged is the kind of outbox entries by which processes learn of a change.
const EventChanged = "settings.changed"

// maxHistory is how many changes of a setting are kept beside it; the audit log has all.
const maxHistory = 50

// Book holds the settings of one process.
type Book struct {
	db    store.DB
	clock func() time.Time
	all   []Setting
}

// New returns a book; Load puts into force what was changed before.
func New(db store.DB, clock func() time.Time, all ...Setting) *Book {
	return &Book{db: db, clock: clock, all: all}
}

// State is a setting with its value and history.
type State struct {
	Setting
	Value   int64
	History []Past // newest first; empty while nobody changed it
}

// Load puts the settings that were ever changed into force in this process; the others are so already, as configured.
func (b *Book) Load(ctx context.Context) error {
	states, err := b.States(ctx)
	if err != nil {
		return err
	}
	for _, s := range states {
		if len(s.History) > 0 {
			s.Apply(s.Value)
		}
	}
	return nil
}

// States lists the settings as they stand.
func (b *Book) States(ctx context.Context) ([]State, error) {
	list := make([]State, len(b.all))
	for i, s := range b.all {
		doc, err := read(ctx, b.db, s)
		if err != nil {
			return nil, err
		}
		list[i] = State{Setting: s, Value: doc.Value}
		for j := len(doc.History) - 1; j >= 0; j-- {
			list[i].History = append(list[i].History, doc.History[j])
		}
	}
	return list, nil
}

// read returns what is kept of a setting, or what would be while nobody changed it.
func read(ctx context.Context, r store.Reader, s Setting) (*kept, error) {
	doc, err := values.Get(ctx, r, s.Key)
	if errors.Is(err, store.ErrNotFound) {
		return &kept{Meta: store.Meta{ID: s.Key}, Value: s.Default}, nil
	}
	return doc, err
}

// Change is what somebody typed: values by key, and why.
type Change struct {
	Values map[string]string
	Reason string
}

// Set changes settings together and returns how many changed: field.Errors, and nothing changed, where a value is out of bounds or no reason is given.
func (b *Book) Set(ctx context.Context, in Change) (int, error) {
	wanted, wrong := b.parse(in)
	if len(wrong) > 0 {
		return 0, wrong
	}
	changed := 0
	err := b.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		changed = 0
		for _, s := range b.all {
			value, ok := wanted[s.Key]
			if !ok {
				continue
			}
			did, err := b.change(ctx, tx, s, value, in.Reason)
			if err != nil {
				return err
			}
			if did {
				changed++
			}
		}
		if changed == 0 {
			return nil
		}
		if strings.TrimSpace(in.Reason) == "" {
			return field.Errors{{Field: "ly-do", Code: "required", VI: "Ghi vì sao đổi.", EN: "Say why you change it."}}
		}
		return outbox.Append(ctx, tx, EventChanged, struct{}{})
	})
	return changed, err
}

func (b *Book) parse(in Change) (map[string]int64, field.Errors) {
	var wrong field.Errors
	wanted := map[string]int64{}
	for _, s := range b.all {
		text, ok := in.Values[s.Key]
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "").Replace(text), 10, 64)
		if err != nil || n < s.Min || n > s.Max {
			wrong.Add(s.Key, "out_of_range", fmt.Sprintf("%s phải là số từ %d đến %d.", s.VI, s.Min, s.Max), fmt.Sprintf("%s must be a number from %d to %d.", s.EN, s.Min, s.Max))
			continue
		}
		wanted[s.Key] = n
	}
	return wanted, wrong
}

func (b *Book) change(ctx context.Context, tx store.Tx, s Setting, value int64, reason string) (bool, error) {
	doc, err := read(ctx, tx, s)
	if err != nil || doc.Value == value {
		return false, err
	}
	past := Past{From: doc.Value, To: value, Reason: strings.TrimSpace(reason), Person: audit.ActorOf(ctx).Person, At: b.clock().UTC()}
	doc.History = append(doc.History, past)
	doc.History = doc.History[max(0, len(doc.History)-maxHistory):]
	doc.Value = value
	if err := values.Save(ctx, tx, doc); err != nil {
		return false, err
	}
	entry := audit.Entry{Action: "settings.change", Object: "setting/" + s.Key, Summary: s.VI, SummaryEN: s.EN, Reason: past.Reason,
		Changes: []audit.Change{{Field: s.Key, From: strconv.FormatInt(past.From, 10), To: strconv.FormatInt(value, 10)}}}
	return true, audit.Append(ctx, tx, b.clock(), entry)
}
