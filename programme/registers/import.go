package registers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
)

// Draft is a file that was read and tried, and not written yet.
type Draft struct {
	store.Meta `bson:",inline"`
	Book       Book      `bson:"book"`
	Province   string    `bson:"province,omitempty"` // whose office sent it; absent for the central one
	Person     string    `bson:"person"`
	File       string    `bson:"file"`
	Bytes      int64     `bson:"bytes"`
	Rows       int       `bson:"rows"`               // in the file
	Ready      int       `bson:"ready"`              // can be written
	Same       int       `bson:"same"`               // stand in the register already
	Wrong      int       `bson:"wrong"`              // rows with a problem
	Problems   []Problem `bson:"problems,omitempty"` // the first of them
	Parts      int       `bson:"parts"`
	Applied    bool      `bson:"applied"`
	At         time.Time `bson:"at"`
}

// Problem is what is wrong with one cell.
type Problem struct {
	Row    int    `bson:"row"`
	Key    string `bson:"key"`
	Cell   string `bson:"cell"`
	VI, EN string
}

// Line is a row of a draft as it was typed.
type Line struct {
	Number int   `bson:"number"` // in the file
	Typed  Typed `bson:"typed"`
	Wrong  bool  `bson:"wrong"`
	Same   bool  `bson:"same"`
}

// chunk holds some lines of a draft: all of them would not fit into one document.
type chunk struct {
	store.Meta `bson:",inline"` // ID is the draft's with a number
	Lines      []Line           `bson:"lines"`
}

var (
	drafts = store.Define[Draft]("programme_entry_drafts", store.Index{Fields: []string{"person", "at"}}, store.Index{Fields: []string{"at"}})
	chunks = store.Define[chunk]("programme_entry_lines")
)

// The bounds of a file.
const (
	maxRows     = 5000
	maxBytes    = 5 << 20
	maxProblems = 200 // that are kept beside a draft; the file of wrong rows has all
	chunkLines  = 500
	// draftFor is how long a draft waits.
	draftFor = 7 * 24 * time.Hour
)

// Limits bound the files that registers read.
func Limits() sheet.Limits { return sheet.Limits{Bytes: maxBytes, Rows: maxRows} }

func (b Book) sheetColumns() []sheet.Column {
	var columns []sheet.Column
	for _, c := range b.Columns() {
		columns = append(columns, sheet.Column{Key: c.Key, Names: append([]string{c.VI, c.EN}, c.Other...), Required: c.Required})
	}
	return columns
}

// Try reads a file and tries every row, without writing any into the register. sheet's errors where the file cannot be read.
func (s *Service) Try(ctx context.Context, b Book, province, name string, file io.Reader) (*Draft, error) {
	counted := &counter{r: file}
	rows, err := sheet.Read(counted, b.sheetColumns(), Limits())
	if err != nil {
		return nil, err
	}
	known, err := s.directory(ctx)
	if err != nil {
		return nil, err
	}
	p, err := known.parser(ctx, s.db, b, province, s.now())
	if err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("try a file: %w", err)
	}
	d := &Draft{Meta: store.Meta{ID: id.String()}, Book: b, Province: province, Person: audit.ActorOf(ctx).Person, File: name, Bytes: counted.n, Rows: len(rows), At: s.now()}
	lines, err := s.try(ctx, d, p, rows)
	if err != nil {
		return nil, err
	}
	return d, s.keep(ctx, d, lines)
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// try parses the rows and tells apart what can be written, what is there already, and what is wrong.
func (s *Service) try(ctx context.Context, d *Draft, p *parser, rows []sheet.Row) ([]Line, error) {
	lines := make([]Line, len(rows))
	marks := make([]string, len(rows))
	first := map[string]int{}
	for i, row := range rows {
		typed := Typed{}
		for _, c := range d.Book.Columns() {
			if text := row.Text(c.Key); text != "" {
				typed[c.Key] = text
			}
		}
		lines[i] = Line{Number: row.Number, Typed: typed}
		e, err := p.parse(typed)
		if err != nil {
			if err := d.refuse(&lines[i], err); err != nil {
				return nil, err
			}
			continue
		}
		if at, twice := first[e.Mark]; twice {
			d.wrong(&lines[i], Problem{VI: fmt.Sprintf("Trùng với dòng %d.", at), EN: fmt.Sprintf("The same as row %d.", at)})
			continue
		}
		first[e.Mark], marks[i] = row.Number, e.Mark
	}
	known, err := s.known(ctx, s.db, d.Book, marks)
	if err != nil {
		return nil, err
	}
	for i := range lines {
		lines[i].Same = marks[i] != "" && known[marks[i]]
		if lines[i].Same {
			d.Same++
		}
	}
	d.Ready = d.Rows - d.Same - d.Wrong
	return lines, nil
}

