package letters_test

import (
	"context"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

// A renewal that is undone is gone with its number, under which there may be orders.
func TestBuyersHearOfACertificateThatIsGone(t *testing.T) {
	p := newPost(t)
	p.Renew("CM-500", "SO CM-500/2026")
	code := p.Order(orders.CashOnDelivery, "CM-500", 1, "MN-250", 1).Orders[0].ID
	p.Order(orders.CashOnDelivery, "MN-250", 1)
	p.deliver()
	certificates := store.Define[catalog.Certificate]("certificates")
	err := p.DB.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		c, err := certificates.Get(ctx, tx, "SO CM-500/2026")
		if err != nil {
			return err
		}
		if err := certificates.Delete(ctx, tx, c); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, catalog.EventChanged, catalog.Change{Products: []string{"CM-500"}, Certificates: []catalog.CertificateChange{
			{Number: "SO CM-500/2024", ProductID: "CM-500", From: catalog.InForce, To: catalog.Lapsed},
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	p.want(bendoan+" lost", buyer+" certificate")
	p.says("SO CM-500/2026 của Chả mực Hạ Long giã tay không còn nữa.", len(p.box.messages)-1)
	err = p.DB.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		loss := orders.Loss{Certificate: "SO CM-500/2026", Of: func(l orders.Line) bool { return l.ProductID == "CM-500" }, By: orders.ByBuyer}
		return p.Service.CallOff(ctx, tx, code, loss)
	})
	if err != nil {
		t.Fatal(err)
	}
	p.want(buyer+" reduced", bendoan+" less")
	p.says("SO CM-500/2026 của Chả mực Hạ Long giã tay không còn nữa.", len(p.box.messages)-2)
}

// says expects a sentence in a letter, however its lines are broken.
func (p *post) says(want string, letter int) {
	p.t.Helper()
	if text := p.box.messages[letter].Text; !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
		p.t.Errorf("the letter does not say %q:\n%s", want, text)
	}
}
