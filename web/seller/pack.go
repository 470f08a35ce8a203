package seller

import (
	"net/http"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// view is a list of orders in some statuses.
type view struct {
	Key, Name string
	In        []orders.Status
	Count     int
	Current   bool
}

// Path is where the view is.
func (v view) Path() string {
	if v.Key == "" {
		return ordersPath
	}
	return ordersPath + "?xem=" + v.Key
}

func views(ask *desk.Ask) []view {
	return []view{
		{Key: "", Name: ask.Say("Cần gói", "To pack"), In: packable()},
		{Key: "cho-tien", Name: ask.Say("Chờ chuyển khoản", "Awaiting transfer"), In: []orders.Status{orders.AwaitingPayment}},
		{Key: "cho-xe", Name: ask.Say("Chờ xe", "Waiting for the carrier"), In: []orders.Status{orders.Packed}},
		{Key: "dang-giao", Name: ask.Say("Đang giao", "On their way"), In: []orders.Status{orders.Shipped}},
		{Key: "da-nhan", Name: ask.Say("Đã nhận", "Delivered"), In: []orders.Status{orders.Delivered}},
		{Key: "huy-tra", Name: ask.Say("Hủy, trả", "Cancelled, returned"), In: []orders.Status{orders.Cancelled, orders.Returned}},
	}
}

// perPage is how many orders a page lists.
const perPage = 50

// packPage is the list of orders.
type packPage struct {
	desk.Page
	Views        []view
	View         view
	Rows         []row
	Packed       []row // that still wait for the carrier
	Next         string
	Last         string // code of the one that was packed just now
	Picking      []pick
	LotsFirst    []string
	Chilled      int
	Bags         int // of dry ice, for all that are chilled
	Times        times
	Carrier      string
	Parcels      int // that wait for the carrier
	ParcelWeight string
	All          int // to pack and packed
	Typed        tripTyped
	Pending      []string // codes of those that nobody has confirmed
}

// times are until when parcels are packed today, and when they are fetched.
type times struct {
	Due, Fetched string // "15:00"
	Left         string // until then; empty when it is past
	Seconds      int    // the same, for a script that counts down
}

func timesOf(ask *desk.Ask, p *orders.Packing, now time.Time) times {
	due := p.Due(now)
	t := times{Due: due.Format("15:04"), Fetched: p.Fetched(now).Format("15:04")}
	if now.Before(due) {
		t.Left, t.Seconds = span(ask, due.Sub(now)), int(due.Sub(now).Seconds())
	}
	return t
}

// span writes hours and minutes: "4 giờ 18 phút".
func span(ask *desk.Ask, d time.Duration) string {
	minutes := int(d.Minutes())
	if minutes < 60 {
		return ask.Say("%d phút", "%d min", minutes)
	}
	return ask.Say("%d giờ %d phút", "%d h %d min", minutes/60, minutes%60)
}

// pack serves GET /ban-hang/don-hang.
func (r *room) pack(ask *desk.Ask) error {
	return r.showPack(ask, http.StatusOK, tripTyped{}, desk.Wrong{})
}

// tripTyped is what was typed about a trip that was refused.
type tripTyped struct{ Carrier, Number string }

func (r *room) showPack(ask *desk.Ask, status int, typed tripTyped, wrong desk.Wrong) error {
	q := ask.Request.URL.Query()
	page := &packPage{Page: ask.NewPage(ask.Say("Đơn hàng", "Orders")), Views: views(ask), Last: q.Get("vua")}
	page.Script, page.Wrong, page.Typed = "pack.js", wrong, typed
	if err := r.countViews(ask, page, q.Get("xem")); err != nil {
		return err
	}
	if err := r.fillRows(ask, page, q.Get("tu")); err != nil {
		return err
	}
	if err := r.fillParcels(ask, page); err != nil {
		return err
	}
	if typed.Carrier != "" {
		page.Carrier = typed.Carrier
	}
	return ask.Render(status, "seller-orders", page)
}

// countViews chooses the view that the address names, and counts all.
func (r *room) countViews(ask *desk.Ask, page *packPage, key string) error {
	counts, err := r.Orders.Counts(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	at := max(0, slices.IndexFunc(page.Views, func(v view) bool { return v.Key == key }))
	for i := range page.Views {
		for _, s := range page.Views[i].In {
			page.Views[i].Count += counts[s]
		}
	}
	page.Views[at].Current = true
	page.View = page.Views[at]
	page.All = counts[orders.Pending] + counts[orders.Confirmed] + counts[orders.Packed]
	page.Parcels = counts[orders.Packed]
	return nil
}

// fillRows reads the orders of the view: what waits longest first, what is over newest first.
func (r *room) fillRows(ask *desk.Ask, page *packPage, after string) error {
	read := r.Orders.Latest
	if page.View.In[0].Open() {
		read = r.Orders.ToDo
	}
	found, err := read(ask.Ctx(), ask.Who.Producer, perPage, after, page.View.In...)
	if err != nil {
		return err
	}
	if page.Rows, err = r.rows(ask, found.Items); err != nil {
		return err
	}
	page.Next = found.Next
	if page.View.Key != "" {
		return nil
	}
	if len(page.Rows) > 0 {
		page.Rows[0].Now = true
	}
	page.fillPicking()
	return r.fillLots(ask, page, found.Items)
}

func (r *room) rows(ask *desk.Ask, list []*orders.Order) ([]row, error) {
	checkouts, err := r.Orders.CheckoutsOf(ask.Ctx(), list)
	if err != nil {
		return nil, err
	}
	return r.shelved(ask, rowsOf(ask, list, checkouts))
}

// fillPicking sums up what to take from the shelves for the orders that the page lists.
func (page *packPage) fillPicking() {
	for _, row := range page.Rows {
		if row.Delivery.Chilled {
			page.Chilled++
		}
		page.Bags += row.Bags
		if row.Status == orders.Pending {
			page.Pending = append(page.Pending, row.ID)
		}
		for _, p := range row.Picks {
			page.Picking = addPick(page.Picking, p)
		}
	}
	alongShelves(page.Picking)
}

// fillLots names the lots from which the goods to pack come.
func (r *room) fillLots(ask *desk.Ask, page *packPage, list []*orders.Order) error {
	trails, err := r.trails(ask.Ctx(), ask.Who.Producer, list)
	page.LotsFirst = numbers(trails, list)
	return err
}

func addPick(list []pick, p pick) []pick {
	at := slices.IndexFunc(list, func(have pick) bool { return have.SKU == p.SKU })
	if at < 0 {
		return append(list, p)
	}
	list[at].Count += p.Count
	return list
}

// fillParcels tells of what is packed and waits for the carrier.
func (r *room) fillParcels(ask *desk.Ask, page *packPage) error {
	packing, err := r.Orders.PackingOf(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	page.Times, page.Carrier = timesOf(ask, packing, page.Now()), packing.Carrier
	waiting, err := r.Orders.ToDo(ask.Ctx(), ask.Who.Producer, maxSlips, "", orders.Packed)
	if err != nil {
		return err
	}
	if page.Packed, err = r.rows(ask, waiting.Items); err != nil {
		return err
	}
	for i := range page.Packed {
		page.Packed[i].Last = page.Packed[i].ID == page.Last
	}
	grams := 0
	for _, o := range waiting.Items {
		grams += o.Delivery.WeightG
	}
	page.ParcelWeight = weight(ask, grams)
	return nil
}
