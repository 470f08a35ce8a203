package catalog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog/money"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/sheet"
	"github.com/ocopmarket/ocop/internal/store"
)

// offerColumns is the list of units, prices and stock that producers send.
func offerColumns() []sheet.Column {
	return []sheet.Column{
		{Key: "certificate", Names: []string{"Số chứng nhận", "Số giấy chứng nhận", "Certificate number"}, Required: true},
		{Key: "sku", Names: []string{"Mã hàng", "SKU"}, Required: true},
		{Key: "unit", Names: []string{"Quy cách", "Unit"}, Required: true},
		{Key: "unit_en", Names: []string{"Quy cách (tiếng Anh)", "Unit in English"}},
		{Key: "weight", Names: []string{"Khối lượng (g)", "Weight (g)"}, Required: true},
		{Key: "price", Names: []string{"Giá (đồng)", "Giá", "Price"}, Required: true},
		{Key: "stock", Names: []string{"Tồn kho", "Stock"}, Required: true},
		{Key: "chilled", Names: []string{"Giao lạnh", "Chilled"}},
		{Key: "ingredients", Names: []string{"Thành phần", "Ingredients"}},
		{Key: "allergens", Names: []string{"Dị ứng", "Allergens"}},
		{Key: "storage", Names: []string{"Bảo quản", "Storage"}},
		{Key: "shelf_life", Names: []string{"Hạn dùng", "Shelf life"}},
		{Key: "name_en", Names: []string{"Tên tiếng Anh", "English name"}},
	}
}

// offerRow is one unit as the list tells it.
type offerRow struct {
	certificate string
	unit        Unit
	available   int
	facts       Facts
	nameEN      string
}

// OffersReport tells what an import of units, prices and stock did, or why it did nothing.
type OffersReport struct {
	Rows, Products int
	Problems       []sheet.Problem // when there are any, nothing was changed
}

// productsPerWrite is how many products one transaction of an import changes.
const productsPerWrite = 200

// OfferList is a list of units, prices, stock and label facts, by certificate.
type OfferList struct{ rows []sheet.Row }

// ReadOffers reads such a list from XLSX or CSV; one without its columns is sheet.ErrHeading.
func ReadOffers(list io.Reader) (OfferList, error) {
	rows, err := sheet.Read(list, offerColumns(), sheet.DefaultLimits())
	return OfferList{rows}, err
}

// ImportOffers sets the units, prices, stock and label facts of products. With a
// problem in any row nothing is changed, nor in a dry run. progress may be nil.
func (c *Catalog) ImportOffers(ctx context.Context, list OfferList, dryRun bool, progress func(done, total int)) (OffersReport, error) {
	rows := list.rows
	byCertificate, problems := readOffers(rows)
	strange, err := c.strangers(ctx, rows)
	if err != nil {
		return OffersReport{}, err
	}
	problems = append(problems, strange...)
	report := OffersReport{Rows: len(rows), Problems: problems}
	if len(problems) > 0 || dryRun {
		return report, nil
	}
	numbers := slices.Sorted(keysOf(byCertificate))
	for chunk := range slices.Chunk(numbers, productsPerWrite) {
		changed, err := c.writeOffers(ctx, chunk, byCertificate)
		if err != nil {
			return report, err
		}
		report.Products += changed
		if progress != nil {
			progress(report.Products, len(numbers))
		}
	}
	return report, nil
}

func keysOf[V any](m map[string]V) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func readOffers(rows []sheet.Row) (map[string][]offerRow, []sheet.Problem) {
	byCertificate := map[string][]offerRow{}
	seen := map[string]int{}
	var problems []sheet.Problem
	for _, row := range rows {
		offer, wrong := readOffer(row)
		if first, twice := seen[offer.unit.SKU]; twice {
			wrong = append(wrong, sheet.Problem{Row: row.Number, Column: "Mã hàng",
				VI: fmt.Sprintf("mã %s đã có ở dòng %d; mỗi quy cách cần một mã riêng", offer.unit.SKU, first),
				EN: fmt.Sprintf("%s stands in row %d already; give every unit a SKU of its own", offer.unit.SKU, first)})
		}
		seen[offer.unit.SKU] = row.Number
		problems = append(problems, wrong...)
		byCertificate[offer.certificate] = append(byCertificate[offer.certificate], offer)
	}
	return byCertificate, problems
}

func readOffer(row sheet.Row) (offerRow, []sheet.Problem) {
	var problems []sheet.Problem
	wrong := func(column, vi, en string) {
		problems = append(problems, sheet.Problem{Row: row.Number, Column: column, VI: vi, EN: en})
	}
	offer := offerRow{
		certificate: row.Text("certificate"), nameEN: row.Text("name_en"),
		unit:  Unit{SKU: row.Text("sku"), Name: row.Text("unit"), NameEN: row.Text("unit_en"), Chilled: isYes(row.Text("chilled"))},
		facts: Facts{Ingredients: row.Text("ingredients"), Allergens: row.Text("allergens"), Storage: row.Text("storage"), ShelfLife: row.Text("shelf_life")},
	}
	if !ValidSKU(offer.unit.SKU) {
		wrong("Mã hàng", "cần 1 đến 40 chữ cái không dấu, chữ số, gạch nối hoặc dấu chấm", "needs 1 to 40 plain letters, digits, hyphens or points")
	}
	if offer.unit.Name == "" {
		wrong("Quy cách", "để trống; ghi như “hộp 500 g”", "is empty; write it like “box of 500 g”")
	}
	var err error
	if offer.unit.Price, err = money.Parse(row.Text("price")); err != nil || offer.unit.Price <= 0 {
		wrong("Giá (đồng)", "cần một số đồng lớn hơn 0, ví dụ 125000", "needs an amount of đồng above 0, such as 125000")
	}
	if offer.unit.WeightG, err = strconv.Atoi(row.Text("weight")); err != nil || offer.unit.WeightG < 0 || offer.unit.WeightG > 1_000_000 {
		wrong("Khối lượng (g)", "cần số gam từ 0 đến 1000000", "needs grams from 0 to 1000000")
	}
	if offer.available, err = strconv.Atoi(row.Text("stock")); err != nil || offer.available < 0 || offer.available > 10_000_000 {
		wrong("Tồn kho", "cần một số nguyên từ 0", "needs a whole number from 0")
	}
	return offer, problems
}

