package orders_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// crashStore names the engine and address of the store on which this binary, run again by the test, orders until it is killed.
const crashStore = "ORDERS_CRASH_STORE"

func isShort(err error) bool { return as[*catalog.ShortError](err) }

func TestMain(m *testing.M) {
	if name, address, ok := strings.Cut(os.Getenv(crashStore), " "); ok {
		orderUntilKilled(engineOf(name), address)
	}
	os.Exit(m.Run())
}

// orderUntilKilled writes a line for everything that was acknowledged.
func orderUntilKilled(e storetest.Engine, address string) {
	ctx := context.Background()
	db, err := e.Open(ctx, address, orderstest.Schemas()...)
	if err != nil {
		panic(err)
	}
	now := func() time.Time { return orderstest.Morning }
	cat := catalog.New(db, now, catalog.Rules{Silence: time.Hour})
	if err := cat.Load(ctx); err != nil {
		panic(err)
	}
	s := orders.New(db, cat, orders.DefaultRules(), now)
	for range 4 {
		go func() {
			for {
				orderOnce(ctx, s)
			}
		}()
	}
	select {}
}

func orderOnce(ctx context.Context, s *orders.Service) {
	key, _, err := s.AddToCart(ctx, "", "CM-500", 1+rand.IntN(3))
	if err != nil {
		panic(err)
	}
	if _, _, err := s.AddToCart(ctx, key, "CH-200", 1); err != nil {
		panic(err)
	}
	placed, err := s.Place(ctx, key, "body", orderstest.Input(key, orders.Transfer))
	if err != nil {
		panic(err)
	}
	say("placed", placed.Checkout.ID)
	if rand.IntN(3) == 0 {
		if _, err := s.Cancel(ctx, placed.Checkout.ID, placed.Token); err != nil {
			panic(err)
		}
		say("cancelled", placed.Checkout.ID)
	}
}

// say is one write, so that a killed process leaves whole lines.
func say(what, code string) { _, _ = os.Stdout.WriteString(what + " " + code + "\n") }

func engineOf(name string) storetest.Engine {
	if name == "mongodb" {
		return storetest.Mongo()
	}
	return storetest.SQLite()
}

func TestKilledWhileOrdering(t *testing.T) {
	kills := 200
	if testing.Short() || os.Getenv("CI") != "" {
		kills = 20
	}
	for _, name := range []string{"sqlite", "mongodb"} {
		t.Run(name, func(t *testing.T) { killWhileOrdering(t, engineOf(name), kills) })
	}
}

// plenty is a stock that no test uses up.
const plenty = 1_000_000

func killWhileOrdering(t *testing.T, e storetest.Engine, kills int) {
	t.Helper()
	address := e.Place(t)
	reopen(t, e, address, func(db store.DB) {
		orderstest.Fill(t, db)
		s := orderstest.Open(t, db)
		s.SetStock("CM-500", plenty)
		s.SetStock("CH-200", plenty)
	})
	acknowledged := map[string]string{}
	for range kills {
		crash(t, e, address, acknowledged)
		reopen(t, e, address, func(db store.DB) { checkAfterCrash(t, db, acknowledged) })
	}
	if len(acknowledged) < kills {
		t.Errorf("only %d orders in %d lives", len(acknowledged), kills)
	}
	t.Logf("%d kills, %d orders acknowledged, none lost", kills, len(acknowledged))
}

// reopen opens the store as the next process would.
func reopen(t *testing.T, e storetest.Engine, address string, look func(store.DB)) {
	t.Helper()
	db, err := e.Open(context.Background(), address, orderstest.Schemas()...)
	if err != nil {
		t.Fatal(err)
	}
	look(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// crash runs the binary on the store and kills it some time after its first order.
func crash(t *testing.T, e storetest.Engine, address string, acknowledged map[string]string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashStore+"="+e.Name+" "+address)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	for lines := bufio.NewScanner(out); lines.Scan(); {
		what, code, _ := strings.Cut(lines.Text(), " ")
		acknowledged[code] = what
		once.Do(func() {
			time.AfterFunc(time.Duration(rand.IntN(40_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		})
	}
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the process ended by itself: %v", err)
	}
}

var (
	allCheckouts = store.Define[orders.Checkout]("checkouts")
	allOrders    = store.Define[orders.Order]("orders")
)

// checkAfterCrash looks for orders that are lost or torn and stock that leaked.
func checkAfterCrash(t *testing.T, db store.DB, acknowledged map[string]string) {
	t.Helper()
	held := map[string]int{}
	status := map[string]orders.Status{}
	for _, o := range everything(t, db, allOrders) {
		status[o.ID] = o.Status
		if o.Status != orders.Cancelled {
			for _, l := range o.Lines {
				held[l.SKU] += l.Quantity
			}
		}
	}
	known := map[string]bool{}
	for _, c := range everything(t, db, allCheckouts) {
		known[c.ID] = true
		for _, code := range c.Orders {
			if status[code] == "" {
				t.Fatalf("%s is torn: %s is missing", c.ID, code)
			}
		}
	}
	for code, what := range acknowledged {
		if !known[code] || (what == "cancelled") && status[code+"-1"] != orders.Cancelled {
			t.Fatalf("%s was %s and is lost", code, what)
		}
	}
	for _, sku := range []string{"CM-500", "CH-200"} {
		if got := stockIn(t, db, sku); got+held[sku] != plenty {
			t.Fatalf("%s: %d in stock and %d with orders, of %d", sku, got, held[sku], plenty)
		}
	}
}

func stockIn(t *testing.T, db store.DB, sku string) int {
	t.Helper()
	raw, err := db.Get(context.Background(), "stock", sku)
	if err != nil {
		t.Fatal(err)
	}
	return int(raw.Lookup("available").AsInt64())
}

func TestADeadProcessLeavesNoKeyBehind(t *testing.T) {
	s := orderstest.New(t)
	in := orderstest.Input(s.Fill("CM-500", 101), orders.CashOnDelivery)
	if _, err := s.Place(t.Context(), "key", "body", in); !isShort(err) {
		t.Fatal(err)
	}
	another := orders.New(s.DB, s.Catalog, orders.DefaultRules(), s.Clock.Now)
	s.SetStock("CM-500", 200)
	if _, err := another.Place(t.Context(), "key", "body", in); err != nil {
		t.Error(fmt.Errorf("the key is stuck: %w", err))
	}
}
