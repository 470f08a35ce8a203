package main

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"
)

// TestRush sells a stock of ten to 64 buyers, OCOP_TEST_RUSHES times.
func TestRush(t *testing.T) {
	p := start(t, t.TempDir(), small())
	product := newShopper(p.site()).sellable(t, 1)[0]
	for round := range rounds(t, "OCOP_TEST_RUSHES", 20, 3) {
		p.command("import", p.stockList(product, 10))
		p.shows(product.Slug, 10)
		if sold := rush(t, product.Units[0].SKU, p.site()); sold != 10 {
			t.Fatalf("round %d: %d of 10 sold", round, sold)
		}
		p.shows(product.Slug, 0)
	}
}

// shows waits until the site shows so many of a product.
func (p *process) shows(slug string, available int) {
	p.t.Helper()
	shop := newShopper(p.site())
	p.until("showing the stock", 10*time.Second, func() bool {
		got, err := shop.product(slug)
		return err == nil && got.Units[0].Available == available
	})
}

// TestKilledDuringOrders kills the market as a power cut would, OCOP_TEST_KILLS times, while buyers order.
func TestKilledDuringOrders(t *testing.T) {
	s := small()
	data := t.TempDir()
	p := start(t, data, s)
	c := &crowd{products: newShopper(p.site()).sellable(t, 50)}
	p.stop()
	before := lookAt(t, data, s)

	kills := rounds(t, "OCOP_TEST_KILLS", 20, 5)
	checked := 0
	for round := range kills {
		p = p.again()
		c.check(t, p.site(), checked)
		checked = c.count()
		orderAndKill(t, p, c)
		c.holds(t, lookAtCopy(t, data, s), before)
		if t.Failed() {
			t.Fatalf("after kill %d of %d", round+1, kills)
		}
	}
	p = p.again()
	c.check(t, p.site(), 0)
	mail := filepath.Join(data, "mail")
	c.waitForMail(t, mail)
	if code, _ := p.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	w := lookAt(t, data, s)
	c.holds(t, w, before)
	if doubled := w.mailed(t, 0, mail); len(doubled) > 0 {
		t.Errorf("doubled letters of %v", doubled)
	}
	t.Logf("%d kills, %d orders acknowledged, none lost, %d letters", kills, len(c.bought), len(w.mailTo))
}

// orderAndKill has the crowd order, and kills the market at some moment when it has taken orders.
func orderAndKill(t *testing.T, p *process, c *crowd) {
	t.Helper()
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		c.buy(stop, p.site())
	}()
	enough := c.count() + 1 + rand.IntN(8)
	p.until("taking orders", time.Minute, func() bool { return c.count() >= enough })
	time.Sleep(rand.N(20 * time.Millisecond))
	p.kill()
	close(stop)
	<-done
}

// waitForMail waits until the acknowledged orders have their letters.
func (c *crowd) waitForMail(t *testing.T, folders ...string) {
	t.Helper()
	w := world{mailTo: map[string]string{}}
	for _, p := range c.bought {
		w.mailTo[p.code] = p.asked.Contact.Email
	}
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if sent := lettersPlaced(t, folders...); len(sent) >= len(w.mailTo) {
			return
		}
	}
}
