package decisions

import (
	"bytes"
	"context"
	"slices"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Run works on what waits. A job runs it under its lease.
func (s *Service) Run(ctx context.Context, l *lease.Lease) error {
	return s.desk.Work(ctx, l, map[intake.Phase]func(context.Context, *lease.Lease, *Import) error{
		intake.Reading: s.read, intake.Applying: s.write, intake.Undoing: s.undo,
	})
}

// table reads the file of an import, or says why the whole of it is refused.
func (s *Service) table(ctx context.Context, i *Import) (*Table, intake.Fault, error) {
	data, err := s.desk.Read(ctx, i)
	if err != nil {
		return nil, "", err
	}
	t, err := Read(bytes.NewReader(data), i.File.Name)
	if err != nil {
		return nil, intake.FaultOf(err), nil
	}
	return t, t.fault(), nil
}

// read tries a list: nothing is written but what was found.
func (s *Service) read(ctx context.Context, l *lease.Lease, i *Import) error {
	t, fault, err := s.table(ctx, i)
	if err != nil {
		return err
	}
	var report Report
	if fault == "" {
		report, err = s.importer.Within(i.Province).check(ctx, t, func(soFar Report) error { return s.progress(ctx, l, i, t, soFar) })
		if err != nil {
			return err
		}
	}
	return s.desk.Save(ctx, l, i.ID, intake.Reading, func(ctx context.Context, tx store.Tx, i *Import) error {
		i.Active, i.Phase, i.Fault = false, intake.Checked, fault
		if fault != "" {
			i.Phase = intake.Refused
			return s.tell(ctx, tx, i)
		}
		i.Sheet, i.Rows, i.Ready, i.Same, i.New, i.Wrong = t.Sheet, t.Products(), report.Ready(), report.Same, report.New+report.Renewed, report.Wrong
		i.Older = report.Older
		i.Found, i.Kinds = len(report.Problems), intake.Kinds(wrong(report.Problems), func(p intake.Problem) string { return p.Kind })
		for _, touch := range report.Touched {
			if touch.Gains() {
				i.Gains++
			} else {
				i.Losses++
			}
		}
		return keepFindings(ctx, tx, i, report)
	})
}

// wrong are the problems for which rows are left out, one of each kind for each row.
func wrong(problems []intake.Problem) []intake.Problem {
	type of struct {
		row  int
		kind string
	}
	seen := map[of]bool{}
	return slices.DeleteFunc(slices.Clone(problems), func(p intake.Problem) bool {
		again := seen[of{p.Row, p.Kind}]
		seen[of{p.Row, p.Kind}] = true
		return p.Warning || again
	})
}

// progress tells how far a trial is.
func (s *Service) progress(ctx context.Context, l *lease.Lease, i *Import, t *Table, soFar Report) error {
	return s.desk.Save(ctx, l, i.ID, intake.Reading, func(_ context.Context, _ store.Tx, i *Import) error {
		i.Done, i.Total, i.Wrong = soFar.Rows, t.Products(), soFar.Wrong
		return nil
	})
}

// write writes what can be written, some rows at a time, each as its transaction sees the catalogue.
func (s *Service) write(ctx context.Context, l *lease.Lease, i *Import) error {
	t, fault, err := s.table(ctx, i)
	if err != nil {
		return err
	}
	if fault != "" {
		return intake.ErrGone // it was read before
	}
	p, err := s.importer.Within(i.Province).planner(ctx, s.db, t)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(t.Rows), func(row Row) bool { return row.Line < i.Next })
	for part := range slices.Chunk(rest, rowsAtOnce) {
		err := s.desk.Save(ctx, l, i.ID, intake.Applying, func(ctx context.Context, tx store.Tx, i *Import) error {
			i.Done, i.Total, i.Next = i.Done+len(part), len(t.Rows), part[len(part)-1].Line+1
			return s.writePart(ctx, tx, i, p, part)
		})
		if err != nil {
			return err
		}
	}
	return s.desk.Save(ctx, l, i.ID, intake.Applying, func(ctx context.Context, tx store.Tx, i *Import) error {
		i.Phase, i.Active, i.AppliedAt, i.Done = intake.Applied, false, s.now(), i.Total
		return s.tell(ctx, tx, i)
	})
}

func (s *Service) writePart(ctx context.Context, tx store.Tx, i *Import, p *planner, part Rows) error {
	traces, err := p.write(ctx, tx, part)
	if err != nil {
		return err
	}
	for _, t := range traces {
		f := &former{Meta: store.Meta{ID: i.ID + "/" + catalog.NumberKey(t.Number)}, ImportID: i.ID, At: s.now(), Trace: *t}
		if err := formers.Insert(ctx, tx, f); err != nil {
			return err
		}
	}
	i.Written += len(traces)
	return nil
}

// EventDone is the outbox entry of a list that came to an end; it carries an intake.Done.
const EventDone = "decisions.done"

func (s *Service) tell(ctx context.Context, tx store.Tx, i *Import) error {
	return outbox.Append(ctx, tx, EventDone, i.End(i.ID, i.Written))
}
