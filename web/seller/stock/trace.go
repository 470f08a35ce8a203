package stock

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// tracePage is what anybody sees who scans the code of a lot. It names no person.
type tracePage struct {
	desk.Page
	Card        *catalog.Card
	Name        string
	Where       string
	Lot         *lots.Lot // nil where the producer has no such lot
	Number      string    // as it stands in the address
	Expired     bool
	Unit        string
	Stars       int
	Certificate string // path of its page
	Until       string
	Class, Icon string // of the state's tag
	State       string
	Say         string
}

// trace serves GET /truy-xuat/:slug/:lo: what the certificate is worth now, at the moment of the scan, and what is known of the lot.
func (r *room) trace(ask *desk.Ask) error {
	card, ok := r.Goods.CardBySlug(ask.Param("slug"))
	if !ok {
		return store.ErrNotFound
	}
	number := ask.Param("lo")
	if runes := []rune(number); len(runes) > 40 {
		number = string(runes[:40])
	}
	lot, err := r.Lots.Find(ask.Ctx(), card.ID, number)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	name := card.Name
	if ask.Lang == web.EN && card.NameEN != "" {
		name = card.NameEN
	}
	page := &tracePage{Page: ask.ShopPage(ask.Say("Lô %s, %s", "Lot %s, %s", number, name)), Card: card, Name: name, Where: ask.Lang.PlaceName(card.Place), Number: number}
	page.fillState(ask, r.Goods.State(card))
	status := http.StatusNotFound
	if err == nil {
		status = http.StatusOK
		page.Lot, page.Number, page.Expired = lot, lot.Number, lot.Expired(r.now())
		for _, u := range card.Units {
			if u.SKU == lot.SKU {
				page.Unit = unitOf(ask.Lang, card, u).CardUnit.Unit.Name
			}
		}
	}
	return ask.Render(status, "stock-trace", page)
}

func (p *tracePage) fillState(ask *desk.Ask, state catalog.State) {
	p.Certificate = "/xac-minh/" + url.PathEscape(p.Card.Certificate)
	p.State = stateWord(ask, state)
	switch {
	case state == catalog.StateExpiring:
		p.Class, p.Icon = "tag--warn", "i-clock"
	case state.ShowsStars():
		p.Class, p.Icon = "tag--ok", "i-check"
	default:
		p.Class, p.Icon = "tag--danger", "i-ban"
		p.Say = ask.Say("Lúc này sản phẩm không được gắn sao OCOP.", "At this moment the product may not carry OCOP stars.")
		return
	}
	p.Stars, p.Until = int(p.Card.Validity.Stars), lastDay(ask.Lang, p.Card.Validity)
}

// stateWord names what a certificate is worth.
func stateWord(ask *desk.Ask, s catalog.State) string {
	words := map[catalog.State][2]string{
		catalog.StateValid: {"Còn hiệu lực", "Valid"}, catalog.StateExpiring: {"Sắp hết hạn", "Expiring"}, catalog.StateExpired: {"Hết hạn", "Expired"},
		catalog.StateSuspended: {"Tạm đình chỉ", "Suspended"}, catalog.StateRevoked: {"Đã thu hồi", "Revoked"}, catalog.StateWithdrawn: {"Đã ra khỏi chương trình", "Withdrawn"},
	}
	w, ok := words[s]
	if !ok {
		return ask.Say("Chưa xác nhận được", "Not confirmed")
	}
	return ask.Say(w[0], w[1])
}

// lastDay is the last day on which a certificate counts.
func lastDay(lang web.Lang, v catalog.Validity) string {
	return lang.Date(v.ExpiresAt.Add(-time.Second))
}
