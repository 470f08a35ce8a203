package targets

import (
	"errors"
	"testing"

	"github.com/ocopmarket/ocop/internal/store"
)

func TestPace(t *testing.T) {
	for _, tt := range []struct {
		key              Key
		goal, number, of int64
		known            bool
		passed           float64
		want             Pace
	}{
		{Certified, 120, 103, 0, true, .886, Slow}, {Certified, 120, 107, 0, true, .886, OnTrack}, {Certified, 120, 120, 0, true, .886, Reached}, {Certified, 120, 119, 0, true, 1, Missed},
		{Traced, 90, 384, 438, true, .886, OnTrack}, {Retail, 50, 109, 231, true, .886, OnTrack}, {Outlets, 100, 21, 22, true, .886, OnTrack}, {Showrooms, 2, 3, 0, true, .886, Reached},
		{Events, 14, 11, 0, true, .886, Slow}, {Events, 0, 11, 0, true, .886, NoGoal}, {Events, 14, 0, 0, false, .886, NoGoal}, {Traced, 90, 0, 0, true, .886, NoGoal},
	} {
		if got := Read(tt.key, tt.goal, tt.number, tt.of, tt.known, tt.passed).Pace; got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

func TestParse(t *testing.T) {
	for id, want := range map[string]struct {
		province string
		year     int
	}{"22-2026": {"22", 2026}, "vn-2025": {"", 2025}} {
		province, year, err := Parse(id)
		if err != nil || province != want.province || year != want.year || ID(province, year) != id {
			t.Errorf("%s: %q %d %v", id, province, year, err)
		}
	}
	for _, id := range []string{"", "22", "2-2026", "22-1999", "xx-2026", "22-2026/x"} {
		if _, _, err := Parse(id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestTheCountryAddsUpWhatItDidNotCount(t *testing.T) {
	own := &Plan{Counts: map[Key]Count{Events: {Number: 5}}}
	whole := own.WithCountsOf([]*Plan{{Counts: map[Key]Count{Events: {Number: 1}, Outlets: {Number: 2, Of: 3}}}, {Counts: map[Key]Count{Outlets: {Number: 4, Of: 5}}}, {}})
	if whole.Counts[Events].Number != 5 || whole.Counts[Outlets].Number != 6 || whole.Counts[Outlets].Of != 8 || whole.Counts[Outlets].Source != "2/34" {
		t.Errorf("%+v", whole.Counts)
	}
	if len(own.Counts) != 1 {
		t.Error("the plan itself was changed")
	}
}
