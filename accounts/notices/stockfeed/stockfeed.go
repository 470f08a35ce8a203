// Package stockfeed tells producers of what runs low. It follows the outbox, and tells
// each time that a unit falls below its level once.
package stockfeed

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Claims tells which producers have somebody who reads.
type Claims interface {
	Claimed(ctx context.Context, producer string) (bool, error)
}

// Feed writes the notices.
type Feed struct {
	db     store.DB
	goods  *catalog.Catalog
	book   *ledger.Book
	claims Claims
}

// New makes the feed.
func New(db store.DB, goods *catalog.Catalog, book *ledger.Book, claims Claims) *Feed {
	return &Feed{db: db, goods: goods, book: book, claims: claims}
}

// Consumer is the reader of the outbox that writes the notices.
func (f *Feed) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: "stock-notices", Kinds: []string{catalog.EventStockLow}, Handle: outbox.Each(f.handle)}
}

func (f *Feed) handle(ctx context.Context, e outbox.Event) error {
	var low catalog.LowStock
	if err := e.Decode(&low); err != nil {
		return err
	}
	claimed, err := f.claims.Claimed(ctx, low.Producer)
	if err != nil || !claimed {
		return err
	}
	notice, err := f.notice(ctx, low)
	if errors.Is(err, store.ErrNotFound) {
		return nil // the product is no more
	}
	if err != nil {
		return fmt.Errorf("notice of low stock: %w", err)
	}
	notice.At = e.At
	return f.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return notices.Post(ctx, tx, notice) })
}

func (f *Feed) notice(ctx context.Context, low catalog.LowStock) (notices.Notice, error) {
	product, err := f.goods.Product(ctx, low.Product)
	if err != nil {
		return notices.Notice{}, err
	}
	unit, ok := product.Unit(low.SKU)
	if !ok {
		return notices.Notice{}, store.ErrNotFound
	}
	pace, err := f.book.PaceOf(ctx, low.Producer, low.SKU)
	if err != nil {
		return notices.Notice{}, err
	}
	card := &catalog.Card{Name: product.Name, NameEN: product.NameEN}
	measure, _ := unit.Parts("vi")
	n := notices.Notice{
		To: notices.ToProducer(low.Producer), Kind: notices.KindStock, Key: "stock:" + low.Entry, Path: "/ban-hang/kho/quy-cach/" + low.SKU,
		VI: fmt.Sprintf("%s còn %d %s", card.UnitTitle(unit, "vi"), low.Left, measure), EN: fmt.Sprintf("%s: %d left", card.UnitTitle(unit, "en"), low.Left),
	}
	if low.Left == 0 {
		n.VI, n.EN = card.UnitTitle(unit, "vi")+" đã hết", card.UnitTitle(unit, "en")+" is sold out"
	}
	n.SayVI, n.SayEN = paceWords(pace, low.Left, measure)
	return n, nil
}

// paceWords say how fast it is sold, and for how long there is enough; nothing where none is sold.
func paceWords(pace ledger.Pace, left int, measure string) (vi, en string) {
	days, sold := pace.Lasts(left)
	if perDay := pace.PerDay(); sold && perDay > 0 {
		vi, en = fmt.Sprintf("Bán %d %s một ngày", perDay, measure), fmt.Sprintf("%d a day are sold", perDay)
		if days == 0 {
			return vi + ", hết trong hôm nay.", en + ", gone within the day."
		}
		return fmt.Sprintf("%s, đủ %d ngày.", vi, days), fmt.Sprintf("%s, enough for %d days.", en, days)
	}
	return "", ""
}
