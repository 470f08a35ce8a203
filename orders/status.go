package orders

import (
	"slices"
	"strings"
)

// Status is where an order is on its way to the buyer.
type Status string

// The statuses. An order that ran out of time to be paid is Cancelled, with ReasonUnpaid.
const (
	AwaitingPayment Status = "awaiting_payment"
	Pending         Status = "pending"
	Confirmed       Status = "confirmed"
	Packed          Status = "packed" // and waiting for the carrier
	Shipped         Status = "shipped"
	Delivered       Status = "delivered"
	Returned        Status = "returned"
	Cancelled       Status = "cancelled"
)

// next lists where each status may go. A status without a row is final.
var next = map[Status][]Status{
	AwaitingPayment: {Pending, Cancelled},
	Pending:         {Confirmed, Cancelled},
	Confirmed:       {Packed, Shipped, Cancelled},
	Packed:          {Confirmed, Shipped, Cancelled}, // back to Confirmed: the parcel was opened again
	Shipped:         {Delivered, Returned},
}

// Statuses lists all statuses in the order of an order's life.
func Statuses() []Status {
	return []Status{AwaitingPayment, Pending, Confirmed, Packed, Shipped, Delivered, Returned, Cancelled}
}

// CanBecome reports whether an order may move from s to t.
func (s Status) CanBecome(t Status) bool { return slices.Contains(next[s], t) }

// Final reports whether nothing can follow.
func (s Status) Final() bool { return len(next[s]) == 0 }

// BuyerMayCancel reports whether the buyer may still cancel by themselves: until
// the seller has confirmed and packs. After that the seller or an operator can, until it is shipped.
func (s Status) BuyerMayCancel() bool { return s == AwaitingPayment || s == Pending }

// Open reports whether the goods have not left the seller yet.
func (s Status) Open() bool { return s.CanBecome(Cancelled) }

// plain names the status in the English of the audit log.
func (s Status) plain() string { return strings.ReplaceAll(string(s), "_", " ") }

// words names the status in the Vietnamese of the audit log.
func (s Status) words() string {
	names := map[Status]string{
		AwaitingPayment: "chờ chuyển khoản", Pending: "mới", Confirmed: "đã nhận đơn", Packed: "đã gói",
		Shipped: "đang giao", Delivered: "đã giao", Returned: "đã trả lại", Cancelled: "đã hủy",
	}
	if name, ok := names[s]; ok {
		return name
	}
	return string(s)
}

// givesBack reports whether moving to t returns the goods to the stock. What
// comes back from a buyer (Returned) is looked at by the seller first, and counted in by hand.
func (s Status) givesBack(t Status) bool { return t == Cancelled && s.Open() }
