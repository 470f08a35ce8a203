package catalog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Edit is the item sheet as a producer fills it in. What the certificate covers is not in it,
// apart from ingredients and shelf life, which are stated once and then change by request.
type Edit struct {
	Edition     int // of the sheet that was edited
	NameEN      string
	Units       []Unit // one without a SKU is new
	Ingredients string
	Storage     string
	Sheet       Sheet // its papers, shots and edition do not count
	Story       string
}

// ErrEdited: somebody else changed the sheet since it was read.
var ErrEdited = errors.New("catalog: the sheet was edited meanwhile")

// EditItem saves a sheet, or returns field.Errors with all that is wrong, ErrEdited or store.ErrNotFound; then nothing is changed.
func (c *Catalog) EditItem(ctx context.Context, id string, e Edit) (*Product, error) {
	var saved *Product
	err := c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := products.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if p.Sheet.Edition != e.Edition {
			return ErrEdited
		}
		before := factsOfItem(p)
		if err := c.apply(ctx, tx, p, e); err != nil {
			return err
		}
		p.Sheet.Edition++
		saved = p
		return c.saveItem(ctx, tx, p, audit.Entry{Action: "product.edit", Summary: "Sửa phiếu sản phẩm " + p.Name, SummaryEN: "Edited the item sheet of " + p.nameEN(), Changes: changed(before, factsOfItem(p))})
	})
	if err != nil {
		return nil, fmt.Errorf("edit product: %w", err)
	}
	return saved, nil
}

// nameEN is what the audit log calls the product in English.
func (p *Product) nameEN() string { return cmp.Or(p.NameEN, p.Name) }

// saveItem writes a product whose sheet was changed, notes who did it and tells the outbox.
func (c *Catalog) saveItem(ctx context.Context, tx store.Tx, p *Product, entry audit.Entry) error {
	p.UpdatedAt = stored(c.clock())
	if err := products.Replace(ctx, tx, p); err != nil {
		return err
	}
	entry.Object = "product/" + p.ID
	if err := audit.Append(ctx, tx, c.clock(), entry); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, EventChanged, Change{Products: []string{p.ID}})
}

// apply checks the edit against the product and writes it into it.
func (c *Catalog) apply(ctx context.Context, tx store.Tx, p *Product, e Edit) error {
	check := &checker{now: c.clock()}
	before := *p
	story := check.edit(p, &e)
	if err := c.keepUnits(ctx, tx, check, p, e.Units); err != nil {
		return err
	}
	if err := check.Err(); err != nil {
		return err
	}
	p.take(e, story)
	return c.numberUnits(ctx, tx, &before, p)
}

// edit checks an edit, makes its numbers as documents keep them, and returns the story as pages show it.
func (c *checker) edit(p *Product, e *Edit) string {
	e.Units = slices.Clone(e.Units)
	c.units(e.Units, p.Group)
	c.sheet(&e.Sheet)
	c.text("ingredients", e.Ingredients, maxLong)
	c.text("storage", e.Storage, maxShort)
	c.text("name_en", e.NameEN, maxLine)
	c.stated(p, *e)
	if strings.TrimSpace(e.Story) == p.OwnStory {
		return p.OwnStoryHTML
	}
	story, err := StoryHTML(e.Story)
	if err != nil {
		c.Add("story", "too_long", fmt.Sprintf("Dài quá: nhiều nhất %d chữ.", MaxStory), fmt.Sprintf("Too long: at most %d characters.", MaxStory))
	}
	return story
}

// stated refuses to change what the certificate covers once it is stated.
func (c *checker) stated(p *Product, e Edit) {
	if was := p.Facts.Ingredients; was != "" && e.Ingredients != "" && e.Ingredients != was {
		c.Add("ingredients", "by_request", "Thành phần đã ghi theo hồ sơ; muốn đổi thì gửi cán bộ duyệt.", "The ingredients are certified; ask an officer to change them.")
	}
	if was := p.Sheet.ShelfDays; was != 0 && e.Sheet.ShelfDays != 0 && e.Sheet.ShelfDays != was {
		c.Add("shelf_days", "by_request", "Hạn dùng đã ghi theo hồ sơ; muốn đổi thì gửi cán bộ duyệt.", "The shelf life is certified; ask an officer to change it.")
	}
}

