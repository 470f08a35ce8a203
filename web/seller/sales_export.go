package seller

import (
	"slices"
	"time"

	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// exportSales serves GET /ban-hang/doanh-thu/xuat/xlsx and …/csv: the days of the period, a row for each product.
func (r *room) exportSales(ask *desk.Ask) error {
	all := periods(ask)
	at := max(0, slices.IndexFunc(all, func(p period) bool { return p.Key == ask.Query("ky") }))
	today := midnight(r.Goods.Now())
	days, err := r.Orders.Sales(ask.Ctx(), ask.Who.Producer, orders.DayOf(all[at].begin(today)), orders.DayOf(today))
	if err != nil {
		return err
	}
	headings := []string{ask.Say("Ngày", "Day"), ask.Say("Sản phẩm", "Product"), ask.Say("Số đơn", "Orders"), ask.Say("Số lượng", "Pieces"), ask.Say("Tiền hàng (đồng)", "Goods (đồng)")}
	return ask.SendNamedTable(desk.Table{Name: ask.Say("Doanh thu", "Sales"), File: "doanh-thu", Headings: headings, Rows: r.dayRows(ask, days)})
}

// dayRows writes a row for each product of each day.
func (r *room) dayRows(ask *desk.Ask, days []*orders.SalesDay) sheet.Rows {
	return func(yield func([]any, error) bool) {
		for _, d := range days {
			at, err := time.ParseInLocation(time.DateOnly, d.Day, vietnam.Zone)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, p := range d.Products {
				if !yield([]any{at, r.soldName(ask, &p), p.Orders, p.Pieces, int64(p.Goods)}, nil) {
					return
				}
			}
		}
	}
}
