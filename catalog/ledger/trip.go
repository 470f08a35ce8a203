package ledger

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// How far from today the day may be on which goods of a slip set out: it may be written down afterwards, or made ready before.
const (
	daysBack  = 31
	daysAhead = 60
)

// dayIn is a moment's day in Vietnam, as a date without a zone.
func dayIn(at time.Time) time.Time {
	y, m, d := at.In(vietnam.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// checkTrip says what is wrong with when goods set out and who takes them.
func (b *Book) checkTrip(in TransferInput) (wrong field.Errors) {
	today := dayIn(b.goods.Now())
	from, to := today.AddDate(0, 0, -daysBack), today.AddDate(0, 0, daysAhead)
	if in.LeavesOn.Before(from) || in.LeavesOn.After(to) {
		wrong.Add("leaves", "range", fmt.Sprintf("Ghi ngày đi từ %s đến %s.", from.Format("2/1/2006"), to.Format("2/1/2006")), fmt.Sprintf("Write a day from %s to %s.", from.Format("2 Jan 2006"), to.Format("2 Jan 2006")))
	}
	if utf8.RuneCountInString(in.Carrier) > maxName {
		wrong.Add("carrier", "too_long", "Tên người chở dài quá 120 chữ.", "The carrier's name is longer than 120 characters.")
	}
	return wrong
}
