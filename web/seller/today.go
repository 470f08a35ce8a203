package seller

import (
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// todo is something that waits to be done.
type todo struct {
	Icon, Head, Say string
	When            string // how long there is left; empty where nobody waits
	Left            *times // the same, where it is counted down
	Path, Button    string
	Now             bool
}

// todayPage is the desk's first page.
type todayPage struct {
	desk.Page
	Todos   []todo
	Newest  []todayRow
	Month   int // orders placed since the first of the month
	Week    money.Amount
	Change  string
	Chart   template.HTML
	Shop    string // where buyers see the producer
	Weekday string
	Head    string // how much there is to do
	Until   string // the hour up to which today is counted
}

// todayRow is one of the newest orders.
type todayRow struct {
	row
	Province, Brief string
}

// today serves GET /ban-hang.
func (r *room) today(ask *desk.Ask) error {
	page := &todayPage{Page: ask.NewPage(ask.Say("Hôm nay", "Today"))}
	for _, fill := range []func(*desk.Ask, *todayPage) error{r.toPack, r.runLow, r.lapse, r.gaps, r.newest, r.week, r.shop} {
		if err := fill(ask, page); err != nil {
			return err
		}
	}
	page.Weekday, page.Until = dayName(ask, page.Now()), page.Now().In(vietnam.Zone).Format("15:04")
	page.Script = "pack.js"
	page.Head = toDo(ask, len(page.Todos))
	return ask.Render(http.StatusOK, "seller-today", page)
}

// toDo says how many things there are to do.
func toDo(ask *desk.Ask, n int) string {
	switch n {
	case 0:
		return ask.Say("Không có việc nào đang chờ", "Nothing is waiting")
	case 1:
		return ask.Say("Một việc cần làm", "One thing to do")
	}
	say := []rune(ask.InWords(n))
	return strings.ToUpper(string(say[:1])) + string(say[1:]) + ask.Say(" việc cần làm", " things to do")
}

// dayName is the day of the week in full.
func dayName(ask *desk.Ask, at time.Time) string {
	day := at.In(vietnam.Zone).Weekday()
	vi := [...]string{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}
	return ask.Say(vi[day], day.String())
}

// toPack tells of the orders that are to be packed today.
func (r *room) toPack(ask *desk.Ask, page *todayPage) error {
	found, err := r.Orders.ToDo(ask.Ctx(), ask.Who.Producer, maxSlips, "", packable()...)
	if err != nil || len(found.Items) == 0 {
		return err
	}
	packing, err := r.Orders.PackingOf(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	grams, chilled := 0, 0
	for _, o := range found.Items {
		grams += o.Delivery.WeightG
		if o.Delivery.Chilled {
			chilled++
		}
	}
	at := timesOf(ask, packing, page.Now())
	n, more := len(found.Items), ""
	if found.Next != "" {
		more = "+"
	}
	t := todo{Icon: "i-box", Path: slipsPath, Button: ask.Say("In phiếu gói", "Print slips"), Now: true}
	t.Head = ask.Say("%d%s đơn cần gói trước %s", "%d%s orders to pack before %s", n, more, at.Due)
	if n == 1 {
		t.Head = ask.Say("1 đơn cần gói trước %s", "1 order to pack before %s", at.Due)
	}
	t.Say = load(ask, grams, chilled) + ask.Say("Xe lấy hàng đến lúc %s.", "The carrier comes at %s.", at.Fetched)
	if t.Left = &at; at.Left == "" {
		t.Left, t.When = nil, ask.Say("đã quá giờ", "past the hour")
	}
	page.Todos = append(page.Todos, t)
	return nil
}

// load says what parcels weigh and how many go chilled; what is nothing or not known is left out.
func load(ask *desk.Ask, grams, chilled int) string {
	var list []string
	if w := weight(ask, grams); w != "" {
		list = append(list, w)
	}
	if chilled > 0 {
		list = append(list, ask.Say("%s đơn giao lạnh", "%s chilled", ask.InWords(chilled)))
	}
	if len(list) == 0 {
		return ""
	}
	return strings.Join(list, ", ") + ". "
}

// atMost is how many things of a kind the first page names.
const atMost = 5

// runLow tells of units of which little is left.
func (r *room) runLow(ask *desk.Ask, page *todayPage) error {
	low, err := r.Goods.LowStocks(ask.Ctx(), ask.Who.Producer, atMost)
	if err != nil {
		return err
	}
	for _, s := range low {
		card, unit, ok := r.Goods.CardBySKU(s.ID)
		if !ok {
			continue
		}
		left, err := r.leftOf(ask, s, unit)
		if err != nil {
			return err
		}
		page.Todos = append(page.Todos, todo{Icon: "i-stock", Path: "/ban-hang/kho/quy-cach/" + s.ID, Button: ask.Say("Nhập kho", "Count in"),
			Head: ask.Say("%s, %s sắp hết", "%s, %s runs low", ask.Called(card.Name, card.NameEN), ask.Called(unit.Name, unit.NameEN)), Say: left + "."})
	}
	return nil
}

// leftOf says how much is left of a unit, and how fast it is sold where it is.
func (r *room) leftOf(ask *desk.Ask, s *catalog.Stock, unit catalog.CardUnit) (string, error) {
	measure, _ := unit.Parts(string(ask.Lang))
	left := ask.Say("Còn %s %s", "%s %s left", ask.Lang.Num(s.Available), measure)
	if r.Lines == nil {
		return left, nil
	}
	pace, err := r.Lines.PaceOf(ask.Ctx(), ask.Who.Producer, s.ID)
	if err != nil || pace.PerDay() == 0 {
		return left, err
	}
	return left + ask.Say(", bán %s %s một ngày", ", %s %s sold a day", ask.Lang.Num(pace.PerDay()), measure), nil
}

// lapse tells of certificates whose renewal should be begun.
func (r *room) lapse(ask *desk.Ask, page *todayPage) error {
	rows, err := r.certRows(ask.Ctx(), ask, page.Now())
	if err != nil {
		return err
	}
	named := 0
	for _, c := range rows {
		if !c.Urgent || named == atMost {
			continue
		}
		named++
		page.Todos = append(page.Todos, todo{Icon: "i-verify", Path: c.Path(), Button: ask.Say("Xem việc", "See what to do"),
			Head: ask.Say("Chứng nhận %s còn %s", "Certificate of %s: %s left", ask.Called(c.Card.Name, c.Card.NameEN), c.Left),
			Say:  ask.Say("%s hết hạn %s. Hồ sơ mới cần %d giấy, đã có %d.", "%s ends on %s. The new dossier needs %d papers, %d are ready.", c.Card.Certificate, ask.Lang.Date(c.Ends), c.Needed, c.Ready)})
	}
	return nil
}

// gaps tells of the item sheets that lack what buyers ask for.
func (r *room) gaps(ask *desk.Ask, page *todayPage) error {
	products, err := r.Goods.ProductsOfProducer(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	named := 0
	for _, p := range products {
		missing := firstMissing(p, page.Now())
		if missing == nil || named == atMost {
			continue
		}
		named++
		lang := string(ask.Lang)
		page.Todos = append(page.Todos, todo{Icon: "i-edit", Path: "/ban-hang/san-pham/" + p.ID + "#" + string(missing.Section), Button: ask.Say("Điền nốt", "Fill in"),
			Head: ask.Say("%s thiếu: %s", "%s lacks: %s", ask.Called(p.Name, p.NameEN), missing.Name(lang)),
			Say:  ask.Say("Phiếu sản phẩm đủ %d %%; đủ rồi thì siêu thị hỏi mua được.", "The item sheet is %d%% full; retail buyers can ask once it is.", p.Complete(page.Now()).Percent)})
	}
	return nil
}

// firstMissing is what a sheet lacks first: for retail, else for wholesale; nil where nothing is missing.
func firstMissing(p *catalog.Product, now time.Time) *catalog.Missing {
	c := p.Complete(now)
	for _, part := range []catalog.Readiness{c.Retail, c.Wholesale} {
		if len(part.Missing) > 0 {
			return &part.Missing[0]
		}
	}
	return nil
}

// newest lists the newest orders.
func (r *room) newest(ask *desk.Ask, page *todayPage) error {
	found, err := r.Orders.Latest(ask.Ctx(), ask.Who.Producer, atMost, "")
	if err != nil {
		return err
	}
	rows, err := r.rows(ask, found.Items)
	if err != nil {
		return err
	}
	for _, one := range rows {
		page.Newest = append(page.Newest, todayRow{one, provinceName(one.Address.Province), brief(ask, one.Order)})
	}
	y, m, _ := page.Now().In(vietnam.Zone).Date()
	page.Month, err = r.Orders.PlacedSince(ask.Ctx(), ask.Who.Producer, time.Date(y, m, 1, 0, 0, 0, 0, vietnam.Zone))
	return err
}

// week draws the last seven days, compared with the seven before.
func (r *room) week(ask *desk.Ask, page *todayPage) error {
	today, p := midnight(page.Now()), periods(ask)[0]
	from, to := p.before(today)
	days, err := r.Orders.Sales(ask.Ctx(), ask.Who.Producer, orders.DayOf(from), orders.DayOf(today))
	if err != nil {
		return err
	}
	var was money.Amount
	for _, d := range days {
		if d.Day <= orders.DayOf(to) {
			was += d.Goods
		} else {
			page.Week += d.Goods
		}
	}
	page.Change = p.change(ask, page.Week, was)
	page.Chart = p.figures(ask, today, days).Bars()
	return nil
}

// shop is where buyers see the producer.
func (r *room) shop(ask *desk.Ask, page *todayPage) error {
	p, err := r.Goods.Producer(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	page.Shop = "/chu-the/" + p.Slug
	return nil
}
