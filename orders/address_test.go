package orders_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
)

func TestEverythingWrongIsToldAtOnce(t *testing.T) {
	s := orderstest.New(t)
	_, err := s.Check(orders.PlaceInput{Contact: orders.Contact{Email: "mau don@"}})
	var got []string
	for _, e := range err.(orders.FieldErrors) { //nolint:errorlint // it is returned bare
		got = append(got, e.Field+" "+e.Code)
		if e.VI == "" || e.EN == "" {
			t.Errorf("%s: nothing said", e.Field)
		}
	}
	want := []string{"contact.name required", "contact.phone required", "contact.email invalid", "address.province required", "address.commune required", "address.street required", "payment required"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		name  string
		alter func(in *orders.PlaceInput)
		want  string
	}{
		{"all well", func(*orders.PlaceInput) {}, ""},
		{"no e-mail", func(in *orders.PlaceInput) { in.Contact.Email = "" }, ""},
		{"one letter", func(in *orders.PlaceInput) { in.Contact.Name = "A" }, "contact.name required"},
		{"digits for a name", func(in *orders.PlaceInput) { in.Contact.Name = "0912345678" }, "contact.name required"},
		{"long name", func(in *orders.PlaceInput) { in.Contact.Name = strings.Repeat("ễ", 101) }, "contact.name too_long"},
		{"longest name", func(in *orders.PlaceInput) { in.Contact.Name = strings.Repeat("ễ", 100) }, ""},
		{"e-mail with a name", func(in *orders.PlaceInput) { in.Contact.Email = "A <a@b.vn>" }, "contact.email invalid"},
		{"e-mail without a domain", func(in *orders.PlaceInput) { in.Contact.Email = "a@b" }, "contact.email invalid"},
		{"e-mail of two lines", func(in *orders.PlaceInput) { in.Contact.Email = "a@b.vn\r\nBcc: c@d.vn" }, "contact.email invalid"},
		{"old province", func(in *orders.PlaceInput) { in.Address.Province = "02" }, "address.province required"},
		{"commune of another province", func(in *orders.PlaceInput) { in.Address.Province = "22" }, "address.commune elsewhere"},
		{"no commune", func(in *orders.PlaceInput) { in.Address.Commune = "99999" }, "address.commune required"},
		{"long card", func(in *orders.PlaceInput) { in.Address.Card = strings.Repeat("a", 201) }, "address.card too_long"},
		{"long note", func(in *orders.PlaceInput) { in.Address.Note = strings.Repeat("a", 301) }, "address.note too_long"},
		{"cards", func(in *orders.PlaceInput) { in.Payment = "card" }, "payment required"},
	}
	s := orderstest.New(t)
	for _, tt := range tests {
		in := orderstest.Input("", orders.CashOnDelivery)
		tt.alter(&in)
		_, err := s.Check(in)
		got := ""
		if list, ok := err.(orders.FieldErrors); ok { //nolint:errorlint // it is returned bare
			got = list[0].Field + " " + list[0].Code
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCheckCleans(t *testing.T) {
	s := orderstest.New(t)
	in := orderstest.Input("", orders.CashOnDelivery)
	in.Contact.Name = "  Trần\tThị\u200b  Mẫu\u00a0Đơn\n"
	in.Contact.Phone = "+84 912.345.678"
	in.Language = "fr"
	got, err := s.Check(in)
	if err != nil {
		t.Fatal(err)
	}
	if got.Contact.Name != "Trần Thị Mẫu Đơn" || got.Contact.Phone != "0912345678" || got.Language != "vi" {
		t.Errorf("got %+v", got)
	}
	if want := "27 ngõ Thông Phong, phường Ba Đình, Hà Nội"; got.Address.Text() != want {
		t.Errorf("address %q, want %q", got.Address.Text(), want)
	}
}
