package officer

import (
	"cmp"
	"context"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/programme/queues"
	"github.com/ocopmarket/ocop/programme/roll"
	"github.com/ocopmarket/ocop/web/chart"
	"github.com/ocopmarket/ocop/web/desk"
)

// todayPage is the first screen: what needs doing.
type todayPage struct {
	desk.Page
	Day      string
	Heading  string
	Todos    []todo
	Pulls    []pullRow
	Chart    template.HTML
	ChartSay string
}

// todo is one thing to do.
type todo struct {
	Icon, Head, Say, When string
	Now                   bool
	Path, Button          string
}

// pullRow is a pull of the registry.
type pullRow struct {
	*pull.Pull
	Took    string
	Stopped int // provinces
}

// showToday serves GET /can-bo.
func (r *room) showToday(ask *desk.Ask) error {
	province, err := provinceOf(ask, ask.Request.URL.Query())
	if err != nil {
		return err
	}
	now := r.Catalog.Now()
	p := &todayPage{Page: ask.NewPage(ask.Say("Hôm nay", "Today")), Day: weekday(ask, now) + ", " + ask.Lang.Moment(now)}
	if p.Todos, err = r.todos(ask, province, now); err != nil {
		return err
	}
	p.Heading = todosSay(ask, len(p.Todos))
	if p.Pulls, err = r.newestPulls(ask, now); err != nil {
		return err
	}
	p.Chart, p.ChartSay = r.lapseChart(ask, province, now)
	return ask.Render(http.StatusOK, "officer-today", p)
}

