package decisions

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// step is what one row asks for: a new product, a certificate of a known one, or a decision of a known certificate.
type step struct {
	row   Row
	entry *catalog.Entry
	term  *catalog.Certificate
	known string // number of the certificate that the decision is noted of
	act   catalog.Decision
	trace *catalog.Trace
}

// planner works out what rows would do, from what a reader or a transaction sees.
type planner struct {
	now     time.Time
	within  string // the province to which an office is bound; empty for all
	prepare *catalog.Preparer
	names   catalog.Namesakes
	table   *Table
	places  map[int]located // by line
	newest  map[string]latest
}

// located is where a row's product is made.
type located struct {
	at         place.Ref
	field      field
	what, mend Text
	unclear    bool
}

// latest is the newest of the rows that are of one product, by its id.
type latest struct {
	date string
	rows int // of that date
}

func (im *Importer) planner(ctx context.Context, r store.Reader, t *Table) (*planner, error) {
	names, err := catalog.ReadNamesakes(ctx, r)
	if err != nil {
		return nil, err
	}
	p := &planner{now: im.clock(), within: im.within, prepare: im.prepare, names: names, table: t, places: map[int]located{}, newest: map[string]latest{}}
	for _, row := range t.Rows {
		var l located
		l.at, l.field, l.what, l.mend, l.unclear = unclear(row)
		p.places[row.Line] = l
	}
	return p, p.findNewest(ctx, r)
}

// findNewest notes the date of the newest row of each product of which there are several. Rows that cannot be written
// count for nothing, as they would keep out the row that is right.
func (p *planner) findNewest(ctx context.Context, r store.Reader) error {
	all := map[string]Rows{}
	for _, row := range p.table.Rows {
		if id := p.namesake(row); id != "" {
			all[id] = append(all[id], row)
		}
	}
	var keys []string
	for id, rows := range all {
		if len(rows) == 1 {
			delete(all, id)
			continue
		}
		for _, row := range rows {
			keys = append(keys, catalog.NumberKey(row.Certificate))
		}
	}
	known, err := catalog.CertificatesByKey(ctx, r, keys)
	if err != nil {
		return fmt.Errorf("find the newest rows: %w", err)
	}
	for id, rows := range all {
		for _, row := range rows {
			if p.certifies(row, known) {
				p.newest[id] = p.newest[id].or(row.Date)
			}
		}
	}
	return nil
}

// or counts another row in.
func (l latest) or(date string) latest {
	switch {
	case date > l.date:
		return latest{date, 1}
	case date == l.date:
		l.rows++
	}
	return l
}

// certifies reports whether a row could give its product a certificate, a new one or one that is known and wrong.
func (p *planner) certifies(row Row, known map[string]catalog.KnownCertificate) bool {
	var unheard Report
	entry := p.usable(row, &unheard)
	if entry == nil {
		return false
	}
	if c, ok := known[catalog.NumberKey(row.Certificate)]; ok {
		s := p.compare(row, c, entry.Certificate, &unheard)
		return s != nil && s.term != nil
	}
	return p.placed(row, &unheard)
}

// namesake is the one product that bears the row's name, by the same producer in the same province; empty for none, and for several.
func (p *planner) namesake(row Row) string {
	if ids := p.namesakes(row); len(ids) == 1 {
		return ids[0]
	}
	return ""
}

// namesakes are all products that do so.
func (p *planner) namesakes(row Row) []string {
	at := p.places[row.Line].at
	if at.Province == "" {
		return nil
	}
	return p.names[catalog.NamesakeKey(row.Product, row.Producer, at.Province)]
}

// plan works out what some rows would do now.
func (p *planner) plan(ctx context.Context, r store.Reader, rows Rows, report *Report) ([]*step, error) {
	var keys, ids []string
	for _, row := range rows {
		keys = append(keys, catalog.NumberKey(row.Certificate))
		if id := p.namesake(row); id != "" {
			ids = append(ids, id)
		}
	}
	known, err := catalog.CertificatesByKey(ctx, r, keys)
	if err != nil {
		return nil, fmt.Errorf("check the list: %w", err)
	}
	current, err := catalog.CurrentCertificates(ctx, r, ids)
	if err != nil {
		return nil, fmt.Errorf("check the list: %w", err)
	}
	var steps []*step
	for _, row := range rows {
		report.Rows++
		if s := p.row(row, known, current, report); s != nil {
			steps = append(steps, s)
		}
	}
	return steps, nil
}

// row is what one row asks for; nil where it changes nothing.
func (p *planner) row(row Row, known, current map[string]catalog.KnownCertificate, report *Report) *step {
	entry := p.usable(row, report)
	if entry == nil {
		return nil
	}
	if c, ok := known[catalog.NumberKey(row.Certificate)]; ok {
		return p.compare(row, c, entry.Certificate, report)
	}
	return p.fresh(row, entry, current, report)
}

