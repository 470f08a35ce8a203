package officer

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/programme/filters"
	"github.com/ocopmarket/ocop/programme/renewals"
	"github.com/ocopmarket/ocop/programme/roll"
	"github.com/ocopmarket/ocop/web/desk"
)

// pageSize is how many rows a page of a table has.
const pageSize = 50

// certsPage is the table of certificates.
type certsPage struct {
	desk.Page
	Q       certQuery
	Here    string // the query as it stands in the address, for forms that come back
	Central bool
	Where   string

	Views   []viewTab
	Saved   []savedTab
	Columns []column
	Rows    []certRow
	Total   int
	First   int
	Last    int
	NextAt  string // address of the next page; empty on the last one
	StartAt string // address of the first page; empty on it
	Found   time.Time

	Provinces, Communes, Groups, StarChoice, Kinds, Dossiers []desk.Option
	ExportXLSX, ExportCSV                                    string
	DecideAt                                                 string
}

// viewTab is one of the fixed views with how many rows it has.
type viewTab struct {
	Path, Name string
	Count      int
	Current    bool
}

// savedTab is a filter that somebody saved.
type savedTab struct {
	ID, Path, Name string
	Count          int
	Current        bool
}

// column is a heading by which rows can be ordered.
type column struct {
	Class, Name, Path string
	Sorted            string // "ascending", "descending" or nothing
}

// certRow is a certificate as the table shows it.
type certRow struct {
	roll.Row
	Town, Path string
	DecideAt   string // where a decision on it is entered; empty for who may not
	Days       int    // until it is over; negative since
	Soon       bool
	Dossier    renewals.State
	Owner      string
}

// mayDecide leads from each row to the form of a decision on it, for who may enter one.
func mayDecide(ask *desk.Ask, rows []certRow) {
	if !ask.May(policy.DecisionEnter, ask.Who.Desk()) {
		return
	}
	for i := range rows {
		rows[i].DecideAt = ask.Lang.Path(pathWith("/can-bo/quyet-dinh/moi", url.Values{"so": {rows[i].Certificate}}))
	}
}

// Box is the view box of the row's stars.
func (r certRow) Box() int { return 15*int(r.Validity.Stars) + 1 }

// Last is the last day on which the certificate counts.
func (r certRow) Last() time.Time { return r.Validity.ExpiresAt.Add(-time.Nanosecond) }

// showCertificates serves GET /can-bo/chung-nhan.
func (r *room) showCertificates(ask *desk.Ask) error {
	q, err := certQueryOf(ask, ask.Request.URL.Query())
	if err != nil {
		return err
	}
	f, err := r.filter(ask, q)
	if err != nil {
		return err
	}
	found, err := r.Roll.Page(f, q.After, pageSize)
	if errors.Is(err, roll.ErrCursor) {
		return ask.See(q.path(ask))
	}
	if err != nil {
		return err
	}
	p := &certsPage{Page: ask.NewPage(ask.Say("Chứng nhận", "Certificates")), Q: q, Here: q.values(ask).Encode(), Central: central(ask), Where: placeName(ask, q.Province), Total: found.Total}
	p.Wide = true
	if err := r.fillRows(ask, p, found); err != nil {
		return err
	}
	if err := r.fillTabs(ask, p); err != nil {
		return err
	}
	r.fillChoices(ask, p)
	return ask.Render(http.StatusOK, "officer-certs", p)
}

func (r *room) fillRows(ask *desk.Ask, p *certsPage, found roll.Page) (err error) {
	p.First, p.Last, p.Found = found.First, found.First+len(found.Rows)-1, r.Catalog.Confirmed(p.Q.Province)
	if p.Q.Province == "" {
		p.Found = r.Catalog.LastConfirmed()
	}
	if found.Next != "" {
		v := p.Q.values(ask)
		v.Set("sau", found.Next)
		p.NextAt = ask.Lang.Path(pathWith(certPath, v))
	}
	if p.Q.After != "" {
		p.StartAt = ask.Lang.Path(p.Q.path(ask))
	}
	if p.Rows, err = r.certRows(ask, found.Rows); err == nil {
		mayDecide(ask, p.Rows)
	}
	return err
}

// certRows adds to rows of the roll what is kept beside them.
func (r *room) certRows(ask *desk.Ask, rows []roll.Row) ([]certRow, error) {
	numbers := make([]string, len(rows))
	for i, row := range rows {
		numbers[i] = row.Certificate
	}
	kept, err := r.Renewals.Of(ask.Ctx(), numbers)
	if err != nil {
		return nil, err
	}
	now := r.Catalog.Now()
	out := make([]certRow, len(rows))
	for i, row := range rows {
		out[i] = certRow{Row: row, Town: roll.Town(row.Card), Path: ask.Lang.Path(verifyPath(row.Certificate)), Days: daysUntil(now, row.Validity.ExpiresAt), Dossier: renewals.None}
		out[i].Soon = row.State == catalog.StateExpiring && out[i].Days <= 30
		if d := kept[row.Certificate]; d != nil {
			out[i].Dossier, out[i].Owner = d.State, d.OwnerName
		}
	}
	return out, nil
}

// daysUntil is how many days there are until a moment; negative after it.
func daysUntil(now, at time.Time) int {
	d := at.Sub(now)
	days := int(d / (24 * time.Hour))
	if d < 0 {
		days--
	}
	return days
}

// verifyPath is where anyone checks a certificate.
func verifyPath(number string) string {
	u := url.URL{Path: "/xac-minh/" + number}
	return u.EscapedPath()
}

