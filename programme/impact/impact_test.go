package impact_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/stars"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media/private"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/programme/decide"
	"github.com/ocopmarket/ocop/programme/impact"
)

// papers keeps scans in memory.
type papers struct{}

func (papers) KeepData(_ context.Context, data []byte, name, kind string) (private.File, error) {
	return private.File{Blob: "private/x", Name: name, Type: kind, Size: int64(len(data))}, nil
}

func (papers) Serve(http.ResponseWriter, *http.Request, private.File) error { return nil }

// office is a shop with officers.
type office struct {
	*orderstest.Shop
	t      testing.TB
	decide *decide.Service
	impact *impact.Service
	book   *ledger.Book
}

func schemas() []store.Schema {
	all := orderstest.Schemas()
	for _, of := range [][]store.Schema{decide.Schemas(), impact.Schemas(), notices.Schemas(), ledger.Schemas(), lease.Schemas()} {
		all = append(all, of...)
	}
	return all
}

func newOffice(t testing.TB, more ...impact.Area) *office {
	t.Helper()
	db := storetest.Open(t, schemas()...)
	orderstest.Fill(t, db)
	shop := orderstest.Open(t, db)
	o := &office{Shop: shop, t: t, decide: decide.New(db, shop.Catalog, papers{}, shop.Clock.Now), book: ledger.New(db, shop.Catalog)}
	areas := append([]impact.Area{impact.Page(nil), impact.Search(), impact.Carts(shop.Service), impact.NotSent(shop.Service), impact.OnTheWay(shop.Service), impact.Stock(o.book, shop.Catalog)}, more...)
	o.impact = impact.New(db, o.decide, shop.Clock.Now, areas...)
	return o
}

var officer = policy.Actor{Person: "p1", Name: "Bùi Thị Lúa", OrgKind: policy.KindOffice, OrgName: "Văn phòng", Province: "22", SecondFactor: true}

func scan() *decide.Upload {
	return &decide.Upload{Name: "3652.pdf", Body: bytes.NewReader([]byte("%PDF-1.7\nx\n%%EOF\n"))}
}

