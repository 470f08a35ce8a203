package orders_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// pay files money for a checkout.
func pay(t *testing.T, s *orderstest.Shop, code, ref string, amount money.Amount) *orders.Payment {
	t.Helper()
	p, err := s.MarkPaid(t.Context(), code, orders.Receipt{Ref: ref, Amount: amount, At: s.Clock.Now(), By: "ngân hàng"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func wantStatuses(t *testing.T, s *orderstest.Shop, code, want string) {
	t.Helper()
	if got := s.Statuses(code); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTransferThatComesInTime(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		c := s.Order(orders.Transfer, "CM-500", 1, "CH-200", 1).Checkout
		wantStatuses(t, s, c.ID, "awaited awaiting_payment awaiting_payment")
		if p := pay(t, s, c.ID, "FT1", c.Total-1000); p.Class != orders.Under {
			t.Errorf("class %s, want under", p.Class)
		}
		wantStatuses(t, s, c.ID, "awaited awaiting_payment awaiting_payment")
		if p := pay(t, s, c.Purpose(), "FT2", 1000); p.Class != orders.Exact {
			t.Errorf("class %s, want exact", p.Class)
		}
		wantStatuses(t, s, c.ID, "paid pending pending")
		pay(t, s, c.ID, "FT2", 1000)
		if got := s.View(c.ID).Checkout.Payment; got.Received != c.Total || got.Refund != 0 {
			t.Errorf("the same reference was counted twice: %+v", got)
		}
		if p := pay(t, s, c.ID, "FT3", 5000); p.Class != orders.Over {
			t.Errorf("class %s, want over", p.Class)
		}
		if got := s.View(c.ID).Checkout.Payment.Refund; got != 5000 {
			t.Errorf("refund %d, want 5000", got)
		}
		s.Clock.Add(time.Hour)
		if n, err := s.ReleaseUnpaid(t.Context()); n != 0 || err != nil {
			t.Errorf("released %d, %v", n, err)
		}
	})
}

func TestTransferThatComesLateIsNotLost(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		c := s.Order(orders.Transfer, "CM-500", 2).Checkout
		s.WantStock("CM-500", 98)
		s.Clock.Add(30*time.Minute - time.Millisecond)
		if n, _ := s.ReleaseUnpaid(t.Context()); n != 0 {
			t.Fatal("released before its time")
		}
		s.Clock.Add(time.Millisecond)
		if n, err := s.ReleaseUnpaid(t.Context()); n != 1 || err != nil {
			t.Fatalf("released %d, %v", n, err)
		}
		s.WantStock("CM-500", 100)
		wantStatuses(t, s, c.ID, "expired cancelled")
		if o := s.View(c.ID).Orders[0]; o.Reason != orders.ReasonUnpaid {
			t.Errorf("reason %q", o.Reason)
		}
		if p := pay(t, s, c.ID, "FT1", c.Total); p.Class != orders.Late {
			t.Errorf("class %s, want late", p.Class)
		}
		wantStatuses(t, s, c.ID, "expired cancelled")
		page, err := s.Payments(t.Context(), orders.Late, 10, "")
		if err != nil || len(page.Items) != 1 || page.Items[0].Checkout != c.ID {
			t.Errorf("late payments: %v, %v", page.Items, err)
		}
		if got := s.View(c.ID).Checkout.Payment.Refund; got != c.Total {
			t.Errorf("refund %d, want %d", got, c.Total)
		}
		s.WantStock("CM-500", 100)
	})
}

