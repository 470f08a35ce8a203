package seller

import (
	"testing"
	"time"

	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

func TestHowLongACertificateHolds(t *testing.T) {
	now := time.Date(2026, time.November, 22, 3, 42, 0, 0, time.UTC)
	for _, tt := range []struct {
		end    time.Time
		vi, en string
	}{
		{now.AddDate(0, 4, 1), "4 tháng", "4 months"}, {now.AddDate(0, 1, 3), "1 tháng", "1 month"}, {now.AddDate(0, 0, 12), "12 ngày", "12 days"},
		{now.AddDate(0, 0, 1), "1 ngày", "1 day"}, {now.Add(time.Hour), "chưa đến một ngày", "less than a day"}, {now, "", ""},
	} {
		for lang, want := range map[string]string{"vi": tt.vi, "en": tt.en} {
			ask := &desk.Ask{Lang: web.Lang(lang)}
			if got := left(ask, now, tt.end, monthsUntil(now, tt.end)); got != want {
				t.Errorf("until %s in %s: %q, want %q", tt.end, lang, got, want)
			}
		}
	}
}
