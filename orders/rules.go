package orders

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/orders/vietqr"
)

// Rules are what an operator may set; DefaultRules is where to start from.
type Rules struct {
	Hold        time.Duration  // how long goods are held for a transfer
	CashLimit   money.Amount   // the most that carriers collect; above it only a transfer is taken
	CartAge     time.Duration  // carts untouched for that long are pruned
	ReplyAge    time.Duration  // how long an idempotency key is remembered
	AccessAge   time.Duration  // how long a token opens an order
	MaxLines    int            // of a cart
	MaxQuantity int            // of a line
	Account     vietqr.Account // where transfers go; without a number none is offered
	Shipping    Rates
}

// DefaultRules returns the rules of an installation nobody has configured.
func DefaultRules() Rules {
	return Rules{
		Hold:        30 * time.Minute,
		CashLimit:   50_000_000, // a carrier's cap (GHN)
		CartAge:     30 * 24 * time.Hour,
		ReplyAge:    24 * time.Hour,
		AccessAge:   180 * 24 * time.Hour,
		MaxLines:    50,
		MaxQuantity: 999,
		Account:     vietqr.Account{BIN: "970436", Number: "1012346789", Holder: "CHO SAO"}, // for demonstration
		Shipping:    DefaultRates(),
	}
}

// Methods lists the ways to pay a total.
func (r Rules) Methods(total money.Amount) []Method {
	var methods []Method
	if total <= r.CashLimit {
		methods = append(methods, CashOnDelivery)
	}
	if r.Account.Number != "" {
		methods = append(methods, Transfer)
	}
	return methods
}
