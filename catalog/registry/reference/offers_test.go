package reference

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// firstNumber is the number of a certificate that was never renewed.
func firstNumber(x *product) string { return x.cert.number }

func TestOffers(t *testing.T) {
	var b strings.Builder
	if err := whole().writeAllOffers(&b, firstNumber); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], OfferColumns) {
		t.Errorf("headings %q", rows[0])
	}
	numbers := map[string]string{}
	for _, r := range wholeRecords() {
		numbers[r.Certificate.Number] = r.Group
	}
	skus, units, empty := map[string]bool{}, map[string]int{}, 0
	for _, row := range rows[1:] {
		group, known := numbers[row[0]]
		weight, price, left := mustInt(t, row[4]), mustInt(t, row[5]), mustInt(t, row[6])
		travel := group == "tourism" || group == "travel"
		if !known || skus[row[1]] || price < 1_000 || price > 50_000_000 || price%500 != 0 || left < 0 || (weight == 0) != travel || row[12] == "" {
			t.Errorf("row %q", row)
		}
		skus[row[1]] = true
		units[row[0]]++
		empty += count(left == 0)
	}
	if len(units) != 16_000 || empty == 0 || empty > len(rows)/10 {
		t.Errorf("%d products offered, %d of %d units sold out", len(units), empty, len(rows)-1)
	}
}

func mustInt(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
