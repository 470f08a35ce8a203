package catalog

import (
	"slices"
	"time"

	"github.com/ocopmarket/ocop/internal/vietnam"
)

// VATPeriod says which rates of value added tax, in percent, hold in a time.
type VATPeriod struct {
	From, Until time.Time // Until is the first moment after it; zero is open
	Rates       []int
}

// vatPeriods are the rates by date, oldest first. 48/2024/QH15: 0, 5 and 10 %; 204/2025/QH15 lowers 10 to 8 % for most goods until the end of 2026.
func vatPeriods() []VATPeriod {
	reduced := time.Date(2025, 7, 1, 0, 0, 0, 0, vietnam.Zone)
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, vietnam.Zone)
	return []VATPeriod{
		{Until: reduced, Rates: []int{0, 5, 10}},
		{From: reduced, Until: end, Rates: []int{0, 5, 8, 10}},
		{From: end, Rates: []int{0, 5, 10}},
	}
}

// VATRates are the rates that may be chosen at a moment, ascending.
func VATRates(at time.Time) []int {
	for _, p := range vatPeriods() {
		if !at.Before(p.From) && (p.Until.IsZero() || at.Before(p.Until)) {
			return p.Rates
		}
	}
	return nil
}

// VATAllowed reports whether a rate may be chosen at a moment.
func VATAllowed(rate int, at time.Time) bool { return slices.Contains(VATRates(at), rate) }