// usable is a row as the catalogue takes it; nil where it cannot.
func (p *planner) usable(row Row, report *Report) *catalog.Entry {
	if row.Date > p.now.In(vietnam.Zone).Format(time.DateOnly) {
		p.fail(report, row, fieldDate, KindDate, Text{"Ngày ở tương lai", "The date is in the future"}, Text{"Kiểm tra ngày quyết định", "Check the decision's date"})
		return nil
	}
	entry, err := p.prepare.Prepare(record(row))
	if err != nil {
		p.fail(report, row, fieldProduct, KindUnusable, Text{"Không dùng được: " + err.Error(), err.Error()}, Text{"Sửa dòng này", "Mend this row"})
		return nil
	}
	return entry
}

// placed reports whether it is certain where a row's product is made, and the office may write there.
func (p *planner) placed(row Row, report *Report) bool {
	l := p.places[row.Line]
	switch {
	case l.unclear:
		p.fail(report, row, l.field, KindPlace, l.what, l.mend)
		return false
	case p.foreign(l.at.Province):
		p.failForeign(report, row, fieldAddress, l.at.Province)
		return false
	}
	return true
}

// fresh is a row whose certificate nobody knows yet: of a known product, or of a new one.
func (p *planner) fresh(row Row, entry *catalog.Entry, current map[string]catalog.KnownCertificate, report *Report) *step {
	if !p.placed(row, report) {
		return nil
	}
	id := p.namesake(row)
	held, ok := current[id]
	newest := p.newest[id]
	switch {
	case !ok, held.IssuedOn.Equal(entry.Certificate.IssuedOn), row.Date == newest.date && newest.rows > 1:
		report.New++
		return &step{row: row, entry: entry, trace: &catalog.Trace{ProductID: entry.Product.ID, Name: row.Product, Number: entry.Certificate.ID, Made: true}}
	case held.IssuedOn.After(entry.Certificate.IssuedOn), row.Date < newest.date:
		p.leaveOut(report, row)
		return nil
	}
	return p.renew(row, held, entry, report)
}

// renew gives a known product the certificate of a later decision, unless it was taken back after that.
func (p *planner) renew(row Row, held catalog.KnownCertificate, entry *catalog.Entry, report *Report) *step {
	if stands := held.At(p.now); stands.Standing != catalog.InForce && !entry.Certificate.IssuedOn.After(stands.StandingFrom) {
		day := stands.StandingFrom.In(vietnam.Zone).Format("2/1/2006")
		p.fail(report, row, fieldDecision, KindEnded, Text{"Giấy của sản phẩm này bị dừng ngày " + day + ", sau quyết định ở dòng này", "The product's certificate was stopped on " + day + ", after this decision"},
			Text{"Cần quyết định mới hơn", "A later decision is needed"})
		return nil
	}
	report.Renewed++
	s := p.certify(row, held, nil, entry.Certificate, "renew", report)
	former := *held.Certificate
	s.trace.Former = &former
	return s
}

// compare looks at a row whose certificate is known.
func (p *planner) compare(row Row, c catalog.KnownCertificate, said catalog.Certificate, report *Report) *step {
	if p.foreign(c.Product.Place.Province) {
		p.failForeign(report, row, fieldCertificate, c.Product.Place.Province)
		return nil
	}
	if !p.called(row, c.Product) {
		p.fail(report, row, fieldCertificate, KindOther, Text{fmt.Sprintf("Số này là của sản phẩm %q", c.Product.Name), fmt.Sprintf("This number is that of %q", c.Product.Name)},
			Text{"Sửa số theo giấy chứng nhận; nếu sản phẩm đổi tên thật thì cần một yêu cầu đổi tên trước", "Mend the number by the certificate; a product that was renamed needs a change request first"})
		return nil
	}
	same := c.Stars == said.Stars && c.IssuedOn.Equal(said.IssuedOn) && c.ExpiresAt.Equal(said.ExpiresAt)
	if c.FromList() && c.Product.Certificate == c.ID && !same {
		report.Changed++
		said.ID = c.ID // as it was written first
		return p.certify(row, c, c.Certificate, said, "correct", report)
	}
	if c.Stars != said.Stars {
		p.fail(report, row, fieldStars, KindKnown, Text{fmt.Sprintf("Sổ quốc gia ghi giấy này %d sao", c.Stars), fmt.Sprintf("The registry knows this certificate with %d stars", c.Stars)},
			Text{"Đối chiếu bản gốc; chỉ cơ quan đăng ký đổi được hạng", "Compare with the original; only the registry can change stars"})
		return nil
	}
	return p.note(row, c, report)
}

