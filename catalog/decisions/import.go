package decisions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// ErrProblems: the list has problems that a person must mend first; nothing was applied.
var ErrProblems = errors.New("decisions: the list has problems")

// Report is what a list does, or would do.
type Report struct {
	Rows     int // that were looked at
	New      int // products that were not known
	Noted    int // known certificates whose history did not hold the decision
	Same     int // rows that change nothing
	Problems []Problem
}

// Importer applies lists to a catalogue.
type Importer struct {
	db      store.DB
	clock   func() time.Time
	prepare *catalog.Preparer
}

// NewImporter returns an importer.
func NewImporter(db store.DB, clock func() time.Time) *Importer {
	return &Importer{db: db, clock: clock, prepare: catalog.NewPreparer("list", false)}
}

// step is what one row asks for.
type step struct {
	row   Row
	entry *catalog.Entry   // a new product
	note  catalog.Decision // for a known certificate
	known string           // its number
}

// Check tells what applying the rows would do, and changes nothing. problems are those that Read found.
func (im *Importer) Check(ctx context.Context, rows Rows, problems []Problem) (Report, error) {
	_, report, err := im.plan(ctx, rows, problems)
	return report, err
}

// Apply applies the rows in one go, or returns ErrProblems and changes nothing.
// A list that was applied before changes nothing either. An import that was
// interrupted is completed by running it again.
func (im *Importer) Apply(ctx context.Context, rows Rows, problems []Problem) (Report, error) {
	steps, report, err := im.plan(ctx, rows, problems)
	if err != nil {
		return report, err
	}
	if Fatal(report.Problems) {
		return report, ErrProblems
	}
	for part := range slices.Chunk(steps, batch) {
		if err := im.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return im.apply(ctx, tx, part) }); err != nil {
			return report, fmt.Errorf("apply the list: %w", err)
		}
	}
	return report, nil
}

// batch is how many rows one transaction holds; a province's list fits into one.
const batch = 1_000

func (im *Importer) apply(ctx context.Context, tx store.Tx, part []step) error {
	var entries []*catalog.Entry
	for _, s := range part {
		if s.entry != nil {
			entries = append(entries, s.entry)
			continue
		}
		if _, err := catalog.AddDecision(ctx, tx, im.clock(), s.known, s.note); err != nil {
			return err
		}
	}
	done, err := catalog.Apply(ctx, tx, im.clock(), entries)
	if err != nil {
		return err
	}
	for id, reason := range done.Refused { // somebody else used the number since the check
		return fmt.Errorf("%s: %w", id, reason)
	}
	return nil
}

func (im *Importer) plan(ctx context.Context, rows Rows, problems []Problem) ([]step, Report, error) {
	report := Report{Rows: len(rows), Problems: slices.Clone(problems)}
	var keys []string
	for _, row := range rows {
		keys = append(keys, catalog.NumberKey(row.Certificate))
	}
	known, err := catalog.CertificatesByKey(ctx, im.db, keys)
	if err != nil {
		return nil, report, fmt.Errorf("check the list: %w", err)
	}
	var steps []step
	for _, row := range rows {
		var s *step
		if c, ok := known[catalog.NumberKey(row.Certificate)]; ok {
			s = im.compare(row, c, &report)
		} else {
			s = im.create(row, &report)
		}
		if s != nil {
			steps = append(steps, *s)
		}
	}
	return steps, report, nil
}

// create makes the entry of a product that nobody told of before.
func (im *Importer) create(row Row, report *Report) *step {
	if row.Date > im.clock().In(vietnam.Zone).Format(time.DateOnly) {
		report.add(row, names[fieldDate], Text{"ngày ở tương lai", "the date is in the future"}, Text{"kiểm tra ngày quyết định", "check the decision's date"}, false)
		return nil
	}
	entry, err := im.prepare.Prepare(record(row))
	if err != nil {
		report.add(row, names[fieldProduct], Text{"không dùng được: " + err.Error(), err.Error()}, Text{"sửa dòng này", "mend this row"}, false)
		return nil
	}
	for _, u := range entry.Unmapped {
		if u.Kind == catalog.UnmappedPlace {
			report.add(row, names[fieldAddress], Text{fmt.Sprintf("chưa xác định được xã của %q", u.Value), fmt.Sprintf("the commune of %q is not certain: %s", u.Value, u.Why)},
				Text{"ghi đủ xã, (huyện,) tỉnh; hoặc để cán bộ chọn sau", "write commune, (district,) province; or leave it to an officer"}, true)
		}
	}
	report.New++
	return &step{row: row, entry: entry}
}

// compare looks at a row whose certificate is known; the list may add its decision to the history, and contradict nothing.
func (im *Importer) compare(row Row, c catalog.KnownCertificate, report *Report) *step {
	if int(c.Stars) != row.Stars {
		report.add(row, names[fieldStars], Text{fmt.Sprintf("giấy chứng nhận này có %d sao trong dữ liệu đăng ký", c.Stars), fmt.Sprintf("the registry knows this certificate with %d stars", c.Stars)},
			Text{"đối chiếu với bản gốc; chỉ cơ quan đăng ký đổi được hạng", "compare with the original; only the registry can change stars"}, false)
		return nil
	}
	if place.Slug(c.Product.Name) != place.Slug(row.Product) {
		report.add(row, names[fieldProduct], Text{fmt.Sprintf("giấy chứng nhận này đang mang tên %q", c.Product.Name), fmt.Sprintf("this certificate is known for %q", c.Product.Name)},
			Text{"kiểm tra tên và số giấy chứng nhận", "check name and certificate number"}, true)
	}
	date, err := time.ParseInLocation(time.DateOnly, row.Date, vietnam.Zone)
	if err != nil || c.HasDecision(row.Decision, date) || catalog.NumberKey(c.Decision) == catalog.NumberKey(row.Decision) {
		report.Same++
		return nil
	}
	report.Noted++
	return &step{row: row, known: c.ID, note: catalog.Decision{
		Kind: "issue", Number: row.Decision, Date: date.UTC(), By: row.Issuer, Stars: stars.Stars(row.Stars), Source: "list",
	}}
}

func (r *Report) add(row Row, column, what, mend Text, warning bool) {
	r.Problems = append(r.Problems, Problem{Row: row.Line, Column: column.VI, What: what, Mend: mend, Warning: warning})
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
		Place:    registry.Place{Text: row.Address},
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
