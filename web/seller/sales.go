package seller

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/chart"
	"github.com/ocopmarket/ocop/web/desk"
)

// salesPage is what was sold in a period.
type salesPage struct {
	desk.Page
	Periods  []period
	Period   period
	Sum, Was tally
	Change   string // against the stretch before
	Chart    template.HTML
	Split    template.HTML
	Products []share
	Places   []share
	From, To time.Time
}

// tally is what was sold in a stretch of days.
type tally struct {
	orders.Sold
	Fees, Cash money.Amount
	Returned   orders.Sold
	Products   map[string]*orders.SoldProduct
	Provinces  map[string]*orders.SoldTo
}

// Transfer is what was paid by transfer.
func (t tally) Transfer() money.Amount { return t.Goods - t.Cash }

// share is a part of the sales.
type share struct {
	Name string
	orders.Sold
	Percent int
	Was     money.Amount // in the stretch before
}

// tallyOf adds days up.
func tallyOf(days []*orders.SalesDay) tally {
	t := tally{Products: map[string]*orders.SoldProduct{}, Provinces: map[string]*orders.SoldTo{}}
	for _, d := range days {
		t.Add(d.Sold)
		t.Returned.Add(d.Returned)
		t.Fees += d.Fees
		t.Cash += d.Cash
		for _, p := range d.Products {
			if t.Products[p.ID] == nil {
				t.Products[p.ID] = &orders.SoldProduct{ID: p.ID}
			}
			t.Products[p.ID].Name = p.Name
			t.Products[p.ID].Add(p.Sold)
		}
		for _, p := range d.Provinces {
			if t.Provinces[p.Province] == nil {
				t.Provinces[p.Province] = &orders.SoldTo{Province: p.Province}
			}
			t.Provinces[p.Province].Add(p.Sold)
		}
	}
	return t
}

// sales serves GET /ban-hang/doanh-thu.
func (r *room) sales(ask *desk.Ask) error {
	page := &salesPage{Page: ask.NewPage(ask.Say("Doanh thu", "Sales")), Periods: periods(ask)}
	at := max(0, slices.IndexFunc(page.Periods, func(p period) bool { return p.Key == ask.Query("ky") }))
	page.Periods[at].Current = true
	page.Period = page.Periods[at]
	today := midnight(page.Page.Now())
	days, err := r.Orders.Sales(ask.Ctx(), ask.Who.Producer, orders.DayOf(page.Period.begin(today)), orders.DayOf(today))
	if err != nil {
		return err
	}
	from, to := page.Period.before(today)
	before, err := r.Orders.Sales(ask.Ctx(), ask.Who.Producer, orders.DayOf(from), orders.DayOf(to))
	if err != nil {
		return err
	}
	page.fill(ask, today, days, before)
	page.Products = r.shares(ask, page.Sum, page.Was)
	return ask.Render(http.StatusOK, "seller-sales", page)
}

func (p *salesPage) fill(ask *desk.Ask, today time.Time, days, before []*orders.SalesDay) {
	p.From, p.To = p.Period.begin(today), today
	p.Sum, p.Was = tallyOf(days), tallyOf(before)
	p.Change = p.Period.change(ask, p.Sum.Goods, p.Was.Goods)
	p.Chart = p.Period.chart(ask, today, days)
	p.Split = split(ask, p.Sum)
	p.Places = places(p.Sum, p.Was)
}

// change says how an amount stands against that of the stretch before.
func (p period) change(ask *desk.Ask, now, was money.Amount) string {
	switch {
	case was == 0 && now == 0:
		return ""
	case was == 0:
		return ask.Say("%s chưa bán", "nothing was sold %s", p.Was)
	case now == was:
		return ask.Say("bằng %s", "as much as %s", p.Was)
	case now > was:
		return ask.Say("hơn %s %d %%", "more than %s by %d%%", p.Was, int((now-was)*100/was))
	}
	return ask.Say("kém %s %d %%", "less than %s by %d%%", p.Was, int((was-now)*100/was))
}