func weekday(ask *desk.Ask, at time.Time) string {
	at = at.In(vietnam.Zone)
	if ask.Lang == "en" {
		return at.Weekday().String()
	}
	return [...]string{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"}[at.Weekday()]
}

func todosSay(ask *desk.Ask, n int) string {
	switch {
	case n == 0:
		return ask.Say("Không còn việc nào chờ", "Nothing waits")
	case ask.Lang == "en" && n == 1:
		return "One thing to do"
	case ask.Lang == "en":
		return strconv.Itoa(n) + " things to do"
	}
	say := ask.InWords(n) + " việc cần làm"
	return strings.ToUpper(say[:1]) + say[1:]
}

// registryPath is where stopped provinces are decided on; a stop has an entry of its own, so that the records in it have none.
const registryPath = "/can-bo/so-quoc-gia"

// todos lists what needs doing, the most pressing first.
func (r *room) todos(ask *desk.Ask, province string, now time.Time) ([]todo, error) {
	stopped, err := r.stoppedTodos(ask, province, now)
	if err != nil {
		return nil, err
	}
	waiting, err := queues.Read(ask.Ctx(), now, province, r.Queues)
	if err != nil {
		return nil, err
	}
	waiting = slices.DeleteFunc(waiting, func(q queues.Ages) bool { return !toDo(q.Queue, province, len(stopped)) })
	all := slices.Concat(stopped, queueTodos(ask, waiting, now), r.certificateTodos(ask, province, now))
	slices.SortStableFunc(all, func(a, b todo) int {
		switch {
		case a.Now == b.Now:
			return 0
		case a.Now:
			return -1
		}
		return 1
	})
	return all, nil
}

// toDo reports whether a queue is an office's own to work off, and has no entry of its own already.
func toDo(q queues.Queue, province string, stopped int) bool {
	return (!q.Watched || province == "") && (stopped == 0 || q.Path != registryPath)
}

// stops lists the provinces that wait for their officers: the office's own, or all.
func (r *room) stops(ctx context.Context, province string) ([]*pull.Stop, error) {
	all, err := pull.Stops(ctx, r.Store)
	return slices.DeleteFunc(all, func(s *pull.Stop) bool { return province != "" && s.ID != province }), err
}

func (r *room) stoppedTodos(ask *desk.Ask, province string, now time.Time) ([]todo, error) {
	stops, err := r.stops(ask.Ctx(), province)
	if err != nil {
		return nil, err
	}
	var list []todo
	for _, s := range stops {
		list = append(list, todo{
			Icon: "i-warning", Now: true, Head: ask.Say("Sổ quốc gia dừng ở %s", "The registry stopped at %s", placeName(ask, s.Province)),
			Say:  ask.Say("%s bản ghi sẽ đổi, %s sản phẩm mất hoặc đổi sao.", "%s records would change, %s products would lose or change stars.", ask.Lang.Num(s.Changes), ask.Lang.Num(s.Lost)),
			When: forSay(ask, s.Since, now), Path: ask.Lang.Path(registryPath + "?tinh=" + s.ID), Button: ask.Say("Xem và quyết", "Look and decide"),
		})
	}
	return list, nil
}

// forSay tells how long something has lasted.
func forSay(ask *desk.Ask, since, now time.Time) string {
	if now.Sub(since) < time.Minute {
		return ask.Say("vừa xong", "just now")
	}
	return ask.Say("đã %s", "for %s", desk.Age(ask.Lang, since, now))
}

// queueTodos tells of queues in which something waits.
func queueTodos(ask *desk.Ask, waiting []queues.Ages, now time.Time) []todo {
	var list []todo
	for _, q := range waiting {
		if q.Total == 0 {
			continue
		}
		t := todo{
			Icon: cmp.Or(q.Icon, "i-clock"), Head: ask.Say("%s: %s việc", "%s: %s to do", q.Name(string(ask.Lang)), ask.Lang.Num(q.Total)), Say: oldestSay(ask, q, now),
		}
		if q.Path != "" {
			t.Path, t.Button = ask.Lang.Path(q.Path), ask.Say("Xem việc", "See them")
		}
		switch {
		case q.Overdue > 0:
			t.Now, t.When = true, ask.Say("%d việc quá hạn luật", "%d past the legal term", q.Overdue)
		case !q.Next.Due.IsZero():
			t.Now, t.When = q.Next.Due.Sub(now) < 24*time.Hour, ask.Say("còn %s", "%s left", desk.Age(ask.Lang, now, q.Next.Due))
		}
		list = append(list, t)
	}
	return list
}

func oldestSay(ask *desk.Ask, q queues.Ages, now time.Time) string {
	say := ask.Say("Lâu nhất: %s, %s.", "Oldest: %s, %s.", q.Oldest.Title, desk.Age(ask.Lang, q.Oldest.Since, now))
	if q.Oldest.Title == "" {
		say = ask.Say("Lâu nhất %s.", "The oldest waits for %s.", desk.Age(ask.Lang, q.Oldest.Since, now))
	}
	if q.Oldest.Holder == "" {
		return say + " " + ask.Say("Chưa ai giữ.", "Nobody holds it.")
	}
	return say + " " + ask.Say("%s giữ.", "With %s.", q.Oldest.Holder)
}

// soon is how far ahead decisions that take effect are told.
const soon = 14 * 24 * time.Hour

// lapsing is what a province's certificates ask of its office.
type lapsing struct {
	week, month int           // run out in seven days, in thirty
	coming      int           // decisions that take effect soon
	first       *catalog.Card // of the first of these
}

// things is how many things to do that makes.
func (l lapsing) things() int {
	n := 0
	for _, of := range []int{l.coming, l.week, l.month} {
		if of > 0 {
			n++
		}
	}
	return n
}

func (r *room) lapsing(province string, now time.Time) lapsing {
	var l lapsing
	r.Roll.Each(roll.Filter{Province: province}, func(row roll.Row) {
		if v := row.Validity; v.Next != "" && v.NextFrom.After(now) && v.NextFrom.Sub(now) < soon {
			l.coming++
			if l.first == nil || v.NextFrom.Before(l.first.Validity.NextFrom) {
				l.first = row.Card
			}
		}
		if row.State != catalog.StateExpiring {
			return
		}
		switch left := row.Validity.ExpiresAt.Sub(now); {
		case left <= 7*24*time.Hour:
			l.week++
		case left <= 30*24*time.Hour:
			l.month++
		}
	})
	return l
}

// ToDo counts what the first screen tells an office to do, for the navigation.
func ToDo(deps Deps) desk.Counter {
	r := &room{deps}
	return func(ctx context.Context, who policy.Actor) (int, error) {
		stops, err := r.stops(ctx, who.Province)
		if err != nil {
			return 0, err
		}
		busy, err := queues.Busy(ctx, who.Province, slices.DeleteFunc(slices.Clone(r.Queues), func(q queues.Queue) bool { return !toDo(q, who.Province, len(stops)) }))
		return len(stops) + len(busy) + r.lapsing(who.Province, r.Catalog.Now()).things(), err
	}
}

// certificateTodos tells what runs out within a month, and which decisions take effect soon.
func (r *room) certificateTodos(ask *desk.Ask, province string, now time.Time) []todo {
	l := r.lapsing(province, now)
	week, month, coming, first := l.week, l.month, l.coming, l.first
	var list []todo
	to := certQuery{Filter: roll.Filter{View: roll.Expiring, Province: province, Sort: roll.ByExpiry}}
	path := ask.Lang.Path(to.path(ask))
	if first != nil {
		list = append(list, todo{Icon: "i-calendar", Head: ask.Say("%d quyết định sắp có hiệu lực", "%d decisions take effect soon", coming),
			Say: ask.Say("Sớm nhất: %s, %s.", "The first: %s, %s.", first.Certificate, first.Name), When: ask.Lang.Moment(first.Validity.NextFrom), Path: ask.Lang.Path(verifyPath(first.Certificate)), Button: ask.Say("Xem", "See")})
	}
	if week > 0 {
		list = append(list, todo{Icon: "i-verify", Now: true, Head: ask.Say("%d chứng nhận hết hạn trong tuần này", "%d certificates run out this week", week), Say: ask.Say("Hết hạn là mất sao và ngừng bán.", "Then the stars go, and so does the sale."), Path: path, Button: ask.Say("Xem và nhắc", "See and remind")})
	}
	if month > 0 {
		list = append(list, todo{Icon: "i-verify", Head: ask.Say("%d chứng nhận hết hạn trong tháng tới", "%d more run out within a month", month), Say: ask.Say("Nhắc chủ thể làm hồ sơ mới.", "Remind their producers to renew."), Path: path, Button: ask.Say("Xem và nhắc", "See and remind")})
	}
	return list
}

// shownPulls is how many pulls the first screen shows.
const shownPulls = 5

func (r *room) newestPulls(ask *desk.Ask, now time.Time) ([]pullRow, error) {
	found, err := pull.Pulls(ask.Ctx(), r.Store, shownPulls)
	var rows []pullRow
	for _, p := range found {
		row := pullRow{Pull: p, Took: ask.Lang.Decimal(p.EndedAt.Sub(p.StartedAt).Seconds()) + " s"}
		if p.EndedAt.IsZero() {
			row.Took = desk.Age(ask.Lang, p.StartedAt, now)
		}
		for _, d := range p.Provinces {
			if d.Stopped {
				row.Stopped++
			}
		}
		rows = append(rows, row)
	}
	return rows, err
}

// aheadMonths is how far the chart of certificates that run out looks.
const aheadMonths = 6

// lapseChart draws how many certificates run out in each of the next months.
func (r *room) lapseChart(ask *desk.Ask, province string, now time.Time) (template.HTML, string) {
	begin := now.In(vietnam.Zone)
	c := chart.Figures{Open: ask.Say("Xem bảng số", "See the numbers"), By: ask.Say("Tháng", "Month"), Num: whole(ask), Series: []chart.Series{{Name: ask.Say("chứng nhận hết hạn", "certificates that run out"), Values: make([]float64, aheadMonths)}}}
	for i := range aheadMonths {
		at := time.Date(begin.Year(), begin.Month()+time.Month(i), 1, 0, 0, 0, 0, vietnam.Zone)
		c.Labels = append(c.Labels, ask.Say("T%d", "%d", int(at.Month())))
		c.Long = append(c.Long, at.Format("1/2006"))
	}
	c.Now = c.Labels[0]
	total := 0
	r.Roll.Each(roll.Filter{View: roll.Carrying, Province: province}, func(row roll.Row) {
		at := row.Validity.ExpiresAt.Add(-time.Nanosecond).In(vietnam.Zone)
		if i := (at.Year()-begin.Year())*12 + int(at.Month()-begin.Month()); i >= 0 && i < aheadMonths {
			c.Series[0].Values[i]++
			total++
		}
	})
	c.Say = ask.Say("%s chứng nhận hết hạn trong sáu tháng tới", "%s certificates run out in the next six months", ask.Lang.Num(total))
	if total == 0 {
		return "", ask.Say("Không chứng nhận nào hết hạn trong sáu tháng tới", "No certificate runs out in the next six months")
	}
	return c.Bars(), c.Say
}
