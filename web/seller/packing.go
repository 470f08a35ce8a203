package seller

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// packingPage is how the producer packs.
type packingPage struct {
	desk.Page
	Typed packingTyped
}

// packingTyped is what the form holds.
type packingTyped struct{ CutOff, PickUp, Carrier, Note, Ice string }

// packing serves GET /ban-hang/cach-goi.
func (r *room) packing(ask *desk.Ask) error {
	p, err := r.Orders.PackingOf(ask.Ctx(), ask.Who.Producer)
	if err != nil {
		return err
	}
	return r.showPacking(ask, http.StatusOK, packingTyped{clock(p.CutOff), clock(p.PickUp), p.Carrier, p.Note, strconv.Itoa(p.BagHolds())}, desk.Wrong{})
}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

func (r *room) showPacking(ask *desk.Ask, status int, typed packingTyped, wrong desk.Wrong) error {
	page := &packingPage{Page: ask.NewPage(ask.Say("Cách gói, giao", "Packing")), Typed: typed}
	page.Wrong = wrong
	page.Mark(ordersPath)
	return ask.Render(status, "seller-packing", page)
}

// setPacking serves POST /ban-hang/cach-goi.
func (r *room) setPacking(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	err = r.Orders.SetPacking(ask.Ctx(), ask.Who.Producer, packingOf(form))
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		typed := packingTyped{form.Get("gio-chot"), form.Get("gio-lay"), form.Get("hang"), form.Get("loi-dan"), form.Get("tui-da")}
		return r.showPacking(ask, http.StatusUnprocessableEntity, typed, wrong)
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(ordersPath, ask.Say("Đã lưu cách gói, giao.", "Saved how you pack."))
}

func packingOf(form url.Values) orders.Packing {
	return orders.Packing{CutOff: minutes(form.Get("gio-chot")), PickUp: minutes(form.Get("gio-lay")), Carrier: form.Get("hang"), Note: form.Get("loi-dan"), IceKG: kilograms(form.Get("tui-da"))}
}

// kilograms reads a number that may be left out; -1 for what is none.
func kilograms(text string) int {
	if strings.TrimSpace(text) == "" {
		return 0
	}
	n, ok := desk.Whole(text)
	if !ok || n == 0 {
		return -1
	}
	return n
}

// minutes reads a time of day; -1 for anything else.
func minutes(text string) int {
	at, err := time.Parse("15:04", text)
	if err != nil {
		return -1
	}
	return at.Hour()*60 + at.Minute()
}
