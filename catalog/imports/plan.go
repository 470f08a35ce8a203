package imports

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/intake"
	"github.com/ocopmarket/ocop/internal/sheet"
)

// plan is what a list would do, worked out from what the store says now.
type plan struct {
	now      time.Time
	products map[string]*catalog.Product // by the key of their certificate
	stock    map[string]int              // by SKU
	shelves  map[string]string           // by SKU
	bySKU    map[string]string           // the product that a SKU belongs to
	byNumber map[string]string
	seen     map[string]int // SKUs and numbers of the list, and the row of each
	goods    map[string]*planned
	order    []string // ids of planned products, as they come in the list
	problems []intake.Problem
	counts   struct{ rows, ready, same, created, wrong int }
}

// planned is a product with all that the list would make of it.
type planned struct {
	before *catalog.Product
	edit   catalog.Edit
	after  *catalog.Product
	known  map[string]bool   // what is wrong with the product already, which no row of the list can help
	stock  map[string]int    // by SKU; a new unit without one is named by newSKU
	shelf  map[string]string // the same
	rows   []sheet.Row       // those that can be written, in order
}

// readList reads the rows of a file, or says why the whole of it is refused.
func readList(data []byte) ([]sheet.Row, intake.Fault) {
	rows, err := sheet.Read(bytes.NewReader(data), sheetColumns(), Limits())
	if err == nil && len(rows) == 0 {
		return nil, intake.FaultEmpty
	}
	return rows, intake.FaultOf(err)
}

// newPlan reads what the list may touch.
func (s *Service) newPlan(ctx context.Context, producerID string, rows []sheet.Row) (*plan, error) {
	p := &plan{now: s.now(), products: map[string]*catalog.Product{}, seen: map[string]int{}, goods: map[string]*planned{}}
	all, err := s.goods.ProductsOfProducer(ctx, producerID)
	if err != nil {
		return nil, err
	}
	var skus []string
	for _, product := range all {
		p.products[catalog.NumberKey(product.Certificate)] = product
		for _, u := range product.Units {
			skus = append(skus, u.SKU)
		}
	}
	numbers := make([]string, 0, 2*len(rows))
	for _, row := range rows {
		skus = append(skus, row.Text("sku"))
		numbers = append(numbers, row.Text("gtin"), row.Text("case_gtin"))
	}
	if p.stock, err = s.goods.Available(ctx, s.db, compact(skus)); err != nil {
		return nil, err
	}
	if p.shelves, err = s.goods.Shelves(ctx, s.db, compact(skus)); err != nil {
		return nil, err
	}
	p.bySKU, p.byNumber, err = s.goods.Whose(ctx, compact(skus), compact(numbers))
	return p, err
}

func compact(ids []string) []string {
	return slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(ids))), func(id string) bool { return id == "" })
}

// take works a row into the plan, or notes what is wrong with it.
func (p *plan) take(row sheet.Row) {
	p.counts.rows++
	r := &rowReader{row: row}
	changed, created := p.tryRow(r)
	switch {
	case len(r.wrong) > 0:
		p.counts.wrong++
		p.problems = append(p.problems, r.wrong...)
	case changed:
		p.counts.ready++
		if created {
			p.counts.created++
		}
	default:
		p.counts.same++
	}
}

// tryRow applies a row to its product as the rows before left it; a row that is wrong leaves no trace.
func (p *plan) tryRow(r *rowReader) (changed, created bool) {
	product := p.find(r)
	if product == nil {
		return false, false
	}
	goods := p.goods[product.ID]
	if goods == nil {
		goods = p.begin(product)
	}
	edit := copyOf(goods.edit)
	at, created := p.unitOf(r, product, &edit)
	if at < 0 {
		return false, false
	}
	r.unit(&edit.Units[at])
	r.product(&edit)
	stock, counts := p.count(r)
	shelf := shelfOf(r)
	after, wrong := catalog.Plan(product, edit, p.now)
	for _, f := range wrong {
		if !goods.known[f.Field+f.Code] {
			if p := r.add(columnOf(f.Field), f.VI, f.EN); f.Code == "check_digit" {
				p.Kind = KindGTIN
			}
		}
	}
	p.numbers(r, product, after.Units[at])
	if len(r.wrong) > 0 {
		return false, false
	}
	sku := edit.Units[at].SKU
	changed = created || !sameState(goods.after, after) || counts && p.stock[sku] != stock || shelf != "" && p.shelves[sku] != shelf
	goods.edit, goods.after, goods.rows = edit, after, append(goods.rows, r.row)
	if counts {
		goods.stock[stockKey(sku, at)] = stock
	}
	if shelf != "" {
		goods.shelf[stockKey(sku, at)] = shelf
	}
	if p.goods[product.ID] == nil {
		p.goods[product.ID] = goods
		p.order = append(p.order, product.ID)
	}
	return changed, created
}

