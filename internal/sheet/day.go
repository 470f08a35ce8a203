package sheet

import (
	"strconv"
	"time"
)

// ParseDay reads a day as people and spreadsheets write it: 5/6/2025 is the fifth of
// June, as Vietnam does it, and a spreadsheet's day number is that day. The result is midnight UTC.
func ParseDay(cell string) (time.Time, bool) {
	for _, layout := range []string{"2/1/2006", "2-1-2006", "2.1.2006", time.DateOnly, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2/1/2006 15:04:05"} {
		if t, err := time.Parse(layout, cell); err == nil {
			y, m, d := t.Date()
			return time.Date(y, m, d, 0, 0, 0, 0, time.UTC), true
		}
	}
	days, err := strconv.ParseFloat(cell, 64)
	if err != nil || days < 40_000 || days > 80_000 {
		return time.Time{}, false
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)), true
}
