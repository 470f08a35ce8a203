package feeds_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/notices/feeds"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

const (
	benDoan = "HTX Hải sản Bến Đoan"
	doiCo   = "HTX Chè Đồi Cọ"
)

// claimed are the producers that somebody reads for.
type claimed map[string]bool

func (c claimed) Claimed(_ context.Context, producer string) (bool, error) { return c[producer], nil }

type world struct {
	*orderstest.Shop
	t     *testing.T
	feeds *feeds.Feeds
	inbox *notices.Inbox
}

func open(t *testing.T) *world {
	s := orderstest.New(t)
	for _, schema := range notices.Schemas() {
		if err := s.DB.Ensure(t.Context(), schema); err != nil {
			t.Fatal(err)
		}
	}
	return &world{Shop: s, t: t, feeds: feeds.New(s.DB, s.Service, s.Catalog, claimed{benDoan: true}), inbox: notices.NewInbox(s.DB, s.Clock.Now)}
}

// told follows the whole outbox, twice, and returns what an actor reads, the newest first.
func (w *world) told(who policy.Actor) []string {
	w.t.Helper()
	for range 2 {
		for raw, err := range w.DB.Find(w.t.Context(), "outbox", store.Query{}) {
			if err != nil {
				w.t.Fatal(err)
			}
			e := outbox.Event{ID: raw.Lookup("_id").StringValue(), Kind: raw.Lookup("kind").StringValue(), Payload: bson.Raw(raw.Lookup("payload").Value)}
			if e.Kind != orders.EventPlaced && e.Kind != orders.EventChanged && e.Kind != catalog.EventChanged {
				continue
			}
			if err := w.feeds.Handle(w.t.Context(), e); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	l, err := w.inbox.List(w.t.Context(), who, notices.Filter{Limit: 50})
	if err != nil {
		w.t.Fatal(err)
	}
	list := []string{}
	for _, e := range l.Entries {
		list = append(list, e.VI+" | "+e.SayVI)
	}
	return list
}

func seller(producer string) policy.Actor {
	return policy.Actor{Person: "p-" + producer, Org: "o", OrgKind: policy.KindProducer, Producer: producer}
}

func officer(province string) policy.Actor {
	return policy.Actor{Person: "p-office", Org: "o", OrgKind: policy.KindOffice, Province: province, SecondFactor: true}
}

func (w *world) want(who policy.Actor, want ...string) {
	w.t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, w.told(who)); diff != "" {
		w.t.Errorf("%s%s is told (-want +got):\n%s", who.Producer, who.Province, diff)
	}
}

func TestProducersHearOfTheirOrders(t *testing.T) {
	w := open(t)
	placed := w.Order(orders.CashOnDelivery, "CM-500", 2, "CH-200", 1)
	first := fmt.Sprintf("Đơn mới %s-1 | 2 món, %s, giao đến %s.", placed.Checkout.ID, placed.Orders[0].Total, placed.Checkout.Address.Place())
	w.want(seller(benDoan), first)
	w.want(seller(doiCo)) // nobody reads for them
	if _, err := w.Cancel(t.Context(), placed.Checkout.ID, placed.Token); err != nil {
		t.Fatal(err)
	}
	w.want(seller(benDoan), fmt.Sprintf("Đơn %s-1 đã hủy | Đừng gửi nữa. Hàng đã trả lại kho.", placed.Checkout.ID), first)
}

func TestATransferIsToldWhenItCame(t *testing.T) {
	w := open(t)
	c := w.Order(orders.Transfer, "CM-500", 1).Checkout
	w.want(seller(benDoan))
	if _, err := w.MarkPaid(t.Context(), c.ID, orders.Receipt{Ref: "1", Amount: c.Total}); err != nil {
		t.Fatal(err)
	}
	if got := w.told(seller(benDoan)); len(got) != 1 {
		t.Errorf("told %v", got)
	}
}

func TestAShopperWithAnAccountIsToldToo(t *testing.T) {
	w := open(t)
	in := orderstest.Input(w.Fill("CM-500", 1), orders.Transfer)
	in.Account = "khach"
	placed, err := w.Place(t.Context(), "", "", in)
	if err != nil {
		t.Fatal(err)
	}
	w.Order(orders.Transfer, "CM-500", 1)
	c := placed.Checkout
	if _, err := w.MarkPaid(t.Context(), c.ID, orders.Receipt{Ref: "1", Amount: c.Total}); err != nil {
		t.Fatal(err)
	}
	w.want(policy.Actor{Person: "khach"}, "Đơn "+c.ID+": đã nhận tiền | ")
	w.want(policy.Actor{Person: "other"})
}

func (w *world) change(c ...catalog.CertificateChange) {
	w.t.Helper()
	err := w.DB.Atomic(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		return outbox.Append(ctx, tx, catalog.EventChanged, catalog.Change{Certificates: c})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestWhoLostStarsIsTold(t *testing.T) {
	w := open(t)
	w.change(
		catalog.CertificateChange{Number: "A", ProductID: "CM-500", From: catalog.InForce, To: catalog.Revoked, Decision: "12/QĐ"},
		catalog.CertificateChange{Number: "B", ProductID: "MN-250", From: catalog.InForce, To: catalog.Lapsed},
		catalog.CertificateChange{Number: "C", ProductID: "CH-200", From: catalog.InForce, To: catalog.Suspended},
		catalog.CertificateChange{Number: "D", ProductID: "gone", From: catalog.InForce, To: catalog.Revoked},
	)
	if got := w.told(seller(benDoan)); len(got) != 2 {
		t.Errorf("the producer is told %v", got)
	}
	w.want(officer("22"), "2 chứng nhận mất hiệu lực | Chả mực Hạ Long giã tay, Mực một nắng Cô Tô.")
	w.want(officer("19"), "Chè nõn tôm Tân Cương: chứng nhận bị đình chỉ | Số C.")
	w.want(officer(""))
}

func TestWhoGainedStarsIsTold(t *testing.T) {
	w := open(t)
	w.change(
		catalog.CertificateChange{Number: "A", ProductID: "CM-500", To: catalog.InForce},
		catalog.CertificateChange{Number: "B", ProductID: "MN-250", From: catalog.Suspended, To: catalog.InForce},
	)
	if got := w.told(seller(benDoan)); len(got) != 2 {
		t.Errorf("the producer is told %v", got)
	}
	w.want(officer("22"), "Mực một nắng Cô Tô: chứng nhận có hiệu lực | Số B.")
}
