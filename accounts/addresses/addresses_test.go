package addresses_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ocopmarket/ocop/accounts/addresses"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
)

func open(t testing.TB) *addresses.Service {
	return addresses.New(storetest.Open(t, append(addresses.Schemas(), outbox.Schemas()...)...), time.Now)
}

func home(street string) addresses.Entry {
	return addresses.Entry{Name: "Trần Thị Mẫu Đơn", Phone: "+84 912 345 678", Address: orders.Address{Province: "01", Commune: "00004", Street: street}}
}

// TestABookHasOneFirstChoice does anything in any order with a book.
func TestABookHasOneFirstChoice(t *testing.T) {
	s := open(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		person, ids, first := fmt.Sprint("p", n), []string{}, ""
		rt.Repeat(map[string]func(*rapid.T){
			"add": func(rt *rapid.T) {
				e := home("27 ngõ Thông Phong")
				e.First = rapid.Bool().Draw(rt, "first")
				id, err := s.Add(t.Context(), person, e)
				if full := len(ids) >= 20; full != (err != nil) {
					rt.Fatalf("with %d: %v", len(ids), err)
				} else if full {
					return
				}
				if ids = append(ids, id); e.First || len(ids) == 1 {
					first = id
				}
			},
			"prefer": func(rt *rapid.T) {
				if len(ids) > 0 {
					first = rapid.SampledFrom(ids).Draw(rt, "id")
					if err := s.Prefer(t.Context(), person, first); err != nil {
						rt.Fatal(err)
					}
				}
			},
			"remove": func(rt *rapid.T) {
				if len(ids) == 0 {
					return
				}
				i := rapid.IntRange(0, len(ids)-1).Draw(rt, "i")
				if err := s.Remove(t.Context(), person, ids[i]); err != nil {
					rt.Fatal(err)
				}
				gone := ids[i]
				ids = append(ids[:i:i], ids[i+1:]...)
				if gone == first {
					first = ""
					if len(ids) > 0 {
						first = ids[0]
					}
				}
			},
			"": func(rt *rapid.T) {
				book, err := s.Of(t.Context(), person)
				if err != nil {
					rt.Fatal(err)
				}
				chosen := []string{}
				for _, e := range book.Entries {
					if e.First {
						chosen = append(chosen, e.ID)
					}
				}
				if len(book.Entries) != len(ids) || len(ids) > 0 && (len(chosen) != 1 || chosen[0] != first) {
					rt.Fatalf("%d entries, first %v; want %d and %s", len(book.Entries), chosen, len(ids), first)
				}
			},
		})
	})
}

func TestABookIsOnesOwn(t *testing.T) {
	s := open(t)
	id, err := s.Add(t.Context(), "au", home("27 ngõ Thông Phong"))
	if err != nil {
		t.Fatal(err)
	}
	e := home("nhà khác")
	e.ID = id
	for name, err := range map[string]error{"change": s.Change(t.Context(), "lan", e), "remove": s.Remove(t.Context(), "lan", id), "prefer": s.Prefer(t.Context(), "lan", id)} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s by somebody else: %v", name, err)
		}
	}
	book, err := s.Of(t.Context(), "au")
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := book.Entry(id); got.Address.Street != "27 ngõ Thông Phong" || got.Phone != "0912345678" {
		t.Errorf("the entry: %+v", got)
	}
}

func TestAnAddressIsCheckedAsAnOrderWould(t *testing.T) {
	s := open(t)
	for name, tt := range map[string]struct {
		change func(*addresses.Entry)
		field  string
	}{
		"no name":        {func(e *addresses.Entry) { e.Name = "" }, "ten"},
		"half a number":  {func(e *addresses.Entry) { e.Phone = "0912" }, "dien-thoai"},
		"no province":    {func(e *addresses.Entry) { e.Address.Province = "" }, "tinh"},
		"commune abroad": {func(e *addresses.Entry) { e.Address.Province = "22" }, "xa"},
		"no street":      {func(e *addresses.Entry) { e.Address.Street = " " }, "duong"},
	} {
		e := home("27 ngõ Thông Phong")
		tt.change(&e)
		_, err := s.Add(t.Context(), "au", e)
		var wrong field.Errors
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		} else if _, ok := wrong.Of(tt.field); !ok {
			t.Errorf("%s: %v", name, wrong)
		}
	}
	for typed, want := range map[string]string{"0912 345 678": "0912345678", "": "", "12": "wrong"} {
		err := s.SetPhone(t.Context(), "au", typed)
		if (err != nil) != (want == "wrong") {
			t.Errorf("%q: %v", typed, err)
		}
		if book, _ := s.Of(t.Context(), "au"); err == nil && book.Phone != want {
			t.Errorf("%q is kept as %q", typed, book.Phone)
		}
	}
}
