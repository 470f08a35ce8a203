package vietqr

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// published is a sample without an amount that NAPAS members show. Its version
// field says 00, where EMVCo asks for 01; all else is what this package writes.
const published = "00020001021238570010A00000072701270006970436011308810004580860208QRIBFTTA53037045802VN6304CD60"

func TestPublishedSample(t *testing.T) {
	body, sum := published[:len(published)-4], published[len(published)-4:]
	if got := fmt.Sprintf("%04X", Checksum(body)); got != sum {
		t.Errorf("checksum %s, want %s", got, sum)
	}
	got, err := payload(Account{BIN: "970436", Number: "0881000458086"}, "12", "", "")
	if err != nil {
		t.Fatal(err)
	}
	if want := "000201" + body[6:]; got[:len(got)-4] != want {
		t.Errorf("got  %s\nwant %s", got[:len(got)-4], want)
	}
}

func TestDynamic(t *testing.T) {
	a := Account{BIN: "970436", Number: "1012346789"}
	got, err := Dynamic(a, 1_122_000, "OC7KM4XQ2P")
	if err != nil {
		t.Fatal(err)
	}
	want := "00020101021238540010A00000072701240006970436011010123467890208QRIBFTTA530370454071122000" + "5802VN62140810OC7KM4XQ2P6304"
	if got[:len(got)-4] != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRefusals(t *testing.T) {
	good := Account{BIN: "970436", Number: "1012346789"}
	tests := []struct {
		name    string
		account Account
		amount  int64
		purpose string
		want    error
	}{
		{"unknown bank", Account{BIN: "000000", Number: "1"}, 1, "OC", ErrAccount},
		{"bank without transfers", Account{BIN: "422589", Number: "1"}, 1, "OC", ErrAccount},
		{"no number", Account{BIN: "970436"}, 1, "OC", ErrAccount},
		{"number with a field inside", Account{BIN: "970436", Number: "1 5802VN"}, 1, "OC", ErrAccount},
		{"no amount", good, 0, "OC", ErrAmount},
		{"negative amount", good, -1, "OC", ErrAmount},
		{"no purpose", good, 1, "", ErrPurpose},
		{"marks in the purpose", good, 1, "đơn", ErrPurpose},
		{"long purpose", good, 1, strings.Repeat("A", 26), ErrPurpose},
	}
	for _, tt := range tests {
		if _, err := Dynamic(tt.account, tt.amount, tt.purpose); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

// fields takes a payload apart again, as a bank does.
func fields(t *rapid.T, text string) map[string]string {
	found := map[string]string{}
	for text != "" {
		if len(text) < 4 {
			t.Fatalf("torn field %q", text)
		}
		n := int(text[2]-'0')*10 + int(text[3]-'0')
		if len(text) < 4+n {
			t.Fatalf("field %q is cut off", text)
		}
		found[text[:2]], text = text[4:4+n], text[4+n:]
	}
	return found
}

func TestPayloadsCanBeReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[0-9A-Z]{1,19}`).Draw(t, "number")
		purpose := rapid.StringMatching(`[0-9A-Za-z]{1,25}`).Draw(t, "purpose")
		payload, err := Dynamic(Account{BIN: "970436", Number: number}, rapid.Int64Range(1, 9_999_999_999_999).Draw(t, "amount"), purpose)
		if err != nil {
			t.Fatal(err)
		}
		top := fields(t, payload)
		beneficiary := fields(t, fields(t, top["38"])["01"])
		if beneficiary["01"] != number || beneficiary["00"] != "970436" || fields(t, top["62"])["08"] != purpose || top["01"] != "12" || top["53"] != "704" {
			t.Fatalf("%s reads %v", payload, top)
		}
	})
}

func TestSVG(t *testing.T) {
	svg, err := SVG(published)
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
	}
	if !strings.Contains(svg, "M4 4h7v1h-7z") {
		t.Error("no finder in the upper left corner")
	}
	if len(svg) > 16_000 {
		t.Errorf("%d bytes", len(svg))
	}
}