func TestOperatorsWordCountsOnce(t *testing.T) {
	s := orderstest.New(t)
	c := s.Order(orders.Transfer, "CM-500", 1).Checkout
	for range 2 {
		p, err := s.MarkPaid(t.Context(), c.ID, orders.Receipt{By: "điều hành"})
		if err != nil || p.Amount != c.Total || p.Class != orders.Exact {
			t.Errorf("payment %+v, %v", p, err)
		}
	}
	wantStatuses(t, s, c.ID, "paid pending")
	for range 2 { // the bank's report of the same money, imported twice
		pay(t, s, c.ID, "FT1", c.Total)
	}
	if got := s.View(c.ID).Checkout.Payment; got.Received != c.Total || got.Refund != 0 {
		t.Errorf("the same money was counted twice: %+v", got)
	}
	if p := pay(t, s, c.ID, "FT2", c.Total); p.Class != orders.Over {
		t.Errorf("other money: %+v", p)
	}
	if _, err := s.MarkPaid(t.Context(), "OC-2222-2222", orders.Receipt{}); !errors.Is(err, orders.ErrNoOrder) {
		t.Errorf("unknown code: %v", err)
	}
}

func TestSwitchToCash(t *testing.T) {
	s := orderstest.New(t)
	placed := s.Order(orders.Transfer, "CM-500", 1)
	code := placed.Checkout.ID
	if _, err := s.SwitchToCash(t.Context(), code, "wrong"); !errors.Is(err, orders.ErrNoOrder) {
		t.Errorf("without the token: %v", err)
	}
	if _, err := s.SwitchToCash(t.Context(), code, placed.Token); err != nil {
		t.Fatal(err)
	}
	wantStatuses(t, s, code, "due pending")
	s.Clock.Add(time.Hour)
	if n, _ := s.ReleaseUnpaid(t.Context()); n != 0 {
		t.Error("released what is paid at the door")
	}
	if _, err := s.SwitchToCash(t.Context(), code, placed.Token); !errors.Is(err, orders.ErrNotAwaited) {
		t.Errorf("twice: %v", err)
	}
	big := s.Order(orders.Transfer, "CH-200", 100, "CM-500", 90)
	if _, err := s.SwitchToCash(t.Context(), big.Checkout.ID, big.Token); !as[orders.FieldErrors](err) {
		t.Errorf("above the carriers' limit: %v", err)
	}
	late := s.Order(orders.Transfer, "MN-250", 1)
	s.Clock.Add(time.Hour)
	if _, err := s.SwitchToCash(t.Context(), late.Checkout.ID, late.Token); !errors.Is(err, orders.ErrNotAwaited) {
		t.Errorf("after the hold: %v", err)
	}
}

