package orders

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

func TestQuote(t *testing.T) {
	tests := []struct {
		from, to string
		weight   int
		chilled  bool
		zone     Zone
		fee      money.Amount
	}{
		{"22", "22", 500, false, Within, 18_000},
		{"22", "22", 1000, false, Within, 18_000},
		{"22", "22", 1001, false, Within, 20_500},
		{"22", "01", 850, true, Region, 32_000},
		{"37", "38", 1, false, Across, 30_000},
		{"46", "68", 2000, false, Region, 30_000},
		{"79", "96", 1500, false, Region, 26_000},
		{"22", "79", 3000, true, Across, 64_000},
		{"22", "79", 0, true, "", 0},
	}
	for _, tt := range tests {
		q := DefaultRates().Quote(tt.from, tt.to, tt.weight, tt.chilled)
		if q.Zone != tt.zone || q.Fee != tt.fee {
			t.Errorf("%s to %s, %d g: %s %d, want %s %d", tt.from, tt.to, tt.weight, q.Zone, q.Fee, tt.zone, tt.fee)
		}
	}
}

func TestQuotesGrowWithWeightAndAreTheSameBothWays(t *testing.T) {
	rates := DefaultRates()
	for _, zone := range []Zone{Within, Region, Across} {
		if r := rates.Zones[zone]; r.First <= 0 || r.MinDays < 1 || r.MaxDays < r.MinDays {
			t.Errorf("rate of %s: %+v", zone, r)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		province := rapid.SampledFrom(place.Provinces())
		from, to := province.Draw(t, "from").Code, province.Draw(t, "to").Code
		weight, more := rapid.IntRange(1, 100_000).Draw(t, "weight"), rapid.IntRange(0, 10_000).Draw(t, "more")
		q := rates.Quote(from, to, weight, false)
		switch {
		case q != rates.Quote(to, from, weight, false):
			t.Fatal("another fee on the way back")
		case rates.Quote(from, to, weight+more, false).Fee < q.Fee:
			t.Fatal("heavier and cheaper")
		case rates.Quote(from, to, weight, true).Fee != q.Fee+rates.Chilled:
			t.Fatal("cold costs something else")
		}
	})
}

func TestDaysAreThoseOfVietnam(t *testing.T) {
	lateEvening := time.Date(2026, 11, 22, 17, 30, 0, 0, time.UTC) // 0:30 on the 23rd
	if got, want := dayAfter(lateEvening, 2).In(vietnam.Zone).Format("2/1 15:04"), "25/11 00:00"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
