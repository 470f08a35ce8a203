package main

import (
	"math"
	"time"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/settings"
	"github.com/ocopmarket/ocop/orders"
)

// settingsBook lists what administrators may change while the market runs; the configuration gives where it starts.
func (m *market) settingsBook() *settings.Book {
	s := m.settings
	return settings.New(m.db, m.clock,
		settings.Setting{Key: "registry.max_change", VI: "Ngưỡng dừng một tỉnh", EN: "A province stops at", UnitVI: "% sản phẩm đổi sao mỗi lần kéo", UnitEN: "% of its products changing stars in a pull",
			Min: 1, Max: 100, Default: int64(math.Round(s.RegistryMaxChange * 100)), Apply: func(n int64) {
				if m.pull != nil {
					m.pull.SetMaxChange(float64(n) / 100)
				}
			}},
		settings.Setting{Key: "registry.silence", VI: "Sổ im lặng quá", EN: "The registry counts as silent after", UnitVI: "giờ thì ẩn sao", UnitEN: "hours, then stars are hidden",
			Min: 1, Max: 24 * 90, Default: int64(s.RegistrySilence / time.Hour), Apply: func(n int64) { m.catalog.SetSilence(time.Duration(n) * time.Hour) }},
		settings.Setting{Key: "orders.hold", VI: "Giữ hàng chờ chuyển khoản", EN: "Goods are held for a transfer", UnitVI: "phút", UnitEN: "minutes",
			Min: 5, Max: 24 * 60, Default: int64(s.Hold / time.Minute), Apply: func(n int64) {
				m.orders.ChangeRules(func(r *orders.Rules) { r.Hold = time.Duration(n) * time.Minute })
			}},
		settings.Setting{Key: "orders.cash_limit", VI: "Tiền thu hộ cao nhất", EN: "Most cash on delivery", UnitVI: "₫", UnitEN: "₫",
			Min: 100_000, Max: 1_000_000_000, Default: int64(orders.DefaultRules().CashLimit), Apply: func(n int64) {
				m.orders.ChangeRules(func(r *orders.Rules) { r.CashLimit = money.Amount(n) })
			}},
	)
}