func TestCarriersCollectOnlyWhatIsOwed(t *testing.T) {
	s := orderstest.New(t)
	placed := s.Order(orders.Transfer, "CM-500", 1, "CH-200", 1)
	c, first, second := placed.Checkout, placed.Orders[0], placed.Orders[1]
	pay(t, s, c.ID, "FT1", 100_000)
	if _, err := s.SwitchToCash(t.Context(), c.ID, placed.Token); err != nil {
		t.Fatal(err)
	}
	v := s.View(c.ID)
	if got := v.CashDue(v.Orders[0]); got != first.Total-100_000 {
		t.Errorf("first order: %d to collect, want %d", got, first.Total-100_000)
	}
	for _, code := range []string{second.ID, first.ID} { // the one that the transfer is counted for arrives last
		for _, to := range []orders.Status{orders.Confirmed, orders.Shipped, orders.Delivered} {
			if _, err := s.Advance(t.Context(), code, to, "người bán", ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	if p := s.View(c.ID).Checkout.Payment; p.State != orders.PaymentPaid || p.Received != c.Total || p.Refund != 0 {
		t.Errorf("after both arrived: %+v, want all %d paid and nothing to return", p, c.Total)
	}
}

func TestAKnownReceiptIsNotTakenForAnOperatorsWord(t *testing.T) {
	s := orderstest.New(t)
	c := s.Order(orders.Transfer, "CM-500", 2).Checkout
	half := c.Total / 2
	pay(t, s, c.ID, "FT1", half)
	if _, err := s.MarkPaid(t.Context(), c.ID, orders.Receipt{Amount: c.Total - half, By: "điều hành"}); err != nil {
		t.Fatal(err)
	}
	pay(t, s, c.ID, "FT1", half)         // the statement of the first half once more
	pay(t, s, c.ID, "FT2", c.Total-half) // what the operator gave word of
	if p := s.View(c.ID).Checkout.Payment; p.Received != c.Total || p.Refund != 0 {
		t.Errorf("received %d of %d, to return %d", p.Received, c.Total, p.Refund)
	}
}

func TestACheckoutThatCannotBeReleasedHoldsUpNone(t *testing.T) {
	s := orderstest.New(t)
	torn, whole := s.Order(orders.Transfer, "CM-500", 1), s.Order(orders.Transfer, "CH-200", 1)
	if torn.Checkout.ID > whole.Checkout.ID { // the torn one comes first
		torn, whole = whole, torn
	}
	if err := s.DB.Delete(t.Context(), "orders", torn.Orders[0].ID, torn.Orders[0].Rev); err != nil {
		t.Fatal(err)
	}
	s.Clock.Add(time.Hour)
	if n, err := s.ReleaseUnpaid(t.Context()); n != 1 || err == nil {
		t.Errorf("released %d, %v; want 1 and word of the other", n, err)
	}
	wantStatuses(t, s, whole.Checkout.ID, "expired cancelled")
}

// counting counts what is read.
type counting struct {
	store.DB
	reads int
}

func (c *counting) Get(ctx context.Context, collection, id string) (bson.Raw, error) {
	c.reads++
	return c.DB.Get(ctx, collection, id)
}

func (c *counting) GetMany(ctx context.Context, collection string, ids []string) ([]bson.Raw, error) {
	c.reads++
	return c.DB.GetMany(ctx, collection, ids)
}

func TestAWrongCodeAndAWrongPhoneCostTheSame(t *testing.T) {
	s := orderstest.New(t)
	code := s.Order(orders.CashOnDelivery, "CM-500", 1).Checkout.ID
	db := &counting{DB: s.DB}
	watched := orders.New(db, s.Catalog, orders.DefaultRules(), s.Clock.Now)
	for _, try := range []struct{ code, phone string }{{code, "0912 345 679"}, {code, ""}, {"OC-2222-2222", "0912 345 678"}, {"", "0912 345 678"}} {
		db.reads = 0
		if _, _, err := watched.Lookup(t.Context(), try.code, try.phone); !errors.Is(err, orders.ErrNoOrder) || db.reads != 1 {
			t.Errorf("Lookup(%q, %q): %v after %d readings, want 1", try.code, try.phone, err, db.reads)
		}
	}
}

func TestCancel(t *testing.T) {
	orderstest.Engines(t, func(t *testing.T, s *orderstest.Shop) {
		placed := s.Order(orders.Transfer, "CM-500", 3, "CH-200", 2)
		c := placed.Checkout
		pay(t, s, c.ID, "FT1", c.Total)
		if _, err := s.Cancel(t.Context(), c.ID, "wrong"); !errors.Is(err, orders.ErrNoOrder) {
			t.Errorf("without the token: %v", err)
		}
		if _, err := s.Cancel(t.Context(), c.ID+"-2", placed.Token); err != nil {
			t.Fatal(err)
		}
		wantStatuses(t, s, c.ID, "paid pending cancelled")
		s.WantStock("CH-200", 100)
		s.WantStock("CM-500", 97)
		if got, want := s.View(c.ID).Checkout.Payment.Refund, placed.Orders[1].Total; got != want {
			t.Errorf("refund %d, want %d", got, want)
		}
		if _, err := s.Advance(t.Context(), c.ID+"-1", orders.Confirmed, "người bán", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Cancel(t.Context(), c.ID, placed.Token); !errors.Is(err, orders.ErrNotCancellable) {
			t.Errorf("after it was confirmed: %v", err)
		}
		if _, err := s.Advance(t.Context(), c.ID+"-1", orders.Cancelled, "người bán", "hết hàng"); err != nil {
			t.Fatal(err)
		}
		s.WantStock("CM-500", 100)
		if got := s.View(c.ID).Checkout.Payment.Refund; got != c.Total {
			t.Errorf("refund %d, want all %d", got, c.Total)
		}
	})
}

func TestHistoryIsWrittenAndStaleMovesAreRefused(t *testing.T) {
	s := orderstest.New(t)
	code := s.Order(orders.CashOnDelivery, "CM-500", 1).Orders[0].ID
	for _, to := range []orders.Status{orders.Confirmed, orders.Shipped, orders.Delivered} {
		s.Clock.Add(time.Hour)
		if _, err := s.Advance(t.Context(), code, to, "người bán", "ghi chú"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Advance(t.Context(), code, to, "người bán", ""); !as[*orders.StatusError](err) {
			t.Errorf("%s twice: %v", to, err)
		}
	}
	v := s.View(code)
	var trail []string
	for _, step := range v.Orders[0].History {
		trail = append(trail, string(step.Status)+" by "+step.By)
	}
	if got, want := strings.Join(trail, ", "), "pending by buyer, confirmed by người bán, shipped by người bán, delivered by người bán"; got != want {
		t.Errorf("history %q, want %q", got, want)
	}
	if v.Checkout.Payment.State != orders.PaymentPaid || v.Checkout.Payment.Received != v.Checkout.Total {
		t.Errorf("cash was not counted: %+v", v.Checkout.Payment)
	}
	await := s.Order(orders.Transfer, "CM-500", 1).Orders[0].ID
	if _, err := s.Advance(t.Context(), await, orders.Pending, "người bán", ""); !as[*orders.StatusError](err) {
		t.Errorf("unpaid order begun by hand: %v", err)
	}
}

func TestWhoMaySeeAnOrder(t *testing.T) {
	s := orderstest.New(t)
	placed := s.Order(orders.CashOnDelivery, "CM-500", 1)
	code := placed.Checkout.ID
	typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	for _, try := range []struct{ code, token string }{{code, placed.Token}, {code + "-1", placed.Token}, {typed, placed.Token}} {
		if _, err := s.ByCode(t.Context(), try.code, try.token); err != nil {
			t.Errorf("ByCode(%q): %v", try.code, err)
		}
	}
	for _, try := range []struct{ code, token string }{{code, ""}, {code, "x"}, {code + "-2", placed.Token}, {"OC-2222-2222", placed.Token}, {"", placed.Token}} {
		if _, err := s.ByCode(t.Context(), try.code, try.token); !errors.Is(err, orders.ErrNoOrder) {
			t.Errorf("ByCode(%q, %q): %v", try.code, try.token, err)
		}
	}
	v, token, err := s.Lookup(t.Context(), code, "+84 912.345.678")
	if err != nil || v.Checkout.ID != code {
		t.Fatalf("Lookup: %v", err)
	}
	if _, err := s.ByCode(t.Context(), code, token); err != nil {
		t.Errorf("fresh token: %v", err)
	}
	for _, try := range []struct{ code, phone string }{{code, "0912 345 679"}, {code, ""}, {"OC-2222-2222", "0912 345 678"}, {"OC-2222-2222", ""}, {"", ""}} {
		if _, _, err := s.Lookup(t.Context(), try.code, try.phone); err != orders.ErrNoOrder { //nolint:errorlint // the very same, whatever was wrong
			t.Errorf("Lookup(%q, %q): %v", try.code, try.phone, err)
		}
	}
	for range 40 {
		if _, _, err := s.Lookup(t.Context(), code, "0912345678"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.ByCode(t.Context(), code, placed.Token); err != nil {
		t.Errorf("first token was crowded out: %v", err)
	}
	s.Clock.Add(s.Rules().AccessAge)
	if _, err := s.ByCode(t.Context(), code, placed.Token); !errors.Is(err, orders.ErrNoOrder) {
		t.Errorf("token past its age: %v", err)
	}
}
