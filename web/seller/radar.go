package seller

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/programme/dossier"
	"github.com/ocopmarket/ocop/web/desk"
)

// certRow is a product's certificate with how long it lasts and how far its renewal is prepared.
type certRow struct {
	Card   *catalog.Card
	Tag    tag
	Ends   time.Time // the last moment at which it is valid
	Months int       // left until then, whole; below 0 when it is over
	Ready  int
	Needed int
	Begin  time.Time // when the renewal should be begun
	Urgent bool      // it is time
	Left   string    // how long it still holds: "4 tháng", in the last month "12 ngày"; empty once it is over
}

// Path is where its renewal is prepared.
func (c certRow) Path() string { return certsPath + "/" + catalog.NumberKey(c.Card.Certificate) }

// radarPage is all certificates of the producer, those that end first before the others.
type radarPage struct {
	desk.Page
	Rows []certRow
	Soon int // how many should be renewed now
	Over int
}

// beginMonths is how long before its end a renewal should be begun (148/QĐ-TTg: nearly a new dossier).
const beginMonths = 6

// radar serves GET /ban-hang/chung-nhan.
func (r *room) radar(ask *desk.Ask) error {
	page := &radarPage{Page: ask.NewPage(ask.Say("Chứng nhận", "Certificates"))}
	var err error
	if page.Rows, err = r.certRows(ask.Ctx(), ask, page.Now()); err != nil {
		return err
	}
	for _, c := range page.Rows {
		switch {
		case c.Months < 0:
			page.Over++
		case c.Urgent:
			page.Soon++
		}
	}
	return ask.Render(http.StatusOK, "seller-radar", page)
}

// certRows lists the certificates of the producer's products, those that end first before the others.
func (r *room) certRows(ctx context.Context, ask *desk.Ask, now time.Time) ([]certRow, error) {
	prepared, err := r.Papers.OfProducer(ctx, ask.Who.Producer)
	if err != nil {
		return nil, err
	}
	var rows []certRow
	for _, card := range r.Goods.CardsOfProducer(ask.Who.Producer) {
		if card.Certificate != "" {
			rows = append(rows, r.certRow(ask, card, prepared[card.Certificate], now))
		}
	}
	slices.SortFunc(rows, func(a, b certRow) int { return a.Ends.Compare(b.Ends) })
	return rows, nil
}

func (r *room) certRow(ask *desk.Ask, card *catalog.Card, prepared *dossier.Preparation, now time.Time) certRow {
	end := card.Validity.ExpiresAt
	papers := dossier.PapersOf(card.Group)
	row := certRow{Card: card, Ends: end.Add(-time.Second), Months: monthsUntil(now, end), Needed: len(papers), Begin: end.AddDate(0, -beginMonths, 0)}
	if prepared != nil {
		row.Ready = prepared.Ready(papers)
	}
	row.Urgent = !now.Before(row.Begin) && now.Before(end)
	row.Left = left(ask, now, end, row.Months)
	row.Tag = standing(ask, r.Goods.State(card), row.Left)
	return row
}

// monthsUntil counts whole months; below 0 once it is over.
func monthsUntil(now, end time.Time) int {
	if !now.Before(end) {
		return -1
	}
	n := 0
	for !now.AddDate(0, n+1, 0).After(end) {
		n++
	}
	return n
}

// left says how long something still holds: in months, and in the last one in days.
func left(ask *desk.Ask, now, end time.Time, months int) string {
	switch days := int(end.Sub(now) / (24 * time.Hour)); {
	case months > 1:
		return ask.Say("%d tháng", "%d months", months)
	case months == 1:
		return ask.Say("1 tháng", "1 month")
	case months < 0:
		return ""
	case days < 1:
		return ask.Say("chưa đến một ngày", "less than a day")
	case days == 1:
		return ask.Say("1 ngày", "1 day")
	default:
		return ask.Say("%d ngày", "%d days", days)
	}
}

// standing is a certificate's state with its colour.
func standing(ask *desk.Ask, s catalog.State, left string) tag {
	switch s {
	case catalog.StateValid:
		return tag{"tag--ok", "i-check", ask.Say("Còn hiệu lực", "In force")}
	case catalog.StateExpiring:
		return tag{"tag--warn", "i-clock", ask.Say("Còn %s", "%s left", left)}
	case catalog.StateExpired:
		return tag{"tag--danger", "i-ban", ask.Say("Hết hạn", "Lapsed")}
	case catalog.StateSuspended:
		return tag{"tag--danger", "i-ban", ask.Say("Bị đình chỉ", "Suspended")}
	case catalog.StateRevoked:
		return tag{"tag--danger", "i-ban", ask.Say("Bị thu hồi", "Revoked")}
	case catalog.StateWithdrawn:
		return tag{"tag--danger", "i-ban", ask.Say("Ra khỏi chương trình", "Left the programme")}
	}
	return tag{"tag--warn", "i-clock", ask.Say("Sổ chưa xác nhận", "Not confirmed")}
}

// paperRow is a paper of the dossier.
type paperRow struct {
	dossier.Paper
	dossier.Item
	Title, Hint string
}

// renewalPage is the renewal of one certificate.
type renewalPage struct {
	desk.Page
	Row    certRow
	Papers []paperRow
	Number string
}

// renewal serves GET /ban-hang/chung-nhan/:id.
func (r *room) renewal(ask *desk.Ask) error {
	return r.showRenewal(ask, http.StatusOK, nil, desk.Wrong{})
}

func (r *room) showRenewal(ask *desk.Ask, status int, typed []dossier.Item, wrong desk.Wrong) error {
	card, prepared, err := r.cardOf(ask)
	if err != nil {
		return err
	}
	page := &renewalPage{Page: ask.NewPage(ask.Called(card.Name, card.NameEN)), Number: card.Certificate}
	page.Wrong = wrong
	page.Row = r.certRow(ask, card, prepared, page.Now())
	if typed != nil {
		prepared = &dossier.Preparation{Items: typed}
	}
	lang := string(ask.Lang)
	for _, p := range dossier.PapersOf(card.Group) {
		page.Papers = append(page.Papers, paperRow{Paper: p, Item: prepared.Of(p.ID), Title: p.Name(lang), Hint: p.Say(lang)})
	}
	return ask.Render(status, "seller-renewal", page)
}

// cardOf reads the product of the certificate in the address, and what is prepared.
func (r *room) cardOf(ask *desk.Ask) (*catalog.Card, *dossier.Preparation, error) {
	cert, err := r.Goods.FindCertificate(ask.Ctx(), ask.ID())
	if err != nil {
		return nil, nil, err
	}
	card, ok := r.Goods.Card(cert.ProductID)
	if !ok {
		return nil, nil, catalog.ErrNoUnit
	}
	prepared, err := r.Papers.Get(ask.Ctx(), card.Certificate)
	return card, prepared, err
}

// noteRenewal serves POST /ban-hang/chung-nhan/:id.
func (r *room) noteRenewal(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	card, _, err := r.cardOf(ask)
	if err != nil {
		return err
	}
	items := []dossier.Item{}
	for _, p := range dossier.PapersOf(card.Group) {
		items = append(items, dossier.Item{Paper: p.ID, Ready: slices.Contains(form["co"], p.ID), Note: form.Get("ghi-chu." + p.ID)})
	}
	err = r.Papers.Note(ask.Ctx(), ask.Who.Producer, card.Certificate, items)
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.showRenewal(ask, http.StatusUnprocessableEntity, items, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(certsPath+"/"+ask.ID(), ask.Say("Đã lưu.", "Saved."))
}
