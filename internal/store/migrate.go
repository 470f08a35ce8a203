package store

import (
	"context"
	"errors"
	"fmt"
)

// Step is one numbered change of what is stored. It must be repeatable: if the
// process ends between the step and its record, the step runs again.
type Step struct {
	Number int // from 1, without gaps
	Name   string
	Run    func(ctx context.Context, db DB) error
}

// Exclusive runs a function while no other process does; a lease is one.
type Exclusive func(ctx context.Context, run func(ctx context.Context) error) error

// ErrNewer: a later version of the program has changed the store, and this one
// might not understand it.
var ErrNewer = errors.New("store: written by a newer version")

// migration records a step that is done.
type migration struct {
	Meta `bson:",inline"`
	Name string `bson:"name"`
}

func migrations() Collection[migration] { return Define[migration]("migrations") }

// MigrationSchemas are the records of the steps that are done, which belong into every backup.
func MigrationSchemas() []Schema { return []Schema{migrations().Schema()} }

// Migrate runs the steps that the store has no record of, in order, and records
// each. A process that finds nothing to do does not wait for its turn.
func Migrate(ctx context.Context, db DB, exclusive Exclusive, steps []Step) error {
	if err := numbered(steps); err != nil {
		return err
	}
	if err := db.Ensure(ctx, migrations().Schema()); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	pending, err := pendingSteps(ctx, db, steps)
	if err != nil || len(pending) == 0 {
		return err
	}
	return exclusive(ctx, func(ctx context.Context) error {
		pending, err := pendingSteps(ctx, db, steps)
		if err != nil {
			return err
		}
		return runSteps(ctx, db, pending)
	})
}

func numbered(steps []Step) error {
	for i, step := range steps {
		if step.Number != i+1 {
			return fmt.Errorf("migrate: step %d (%s) stands in place %d", step.Number, step.Name, i+1)
		}
	}
	return nil
}

// stepID sorts as the numbers do.
func stepID(number int) string { return fmt.Sprintf("%04d", number) }

func pendingSteps(ctx context.Context, r Reader, steps []Step) ([]Step, error) {
	done, err := migrations().Find(ctx, r, Query{})
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	names := map[string]string{}
	for _, m := range done {
		names[m.ID] = m.Name
	}
	var pending []Step
	for _, step := range steps {
		name, ok := names[stepID(step.Number)]
		if ok && name != step.Name {
			return nil, fmt.Errorf("migrate: step %d is recorded as %q, not %q", step.Number, name, step.Name)
		}
		if !ok {
			pending = append(pending, step)
		}
		delete(names, stepID(step.Number))
	}
	if len(names) > 0 {
		return nil, fmt.Errorf("migrate: %d steps that this version does not know: %w", len(names), ErrNewer)
	}
	return pending, nil
}

func runSteps(ctx context.Context, db DB, steps []Step) error {
	for _, step := range steps {
		if err := step.Run(ctx, db); err != nil {
			return fmt.Errorf("migrate: step %d (%s): %w", step.Number, step.Name, err)
		}
		record := &migration{Meta: Meta{ID: stepID(step.Number)}, Name: step.Name}
		// Another process may have been faster where exclusive is no more than a hope.
		if err := migrations().Insert(ctx, db, record); err != nil && !errors.Is(err, ErrDuplicate) {
			return fmt.Errorf("migrate: record step %d: %w", step.Number, err)
		}
	}
	return nil
}
