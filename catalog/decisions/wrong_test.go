package decisions_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog/decisions"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/private"
)

// wrongRows counts the wrong rows of a list.
func (o *office) wrongRows(i *decisions.Import) (n int) {
	o.t.Helper()
	_, rows, err := o.Wrong(context.Background(), i, "vi")
	if err != nil {
		o.t.Fatal(err)
	}
	for _, err := range rows {
		if err != nil {
			o.t.Fatal(err)
		}
		n++
	}
	return n
}

// The wrong rows are those that the page shows, of the trial, and not of another one.
func TestWrongRowsAreThoseOfTheTrial(t *testing.T) {
	o := open(t)
	i := o.try(columns + strings.Replace(first, "5/8/2026", "5/8/2027", 1) + wrongDay)
	o.now = o.now.AddDate(1, 0, 0)
	if n := o.wrongRows(i); i.Wrong != 2 || n != 2 {
		t.Errorf("%d rows, %+v", n, i)
	}
}

// More than are kept are found by trying the list again.
func TestAllWrongRowsComeBack(t *testing.T) {
	const rows = 10_001
	o := open(t)
	var list strings.Builder
	list.WriteString(columns)
	for n := range rows {
		fmt.Fprintf(&list, "Mắm số %d,HTX Mắm Mới,xã Gia Viễn,Ninh Bình,4,1/QĐ-UBND,31/2/2026,NB %d/2026\n", n, 1000+n)
	}
	if n := o.wrongRows(o.try(list.String())); n != rows {
		t.Errorf("%d rows", n)
	}
}

// gate holds whoever reads a file until it is opened.
type gate struct {
	media.Blobs
	came chan struct{}
	open chan struct{}
}

func (g gate) Get(ctx context.Context, name string) (*media.Blob, error) {
	g.came <- struct{}{}
	select {
	case <-g.open:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return g.Blobs.Get(ctx, name)
}

func TestWrongRowsAreReadForOneAtATime(t *testing.T) {
	o := open(t)
	i := o.try(columns + wrongDay)
	g := gate{o.blobs, make(chan struct{}, 9), make(chan struct{})}
	o.Service = decisions.New(o.db, private.New(g), clock)
	done := make(chan error)
	ask := func(ctx context.Context) { _, _, err := o.Wrong(ctx, i, "vi"); done <- err }
	go ask(t.Context())
	<-g.came
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	go ask(short)
	if err := <-done; !errors.Is(err, context.DeadlineExceeded) || len(g.came) > 0 {
		t.Errorf("a second asker: %v, %d more reads", err, len(g.came))
	}
	go ask(t.Context())
	close(g.open)
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