func (r *room) fillTabs(ask *desk.Ask, p *certsPage) error {
	counts := r.Roll.Counts(p.Q.Province)
	saved, err := r.Filters.Of(ask.Ctx(), ask.Who.Person, certPath)
	if err != nil {
		return err
	}
	for _, s := range saved {
		n, err := r.countSaved(ask, s)
		if err != nil {
			return err
		}
		p.Saved = append(p.Saved, savedTab{ID: s.ID, Path: ask.Lang.Path(certPath + "?" + s.Query), Name: s.Name, Count: n, Current: s.Query == p.Here})
	}
	for _, v := range roll.Views() {
		only := certQuery{Filter: roll.Filter{View: v, Province: p.Q.Province, Sort: roll.ByExpiry}}
		p.Views = append(p.Views, viewTab{Path: ask.Lang.Path(only.path(ask)), Name: viewName(ask, v), Count: counts[v], Current: v == p.Q.View && !saidBy(p.Saved)})
	}
	return nil
}

// countSaved counts what a saved filter finds now; nothing where who asks no longer sees its province.
func (r *room) countSaved(ask *desk.Ask, saved *filters.Filter) (int, error) {
	typed, err := url.ParseQuery(saved.Query)
	if err != nil {
		return 0, fmt.Errorf("saved filter %s: %w", saved.ID, err)
	}
	q, err := certQueryOf(ask, typed)
	if errors.Is(err, policy.ErrForbidden) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	f, err := r.filter(ask, q)
	if err != nil {
		return 0, err
	}
	return r.Roll.Count(f), nil
}

func saidBy(saved []savedTab) bool {
	for _, s := range saved {
		if s.Current {
			return true
		}
	}
	return false
}

func viewName(ask *desk.Ask, v roll.View) string {
	switch v {
	case roll.Expiring:
		return ask.Say("Sắp hết hạn", "Expiring")
	case roll.Expired:
		return ask.Say("Hết hạn", "Expired")
	case roll.Suspended:
		return ask.Say("Đang đình chỉ", "Suspended")
	case roll.Revoked:
		return ask.Say("Thu hồi năm nay", "Revoked this year")
	case roll.Untraced:
		return ask.Say("Chưa có tem", "Without trace code")
	}
	return ask.Say("Tất cả", "All")
}

func (r *room) fillChoices(ask *desk.Ask, p *certsPage) {
	q := p.Q
	if p.Central {
		p.Provinces = provinceOptions(ask, q.Province)
	}
	if q.Province != "" {
		p.Communes = communeOptions(ask, q.Province, q.Commune)
	}
	p.Groups, p.StarChoice, p.Kinds = groupOptions(ask, q.Group), starOptions(ask, q.Stars), kindOptions(ask, q.Kind)
	p.Dossiers = append([]desk.Option{{Label: ask.Say("Mọi hồ sơ", "Any dossier")}}, dossierOptions(ask, q.Dossier)...)
	p.Columns = r.columns(ask, q)
	if ask.May(policy.DecisionEnter, ask.Who.Desk()) {
		p.DecideAt = ask.Lang.Path("/can-bo/quyet-dinh/moi")
	}
	export := q.values(ask)
	export.Set("dang", "xlsx")
	p.ExportXLSX = ask.Lang.Path(pathWith(certPath+"/xuat", export))
	export.Set("dang", "csv")
	p.ExportCSV = ask.Lang.Path(pathWith(certPath+"/xuat", export))
}

func communeOptions(ask *desk.Ask, province, chosen string) []desk.Option {
	options := []desk.Option{{Label: ask.Say("Mọi xã, phường", "All communes"), Chosen: chosen == ""}}
	for _, c := range place.Communes(province) {
		options = append(options, desk.Option{Value: c.Code, Label: c.Name, Chosen: c.Code == chosen})
	}
	return options
}

func dossierOptions(ask *desk.Ask, chosen renewals.State) []desk.Option {
	var options []desk.Option
	for _, s := range renewals.States() {
		options = append(options, desk.Option{Value: string(s), Label: dossierName(ask, s), Chosen: s == chosen})
	}
	return options
}

func dossierName(ask *desk.Ask, s renewals.State) string {
	switch s {
	case renewals.Making:
		return ask.Say("Đang làm", "In the making")
	case renewals.Filed:
		return ask.Say("Đã nộp", "Filed")
	}
	return ask.Say("Chưa có", "None")
}

// columns are the headings; one that is ordered by turns the order round.
func (r *room) columns(ask *desk.Ask, q certQuery) []column {
	plain := func(class, vi, en string) column { return column{Class: class, Name: ask.Say(vi, en)} }
	by := func(class, vi, en string, key roll.Sort) column {
		c := plain(class, vi, en)
		to := q
		to.Sort, to.Desc, to.After = key, false, ""
		if q.Sort == key {
			c.Sorted, to.Desc = "ascending", !q.Desc
			if q.Desc {
				c.Sorted = "descending"
			}
		}
		c.Path = ask.Lang.Path(to.path(ask))
		return c
	}
	return []column{
		by("c-no", "Số", "Number", roll.ByNumber), by("c-pr", "Sản phẩm", "Product", roll.ByName), by("c-mk", "Chủ thể", "Producer", roll.ByMaker),
		by("c-cm", "Xã, phường", "Commune", roll.ByTown), by("c-st", "Sao", "Stars", roll.ByStars), by("c-ex r", "Hết hạn", "Expires", roll.ByExpiry),
		plain("c-le r", "Còn", "Left"), plain("c-tem", "Tem", "Trace"), plain("c-re", "Hồ sơ mới", "New dossier"),
	}
}