// called reports whether a row is of the product: it bears its name, and no other product has that name from the same
// producer. One digit that is wrong must not touch the stars of a neighbour.
func (p *planner) called(row Row, product *catalog.Product) bool {
	name := place.Slug(row.Product)
	said, renamed := product.RegistrySays(catalog.FactName)
	if name != place.Slug(product.Name) && (!renamed || name != place.Slug(said)) {
		return false
	}
	bearers := p.namesakes(row)
	return len(bearers) == 0 || slices.Contains(bearers, product.ID)
}

// note adds a decision to the history of a known certificate, of which it changes nothing else.
func (p *planner) note(row Row, c catalog.KnownCertificate, report *Report) *step {
	date, err := time.ParseInLocation(time.DateOnly, row.Date, vietnam.Zone)
	if err != nil || c.HasDecision(row.Decision, date) || catalog.NumberKey(c.Decision) == catalog.NumberKey(row.Decision) {
		report.Same++
		return nil
	}
	report.Noted++
	before := *c.Certificate
	return &step{row: row, known: c.ID, act: actOf(row, "issue", date), trace: &catalog.Trace{ProductID: c.Product.ID, Name: c.Product.Name, Number: c.ID, Before: &before}}
}

func actOf(row Row, kind string, date time.Time) catalog.Decision {
	return catalog.Decision{Kind: kind, Number: row.Decision, Date: date.UTC(), By: row.Issuer, Stars: stars.Stars(row.Stars), Source: catalog.SourceList}
}

// certify writes a term of a known product, and tells what that does to the stars of goods on sale.
func (p *planner) certify(row Row, current catalog.KnownCertificate, before *catalog.Certificate, term catalog.Certificate, kind string, report *Report) *step {
	s := &step{row: row, term: &term, act: actOf(row, kind, term.IssuedOn), trace: &catalog.Trace{ProductID: current.Product.ID, Name: current.Product.Name, Number: term.ID}}
	if before != nil {
		was := *before
		s.trace.Before = &was
	}
	after := catalog.Recertified(p.now, current.Product, current.Certificate, before, term, s.act)
	from, to := current.StarsAt(p.now), after.StarsAt(p.now)
	if from != to && len(current.Product.Units) > 0 {
		report.Touched = append(report.Touched, Touch{ProductID: current.Product.ID, Slug: current.Product.Slug, Name: current.Product.Name, Number: term.ID, From: from, To: to})
	}
	return s
}

// foreign reports whether the office may not write what is of a province.
func (p *planner) foreign(province string) bool { return p.within != "" && province != p.within }

func (p *planner) failForeign(report *Report, row Row, f field, province string) {
	whose, _ := place.ProvinceByCode(province)
	what := Text{"Sản phẩm của " + whose.Name, "A product of " + whose.Name}
	if whose.Name == "" {
		what = Text{"Sản phẩm chưa rõ tỉnh", "The product's province is not certain"}
	}
	p.fail(report, row, f, KindForeign, what, Text{"Tỉnh nào nhập danh sách của tỉnh ấy; bỏ dòng này", "Each province sends its own list; leave the row out"})
}

func (p *planner) fail(report *Report, row Row, f field, kind string, what, mend Text) {
	report.Wrong++
	report.Problems = append(report.Problems, p.problem(row, f, kind, what, mend))
}

// leaveOut counts a row of a product that has a newer certificate: nothing is wrong with it, and nothing of it is written.
func (p *planner) leaveOut(report *Report, row Row) {
	report.Older++
	problem := p.problem(row, fieldCertificate, KindEnded, Text{"Sản phẩm này đã có giấy mới hơn", "The product has a newer certificate"}, Text{"Không cần làm gì", "Nothing needs to be done"})
	problem.Warning, problem.LeftOut = true, true
	report.Problems = append(report.Problems, problem)
}

func (p *planner) problem(row Row, f field, kind string, what, mend Text) intake.Problem {
	return intake.Problem{
		Row: row.Line, Letter: p.table.letter(f), Column: p.table.name(f), Value: intake.Shown(p.table.typed(row.Line, f)),
		VI: what.VI, EN: what.EN, FixVI: mend.VI, FixEN: mend.EN, Kind: kind,
	}
}

// typed is what stands in a cell of a line.
func (t *Table) typed(line int, f field) string {
	at, found := slices.BinarySearchFunc(t.lines, line, func(l sheet.Line, number int) int { return cmp.Compare(l.Number, number) })
	if !found {
		return ""
	}
	return t.cell(t.lines[at].Cells, f)
}
