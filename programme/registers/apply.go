package registers

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
)

// ErrApplied: the file was written into the register before.
var ErrApplied = errors.New("registers: the file was written already")

// Apply writes what is ready of a draft into its register, all in one transaction, and returns
// how many entries that made. Every row is tried again: one that fits no more, or that came in
// by another way meanwhile, is left out.
func (s *Service) Apply(ctx context.Context, id string) (written int, err error) {
	makers, err := s.directory(ctx)
	if err != nil {
		return 0, err
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		d, err := drafts.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.Applied {
			return ErrApplied
		}
		ready, err := s.ready(ctx, tx, d, makers)
		if err != nil {
			return err
		}
		sums := tally{}
		for _, e := range ready {
			e.Import = d.ID
			if err := s.insert(ctx, tx, e, sums); err != nil {
				return err
			}
		}
		if err := sums.save(ctx, tx); err != nil {
			return err
		}
		d.Applied, written = true, len(ready)
		if err := drafts.Replace(ctx, tx, d); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), audit.Entry{Action: string(policy.RegisterEdit), Object: "registerimport/" + d.ID, Summary: fmt.Sprintf("ghi %d dòng từ tệp vào sổ", len(ready)), SummaryEN: fmt.Sprintf("entered %d rows of a file into the register", len(ready))})
	})
	return written, err
}

// ready parses the lines of a draft again and leaves out what cannot be written.
func (s *Service) ready(ctx context.Context, tx store.Tx, d *Draft, makers *directory) ([]*Entry, error) {
	lines, err := linesOf(ctx, tx, d)
	if err != nil {
		return nil, err
	}
	p, err := makers.parser(ctx, tx, d.Book, d.Province, s.now())
	if err != nil {
		return nil, err
	}
	var made []*Entry
	var marks []string
	for _, l := range lines {
		if l.Wrong || l.Same {
			continue
		}
		e, err := p.parse(l.Typed)
		var wrong field.Errors
		if errors.As(err, &wrong) {
			continue
		}
		if err != nil {
			return nil, err
		}
		made, marks = append(made, e), append(marks, e.Mark)
	}
	known, err := s.known(ctx, tx, d.Book, marks)
	if err != nil {
		return nil, err
	}
	var ready []*Entry
	for _, e := range made {
		if !known[e.Mark] {
			ready = append(ready, e)
		}
	}
	return ready, nil
}

// WrongLines yields the rows of a draft that have problems, as they were typed, with what is
// wrong behind them: mended, the file can be sent again as it is.
func (s *Service) WrongLines(ctx context.Context, d *Draft, lang string) sheet.Rows {
	return func(yield func([]any, error) bool) {
		lines, err := linesOf(ctx, s.db, d)
		if err != nil {
			yield(nil, err)
			return
		}
		makers, err := s.directory(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		p, err := makers.parser(ctx, s.db, d.Book, d.Province, s.now())
		if err != nil {
			yield(nil, err)
			return
		}
		for _, l := range lines {
			if l.Wrong && !yield(wrongLine(d, p, l, lang), nil) {
				return
			}
		}
	}
}

func wrongLine(d *Draft, p *parser, l Line, lang string) []any {
	var cells []any
	for _, c := range d.Book.Columns() {
		cells = append(cells, l.Typed[c.Key])
	}
	why := ""
	_, err := p.parse(l.Typed)
	var wrong field.Errors
	if errors.As(err, &wrong) {
		for _, f := range wrong {
			why += f.Text(lang) + " "
		}
	}
	if why == "" {
		why = d.say(l.Number, lang)
	}
	return append(cells, why)
}

// say is what a draft noted of a row that is wrong beside other rows alone.
func (d *Draft) say(row int, lang string) string {
	for _, p := range d.Problems {
		if p.Row == row {
			if lang == "en" {
				return p.EN
			}
			return p.VI
		}
	}
	if lang == "en" {
		return "The same as another row."
	}
	return "Trùng với dòng khác."
}

// WrongHeadings are the names of the columns of WrongLines.
func (b Book) WrongHeadings(lang string) []string {
	headings := b.Headings(lang)
	headings[len(headings)-1] = "Sai gì, sửa thế nào"
	if lang == "en" {
		headings[len(headings)-1] = "What is wrong, and how to mend it"
	}
	return headings
}
