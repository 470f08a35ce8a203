package reference

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// OfferColumns are the headings of the offers list, in order.
var OfferColumns = []string{"Số chứng nhận", "Mã hàng", "Quy cách", "Quy cách (tiếng Anh)", "Khối lượng (g)", "Giá (đồng)", "Tồn kho",
	"Giao lạnh", "Thành phần", "Dị ứng", "Bảo quản", "Hạn dùng", "Tên tiếng Anh"}

// writeAllOffers writes what no registry knows, one to three units for each product, as the CSV that producers import,
// under the numbers that certificates have now.
func (d *Data) writeAllOffers(w io.Writer, number func(*product) string) error {
	out := csv.NewWriter(w)
	if err := out.Write(OfferColumns); err != nil {
		return err
	}
	for _, x := range d.products {
		if err := d.writeOffers(out, x, number(x)); err != nil {
			return fmt.Errorf("offers of %s: %w", x.cert.number, err)
		}
	}
	out.Flush()
	return out.Error()
}

func (d *Data) writeOffers(out *csv.Writer, x *product, number string) error {
	dice := diceAt(x.seed, 8)
	say := speaker{dice, x}
	cat := x.kind.cat
	level := 0.85 + 0.4*dice.Float64()
	if x.cert.stars >= 4 {
		level *= 1.12
	}
	cold := ""
	if cat.cold {
		cold = "có"
	}
	made, allergy, keep, life := say.of(ingredients), say.of(allergens), say.of(storage), say.of(shelfLife)
	units := dice.between(1, min(3, len(cat.packs)))
	for i, p := range cat.packs[:units] {
		row := []string{number, sku(x, i), p.vi, p.en, strconv.Itoa(p.grams), strconv.Itoa(price(x.kind, p, level)),
			strconv.Itoa(stock(dice, x.kind)), cold, made, allergy, keep, life, x.name.en}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// sku is short, and tells the province and the kind of goods to those who pack.
func sku(x *product, unit int) string {
	return fmt.Sprintf("%s-%s-%05d-%d", latin(prefixes[x.province]), strings.ToUpper(x.kind.cat.id[:2]), x.serial+1, unit+1)
}

// price is in đồng, rounded as people write prices.
func price(k *kind, p pack, level float64) int {
	raw := float64(k.price) * 1_000 * p.share * level
	step := 1_000.0
	switch {
	case raw >= 1_000_000:
		step = 10_000
	case raw >= 100_000:
		step = 5_000
	case raw < 20_000:
		step = 500
	}
	return max(1, int(raw/step+0.5)) * int(step)
}

// stock is what a small maker has on the shelf; one in twenty-five has sold out.
func stock(d dice, k *kind) int {
	switch {
	case d.chance(0.04):
		return 0
	case k.price >= 1_000:
		return d.between(1, 15)
	case k.group == "tourism":
		return d.between(8, 60)
	}
	return d.between(12, 400)
}
