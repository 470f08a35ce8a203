// Package workdays counts time as offices in Vietnam keep it: Monday to Friday,
// public holidays aside, so that terms which the law gives in working days end when the law says.
package workdays

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/internal/vietnam"
)

//go:embed holidays.txt
var holidays string

// Calendar knows which days are worked.
type Calendar struct {
	off    map[string]string // days off by date, with what they are
	worked map[string]bool   // Saturdays and Sundays that are worked in exchange
}

// Vietnam is the calendar of the list that comes with the program.
var Vietnam = sync.OnceValue(func() *Calendar {
	c, err := Parse(holidays)
	if err != nil {
		panic(err) // a test reads it
	}
	return c
})

// Parse reads a list: a line is a date and what the day is, "2026-01-01 Tết Dương
// lịch"; one that begins with "+" is a day of a weekend that is worked. Lines that begin with "#" say where it comes from.
func Parse(text string) (*Calendar, error) {
	c := &Calendar{off: map[string]string{}, worked: map[string]bool{}}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		rest, worked := strings.CutPrefix(line, "+")
		date, name, _ := strings.Cut(rest, " ")
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return nil, fmt.Errorf("holidays: line %d: %q is no date such as 2026-01-01", n, date)
		}
		if worked {
			c.worked[date] = true
		} else {
			c.off[date] = cmp.Or(strings.TrimSpace(name), date)
		}
	}
	return c, nil
}

// Works reports whether offices work on the day of a moment.
func (c *Calendar) Works(at time.Time) bool {
	at = at.In(vietnam.Zone)
	date := at.Format(time.DateOnly)
	if c.worked[date] {
		return true
	}
	return c.off[date] == "" && at.Weekday() != time.Saturday && at.Weekday() != time.Sunday
}

// Last is the last day that the list tells anything of, so that one can see when it must be made longer.
func (c *Calendar) Last() string {
	last := ""
	for date := range c.off {
		last = max(last, date)
	}
	return last
}

// The hours of offices.
const (
	opens  = 8 * time.Hour
	closes = 17 * time.Hour
)

// Due is when a term of so many working days from a moment ends: the day itself does
// not count (Civil Code 91/2015/QH13, articles 147 and 148), and the last one ends when offices close, some hours before the law's midnight.
func (c *Calendar) Due(from time.Time, days int) time.Time {
	day := midnight(from)
	for days > 0 {
		if day = day.AddDate(0, 0, 1); c.Works(day) {
			days--
		}
	}
	return day.Add(closes).UTC()
}

func midnight(at time.Time) time.Time {
	y, m, d := at.In(vietnam.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, vietnam.Zone)
}

// Between is how much time offices worked from one moment to a later one.
func (c *Calendar) Between(from, to time.Time) time.Duration {
	var sum time.Duration
	for day := midnight(from); day.Before(to); day = day.AddDate(0, 0, 1) {
		if !c.Works(day) {
			continue
		}
		begin, end := latest(day.Add(opens), from), earliest(day.Add(closes), to)
		sum += max(end.Sub(begin), 0)
	}
	return sum
}

// Days writes a working time as days of nine hours and hours that are left.
func Days(d time.Duration) (days, hours int) {
	const day = closes - opens
	return int(d / day), int(d % day / time.Hour)
}

func latest(a, b time.Time) time.Time   { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }
func earliest(a, b time.Time) time.Time { return slices.MinFunc([]time.Time{a, b}, time.Time.Compare) }
