package officer

import (
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/web/desk"
)

func stateName(ask *desk.Ask, s catalog.State) string {
	switch s {
	case catalog.StateValid:
		return ask.Say("Còn hạn", "Valid")
	case catalog.StateExpiring:
		return ask.Say("Sắp hết hạn", "Expiring")
	case catalog.StateExpired:
		return ask.Say("Hết hạn", "Expired")
	case catalog.StateSuspended:
		return ask.Say("Đang đình chỉ", "Suspended")
	case catalog.StateRevoked:
		return ask.Say("Đã thu hồi", "Revoked")
	case catalog.StateWithdrawn:
		return ask.Say("Đã ra khỏi chương trình", "Withdrawn")
	}
	return ask.Say("Chưa rõ", "Unknown")
}