// begin is a product before any row of the list.
func (p *plan) begin(product *catalog.Product) *planned {
	g := &planned{before: product, after: product, edit: catalog.EditOf(product), stock: map[string]int{}, shelf: map[string]string{}, known: map[string]bool{}}
	_, wrong := catalog.Plan(product, catalog.EditOf(product), p.now)
	for _, f := range wrong {
		g.known[f.Field+f.Code] = true
	}
	return g
}

// stockKey names a unit's stock in a plan: by its SKU, or by its place while it has none.
func stockKey(sku string, at int) string {
	if sku != "" {
		return sku
	}
	return fmt.Sprintf("#%d", at)
}

// sameState reports whether two versions of a product say the same in what lists change.
func sameState(a, b *catalog.Product) bool { return reflect.DeepEqual(a.ItemState(), b.ItemState()) }

// copyOf copies what a row may change in place.
func copyOf(e catalog.Edit) catalog.Edit {
	return catalog.EditOf(&catalog.Product{NameEN: e.NameEN, Units: e.Units, Facts: catalog.Facts{Ingredients: e.Ingredients, Storage: e.Storage}, Sheet: e.Sheet, OwnStory: e.Story})
}

// find is the product of a row's certificate, if it is the producer's and bears the name that the row says.
func (p *plan) find(r *rowReader) *catalog.Product {
	product := p.products[catalog.NumberKey(r.row.Text("certificate"))]
	if product == nil || r.row.Text("certificate") == "" {
		r.refuse("certificate", "Không phải chứng nhận của bạn", "Not a certificate of yours").Kind = KindCertificate
		return nil
	}
	if name := r.row.Text("name"); name != "" && name != product.Name {
		r.refuse("name", "Khác tên trên giấy chứng nhận: "+product.Name, "Not the name on the certificate: "+product.Name)
		return nil
	}
	return product
}

// unitOf finds the unit of a row, or makes room for a new one; -1 where the SKU is wrong.
func (p *plan) unitOf(r *rowReader, product *catalog.Product, e *catalog.Edit) (at int, created bool) {
	sku := r.row.Text("sku")
	if sku != "" {
		if first, twice := p.seen["sku "+sku]; twice {
			r.refuse("sku", fmt.Sprintf("Trùng với dòng %d", first), fmt.Sprintf("The same as in row %d", first)).Kind = KindTwice
			return -1, false
		}
		p.seen["sku "+sku] = r.row.Number
		for i, u := range e.Units {
			if u.SKU == sku {
				return i, false
			}
		}
		if owner, known := p.bySKU[sku]; known && owner != product.ID {
			r.refuse("sku", "Mã này đang là của sản phẩm khác", "The SKU is another product's").Kind = KindTaken
			return -1, false
		}
		if !catalog.ValidSKU(sku) {
			r.refuse("sku", "Cần 1 đến 40 chữ cái không dấu, chữ số, gạch nối hoặc dấu chấm", "Needs 1 to 40 plain letters, digits, hyphens or points")
			return -1, false
		}
	}
	e.Units = append(e.Units, catalog.Unit{SKU: sku})
	return len(e.Units) - 1, true
}

// maxStock is more of a unit than anybody has.
const maxStock = 10_000_000

func (p *plan) count(r *rowReader) (stock int, counts bool) {
	if r.row.Text("stock") == "" {
		return 0, false
	}
	r.whole("stock", &stock)
	if stock < 0 || stock > maxStock {
		r.refuse("stock", "Số tồn không thể như thế", "No such stock is possible")
	}
	return stock, true
}

// numbers refuses trade item numbers that are somebody else's, in the store or in the list.
func (p *plan) numbers(r *rowReader, product *catalog.Product, u catalog.Unit) {
	for _, n := range []struct{ key, number string }{{"gtin", u.GTIN}, {"case_gtin", u.Trading().Case.GTIN}} {
		if n.number == "" || r.row.Text(n.key) == "" {
			continue
		}
		if owner, known := p.byNumber[n.number]; known && owner != product.ID {
			r.refuse(n.key, "Mã vạch đang là của sản phẩm khác", "The number is another product's").Kind = KindTaken
		}
		if first, twice := p.seen["number "+n.number]; twice {
			r.refuse(n.key, fmt.Sprintf("Trùng mã vạch với dòng %d", first), fmt.Sprintf("The same number as in row %d", first)).Kind = KindTwice
		}
		p.seen["number "+n.number] = r.row.Number
	}
}
