package targets

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Input is what somebody typed: by key, a goal and, for those that the office counts, a count with its day and source.
type Input struct {
	Goals  map[Key]string
	Counts map[Key]CountInput
}

// CountInput is a typed count; all empty for none.
type CountInput struct{ Number, Of, Day, Source string }

func (c CountInput) empty() bool { return c.Number == "" && c.Of == "" && c.Source == "" }

// The bounds of numbers and years.
const (
	maxNumber = 1_000_000
	maxShare  = 100
	maxSource = 200  // characters
	firstYear = 2018 // 490/QĐ-TTg: the programme's first
)

// Set changes goals and counts of a year together and returns how many changed: field.Errors, and nothing changed, where something does not fit.
func (s *Service) Set(ctx context.Context, province string, year int, in Input) (int, error) {
	goals, counts, err := s.parse(year, in)
	if err != nil {
		return 0, err
	}
	by := audit.ActorOf(ctx).Person
	return s.change(ctx, province, year, func(p *Plan) []Past {
		return append(p.setGoals(goals, by, s.now()), p.setCounts(counts, by, s.now())...)
	})
}

func (s *Service) parse(year int, in Input) (map[Key]*int64, map[Key]*Count, error) {
	var wrong field.Errors
	if next := s.clock().In(vietnam.Zone).Year() + 1; year < firstYear || year > next {
		wrong.Add("nam", "out_of_range", fmt.Sprintf("Năm phải từ %d đến %d.", firstYear, next), fmt.Sprintf("The year must be from %d to %d.", firstYear, next))
	}
	goals, counts := map[Key]*int64{}, map[Key]*Count{}
	for _, k := range Keys() {
		if text, ok := in.Goals[k]; ok {
			goals[k] = goal(k, text, &wrong)
		}
		if c, ok := in.Counts[k]; ok && !k.Counted() {
			counts[k] = s.count(k, c, &wrong)
		}
	}
	return goals, counts, wrong.Err()
}

// number reads a whole number with or without separators; ok is false where it is none or out of bounds.
func number(text string, most int64) (int64, bool) {
	n, err := strconv.ParseInt(strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "", "%", "").Replace(text), 10, 64)
	return n, err == nil && n >= 0 && n <= most
}

// goal reads a goal; nil for none.
func goal(k Key, text string, wrong *field.Errors) *int64 {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	most := int64(maxNumber)
	if k.Share() {
		most = maxShare
	}
	n, ok := number(text, most)
	if !ok || n == 0 {
		wrong.Add("muc."+string(k), "out_of_range", fmt.Sprintf("Ghi số nguyên từ 1 đến %d, hoặc để trống.", most), fmt.Sprintf("Enter a whole number from 1 to %d, or leave it empty.", most))
		return nil
	}
	return &n
}

// count reads a count; nil for none.
func (s *Service) count(k Key, in CountInput, wrong *field.Errors) *Count {
	if in.empty() {
		return nil
	}
	before := len(*wrong)
	c := &Count{Source: strings.Join(strings.Fields(in.Source), " ")}
	var ok bool
	if c.Number, ok = number(in.Number, maxNumber); !ok {
		wrong.Add("so."+string(k), "out_of_range", "Ghi số nguyên từ 0.", "Enter a whole number from 0.")
	}
	if k == Outlets {
		if c.Of, ok = number(in.Of, maxNumber); !ok || c.Of == 0 || c.Number > c.Of {
			wrong.Add("tong."+string(k), "out_of_range", "Ghi tổng số siêu thị, không nhỏ hơn số có hàng.", "Enter how many there are, no fewer than those that carry the goods.")
		}
	}
	day, err := time.ParseInLocation(time.DateOnly, in.Day, vietnam.Zone)
	if err != nil || day.After(s.clock()) {
		wrong.Add("ngay."+string(k), "day", "Ghi ngày có số ấy, không quá hôm nay.", "Enter the day of the number, not after today.")
	}
	c.Day = day.UTC()
	if c.Source == "" || utf8.RuneCountInString(c.Source) > maxSource {
		wrong.Add("nguon."+string(k), "required", fmt.Sprintf("Ghi số lấy từ đâu, tối đa %d chữ.", maxSource), fmt.Sprintf("Say where the number is from, in %d characters.", maxSource))
	}
	if len(*wrong) > before {
		return nil
	}
	return c
}

// setGoals puts goals in force and tells what changed.
func (p *Plan) setGoals(goals map[Key]*int64, by string, at time.Time) []Past {
	var past []Past
	for _, k := range Keys() {
		to, given := goals[k]
		if !given {
			continue
		}
		from, had := p.Goals[k]
		if to == nil && !had || to != nil && had && *to == from {
			continue
		}
		c := Past{Key: k, Goal: true, By: by, At: at}
		if had {
			c.From = strconv.FormatInt(from, 10)
		}
		if to == nil {
			delete(p.Goals, k)
		} else {
			if p.Goals == nil {
				p.Goals = map[Key]int64{}
			}
			p.Goals[k], c.To = *to, strconv.FormatInt(*to, 10)
		}
		past = append(past, c)
	}
	return past
}

// setCounts puts counts in force and tells what changed.
func (p *Plan) setCounts(counts map[Key]*Count, by string, at time.Time) []Past {
	var past []Past
	for _, k := range Keys() {
		to, given := counts[k]
		if !given {
			continue
		}
		from, had := p.Counts[k]
		if to == nil && !had || to != nil && had && to.same(from) {
			continue
		}
		c := Past{Key: k, By: by, At: at, From: from.text()}
		if to == nil {
			delete(p.Counts, k)
		} else {
			if p.Counts == nil {
				p.Counts = map[Key]Count{}
			}
			to.By = by
			p.Counts[k], c.To, c.Source = *to, to.text(), to.Source
		}
		past = append(past, c)
	}
	return past
}

func (c Count) same(d Count) bool {
	return c.Number == d.Number && c.Of == d.Of && c.Source == d.Source && c.Day.Equal(d.Day)
}

// text writes a count for histories; nothing for none.
func (c Count) text() string {
	switch {
	case c.Day.IsZero():
		return ""
	case c.Of > 0:
		return fmt.Sprintf("%d / %d", c.Number, c.Of)
	}
	return strconv.FormatInt(c.Number, 10)
}
