package orders_test

import (
	"context"
	"fmt"
	"sync"
	"syscall"
	"testing"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

// cpu is the processor time that this process has used, in milliseconds.
func cpu(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

// measure runs work from 16 buyers at once and reports the processor time of each.
func measure(b *testing.B, work func(i int)) {
	b.Helper()
	next := make(chan int)
	var wg sync.WaitGroup
	b.ResetTimer()
	before := cpu(b)
	for range 16 {
		wg.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range b.N {
		next <- i
	}
	close(next)
	wg.Wait()
	b.ReportMetric((cpu(b)-before)/float64(b.N), "cpu-ms/op")
}

func BenchmarkAddToCart(b *testing.B) {
	s := orderstest.New(b)
	measure(b, func(int) {
		if _, _, err := s.AddToCart(context.Background(), "", "CM-500", 1); err != nil {
			b.Error(err)
		}
	})
}

func BenchmarkViewCart(b *testing.B) {
	s := orderstest.New(b)
	key := s.Fill("CM-500", 1, "MN-250", 1, "CH-200", 1)
	measure(b, func(int) {
		if _, err := s.ViewCart(context.Background(), key, "01"); err != nil {
			b.Error(err)
		}
	})
}

func benchmarkPlace(b *testing.B, lines ...any) {
	s := orderstest.New(b)
	for i := 0; i < len(lines); i += 2 {
		s.SetStock(lines[i].(string), 1_000_000)
	}
	carts := make([]string, b.N)
	for i := range carts {
		carts[i] = s.Fill(lines...)
	}
	measure(b, func(i int) {
		if _, err := s.Place(context.Background(), fmt.Sprint(i), "body", orderstest.Input(carts[i], orders.CashOnDelivery)); err != nil {
			b.Error(err)
		}
	})
}

func BenchmarkPlaceOne(b *testing.B) { benchmarkPlace(b, "CM-500", 1) }

func BenchmarkPlaceThreeOfTwoSellers(b *testing.B) {
	benchmarkPlace(b, "CM-500", 1, "MN-250", 1, "CH-200", 2)
}