// draft enters a decision on the certificate of a product.
func (o *office) draft(sku string, kind decide.Kind, change func(*decide.Input)) *decide.Decision {
	o.t.Helper()
	in := decide.Input{Certificate: "SO " + sku + "/2024", Kind: kind, Number: "3652/QĐ-UBND", SignedOn: "20/11/2026", Issuer: "UBND tỉnh Quảng Ninh", AtOnce: true, Public: "Không giữ đúng quy trình."}
	if change != nil {
		change(&in)
	}
	d, err := o.decide.Enter(context.Background(), officer, "", in, scan(), true)
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

func (o *office) sign(d *decide.Decision, chosen map[string]string) *decide.Decision {
	o.t.Helper()
	signed, err := o.impact.Sign(context.Background(), officer, d.ID, chosen, d.Certificate)
	if err != nil {
		o.t.Fatal(err)
	}
	return signed
}

// held is what an area answers.
func (o *office) held(d *decide.Decision, area string) impact.Holding {
	o.t.Helper()
	reaches, err := o.impact.Count(context.Background(), d, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range reaches {
		if r.Area.Key() == area {
			if r.Failed != nil {
				o.t.Fatal(r.Failed)
			}
			return r.Holding
		}
	}
	o.t.Fatalf("no area %s", area)
	return impact.Holding{}
}

// bruteForce finds by reading every document of every collection what holds a product: by area, ids and pieces.
func (o *office) bruteForce(sku string) map[string]impact.Holding {
	o.t.Helper()
	found := map[string]impact.Holding{}
	add := func(area, id string, pieces int) {
		if pieces > 0 {
			h := found[area]
			h.IDs, h.Pieces = append(h.IDs, id), h.Pieces+pieces
			found[area] = h
		}
	}
	for _, schema := range schemas() {
		for raw, err := range o.DB.Find(context.Background(), schema.Collection, store.Query{}) {
			if err != nil {
				o.t.Fatal(err)
			}
			id := raw.Lookup("_id").StringValue()
			switch schema.Collection {
			case "stock", "stock_elsewhere":
				if raw.Lookup("product_id").StringValue() == sku {
					add("stock", id, int(raw.Lookup("available").AsInt64()))
				}
			case "carts":
				add("carts", id, pieces(raw, "sku", sku))
			case "orders":
				switch orders.Status(raw.Lookup("status").StringValue()) {
				case orders.Delivered, orders.Returned, orders.Cancelled:
				case orders.Shipped:
					add("orders_on_the_way", id, pieces(raw, "product_id", sku))
				default:
					add("orders_not_sent", id, pieces(raw, "product_id", sku))
				}
			}
		}
	}
	for area, h := range found {
		sort.Strings(h.IDs)
		found[area] = h
	}
	return found
}

// pieces sums the quantities of the lines of a raw document whose field has that value.
func pieces(raw bson.Raw, name, value string) int {
	lines, ok := raw.Lookup("lines").ArrayOK()
	if !ok {
		return 0
	}
	values, _ := lines.Values()
	n := 0
	for _, v := range values {
		line := v.Document()
		if line.Lookup(name).StringValue() == value {
			n += int(line.Lookup("quantity").AsInt64())
		}
	}
	return n
}

var skus = []string{"CM-500", "MN-250", "CH-200", "TD-50"}

// live lets people fill baskets, order, cancel, and sellers send, at random.
func (o *office) live(rt *rapid.T) {
	var keys, codes []string
	for range rapid.IntRange(1, 25).Draw(rt, "acts") {
		sku := rapid.SampledFrom(skus).Draw(rt, "sku")
		switch rapid.IntRange(0, 6).Draw(rt, "act") {
		case 6:
			o.consign(rt, sku)
		case 0, 1:
			key := ""
			if len(keys) > 0 && rapid.Bool().Draw(rt, "same") {
				key = rapid.SampledFrom(keys).Draw(rt, "key")
			}
			key, _, err := o.AddToCart(context.Background(), key, sku, rapid.IntRange(1, 3).Draw(rt, "n"))
			if err != nil {
				rt.Fatal(err)
			}
			keys = append(keys, key)
		case 2:
			if len(keys) > 0 {
				_, _ = o.RemoveFromCart(context.Background(), rapid.SampledFrom(keys).Draw(rt, "key"), sku)
			}
		case 3:
			if len(keys) == 0 {
				continue
			}
			method := rapid.SampledFrom([]orders.Method{orders.CashOnDelivery, orders.Transfer}).Draw(rt, "method")
			placed, err := o.Place(context.Background(), "", "", orderstest.Input(rapid.SampledFrom(keys).Draw(rt, "key"), method))
			if err != nil {
				continue // an empty basket, or nothing left
			}
			for _, order := range placed.Orders {
				codes = append(codes, order.ID)
			}
		default:
			if len(codes) > 0 {
				to := rapid.SampledFrom(orders.Statuses()).Draw(rt, "to")
				_, _ = o.Advance(context.Background(), rapid.SampledFrom(codes).Draw(rt, "code"), to, "seller", "")
			}
		}
	}
}

// consign sends some of a unit to a showroom.
func (o *office) consign(rt *rapid.T, sku string) {
	producer := "HTX Hải sản Bến Đoan"
	name := rapid.SampledFrom([]string{"Ga Hà Nội", "Bưu điện Bờ Hồ"}).Draw(rt, "place")
	places, err := o.book.PlacesOf(context.Background(), o.DB, producer)
	if err != nil {
		rt.Fatal(err)
	}
	i := slices.IndexFunc(places, func(p *ledger.Place) bool { return p.Name == name })
	var place *ledger.Place
	if i >= 0 {
		place = places[i]
	} else if place, err = o.book.AddPlace(context.Background(), producer, ledger.PlaceInput{Kind: ledger.Showroom, Name: name, Keeper: "Chị Sen"}); err != nil {
		rt.Fatal(err)
	}
	lines := []ledger.SlipLine{{SKU: sku, Quantity: rapid.IntRange(1, 100).Draw(rt, "pieces")}}
	_, _ = o.book.Transfer(context.Background(), ledger.TransferInput{Producer: producer, From: ledger.OwnPlace(producer), To: place.ID, Lines: lines})
}

func TestGoodsAreLockedOrSentBack(t *testing.T) {
	for choice, want := range map[string]struct {
		own    int
		locked string
	}{"lock": {60, "3652/QĐ-UBND"}, "back": {100, ""}} {
		o := newOffice(t)
		place, err := o.book.AddPlace(t.Context(), "HTX Hải sản Bến Đoan", ledger.PlaceInput{Kind: ledger.Showroom, Name: "Ga Hà Nội", Keeper: "Chị Sen"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = o.book.Transfer(t.Context(), ledger.TransferInput{Producer: "HTX Hải sản Bến Đoan", From: ledger.OwnPlace("HTX Hải sản Bến Đoan"), To: place.ID, Lines: []ledger.SlipLine{{SKU: "CM-500", Quantity: 40}}})
		if err != nil {
			t.Fatal(err)
		}
		d := o.sign(o.draft("CM-500", decide.Suspend, nil), map[string]string{"stock": choice})
		for range 2 {
			if err := o.impact.CarryOut(t.Context(), d.ID); err != nil {
				t.Fatal(err)
			}
		}
		stocks, err := catalog.StocksOf(t.Context(), o.DB, "CM-500")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range stocks {
			if s.Place == "" && s.Available != want.own || s.Locked != want.locked {
				t.Errorf("%s: %d at %q, locked %q; want %+v", choice, s.Available, s.Place, s.Locked, want)
			}
		}
	}
}

// TestTheBlastRadiusIsWhatBruteForceFinds holds the areas against a reading of the whole store.
func TestTheBlastRadiusIsWhatBruteForceFinds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := newOffice(t)
		o.live(rt)
		sku := rapid.SampledFrom(skus[:2]).Draw(rt, "decided on")
		d := o.draft(sku, decide.Revoke, nil)
		want := o.bruteForce(sku)
		for _, area := range []string{"carts", "orders_not_sent", "orders_on_the_way", "stock"} {
			got := o.held(d, area)
			if diff := cmp.Diff(want[area].IDs, got.IDs); diff != "" || got.Pieces != want[area].Pieces {
				rt.Fatalf("%s: %d pieces, want %d; ids %s", area, got.Pieces, want[area].Pieces, diff)
			}
		}
		touches, err := orders.Touches(t.Context(), o.DB, map[string][]string{sku: {sku}})
		if err != nil {
			rt.Fatal(err)
		}
		wantTouch := orders.Touch{Carts: len(want["carts"].IDs), Orders: len(want["orders_not_sent"].IDs) + len(want["orders_on_the_way"].IDs)}
		if touches[sku] != wantTouch {
			rt.Fatalf("touches %+v, want %+v", touches[sku], wantTouch)
		}
	})
}

func TestListsCanBeMadeFromWhatWasThereBefore(t *testing.T) {
	o := newOffice(t)
	o.Fill("CM-500", 2, "MN-250", 1)
	o.Order(orders.CashOnDelivery, "CM-500", 1)
	for _, collection := range []string{"cart_goods", "order_goods"} {
		for raw, err := range o.DB.Find(t.Context(), collection, store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			if err := o.DB.Delete(t.Context(), collection, raw.Lookup("_id").StringValue(), 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	d := o.draft("CM-500", decide.Revoke, nil)
	if n := o.held(d, "carts").Things(); n != 0 {
		t.Fatalf("%d carts without a list", n)
	}
	for range 2 {
		if err := orders.IndexGoods(t.Context(), o.DB); err != nil {
			t.Fatal(err)
		}
	}
	if carts, open := o.held(d, "carts").Things(), o.held(d, "orders_not_sent").Things(); carts != 1 || open != 1 {
		t.Errorf("%d carts and %d orders, want one of each", carts, open)
	}
}

// stubborn fails some of the first times it is asked, each time after the others wrote.
type stubborn struct {
	impact.Area
	fails *int
}

var errAway = errors.New("away")

func (s stubborn) CarryOut(ctx context.Context, tx store.Tx, t impact.Task) error {
	if err := s.Area.CarryOut(ctx, tx, t); err != nil {
		return err
	}
	if *s.fails > 0 {
		*s.fails--
		return errAway
	}
	return nil
}

func (o *office) what(of orders.What) int {
	n := 0
	for raw, err := range o.DB.Find(context.Background(), "outbox", store.Query{}) {
		if err != nil {
			o.t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() == orders.EventChanged && raw.Lookup("payload", "what").StringValue() == string(of) {
			n++
		}
	}
	return n
}

func TestChoicesAreCarriedOutOnceUnderRetries(t *testing.T) {
	fails := 3
	db := storetest.Open(t, schemas()...)
	orderstest.Fill(t, db)
	shop := orderstest.Open(t, db)
	o := &office{Shop: shop, t: t, decide: decide.New(db, shop.Catalog, papers{}, shop.Clock.Now)}
	o.impact = impact.New(db, o.decide, shop.Clock.Now, impact.Carts(shop.Service), stubborn{impact.NotSent(shop.Service), &fails}, impact.OnTheWay(shop.Service))
	key := o.Fill("CM-500", 2, "CH-200", 1)
	a, b := o.Order(orders.CashOnDelivery, "CM-500", 1), o.Order(orders.Transfer, "CM-500", 3)
	sent := o.Order(orders.CashOnDelivery, "CM-500", 1)
	for _, to := range []orders.Status{orders.Confirmed, orders.Shipped} {
		if _, err := o.Advance(t.Context(), sent.Orders[0].ID, to, "seller", ""); err != nil {
			t.Fatal(err)
		}
	}
	d := o.sign(o.draft("CM-500", decide.Revoke, nil), map[string]string{"carts": "remove", "orders_not_sent": "cancel", "orders_on_the_way": "recall"})
	tries := 0
	for ; tries < 10; tries++ {
		if err := o.impact.CarryOut(t.Context(), d.ID); err == nil {
			break
		} else if !errors.Is(err, errAway) {
			t.Fatal(err)
		}
	}
	if tries != 3 {
		t.Errorf("done after %d failures, want 3", tries)
	}
	for range 2 { // an event may come again
		if err := o.impact.CarryOut(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := o.what(orders.WasCancelled); got != 2 {
		t.Errorf("%d letters of cancellation, want 2", got)
	}
	if got := o.what(orders.WasRecalled); got != 1 {
		t.Errorf("%d letters of goods called back, want 1", got)
	}
	for _, code := range []string{a.Checkout.ID, b.Checkout.ID} {
		if v := o.View(code); v.Orders[0].Status != orders.Cancelled || v.Orders[0].Reason != orders.ReasonCertificate {
			t.Errorf("%s is %s for %s", code, v.Orders[0].Status, v.Orders[0].Reason)
		}
	}
	o.WantStock("CM-500", 99) // the one on its way
	cart, err := o.Cart(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if view, err := o.ViewCart(t.Context(), key, ""); err != nil || len(view.Taken) != 1 {
		t.Errorf("its owner is not told: %+v, %v", view, err)
	}
	if len(cart.Lines) != 1 || cart.Lines[0].SKU != "CH-200" || len(cart.Taken) != 1 || cart.Taken[0].Certificate != d.Certificate {
		t.Errorf("the basket holds %+v, taken %+v", cart.Lines, cart.Taken)
	}
	works, err := o.impact.Works(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	for area, want := range map[string]int{"carts": 1, "orders_not_sent": 2, "orders_on_the_way": 1} {
		if w := works[area]; w == nil || !w.Ended() || len(w.Done) != want || w.Error != "" {
			t.Errorf("%s: %+v, want %d done", area, w, want)
		}
	}
}

func TestWhatMovedOnIsLeftAlone(t *testing.T) {
	o := newOffice(t)
	placed := o.Order(orders.CashOnDelivery, "CM-500", 1)
	d := o.draft("CM-500", decide.Revoke, nil)
	h := o.held(d, "orders_not_sent")
	err := o.CallOff(placed.Orders[0].ID, "CM-500")
	if err != nil || h.Things() != 1 {
		t.Fatal(err, h)
	}
	task := impact.Task{Decision: d, Goods: impact.Goods{Certificate: &catalog.Certificate{}, Product: &catalog.Product{}}, Choice: "cancel", ID: h.IDs[0]}
	err = o.DB.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return impact.NotSent(o.Service).CarryOut(ctx, tx, task)
	})
	if !errors.Is(err, impact.ErrMoved) {
		t.Errorf("cancelling what is cancelled: %v", err)
	}
}

// hasty has one order leave just before it is asked what it would lose.
type hasty struct {
	*orders.Service
	code string
}

func (h hasty) WouldFall(ctx context.Context, r store.Reader, code string, loss orders.Loss) (orders.Fall, error) {
	if code == h.code {
		return orders.Fall{}, fmt.Errorf("ask: %w", &orders.StatusError{Order: code, From: orders.Shipped, To: orders.Cancelled})
	}
	return h.Service.WouldFall(ctx, r, code, loss)
}

func TestAnOrderThatLeavesWhileItIsCountedHidesNoOther(t *testing.T) {
	o := newOffice(t)
	left, stays := o.Order(orders.CashOnDelivery, "CM-500", 1).Orders[0].ID, o.Order(orders.CashOnDelivery, "CM-500", 2).Orders[0].ID
	goods := impact.Goods{Certificate: &catalog.Certificate{}, Product: &catalog.Product{}}
	goods.Product.ID = "CM-500"
	h, err := impact.NotSent(hasty{o.Service, left}).Held(t.Context(), o.DB, goods)
	if err != nil || !slices.Equal(h.IDs, []string{stays}) || h.Pieces != 2 {
		t.Errorf("%+v, %v; want %s alone", h, err, stays)
	}
}

// mute is an area that cannot answer.
type mute struct{ impact.Area }

func (mute) Key() string           { return "mute" }
func (mute) Name() (vi, en string) { return "Sổ hàng siêu thị", "A supermarket" }
func (mute) Choices(decide.Kind) []impact.Choice {
	return []impact.Choice{{Key: "tell", VI: "Báo", EN: "Tell"}}
}
func (mute) Held(context.Context, store.Reader, impact.Goods) (impact.Holding, error) {
	return impact.Holding{}, errAway
}

func TestAnAreaThatCannotAnswerIsNamedAndHoldsUpNobody(t *testing.T) {
	o := newOffice(t, mute{impact.Page(nil)})
	placed := o.Order(orders.CashOnDelivery, "CM-500", 1)
	d := o.draft("CM-500", decide.Revoke, nil)
	reaches, err := o.impact.Count(t.Context(), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	if last := reaches[len(reaches)-1]; !errors.Is(last.Failed, errAway) {
		t.Errorf("the mute area answers %+v", last)
	}
	d = o.sign(d, nil)
	if touched, ok := d.Of("mute"); !ok || touched.Failed == "" {
		t.Errorf("the record says %+v", touched)
	}
	if err := o.impact.CarryOut(t.Context(), d.ID); !errors.Is(err, errAway) {
		t.Errorf("carried out: %v", err)
	}
	if v := o.View(placed.Checkout.ID); v.Orders[0].Status != orders.Cancelled {
		t.Errorf("the order is %s", v.Orders[0].Status)
	}
	works, err := o.impact.Works(t.Context(), d)
	if err != nil || works["mute"] == nil || works["mute"].Error == "" {
		t.Errorf("%+v, %v", works["mute"], err)
	}
}

func TestSigningLater(t *testing.T) {
	o := newOffice(t)
	d := o.draft("CM-500", decide.Suspend, func(in *decide.Input) { in.AtOnce, in.Day, in.Hour = false, "24/11/2026", "0:00" })
	d = o.sign(d, map[string]string{"orders_not_sent": "finish"})
	if d.Status != decide.Signed {
		t.Fatalf("status %s", d.Status)
	}
	placed := o.Order(orders.CashOnDelivery, "CM-500", 1) // it is still sold
	if n, err := o.decide.TakeEffect(t.Context()); n != 0 || err != nil {
		t.Fatalf("%d took effect, %v", n, err)
	}
	o.Clock.Add(time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC).Sub(o.Clock.Now()) - time.Millisecond)
	if state := o.state("CM-500"); state != catalog.StateValid {
		t.Errorf("a moment before: %s", state)
	}
	o.Clock.Add(time.Millisecond)
	if state := o.state("CM-500"); state != catalog.StateSuspended {
		t.Errorf("at the minute: %s", state)
	}
	for i, want := range []int{1, 0} {
		if n, err := o.decide.TakeEffect(t.Context()); n != want || err != nil {
			t.Errorf("run %d: %d took effect, %v", i, n, err)
		}
	}
	if got := o.Events(decide.EventInEffect); len(got) != 1 {
		t.Errorf("%d events, want 1", len(got))
	}
	if err := o.impact.CarryOut(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	if o.what(orders.LapseKept) != 1 || o.View(placed.Checkout.ID).Orders[0].Status != orders.Pending {
		t.Error("the order placed meanwhile is not told of, or did not stay")
	}
}

func (o *office) state(sku string) catalog.State {
	o.t.Helper()
	o.Load()
	card, ok := o.Catalog.Card(sku)
	if !ok {
		o.t.Fatal("no card")
	}
	return o.Catalog.State(card)
}

func TestARevocationWantsItsNumberTypedAgain(t *testing.T) {
	o := newOffice(t)
	d := o.draft("CM-500", decide.Revoke, nil)
	_, err := o.impact.Sign(t.Context(), officer, d.ID, nil, "SO MN-250/2024")
	var wrong field.Errors
	if !errors.As(err, &wrong) || wrong[0].Field != "ma" {
		t.Errorf("signed with another number: %v", err)
	}
	if o.state("CM-500") != catalog.StateValid {
		t.Error("it took effect all the same")
	}
	if _, err := o.impact.Sign(t.Context(), officer, d.ID, nil, "so cm-500 2024"); err != nil {
		t.Error(err)
	}
	if o.state("CM-500") != catalog.StateRevoked {
		t.Error("it did not take effect")
	}
	if _, err := o.impact.Sign(t.Context(), officer, d.ID, nil, d.Certificate); err == nil {
		t.Error("signed twice")
	}
}

func TestOfficesDecideOnTheirOwn(t *testing.T) {
	o := newOffice(t)
	in := decide.Input{Certificate: "SO CM-500/2024", Kind: decide.Suspend, Number: "1", SignedOn: "20/11/2026", Issuer: "UBND", AtOnce: true, Public: "x"}
	other, central := officer, officer
	other.Province, central.Province = "19", ""
	for _, tt := range []struct {
		name  string
		who   policy.Actor
		stars stars.Stars
		ok    bool
	}{{"its own", officer, 4, true}, {"another province", other, 4, false}, {"the central office", central, 4, true}, {"five stars", officer, 5, false}, {"five stars at the centre", central, 5, true}} {
		o.setStars("SO CM-500/2024", tt.stars)
		_, err := o.decide.Enter(t.Context(), tt.who, "", in, scan(), true)
		var wrong field.Errors
		if refused := errors.As(err, &wrong) && slices.ContainsFunc(wrong, func(e field.Error) bool { return e.Field == "so" }); refused == tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func (o *office) setStars(number string, n stars.Stars) {
	o.t.Helper()
	_, err := certificates.Modify(context.Background(), o.DB, number, func(c *catalog.Certificate) error {
		c.Stars = n
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// certificates is the catalogue's collection, for setting a scene straight in the store.
var certificates = store.Define[catalog.Certificate]("certificates")
