package feeds

import (
	"fmt"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/orders"
)

// said is a sentence about an order in both languages.
type said struct{ vi, en string }

// toldBuyers are the changes that a shopper is told of; %s is the order's code.
var toldBuyers = map[orders.What]said{
	orders.WasPaid:      {"Đơn %s: đã nhận tiền", "Order %s: your payment came"},
	orders.WasUnderpaid: {"Đơn %s: tiền về chưa đủ", "Order %s: the payment is not complete"},
	orders.WasShipped:   {"Đơn %s: hàng đã gửi", "Order %s: on its way"},
	orders.WasDelivered: {"Đơn %s: đã giao", "Order %s: delivered"},
	orders.WasReturned:  {"Đơn %s: hàng quay về người bán", "Order %s: going back to the seller"},
	orders.WasCancelled: {"Đơn %s: đã hủy", "Order %s: cancelled"},
	orders.WasReduced:   {"Đơn %s: bỏ bớt hàng mất chứng nhận, phần còn lại vẫn giao", "Order %s: a product lost its certificate and was taken out, the rest still comes"},
	orders.RanOut:       {"Đơn %s: hết giờ chờ tiền, đã hủy", "Order %s: no payment came in time, cancelled"},
	orders.LapseAsked:   {"Đơn %s: một sản phẩm mất chứng nhận, bạn còn lấy không?", "Order %s: a product lost its certificate; do you still want it?"},
}

// toBuyer tells the account with which the order was placed. The letter about the order goes to the address that was left with it.
func toBuyer(checkout *orders.Checkout, c orders.Change, event string) []notices.Notice {
	words, ok := toldBuyers[c.What]
	if checkout.Account == "" || !ok {
		return nil
	}
	return []notices.Notice{{
		To: notices.ToPerson(checkout.Account), Kind: notices.KindOrders, Key: "order:" + checkout.ID + ":" + event, Elsewhere: checkout.Contact.Email,
		VI: fmt.Sprintf(words.vi, checkout.ID), EN: fmt.Sprintf(words.en, checkout.ID), Path: "/tai-khoan/don-hang/" + checkout.ID,
	}}
}