func isYes(text string) bool {
	switch strings.ToLower(text) {
	case "có", "co", "x", "1", "yes", "true":
		return true
	}
	return false
}

// ValidSKU reports whether a unit may be called so: 1 to 40 plain letters, digits, hyphens, points or underscores.
func ValidSKU(sku string) bool {
	outside := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_'
	}
	return sku != "" && len(sku) <= 40 && !strings.ContainsFunc(sku, outside)
}

// strangers finds rows of certificates that we do not hold, and of units that another product is sold in.
func (c *Catalog) strangers(ctx context.Context, rows []sheet.Row) ([]sheet.Problem, error) {
	var problems []sheet.Problem
	for chunk := range slices.Chunk(rows, 1000) {
		papers, err := collectMany(ctx, c.db, papers, textsOf(chunk, "certificate"))
		if err != nil {
			return nil, err
		}
		sellers, err := c.sellersOf(ctx, textsOf(chunk, "sku"))
		if err != nil {
			return nil, err
		}
		for _, row := range chunk {
			paper, seller := papers[row.Text("certificate")], sellers[row.Text("sku")]
			switch {
			case paper == nil:
				problems = append(problems, sheet.Problem{Row: row.Number, Column: "Số chứng nhận",
					VI: "không có trong sổ đăng ký đã tải về; kiểm tra lại số, hoặc tải sổ trước",
					EN: "is not in the registry as pulled; check the number, or pull first"})
			case seller != nil && seller.ID != paper.ProductID:
				problems = append(problems, sheet.Problem{Row: row.Number, Column: "Mã hàng",
					VI: fmt.Sprintf("mã %s đang bán sản phẩm khác (chứng nhận %s); mỗi quy cách cần một mã riêng", row.Text("sku"), seller.Certificate),
					EN: fmt.Sprintf("%s sells another product (certificate %s) already; give every unit a SKU of its own", row.Text("sku"), seller.Certificate)})
			}
		}
	}
	return problems, nil
}

func textsOf(rows []sheet.Row, key string) []string {
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = row.Text(key)
	}
	return texts
}

// sellersOf finds the products that are sold under SKUs now. A unit that its product has given up is free.
func (c *Catalog) sellersOf(ctx context.Context, skus []string) (map[string]*summary, error) {
	found, err := collectMany(ctx, c.db, stocks, skus)
	if err != nil {
		return nil, err
	}
	items, err := collectMany(ctx, c.db, summaries, idsOf(found, func(s *Stock) string { return s.ProductID }))
	if err != nil {
		return nil, err
	}
	sellers := map[string]*summary{}
	for sku, stock := range found {
		item := items[stock.ProductID]
		if item != nil && slices.ContainsFunc(item.Units, func(u Unit) bool { return u.SKU == sku }) {
			sellers[sku] = item
		}
	}
	return sellers, nil
}

func (c *Catalog) writeOffers(ctx context.Context, numbers []string, byCertificate map[string][]offerRow) (int, error) {
	changed := 0
	err := c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		changed = 0
		papers, err := collectMany(ctx, tx, certificates, numbers)
		if err != nil {
			return err
		}
		items, err := collectMany(ctx, tx, products, idsOf(papers, func(cert *Certificate) string { return cert.ProductID }))
		if err != nil {
			return err
		}
		var ids []string
		for _, number := range numbers {
			paper := papers[number]
			if paper == nil || items[paper.ProductID] == nil { // gone since the list was checked
				return fmt.Errorf("offers of %s: %w", number, store.ErrNotFound)
			}
			product := items[paper.ProductID]
			if err := c.setOffers(ctx, tx, product, byCertificate[number]); err != nil {
				return err
			}
			ids = append(ids, product.ID)
		}
		changed = len(ids)
		return outbox.Append(ctx, tx, EventChanged, Change{Products: ids})
	})
	return changed, err
}

func (c *Catalog) setOffers(ctx context.Context, tx store.Tx, product *Product, offers []offerRow) error {
	before := *product
	product.Units = nil
	for _, offer := range offers {
		if held, ok := before.Unit(offer.unit.SKU); ok { // the list knows nothing of these
			offer.unit.GTIN, offer.unit.Trade = held.GTIN, held.Trade
		}
		product.Units = append(product.Units, offer.unit)
		if _, err := c.SetStock(ctx, tx, product, offer.unit.SKU, offer.available, Why{Kind: EntryImport}); err != nil {
			return err
		}
		product.Facts, product.NameEN = offer.facts, offer.nameEN
	}
	if len(numbersOf(before.Units)) > 0 { // those of units that the list gave up are free
		if err := claimNumbers(ctx, tx, product); err != nil {
			return err
		}
	}
	product.UpdatedAt = c.clock()
	if err := products.Replace(ctx, tx, product); err != nil {
		return errors.Join(fmt.Errorf("offers of %s", product.Certificate), err)
	}
	return nil
}
