package stock

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// paper is a size of label paper.
type paper struct {
	Key, VI, EN string
	Cells       int    // of a sheet
	Class       string // in the stylesheet
}

// papers are the sizes that are sold everywhere.
func papers() []paper {
	return []paper{
		{"24", "A4, 24 nhãn 63,5 × 33,9 mm", "A4, 24 labels 63.5 × 33.9 mm", 24, ""},
		{"40", "A4, 40 nhãn 45,7 × 25,4 mm", "A4, 40 labels 45.7 × 25.4 mm", 40, "labels--40"},
		{"cuon", "Cuộn 50 × 30 mm", "Roll, 50 × 30 mm", 1, "labels--roll"},
	}
}

func paperOf(key string) paper {
	for _, p := range papers() {
		if p.Key == key {
			return p
		}
	}
	return papers()[0]
}

// maxLabels is how many labels are printed at once.
const maxLabels = 1000

// labelSheets lays labels out: for each sheet how many cells stay empty at its beginning, and how many labels follow.
func labelSheets(p paper, labels, start int) []labelSheet {
	var sheets []labelSheet
	for skip := start - 1; labels > 0; skip = 0 {
		n := min(labels, p.Cells-skip)
		sheets = append(sheets, labelSheet{Skip: make([]struct{}, skip), Labels: make([]struct{}, n)})
		labels -= n
	}
	return sheets
}

type labelSheet struct{ Skip, Labels []struct{} }

// label is what stands on a label.
type label struct {
	Name, Size, By, Where string
	Lot, Made, Best       string
	Keep, Certificate     string
	Stars                 int // 0 while the certificate does not let them be shown
	QR                    string
}

type labelsPage struct {
	desk.Page
	Lot      *lots.Lot
	Label    label
	Lots     []desk.Option
	Papers   []desk.Option
	Paper    paper
	N, Start int
	Sheets   []labelSheet
	Until    string // the last day of the certificate; empty without stars
	State    string // why there are no stars
	Address  string
	MayEdit  bool
}

// showLabels serves GET /ban-hang/kho/lo/:id/nhan.
func (r *room) showLabels(ask *desk.Ask) error {
	if other := ask.Query("lo"); other != "" && other != ask.ID() {
		return ask.See(lotsPath + "/" + url.PathEscape(other) + "/nhan?kho=" + url.QueryEscape(ask.Query("kho")))
	}
	return r.renderLabels(ask, http.StatusOK, desk.Wrong{})
}

func (r *room) renderLabels(ask *desk.Ask, status int, wrong desk.Wrong) error {
	lot, err := r.Lots.Lot(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	page := &labelsPage{Page: ask.NewPage(ask.Say("Nhãn lô %s", "Labels of lot %s", lot.Number)), Lot: lot, Paper: paperOf(ask.Query("kho")), MayEdit: ask.May("lot.edit", ask.Who.Desk())}
	page.Page.Paper, page.Wrong = true, wrong
	page.N = number(ask.Query("so"), max(1, min(lot.Unlabelled(), maxLabels)), 1, maxLabels)
	page.Start = number(ask.Query("tu"), 1, 1, page.Paper.Cells)
	page.Sheets = labelSheets(page.Paper, page.N, page.Start)
	if err := r.fillLabel(ask, page); err != nil {
		return err
	}
	return ask.Render(status, "stock-labels", page)
}

func (r *room) fillLabel(ask *desk.Ask, page *labelsPage) error {
	lot := page.Lot
	product, err := r.Goods.Product(ask.Ctx(), lot.ProductID)
	if err != nil {
		return err
	}
	page.Label = label{Name: product.Name, Lot: lot.Number, Made: day(lot.MadeOn), Keep: keep(product), Certificate: product.Certificate, QR: lotsPath + "/" + lot.ID + "/qr.svg"}
	if lot.BestBefore != nil {
		page.Label.Best = day(*lot.BestBefore)
	}
	if u, ok := product.Unit(lot.SKU); ok {
		_, page.Label.Size = u.Parts("vi")
	}
	if card, ok := r.Goods.Card(lot.ProductID); ok {
		page.Label.By, page.Label.Where = card.ProducerName, ask.Lang.PlaceName(card.Place)
		if state := r.Goods.State(card); state.ShowsStars() {
			page.Label.Stars, page.Until = int(card.Validity.Stars), lastDay(ask.Lang, card.Validity)
		} else {
			page.State = stateWord(ask, state)
		}
	}
	page.Address = r.address(ask, product, lot)
	for _, p := range papers() {
		page.Papers = append(page.Papers, desk.Option{Value: p.Key, Label: ask.Say(p.VI, p.EN), Chosen: p.Key == page.Paper.Key})
	}
	found, err := r.Lots.OfProducer(ask.Ctx(), lot.Producer, "", "", maxLotChoices)
	for _, l := range found.Items {
		page.Lots = append(page.Lots, desk.Option{Value: l.ID, Label: fmt.Sprintf("%s, %s %s, %s", l.Number, ask.Lang.Num(l.Quantity), r.measureOf(ask, l.SKU), r.nameOf(ask, l.SKU)), Chosen: l.ID == lot.ID})
	}
	return err
}

// keep says how the goods are kept: the range of temperature, or else what the label says of storage, if it is short.
func keep(p *catalog.Product) string {
	t := p.Sheet.Temperature
	switch {
	case t != nil && t.From != nil && t.To != nil && *t.From != *t.To:
		return "Giữ " + degrees(*t.From) + " đến " + degrees(*t.To) + " °C"
	case t != nil && t.To != nil:
		return "Giữ " + degrees(*t.To) + " °C"
	case len([]rune(p.Facts.Storage)) <= 40:
		return p.Facts.Storage
	}
	return ""
}

func degrees(n int) string { return strings.Replace(strconv.Itoa(n), "-", "−", 1) }

// address is where the code of a lot leads: GS1 Digital Link where the unit or the product has a number, else our own page.
func (r *room) address(ask *desk.Ask, p *catalog.Product, lot *lots.Lot) string {
	gtin := p.GTIN
	if u, ok := p.Unit(lot.SKU); ok && u.GTIN != "" {
		gtin = u.GTIN
	}
	site := ask.Kit().PublicURL()
	if gtin == "" {
		return site + tracePath + "/" + url.PathEscape(p.Slug) + "/" + url.PathEscape(lot.Number)
	}
	return site + "/01/" + strings.Repeat("0", max(0, 14-len(gtin))) + gtin + "/10/" + url.PathEscape(lot.Number)
}

// showQR serves GET /ban-hang/kho/lo/:id/qr.svg: the code that the labels of a lot carry.
func (r *room) showQR(ask *desk.Ask) error {
	lot, err := r.Lots.Lot(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	product, err := r.Goods.Product(ask.Ctx(), lot.ProductID)
	if err != nil {
		return err
	}
	svg, err := web.QR(r.address(ask, product, lot))
	if err != nil {
		return err
	}
	ask.Header("Cache-Control", "private, max-age=300")
	ask.Data(http.StatusOK, "image/svg+xml", []byte(svg))
	return nil
}

// labelled serves POST /ban-hang/kho/lo/:id/nhan: some pieces carry their label now.
func (r *room) labelled(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	err = r.Lots.Label(ask.Ctx(), ask.ID(), whole(form.Get("stuck")))
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.renderLabels(ask, http.StatusUnprocessableEntity, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(lotsPath+"/"+ask.ID()+"/nhan", ask.Say("Đã ghi số nhãn đã dán.", "Noted how many carry their label."))
}
