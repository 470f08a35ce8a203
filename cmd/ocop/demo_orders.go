package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

// demoDays is how far back the demonstration's orders go: two weeks, so that one can be compared with the other.
const demoDays = 14

// demoBuyers are who ordered from the demonstration's producer, and where they live.
func demoBuyers() []orders.PlaceInput {
	buyer := func(name, phone, province, street string) orders.PlaceInput {
		commune := place.Communes(province)[0]
		return orders.PlaceInput{Contact: orders.Contact{Name: name, Phone: phone}, Address: orders.Address{Province: province, Commune: commune.Code, Street: street}, Payment: orders.CashOnDelivery}
	}
	buyers := []orders.PlaceInput{
		buyer("Lý Thị Sen", "0903555012", "31", "8 ngõ 40 Tô Hiệu"),
		buyer("Hồ Văn Bưởi", "0903555013", "79", "12 Nơ Trang Long"),
		buyer("Đinh Thị Cúc", "0903555014", "01", "5 Trần Thái Tông"),
		buyer("Ngô Thị Lựu", "0903555015", "48", "77 Hùng Vương"),
		buyer("Phan Văn Quế", "0903555016", "22", "3 Lê Lợi"),
	}
	buyers[0].Address.Note, buyers[1].Address.Card = "Gọi trước khi giao.", "Mừng nhà mới"
	return buyers
}

// demoOrders were placed with the demonstration's producer, so that its desk has work on it.
const demoOrders = "demo-orders"

// demonstrateOrders places orders of the last two weeks through the same doors as everybody's, once.
func (m *market) demonstrateOrders(ctx context.Context, producer string) error {
	if _, err := milestones.Get(ctx, m.db, demoOrders); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	units := m.demoUnits(producer)
	if len(units) == 0 {
		return nil
	}
	book := &demoBook{now: m.clock()}
	book.shop = orders.New(m.db, m.catalog, m.orders.Rules(), func() time.Time { return book.at })
	buyers := demoBuyers()
	for i := range demoDays * 2 {
		if err := book.order(ctx, buyers[i%len(buyers)], units[i%len(units)], i); err != nil {
			return fmt.Errorf("demonstration order %d: %w", i, err)
		}
	}
	if err := m.demonstrateShelves(ctx, producer, units); err != nil {
		return err
	}
	err := milestones.Insert(ctx, m.db, &milestone{Meta: store.Meta{ID: demoOrders}, At: m.clock().UTC()})
	if errors.Is(err, store.ErrDuplicate) {
		return nil // another process was as quick
	}
	return err
}

// demonstrateShelves says where in the producer's own store its units lie.
func (m *market) demonstrateShelves(ctx context.Context, producer string, units []string) error {
	book := ledger.New(m.db, m.catalog)
	for i, sku := range units {
		shelf := fmt.Sprintf("tủ %c%d", 'A'+i%2, 1+i/2)
		if err := book.SetShelves(ctx, producer, sku, map[string]string{ledger.OwnPlace(producer): shelf}); err != nil {
			return fmt.Errorf("shelf of %s: %w", sku, err)
		}
	}
	return nil
}

// demoUnits are the SKUs that the producer sells now.
func (m *market) demoUnits(producer string) []string {
	var units []string
	for _, card := range m.catalog.CardsOfProducer(producer) {
		if !m.catalog.State(card).ShowsStars() {
			continue
		}
		for _, u := range card.Units {
			if u.Available > demoDays {
				units = append(units, u.SKU)
			}
		}
	}
	return units
}

// demoBook writes orders as if it were their time.
type demoBook struct {
	shop    *orders.Service
	now, at time.Time
}

// order places one order and moves it on as far as its age says. Two were placed each day, the last ones this morning.
func (b *demoBook) order(ctx context.Context, buyer orders.PlaceInput, sku string, i int) error {
	age := time.Duration(demoDays*2-i) * 12 * time.Hour
	b.at = b.now.Add(-age + 11*time.Hour)
	key, _, err := b.shop.AddToCart(ctx, "", sku, 1+i%3)
	var short *catalog.ShortError
	if errors.As(err, &short) || errors.Is(err, orders.ErrNoUnit) {
		return nil // sold out meanwhile
	}
	if err != nil {
		return err
	}
	buyer.CartKey = key
	placed, err := b.shop.Place(ctx, fmt.Sprintf("demo-%d", i), "demo", buyer)
	if errors.Is(err, orders.ErrKeyReused) {
		return nil // placed before a start that was cut short; it stays as far as it came
	}
	if err != nil {
		return err
	}
	return b.follow(ctx, placed.Orders[0].ID)
}

// follow moves an order on, a step every few hours, until the present.
func (b *demoBook) follow(ctx context.Context, code string) error {
	for _, step := range []struct {
		to    orders.Status
		after time.Duration // of the step before
	}{{orders.Confirmed, 2 * time.Hour}, {orders.Packed, 18 * time.Hour}, {orders.Shipped, 4 * time.Hour}, {orders.Delivered, 40 * time.Hour}} {
		b.at = b.at.Add(step.after)
		if b.at.After(b.now) {
			return nil
		}
		if _, err := b.shop.Advance(ctx, code, step.to, orders.BySeller, ""); err != nil {
			return err
		}
	}
	return nil
}