func (d *Draft) refuse(l *Line, err error) error {
	var wrong field.Errors
	if !errors.As(err, &wrong) {
		return err
	}
	for i, f := range wrong {
		p := Problem{Key: f.Field, Cell: l.Typed[f.Field], VI: f.VI, EN: f.EN}
		if i == 0 {
			d.wrong(l, p)
		} else if len(d.Problems) < maxProblems {
			p.Row = l.Number
			d.Problems = append(d.Problems, p)
		}
	}
	return nil
}

func (d *Draft) wrong(l *Line, p Problem) {
	l.Wrong = true
	d.Wrong++
	p.Row = l.Number
	if len(d.Problems) < maxProblems {
		d.Problems = append(d.Problems, p)
	}
}

// known are the marks that stand in the register already, apart from voided entries.
func (s *Service) known(ctx context.Context, r store.Reader, b Book, marks []string) (map[string]bool, error) {
	known := map[string]bool{}
	marks = slices.DeleteFunc(slices.Clone(marks), func(m string) bool { return m == "" })
	for part := range slices.Chunk(marks, chunkLines) {
		found, err := entries.Find(ctx, r, store.Query{Where: []store.Cond{{Field: "book", Op: store.Eq, Value: string(b)}, {Field: "mark", Op: store.In, Value: part}}})
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			known[e.Mark] = known[e.Mark] || !e.Void
		}
	}
	return known, nil
}

// keep keeps a draft with its lines, and forgets old ones.
func (s *Service) keep(ctx context.Context, d *Draft, lines []Line) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := s.forget(ctx, tx); err != nil {
			return err
		}
		d.Parts = 0
		for part := range slices.Chunk(lines, chunkLines) {
			if err := chunks.Insert(ctx, tx, &chunk{Meta: store.Meta{ID: chunkID(d.ID, d.Parts)}, Lines: part}); err != nil {
				return err
			}
			d.Parts++
		}
		return drafts.Insert(ctx, tx, d)
	})
}

func chunkID(draft string, part int) string { return fmt.Sprintf("%s/%03d", draft, part) }

func chunkIDs(d *Draft) []string {
	ids := make([]string, d.Parts)
	for i := range ids {
		ids[i] = chunkID(d.ID, i)
	}
	return ids
}

// forget deletes the lines of drafts that waited too long; what they did stays told.
func (s *Service) forget(ctx context.Context, tx store.Tx) error {
	old, err := drafts.Find(ctx, tx, store.Query{Where: []store.Cond{{Field: "at", Op: store.Lt, Value: s.now().Add(-draftFor)}}, Limit: 20})
	if err != nil {
		return err
	}
	for _, d := range old {
		found, err := chunks.GetMany(ctx, tx, chunkIDs(d))
		if err != nil {
			return err
		}
		for _, c := range found {
			if err := chunks.Delete(ctx, tx, c); err != nil {
				return err
			}
		}
		if err := drafts.Delete(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// Draft returns a draft by id, or store.ErrNotFound.
func (s *Service) Draft(ctx context.Context, id string) (*Draft, error) {
	return drafts.Get(ctx, s.db, id)
}

func linesOf(ctx context.Context, r store.Reader, d *Draft) ([]Line, error) {
	found, err := chunks.GetMany(ctx, r, chunkIDs(d))
	var lines []Line
	for _, c := range found {
		lines = append(lines, c.Lines...)
	}
	return lines, err
}