// figures cut the days into the parts of the period.
func (p period) figures(ask *desk.Ask, today time.Time, days []*orders.SalesDay) chart.Figures {
	starts := p.starts(today)
	f := chart.Figures{Open: ask.Say("Xem bảng số", "See the figures"), By: ask.Say("Ngày", "Day"), Total: ask.Say("Cộng", "Total")}
	goods := make([]float64, len(starts))
	for i, at := range starts {
		short, long := p.label(ask, at)
		f.Labels, f.Long = append(f.Labels, short), append(f.Long, long)
		until := orders.DayOf(p.next(at))
		for _, d := range days {
			if d.Day >= orders.DayOf(at) && d.Day < until {
				goods[i] += float64(d.Goods)
			}
		}
	}
	f.Now = f.Labels[len(f.Labels)-1]
	f.Series = []chart.Series{{Name: ask.Say("Tiền hàng", "Goods"), Values: goods, Class: "k3"}}
	f.Num = func(v float64) string { return ask.Lang.Decimal(v / 1e6) }
	f.Full = func(v float64) string { return ask.Lang.Price(money.Amount(v)) }
	f.Say = p.say(ask, f)
	return f
}

// say tells in words what the drawing shows.
func (p period) say(ask *desk.Ask, f chart.Figures) string {
	parts := make([]string, len(f.Labels))
	for i := range f.Labels {
		parts[i] = f.Long[i] + ": " + f.Num(f.Series[0].Values[i])
	}
	return ask.Say("Doanh thu %s, triệu đồng. ", "Sales of %s, in million đồng. ", p.Name) + strings.Join(parts, "; ")
}

// chart draws the period: bars where they are few, else columns.
func (p period) chart(ask *desk.Ask, today time.Time, days []*orders.SalesDay) template.HTML {
	f := p.figures(ask, today, days)
	if len(f.Labels) <= 8 {
		return f.Bars()
	}
	return f.Columns()
}

// split draws how it was paid.
func split(ask *desk.Ask, t tally) template.HTML {
	if t.Goods == 0 {
		return ""
	}
	f := chart.Figures{
		Open: ask.Say("Xem bảng số theo cách trả", "See the figures"), By: ask.Say("Cách trả", "Paid by"), Total: ask.Say("Cộng", "Total"),
		Labels: []string{ask.Say("Tiền mặt", "Cash"), ask.Say("Chuyển khoản", "Transfer")},
		Series: []chart.Series{{Name: ask.Say("Tiền hàng", "Goods"), Values: []float64{float64(t.Cash), float64(t.Transfer())}, Class: "k2"}},
		Num:    func(v float64) string { return ask.Lang.Decimal(v / 1e6) }, Full: func(v float64) string { return ask.Lang.Price(money.Amount(v)) },
	}
	f.Say = ask.Say("Tiền mặt %s, chuyển khoản %s", "Cash %s, transfer %s", ask.Lang.Price(t.Cash), ask.Lang.Price(t.Transfer()))
	return f.Stacks()
}

// soldName is what a product is called in the language of the page: as it was sold, or in English as it is called now, where it is sold still.
func (r *room) soldName(ask *desk.Ask, p *orders.SoldProduct) string {
	card, ok := r.Goods.Card(p.ID)
	if !ok {
		return p.Name
	}
	return ask.Called(p.Name, card.NameEN)
}

// shares lists the products, those that sold for most first.
func (r *room) shares(ask *desk.Ask, now, was tally) []share {
	var list []share
	for id, p := range now.Products {
		s := share{Name: r.soldName(ask, p), Sold: p.Sold, Percent: percent(p.Goods, now.Goods)}
		if before := was.Products[id]; before != nil {
			s.Was = before.Goods
		}
		list = append(list, s)
	}
	return sorted(list)
}

// places lists the provinces, those that bought for most first.
func places(now, was tally) []share {
	var list []share
	for code, p := range now.Provinces {
		s := share{Name: provinceName(code), Sold: p.Sold, Percent: percent(p.Goods, now.Goods)}
		if before := was.Provinces[code]; before != nil {
			s.Was = before.Goods
		}
		list = append(list, s)
	}
	return sorted(list)
}

func sorted(list []share) []share {
	slices.SortFunc(list, func(a, b share) int { return cmp.Or(cmp.Compare(b.Goods, a.Goods), strings.Compare(a.Name, b.Name)) })
	return list
}

func percent(of, all money.Amount) int {
	if all == 0 {
		return 0
	}
	return int((of*100 + all/2) / all)
}
