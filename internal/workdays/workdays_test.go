package workdays

import (
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/vietnam"
)

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, vietnam.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func TestTermsEndAsTheLawSays(t *testing.T) {
	for _, tt := range []struct{ name, from, want string }{
		{"Monday morning", "2026-11-23 09:00", "2026-11-25 17:00"},
		{"Monday, one minute to midnight", "2026-11-23 23:59", "2026-11-25 17:00"},
		{"Thursday", "2026-11-26 10:00", "2026-11-30 17:00"},
		{"Friday", "2026-11-27 16:00", "2026-12-01 17:00"},
		{"Saturday", "2026-11-28 08:00", "2026-12-01 17:00"},
		{"Sunday", "2026-11-29 08:00", "2026-12-01 17:00"},
		{"before Tet", "2026-02-13 09:00", "2026-02-24 17:00"},
		{"during Tet", "2026-02-17 09:00", "2026-02-24 17:00"},
		{"a Saturday that is worked", "2026-08-20 09:00", "2026-08-22 17:00"},
		{"over National Day", "2026-08-28 09:00", "2026-09-04 17:00"},
		{"before the holidays of spring", "2026-04-28 09:00", "2026-05-04 17:00"},
		{"over the end of the year", "2026-12-31 09:00", "2027-01-05 17:00"},
	} {
		if got, want := Vietnam().Due(at(tt.from), 2), at(tt.want); !got.Equal(want) {
			t.Errorf("%s: got %s, want %s", tt.name, got.In(vietnam.Zone), want)
		}
	}
}

func TestWorkingTimeBetween(t *testing.T) {
	for _, tt := range []struct {
		from, to    string
		days, hours int
	}{
		{"2026-11-23 09:00", "2026-11-23 11:00", 0, 2},
		{"2026-11-23 19:00", "2026-11-24 07:00", 0, 0},
		{"2026-11-27 16:00", "2026-11-30 09:00", 0, 2},
		{"2026-11-23 08:00", "2026-11-24 17:00", 2, 0},
		{"2026-02-13 17:00", "2026-02-23 10:00", 0, 2},
		{"2026-11-24 10:00", "2026-11-23 10:00", 0, 0},
	} {
		days, hours := Days(Vietnam().Between(at(tt.from), at(tt.to)))
		if days != tt.days || hours != tt.hours {
			t.Errorf("%s to %s: %d days %d hours, want %d and %d", tt.from, tt.to, days, hours, tt.days, tt.hours)
		}
	}
}

func TestTheListHoldsFiveDaysOfTetAndNoWeekends(t *testing.T) {
	c := Vietnam()
	for year, want := range map[string]int{"2026": 5, "2027": 5} {
		n := 0
		for date, name := range c.off {
			day, _ := time.Parse(time.DateOnly, date)
			if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
				t.Errorf("%s is a day off anyway", date)
			}
			if date[:4] == year && len(name) > 12 && name[:len("Tết Nguyên")] == "Tết Nguyên" {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d days of Tet, want %d", year, n, want)
		}
	}
	for date := range c.worked {
		day, _ := time.Parse(time.DateOnly, date)
		if day.Weekday() != time.Saturday {
			t.Errorf("%s is no Saturday", date)
		}
	}
	if c.Last() < "2027-09" {
		t.Errorf("the list ends on %s", c.Last())
	}
}

func TestAListThatIsWrongIsRefused(t *testing.T) {
	for _, text := range []string{"2026-13-01 x", "Tết", "+x"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
	c, err := Parse("# nguồn\n\n2026-11-24\n")
	if err != nil || c.Works(at("2026-11-24 10:00")) {
		t.Errorf("a day without a name: %v", err)
	}
}
