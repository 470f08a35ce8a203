package seller

import (
	"time"

	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/web/desk"
)

// period is a stretch of days ending today, cut into equal parts, that is compared with the stretch before it.
type period struct {
	Key, Name string
	Was       string // what the stretch before it is called
	Current   bool
	Days      int
	part      part
}

// part is what a period is cut into.
type part int

// The parts.
const (
	byDay part = iota
	byWeek
	byMonth
)

// Path is where the sales of the period are.
func (p period) Path() string { return salesPath + "?ky=" + p.Key }

func periods(ask *desk.Ask) []period {
	return []period{
		{Key: "7", Name: ask.Say("7 ngày", "7 days"), Was: ask.Say("tuần trước", "the week before"), Days: 7, part: byDay},
		{Key: "30", Name: ask.Say("30 ngày", "30 days"), Was: ask.Say("30 ngày trước đó", "the 30 days before"), Days: 30, part: byDay},
		{Key: "12-tuan", Name: ask.Say("12 tuần", "12 weeks"), Was: ask.Say("12 tuần trước đó", "the 12 weeks before"), Days: 84, part: byWeek},
		{Key: "12-thang", Name: ask.Say("12 tháng", "12 months"), Was: ask.Say("cùng kỳ năm trước", "the same months a year ago"), Days: 365, part: byMonth},
	}
}

// midnight is the first moment of a moment's day in Vietnam.
func midnight(at time.Time) time.Time {
	y, m, d := at.In(vietnam.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, vietnam.Zone)
}

// begin is the first day of the period that ends with a day.
func (p period) begin(today time.Time) time.Time {
	if p.part == byMonth {
		y, m, _ := today.Date()
		return time.Date(y, m-11, 1, 0, 0, 0, 0, vietnam.Zone)
	}
	return today.AddDate(0, 0, 1-p.Days)
}

// before is the first day of the stretch before that is compared: of as many days, or of the same days a year ago.
func (p period) before(today time.Time) (from, to time.Time) {
	if p.part == byMonth {
		return p.begin(today).AddDate(-1, 0, 0), today.AddDate(-1, 0, 0)
	}
	return p.begin(today).AddDate(0, 0, -p.Days), today.AddDate(0, 0, -p.Days)
}

// starts lists the first day of each part.
func (p period) starts(today time.Time) []time.Time {
	var list []time.Time
	for at := p.begin(today); !at.After(today); at = p.next(at) {
		list = append(list, at)
	}
	return list
}

func (p period) next(at time.Time) time.Time {
	switch p.part {
	case byWeek:
		return at.AddDate(0, 0, 7)
	case byMonth:
		return at.AddDate(0, 1, 0)
	}
	return at.AddDate(0, 0, 1)
}

// label names a part, short for a drawing and long for a table.
func (p period) label(ask *desk.Ask, at time.Time) (short, long string) {
	switch {
	case p.part == byMonth:
		return ask.Say("T%d", "%d", int(at.Month())), ask.Say("Tháng %d/%d", "%d/%d", int(at.Month()), at.Year())
	case p.part == byWeek:
		return at.Format("2/1"), ask.Say("Tuần từ %s", "Week of %s", ask.Lang.Date(at))
	case p.Days == 7:
		return weekday(ask, at), ask.Lang.Date(at)
	}
	return at.Format("2/1"), ask.Lang.Date(at)
}

// weekday is a day of the week as calendars write it: "T2", "CN".
func weekday(ask *desk.Ask, at time.Time) string {
	vi := [...]string{"CN", "T2", "T3", "T4", "T5", "T6", "T7"}
	return ask.Say(vi[at.Weekday()], at.Weekday().String()[:3])
}
