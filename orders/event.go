package orders

// The kinds of outbox entries that orders write. They carry codes alone: whoever
// hears of one reads the rest, so that nothing personal lies about.
const (
	// EventPlaced carries a Placement.
	EventPlaced = "order.placed"
	// EventChanged carries a Change.
	EventChanged = "order.changed"
)

// Placement tells that a checkout was placed.
type Placement struct {
	Checkout string `bson:"checkout"`
}

// Change tells that something happened to some orders of a checkout.
type Change struct {
	Checkout string   `bson:"checkout"`
	Orders   []string `bson:"orders,omitempty"` // codes; none where it concerns the payment alone
	What     What     `bson:"what"`
	// Certificate is the number of the one that was lost, where that is what happened.
	Certificate string `bson:"certificate,omitempty"`
}

// What happened.
type What string

// The things that happen.
const (
	WasPaid      What = "paid"
	WasUnderpaid What = "underpaid"
	WasPaidLate  What = "paid_late" // for the operator: money came for what is cancelled
	WasOverpaid  What = "overpaid"  // for the operator: more came than was asked for
	TurnedToCash What = "cash"
	WasConfirmed What = "confirmed"
	WasShipped   What = "shipped"
	WasDelivered What = "delivered"
	WasReturned  What = "returned"
	WasCancelled What = "cancelled"
	RanOut       What = "expired" // the hold for a transfer
	WasRecalled  What = "recalled"
	WasReduced   What = "reduced" // lines fell out of it, the rest goes on
	// A certificate of something in the order was lost: the buyer is asked whether they still want it, told that it comes all the same, or that it is on its way.
	LapseAsked    What = "lapse_asked"
	LapseKept     What = "lapse_kept"
	LapseOnTheWay What = "lapse_on_the_way"
)

// whatOf names a status that an order moved to.
var whatOf = map[Status]What{
	Confirmed: WasConfirmed, Shipped: WasShipped, Delivered: WasDelivered, Returned: WasReturned, Cancelled: WasCancelled,
}

// newsOfMove is what a move makes known: that a parcel was packed, or opened again, is no news.
func newsOfMove(from, to Status) (What, bool) {
	what, ok := whatOf[to]
	return what, ok && !(from == Packed && to == Confirmed)
}