// keepUnits refuses units that are not the product's, and to give up one of which there is stock.
func (c *Catalog) keepUnits(ctx context.Context, tx store.Tx, check *checker, p *Product, units []Unit) error {
	kept := map[string]bool{}
	for i, u := range units {
		if _, known := p.Unit(u.SKU); u.SKU != "" && (!known || kept[u.SKU]) {
			check.Add("units."+strconv.Itoa(i)+".name", "unknown", "Quy cách này không phải của sản phẩm.", "This unit is not the product's.")
		}
		kept[u.SKU] = true
	}
	for _, u := range p.Units {
		if kept[u.SKU] {
			continue
		}
		stock, err := stocks.Get(ctx, tx, u.SKU)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err == nil && stock.Available > 0 {
			check.Add("units", "in_stock", fmt.Sprintf("“%s” còn %d trong kho; kiểm kho về 0 rồi mới thôi bán.", u.Name, stock.Available), fmt.Sprintf("There are %d of “%s” in stock; count it down to 0 before giving it up.", stock.Available, u.Name))
		}
	}
	return nil
}

// take writes a checked edit into the product.
func (p *Product) take(e Edit, story string) {
	p.NameEN, p.Units = e.NameEN, e.Units
	p.OwnStory, p.OwnStoryHTML = strings.TrimSpace(e.Story), story
	held := p.Sheet
	p.Sheet = e.Sheet
	p.Sheet.Edition, p.Sheet.Papers, p.Sheet.Shots = held.Edition, held.Papers, held.Shots
	if held.ShelfDays != 0 {
		p.Sheet.ShelfDays = held.ShelfDays
	}
	if p.Facts.Ingredients == "" {
		p.Facts.Ingredients = e.Ingredients
	}
	p.Facts.Storage = e.Storage
	if text := p.Sheet.allergenText(); text != "" || held.allergenText() != "" {
		p.Facts.Allergens = text
	}
	if p.Facts.ShelfLife == "" {
		p.Facts.ShelfLife = shelfText(p.Sheet.ShelfDays)
	}
}

// shelfText is what a label says of a life in days.
func shelfText(days int) string {
	if days == 0 {
		return ""
	}
	return strconv.Itoa(days) + " ngày từ ngày làm"
}

// numberUnits gives new units a SKU and a place in stock, and makes all numbers the product's own.
func (c *Catalog) numberUnits(ctx context.Context, tx store.Tx, before, p *Product) error {
	if err := c.openUnits(ctx, tx, before, p); err != nil {
		return err
	}
	err := claimNumbers(ctx, tx, p)
	var taken *GTINTakenError
	if errors.As(err, &taken) {
		return field.Errors{takenField(p, taken)}
	}
	return err
}

// openUnits gives units that the product did not have a SKU, where they have none, and a place in stock.
func (c *Catalog) openUnits(ctx context.Context, tx store.Tx, before, p *Product) error {
	p.Units = slices.Clone(p.Units)
	for i := range p.Units {
		u := &p.Units[i]
		if _, known := before.Unit(u.SKU); known && u.SKU != "" {
			continue
		}
		if u.SKU == "" {
			sku, err := freeSKU(ctx, tx, p)
			if err != nil {
				return err
			}
			u.SKU = sku
		}
		if _, err := c.SetStock(ctx, tx, p, u.SKU, 0, Why{Kind: EntryCorrection}); err != nil {
			return err
		}
	}
	return nil
}

func takenField(p *Product, taken *GTINTakenError) field.Error {
	name := "units.0.gtin"
	for i, u := range p.Units {
		switch taken.GTIN {
		case u.GTIN:
			name = "units." + strconv.Itoa(i) + ".gtin"
		case u.Trading().Case.GTIN:
			name = "units." + strconv.Itoa(i) + ".case.gtin"
		}
	}
	return field.Error{Field: name, Code: "taken", VI: "Mã " + taken.GTIN + " đang là của sản phẩm khác; mỗi mã chỉ dùng cho một quy cách.", EN: taken.GTIN + " is another product's; a number names one unit alone."}
}

// freeSKU finds a SKU that nothing ever had, of the same beginning as the product's others.
func freeSKU(ctx context.Context, tx store.Tx, p *Product) (string, error) {
	begin := strings.ToUpper(p.ID)
	if len(begin) > 12 {
		begin = begin[:12]
	}
	if len(p.Units) > 0 && p.Units[0].SKU != "" {
		begin = p.Units[0].SKU
		if at := strings.LastIndexByte(begin, '-'); at > 0 {
			begin = begin[:at]
		}
	}
	for n := 1; ; n++ {
		sku := begin + "-" + strconv.Itoa(n)
		_, known := p.Unit(sku)
		_, err := stocks.Get(ctx, tx, sku)
		if errors.Is(err, store.ErrNotFound) && !known {
			return sku, nil
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
	}
}
