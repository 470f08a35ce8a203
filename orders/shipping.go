package orders

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Zone is how far a parcel travels.
type Zone string

// The zones.
const (
	Within Zone = "within" // the province it is sent from
	Region Zone = "region" // another province of the north, the centre or the south
	Across Zone = "across" // another part of the country
)

// Rate is the fee for a zone: First up to FirstG grams, then Step for every StepG begun.
type Rate struct {
	First, Step      money.Amount
	MinDays, MaxDays int // from placement to the door
}

// Rates is the table of shipping fees.
type Rates struct {
	Zones         map[Zone]Rate
	FirstG, StepG int          // grams
	Chilled       money.Amount // on top for a parcel that is kept cold
}

// Delivery is how a producer's goods travel, and for how much.
type Delivery struct {
	Fee      money.Amount `bson:"fee"`
	Zone     Zone         `bson:"zone,omitempty"` // empty where nothing is sent
	Chilled  bool         `bson:"chilled,omitempty"`
	WeightG  int          `bson:"weight_g"`
	Earliest time.Time    `bson:"earliest,omitempty"` // zero where nothing is sent, and in a cart without a province
	Latest   time.Time    `bson:"latest,omitempty"`
	From     string       `bson:"from"` // province
}

// Quote is what a parcel costs and how many days it takes.
type Quote struct {
	Zone             Zone
	Fee              money.Amount
	MinDays, MaxDays int // from placement to the door
}

// DefaultRates are round figures of the size that domestic carriers charge in 2026: configuration, not a tariff.
func DefaultRates() Rates {
	return Rates{
		FirstG: 1000, StepG: 500, Chilled: 10_000,
		Zones: map[Zone]Rate{
			Within: {First: 18_000, Step: 2_500, MinDays: 1, MaxDays: 2},
			Region: {First: 22_000, Step: 4_000, MinDays: 2, MaxDays: 3},
			Across: {First: 30_000, Step: 6_000, MinDays: 3, MaxDays: 5},
		},
	}
}

// Quote reckons a parcel between provinces (codes). What weighs nothing, as a voucher, is sent by mail for nothing.
func (r Rates) Quote(from, to string, weightG int, chilled bool) Quote {
	if weightG <= 0 {
		return Quote{}
	}
	zone := zoneOf(from, to)
	rate := r.Zones[zone]
	fee := rate.First
	if over := weightG - r.FirstG; over > 0 && r.StepG > 0 {
		fee += rate.Step * money.Amount((over+r.StepG-1)/r.StepG)
	}
	if chilled {
		fee += r.Chilled
	}
	return Quote{Zone: zone, Fee: fee, MinDays: rate.MinDays, MaxDays: rate.MaxDays}
}

func zoneOf(from, to string) Zone {
	switch {
	case from == to:
		return Within
	case partOf(from) == partOf(to):
		return Region
	}
	return Across
}

// partOf tells north, centre and south apart by the codes of the statistics
// office, which ascend from north to south: Ninh Bình (37) ends the north and Lâm Đồng (68) the centre.
func partOf(province string) string {
	switch {
	case province <= "37":
		return "north"
	case province <= "68":
		return "centre"
	}
	return "south"
}

// delivery reckons what leaves a province now.
func (r Rates) delivery(from, to string, weightG int, chilled bool, now time.Time) Delivery {
	d := Delivery{From: from, WeightG: weightG, Chilled: chilled}
	if to == "" {
		return d
	}
	q := r.Quote(from, to, weightG, chilled)
	d.Zone, d.Fee = q.Zone, q.Fee
	if q.Zone != "" {
		d.Earliest, d.Latest = dayAfter(now, q.MinDays), dayAfter(now, q.MaxDays)
	}
	return d
}

// dayAfter is the first moment of the day, in Vietnam, that many days from now.
func dayAfter(now time.Time, days int) time.Time {
	y, m, d := now.In(vietnam.Zone).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, vietnam.Zone).UTC()
}
