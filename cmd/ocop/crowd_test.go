package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/web/api"
)

// purchase is an order as its buyer remembers it.
type purchase struct {
	key      string // of idempotency
	asked    api.Placement
	quantity int // pieces, of all lines
	code     string
	token    string // empty until it was acknowledged
}

// crowd are buyers who order from several sites and keep what they were told.
type crowd struct {
	products []api.Product

	mu       sync.Mutex
	bought   []purchase // acknowledged
	unheard  []purchase // sent, and no answer came
	refusals []error    // answers that should not have come
}

// atOnce is how many buyers order at the same time.
const atOnce = 8

// buy has buyers order at those sites until stop is closed, and returns when all have their answers.
func (c *crowd) buy(stop <-chan struct{}, sites ...string) {
	var buyers sync.WaitGroup
	for i := range atOnce {
		shop := newShopper(sites[i%len(sites)])
		buyers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					c.once(shop)
				}
			}
		})
	}
	buyers.Wait()
}

func (c *crowd) once(shop *shopper) {
	a, b := c.products[rand.IntN(len(c.products))], c.products[rand.IntN(len(c.products))]
	quantity := 1 + rand.IntN(2)
	cart, err := shop.cartWith(quantity, a.Units[0].SKU, b.Units[0].SKU)
	if err != nil {
		c.failed(err)
		return
	}
	key := fmt.Sprintf("key-%d", rand.Uint64())
	p := purchase{key: key, asked: placement(cart, key+"@example.vn", "cod"), quantity: 2 * quantity}
	placed, err := shop.order(key, p.asked)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		p.code, p.token = placed.Code, placed.AccessToken
		c.bought = append(c.bought, p)
	case unheard(err):
		c.unheard = append(c.unheard, p)
	case !soldOut(err):
		c.refusals = append(c.refusals, err)
	}
}

// unheard tells that the buyer cannot know what became of a request: nobody answered, or somebody who did not know either.
func unheard(err error) bool {
	var no *refusal
	return !errors.As(err, &no) || no.status >= http.StatusInternalServerError
}

func soldOut(err error) bool {
	var no *refusal
	return errors.As(err, &no) && no.code == "out_of_stock"
}

// failed waits a little when nobody is there, as people would.
func (c *crowd) failed(err error) {
	if !unheard(err) && !soldOut(err) {
		c.mu.Lock()
		c.refusals = append(c.refusals, err)
		c.mu.Unlock()
	}
	time.Sleep(10 * time.Millisecond)
}

// count is how many orders were acknowledged so far.
func (c *crowd) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.bought)
}

// check asks a site for every order since the last check, and sends those again whose answers never came.
func (c *crowd) check(t *testing.T, site string, from int) {
	t.Helper()
	shop := newShopper(site)
	for _, err := range c.refusals {
		t.Errorf("refused: %v", err)
	}
	for _, p := range c.bought[from:] {
		got, err := shop.opened(p.code, p.token)
		if err != nil || pieces(got) != p.quantity {
			t.Errorf("acknowledged order %s: %d pieces, %v; want %d", p.code, pieces(got), err, p.quantity)
			continue
		}
		again, err := shop.order(p.key, p.asked)
		if err != nil || again.Code != p.code || again.AccessToken != p.token {
			t.Errorf("the key of %s gives %s, %v", p.code, again.Code, err)
		}
	}
	for _, p := range c.unheard {
		placed, err := shop.order(p.key, p.asked)
		if soldOut(err) {
			continue
		}
		if err != nil || pieces(placed) != p.quantity {
			t.Errorf("an order sent again: %d pieces, %v; want %d", pieces(placed), err, p.quantity)
			continue
		}
		p.code, p.token = placed.Code, placed.AccessToken
		c.bought = append(c.bought, p)
	}
	c.unheard = nil
}

func pieces(c api.Checkout) (n int) {
	for _, o := range c.Orders {
		for _, l := range o.Lines {
			n += l.Quantity
		}
	}
	return n
}

// holds fails unless the world has all that was acknowledged, and nothing was leaked or conjured up since the beginning.
func (c *crowd) holds(t *testing.T, now, before world) {
	t.Helper()
	for _, p := range c.bought {
		if now.lines[p.code] != p.quantity {
			t.Errorf("order %s has %d pieces in the store, want %d", p.code, now.lines[p.code], p.quantity)
		}
	}
	was, is := before.all(), now.all()
	for sku, n := range was {
		if is[sku] != n {
			t.Errorf("%s: %d for sale and held, %d before", sku, is[sku], n)
		}
		if now.available[sku] < 0 {
			t.Errorf("%s: %d for sale", sku, now.available[sku])
		}
	}
}

// rush has 64 buyers, spread over the sites, order the last ten of a unit, and returns how many got one.
func rush(t *testing.T, sku string, sites ...string) (sold int) {
	t.Helper()
	const buyers = 64
	var ready, done sync.WaitGroup
	var mu sync.Mutex
	off := make(chan struct{})
	ready.Add(buyers)
	for i := range buyers {
		shop := newShopper(sites[i%len(sites)])
		done.Go(func() {
			cart, err := shop.cartWith(1, sku)
			ready.Done()
			if err != nil {
				t.Error(err)
				return
			}
			<-off
			_, err = shop.order(fmt.Sprintf("rush-%s", cart), placement(cart, "", "cod"))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				sold++
			} else if !soldOut(err) {
				t.Errorf("a buyer who came too late is told: %v", err)
			}
		})
	}
	ready.Wait()
	close(off)
	done.Wait()
	return sold
}
