package goods

import (
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/web/desk"
)

// standing is how a product stands on the market, as a tag.
type standing struct{ Class, Icon, Say string }

// standingOf says whether a product is sold, and if not why.
func (r *room) standingOf(ask *desk.Ask, card *catalog.Card) standing {
	v := card.Validity
	until := ask.Lang.Date(v.ExpiresAt.Add(-time.Second))
	switch state := r.Goods.State(card); state {
	case catalog.StateValid, catalog.StateExpiring:
		return r.selling(ask, card, state, until)
	case catalog.StateExpired:
		return standing{"tag--danger", "i-ban", ask.Say("Chứng nhận hết hạn %s", "Certificate lapsed %s", until)}
	case catalog.StateSuspended:
		return standing{"tag--danger", "i-ban", ask.Say("Chứng nhận bị đình chỉ", "Certificate suspended")}
	case catalog.StateRevoked:
		return standing{"tag--danger", "i-ban", ask.Say("Chứng nhận bị thu hồi", "Certificate revoked")}
	case catalog.StateWithdrawn:
		return standing{"tag--danger", "i-ban", ask.Say("Đã ra khỏi chương trình", "Left the programme")}
	}
	return standing{"tag--warn", "i-clock", ask.Say("Sổ chưa xác nhận", "Not confirmed by the registry")}
}

func (r *room) selling(ask *desk.Ask, card *catalog.Card, state catalog.State, until string) standing {
	stars := int(card.Validity.Stars)
	switch {
	case len(card.Units) == 0:
		return standing{"tag--warn", "i-edit", ask.Say("%d sao, chưa có giá", "%d stars, no price yet", stars)}
	case !card.InStock():
		return standing{"tag--warn", "i-box", ask.Say("%d sao, hết hàng", "%d stars, out of stock", stars)}
	case state == catalog.StateExpiring:
		return standing{"tag--warn", "i-clock", ask.Say("Đang bán, %d sao chỉ đến %s", "On sale, %d stars only until %s", stars, until)}
	}
	return standing{"tag--ok", "i-check", ask.Say("Đang bán, %d sao đến %s", "On sale, %d stars until %s", stars, until)}
}
