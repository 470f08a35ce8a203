package orders

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
)

// Method is how the buyer pays.
type Method string

// The ways to pay.
const (
	CashOnDelivery Method = "cod"
	Transfer       Method = "transfer"
)

// PaymentState is how far a checkout's payment has come.
type PaymentState string

// The states of a payment.
const (
	PaymentDue      PaymentState = "due"      // in cash, at the door
	PaymentAwaited  PaymentState = "awaited"  // a transfer, until HoldUntil
	PaymentPaid     PaymentState = "paid"     // the bank reported it
	PaymentExpired  PaymentState = "expired"  // no transfer came in time; the goods went back
	PaymentNotOwed  PaymentState = "not_owed" // everything was cancelled before it was paid
	PaymentToRefund PaymentState = "refund"   // paid, and some or all of it must go back
)

// Settlement is what is owed for a checkout and what came.
type Settlement struct {
	Method    Method       `bson:"method"`
	State     PaymentState `bson:"state"`
	HoldUntil *time.Time   `bson:"hold_until,omitempty"` // until when goods are held for a transfer
	Received  money.Amount `bson:"received"`
	PaidAt    *time.Time   `bson:"paid_at,omitempty"`
	Refund    money.Amount `bson:"refund,omitempty"` // owed to the buyer
}

// Class says how a transfer fits what was asked for.
type Class string

// The classes.
const (
	Exact     Class = "exact"
	Under     Class = "under"     // more is needed
	Over      Class = "over"      // the difference must go back
	Late      Class = "late"      // the order was already cancelled: the money must go back, or the goods be ordered anew
	Unmatched Class = "unmatched" // of no order we can tell
)

// Receipt is money that a bank or an operator reports.
type Receipt struct {
	Ref         string       // the bank's reference; empty for an operator's word
	Amount      money.Amount // 0 for an operator's word: what is still owed
	At          time.Time
	Description string
	By          string // who reports it
}

// Payment is a receipt on file, whatever became of it.
type Payment struct {
	store.Meta  `bson:",inline"` // ID is derived from the bank's reference, so the same one is filed once
	Ref         string           `bson:"ref"`
	Checkout    string           `bson:"checkout,omitempty"` // code; absent while unmatched
	Amount      money.Amount     `bson:"amount"`
	At          time.Time        `bson:"at"`
	Description string           `bson:"description,omitempty"`
	Class       Class            `bson:"class"`
	ByAmount    bool             `bson:"by_amount,omitempty"` // matched on amount and time, for want of a code
	By          string           `bson:"by"`
	RecordedAt  time.Time        `bson:"recorded_at"`
}
