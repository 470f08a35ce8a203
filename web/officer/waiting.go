package officer

import (
	"time"

	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/programme/queues"
	"github.com/ocopmarket/ocop/web/desk"
)

// queueRow is a kind of work that waits, as the dashboard shows it.
type queueRow struct {
	queues.Ages
	Oldest, Holder string
	Soon           bool // a term of the law ends within a working day
}

// nearlyDue is the working time left of a term from which on it is marked: a day of an office.
const nearlyDue = 9 * time.Hour

// queueRows puts what waits into words. Where the law sets a term, its clock is told instead of an age.
func (r *room) queueRows(ask *desk.Ask, all []queues.Ages) []queueRow {
	now := r.Catalog.Now()
	rows := make([]queueRow, len(all))
	for i, q := range all {
		row := queueRow{Ages: q}
		about := q.Oldest
		switch {
		case q.Total == 0:
			row.Oldest = ask.Say("không có gì chờ", "nothing waits")
		case !q.Next.Due.IsZero():
			about = q.Next
			row.Oldest = r.termSay(ask, about.Due, now)
			row.Soon = q.Overdue == 0 && r.Calendar.Between(now, about.Due) <= nearlyDue
		default:
			row.Oldest = sinceSay(ask, about, now)
		}
		row.Holder = ask.Say("chưa ai giữ", "nobody holds it")
		if about.Holder != "" {
			row.Holder = ask.Say("%s giữ", "with %s", about.Holder)
		}
		rows[i] = row
	}
	return rows
}

// termSay tells when a term of the law ends, and how long offices still work until then.
func (r *room) termSay(ask *desk.Ask, due, now time.Time) string {
	at := due.In(vietnam.Zone).Format("15:04 ") + ask.Lang.Weekday(due)
	if due.Before(now) {
		return ask.Say("Quá hạn luật từ %s", "Past the legal term of %s", at)
	}
	return ask.Say("Hạn luật %s, còn %s làm việc", "Legal term %s, %s of work left", at, desk.WorkingTime(ask.Lang, r.Calendar.Between(now, due)))
}

// sinceSay tells what has waited longest, and for how long; of things without a name, since when.
func sinceSay(ask *desk.Ask, item queues.Item, now time.Time) string {
	if item.Title != "" {
		return item.Title + ", " + desk.Age(ask.Lang, item.Since, now)
	}
	day, clock := item.Since.In(vietnam.Zone), item.Since.In(vietnam.Zone).Format("15:04")
	if today := now.In(vietnam.Zone); day.YearDay() == today.YearDay() && day.Year() == today.Year() {
		return ask.Say("Từ %s hôm nay", "Since %s today", clock)
	}
	return ask.Say("Từ %s", "Since %s", clock+" "+ask.Lang.Weekday(item.Since))
}
