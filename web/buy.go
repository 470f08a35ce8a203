package web

import (
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/web/markup"
)

// buyBox offers the units; nil and why when nothing may be bought.
func (v *view) buyBox(r *record) (box *buyBox, why string) {
	if !r.state.ShowsStars() {
		return nil, v.t.Product.NoSale
	}
	if r.card.Closed {
		return nil, v.t.Product.NotOpenSay
	}
	chosen, ok := r.card.First()
	if !ok {
		return nil, v.t.Product.NoOfferSay
	}
	box = &buyBox{
		Price: v.lang.Price(chosen.Price), Per: v.per(chosen), Stock: v.stock(chosen), First: chosen.SKU,
		FirstPrice: v.lang.Price(chosen.Price), FirstName: v.unitName(chosen.Unit), AnyAvailable: r.card.InStock(),
	}
	var tiles []unitTile
	for _, u := range r.card.Units {
		t := unitTile{SKU: u.SKU, Name: v.unitName(u.Unit), Price: v.lang.Price(u.Price), Chosen: u.SKU == chosen.SKU, Out: u.Available <= 0}
		switch {
		case t.Out:
			t.Note = v.t.Common.SoldOut
		case u.WeightG > 0:
			t.Note = fmt.Sprintf(v.t.Product.Gross, weight(v.lang, u.WeightG))
		}
		tiles = append(tiles, t)
	}
	box.Tiles = tiles
	return box, ""
}

// unitTiles writes the units as choices, each a whole tile.
func unitTiles(w *markup.Writer, tiles []unitTile) {
	for _, t := range tiles {
		w.Raw(`<label class="tile"><input type="radio" name="sku" value="`)
		w.Text(t.SKU)
		w.Raw(`"`)
		if t.Chosen {
			w.Raw(` checked`)
		}
		if t.Out {
			w.Raw(` disabled`)
		}
		w.Raw(` data-price="`)
		w.Text(t.Price)
		w.Raw(`"><span><b>`)
		w.Text(t.Name)
		w.Raw(`</b>`)
		if t.Note != "" {
			w.Raw(`<br><small class="soft">`)
			w.Text(t.Note)
			w.Raw(`</small>`)
		}
		w.Raw(`</span><span class="tile__end">`)
		w.Text(t.Price)
		w.Raw(`</span></label>`)
	}
}

// stock says in words how much is left.
func (v *view) stock(u catalog.CardUnit) string {
	m := &v.t.Product
	switch {
	case u.Available <= 0:
		return m.OutOfStock
	case u.Available > catalog.FewLeft:
		return m.ManyLeft
	}
	return fmt.Sprintf(m.Left, v.lang.Num(u.Available)+" "+container(v.unitName(u.Unit)))
}

// container is what one counts of a unit: "hộp" of "hộp 500 g".
func container(unit string) string {
	word, _, _ := strings.Cut(unit, " ")
	return strings.ToLower(word)
}

// netWeight finds grams or kilograms in the name of a unit, which is its net weight; the weight of the unit itself is with packaging.
var netWeight = regexp.MustCompile(`(?i)(\d+(?:[.,]\d+)?)\s*(kg|g)\b`)

// per is the price for 100 g where the unit's name tells a weight.
func (v *view) per(u catalog.CardUnit) string {
	m := netWeight.FindStringSubmatch(u.Name)
	if m == nil || strings.Contains(strings.ToLower(u.Name), " x ") {
		return v.t.Product.TaxIn
	}
	grams, err := strconv.ParseFloat(strings.Replace(m[1], ",", ".", 1), 64)
	if err != nil || grams <= 0 {
		return v.t.Product.TaxIn
	}
	if strings.EqualFold(m[2], "kg") {
		grams *= 1000
	}
	return fmt.Sprintf(v.t.Product.PriceFor, v.lang.Price(money.Amount(float64(u.Price)*100/grams+0.5)))
}

// deliveryBox asks where to deliver, and says what it costs.
type deliveryBox struct {
	Shown   bool
	Fee     string // chosen: what it costs
	Days    string
	Options template.HTML
	Chilled bool
}

// delivery reckons the fee for one piece of the first unit to the province in the address, which is all that the page knows of the caller.
func (s *Server) delivery(v *view, r *record, to string) deliveryBox {
	unit, ok := r.card.First()
	if s.shipping == nil || !ok || !r.state.ShowsStars() || unit.WeightG <= 0 {
		return deliveryBox{}
	}
	box := deliveryBox{Shown: true, Chilled: unit.Chilled}
	if to == "" { // as nearly everyone asks
		box.Options = s.site.provinces
		return box
	}
	code := provinceCode(to)
	box.Options = provinceOptionsHTML(code)
	if code == "" {
		return box
	}
	quote := s.shipping.Quote(r.card.Place.Province, code, unit.WeightG, unit.Chilled)
	box.Fee = feeFor(v.lang, quote.Fee, provinceName(code), unit.Chilled)
	if quote.MaxDays > 0 {
		box.Days = fmt.Sprintf(v.t.Product.FeeDays, strconv.Itoa(quote.MinDays), strconv.Itoa(quote.MaxDays))
	}
	return box
}

// provinceOptionsHTML lists the provinces for a choice.
func provinceOptionsHTML(chosen string) template.HTML {
	return markup.Write(func(w *markup.Writer) {
		for _, p := range place.Provinces() {
			w.Raw(`<option value="`)
			w.Text(p.Code)
			if p.Code == chosen {
				w.Raw(`" selected>`)
			} else {
				w.Raw(`">`)
			}
			w.Text(p.Name)
			w.Raw(`</option>`)
		}
	})
}
