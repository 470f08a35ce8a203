package orders

import (
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/money"
)

// Problem is why a line of a cart cannot be ordered as it is.
type Problem string

// The problems. Lapsed and Gone lines are not counted and block nothing; SoldOut and Short ones must be changed first.
const (
	Fine    Problem = ""
	Lapsed  Problem = "lapsed"   // its certificate carries no stars now: see State
	Gone    Problem = "gone"     // it is sold no more
	SoldOut Problem = "sold_out" // none is left
	Short   Problem = "short"    // fewer are left than asked for
)

// Counted reports whether the line is part of the total.
func (p Problem) Counted() bool { return p != Lapsed && p != Gone }

// CartView is a cart with what is true of its lines now.
type CartView struct {
	Groups   []CartGroup // by producer, in the order of first addition
	Province string      // that shipping is reckoned for; empty while unknown, and Shipping is 0 then
	Count    int         // pieces that count
	Goods    money.Amount
	Shipping money.Amount
	Total    money.Amount
}

// CartGroup is what one producer would send.
type CartGroup struct {
	Seller   Seller
	Lines    []CartItem
	Goods    money.Amount
	Delivery Delivery
}

// CartItem is a line of a cart with what is true of it now.
type CartItem struct {
	Line        // as it would be ordered; Stars is 0 unless they may be shown
	State       catalog.State
	Available   int
	Chilled     bool
	WeightG     int // of one
	Problem     Problem
	Certificate *catalog.Validity // for the date to name when lapsed; nil when gone
}

// Empty reports whether there is nothing in the cart at all.
func (v *CartView) Empty() bool { return len(v.Groups) == 0 }

// Items lists the lines that have one of these problems.
func (v *CartView) Items(problems ...Problem) []CartItem { panic("") }

// Placeable reports whether it could be ordered as it is.
func (v *CartView) Placeable() bool { panic("") }
