package orders

import (
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders/vietqr"
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
	PaymentDue     PaymentState = "due"      // in cash, at the door
	PaymentAwaited PaymentState = "awaited"  // a transfer, until HoldUntil
	PaymentPaid    PaymentState = "paid"     // the bank reported it
	PaymentExpired PaymentState = "expired"  // no transfer came in time; the goods went back
	PaymentNotOwed PaymentState = "not_owed" // everything was cancelled before it was paid
)

// Settlement is what is owed for a checkout and what came.
type Settlement struct {
	Method    Method       `bson:"method"`
	State     PaymentState `bson:"state"`
	Amount    money.Amount `bson:"amount"`               // of the orders that are not cancelled or returned
	HoldUntil *time.Time   `bson:"hold_until,omitempty"` // until when goods are held for a transfer
	Received  money.Amount `bson:"received"`
	PaidAt    *time.Time   `bson:"paid_at,omitempty"`
	Refund    money.Amount `bson:"refund"`             // owed to the buyer
	Refunded  money.Amount `bson:"refunded,omitempty"` // sent back already
	Refunds   []Refund     `bson:"refunds,omitempty"`  // oldest first
}

// Refund is money that was sent back to the buyer.
type Refund struct {
	Amount money.Amount `bson:"amount"`
	Ref    string       `bson:"ref"` // the bank's reference
	At     time.Time    `bson:"at"`
	By     string       `bson:"by"`
	Note   string       `bson:"note,omitempty"`
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
	Reason      string // why an operator gives their word; empty for a bank's
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

// tooMuchCash says what carriers collect at most.
func tooMuchCash(limit money.Amount) FieldError {
	return FieldError{
		Field: "payment", Code: "too_much_cash",
		VI: fmt.Sprintf("Người giao chỉ thu tiền mặt đến %s. Xin chọn chuyển khoản.", limit),
		EN: fmt.Sprintf("Couriers collect at most %s in cash. Choose a bank transfer.", limit),
	}
}

// QR returns what a buyer scans to pay what is still owed, as SVG and as the
// text within; ErrNotAwaited when no transfer is awaited.
func (s *Service) QR(c *Checkout) (svg, payload string, err error) {
	if c.Payment.State != PaymentAwaited {
		return "", "", ErrNotAwaited
	}
	payload, err = vietqr.Dynamic(s.Rules().Account, int64(c.Payment.Owed()), c.Purpose())
	if err != nil {
		return "", "", fmt.Errorf("QR code of %s: %w", c.ID, err)
	}
	svg, err = vietqr.SVG(payload)
	return svg, payload, err
}
