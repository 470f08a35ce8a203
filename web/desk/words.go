package desk

import (
	"embed"
	"fmt"
	"html/template"
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/internal/workdays"
	"github.com/ocopmarket/ocop/web"
)

//go:embed templates
var layouts embed.FS

// parseShared reads the layouts and parts that all rooms use, for a language.
func (d *Desks) parseShared(lang web.Lang) (*template.Template, error) {
	t, err := d.kit.Shared(lang, d.funcs(lang))
	if err != nil {
		return nil, err
	}
	if t, err = t.ParseFS(layouts, "templates/*.html"); err != nil {
		return nil, fmt.Errorf("desk: parse layouts: %w", err)
	}
	return t, nil
}

// funcs are what templates may call, in their language.
func (d *Desks) funcs(lang web.Lang) template.FuncMap {
	return template.FuncMap{
		// t chooses between the Vietnamese and the English sentence, and puts values into it.
		"t":       func(vi, en string, values ...any) string { return say(lang, vi, en, values...) },
		"link":    lang.Path,
		"money":   func(a money.Amount) string { return lang.Price(a) },
		"num":     lang.Num,
		"decimal": lang.Decimal,
		"date":    lang.Date,
		"moment":  lang.Moment,
		"hour":    func(at time.Time) string { return hour(lang, at) },
		"age":     func(from, to time.Time) string { return Age(lang, from, to) },
		"left":    func(from, to time.Time) string { return Age(lang, from, to) },
		"isoday":  func(at time.Time) string { return isoDay(at) },
		"add":     func(a, b int) int { return a + b },
		"field":   func(p *Page, name string) string { return p.Wrong.Of(name) },
		"ask":     question,
	}
}

// hour writes a time of a day near today: "10:42, 22/11".
func hour(lang web.Lang, at time.Time) string {
	if at.IsZero() {
		return "–"
	}
	return lang.Hour(at)
}

// isoDay writes a day in Vietnam as a date field holds it; nothing for no day.
func isoDay(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(vietnam.Zone).Format(time.DateOnly)
}

// Age writes how long it is from one moment to another, in its largest unit: "4 ngày", "3 hours".
func Age(lang web.Lang, from, to time.Time) string {
	d := to.Sub(from).Abs()
	for _, u := range []struct {
		size         time.Duration
		vi, one, few string
	}{
		{365 * 24 * time.Hour, "%d năm", "%d year", "%d years"},
		{60 * 24 * time.Hour, "", "", ""},
		{24 * time.Hour, "%d ngày", "%d day", "%d days"},
		{time.Hour, "%d giờ", "%d hour", "%d hours"},
		{time.Minute, "%d phút", "%d minute", "%d minutes"},
	} {
		if d < u.size {
			continue
		}
		if u.vi == "" {
			return months(lang, int(d/(30*24*time.Hour)))
		}
		return counted(lang, int(d/u.size), u.vi, u.one, u.few)
	}
	return say(lang, "vừa xong", "just now")
}

// Wait writes how long it is until a moment, in its two largest units: "1 ngày 13 giờ".
func Wait(lang web.Lang, from, to time.Time) string {
	d := to.Sub(from).Abs().Round(time.Minute)
	const day = 24 * time.Hour
	large := counted(lang, int(d/day), "%d ngày", "%d day", "%d days")
	small, n := counted(lang, int(d%day/time.Hour), "%d giờ", "%d hour", "%d hours"), d%day/time.Hour
	switch {
	case d < time.Hour:
		return counted(lang, int(d/time.Minute), "%d phút", "%d minute", "%d minutes")
	case d < day:
		large = counted(lang, int(d/time.Hour), "%d giờ", "%d hour", "%d hours")
		small, n = counted(lang, int(d%time.Hour/time.Minute), "%d phút", "%d minute", "%d minutes"), d%time.Hour/time.Minute
	}
	if n == 0 {
		return large
	}
	return large + " " + small
}

func months(lang web.Lang, n int) string {
	return counted(lang, n, "%d tháng", "%d month", "%d months")
}

func counted(lang web.Lang, n int, vi, one, few string) string {
	if n == 1 {
		return say(lang, vi, one, n)
	}
	return say(lang, vi, few, n)
}

// WorkingTime writes time as offices work it, by the hour while it is less than two of their days: "1 giờ", "3 days 2 hours".
func WorkingTime(lang web.Lang, d time.Duration) string {
	days, hours := workdays.Days(d)
	if days < 2 {
		return counted(lang, int(d/time.Hour), "%d giờ", "%d hour", "%d hours")
	}
	text := counted(lang, days, "%d ngày", "%d day", "%d days")
	if hours > 0 {
		text += " " + counted(lang, hours, "%d giờ", "%d hour", "%d hours")
	}
	return text
}

// InWords writes a small number as a word in Vietnamese, where sentences count things so.
func (a *Ask) InWords(n int) string {
	words := []string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"}
	if a.Lang == web.EN || n < 0 || n >= len(words) {
		return a.Lang.Num(n)
	}
	return words[n]
}

// Waited tells for how long something has waited: "chờ 4 ngày", "vừa gửi".
func (a *Ask) Waited(since, now time.Time) string {
	if now.Sub(since) < time.Minute {
		return a.Say("vừa gửi", "just sent")
	}
	return a.Say("chờ %s", "waiting for %s", Age(a.Lang, since, now))
}
