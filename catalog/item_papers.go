package catalog

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// maxPapers is how many papers a product may have.
const maxPapers = 40

// CheckPaper says what is wrong with a paper before its file is kept.
func CheckPaper(paper Paper) error {
	var wrong field.Errors
	if !slices.Contains(PaperKinds(), paper.Kind) {
		wrong.Add("kind", "required", "Chọn loại giấy.", "Choose the kind of paper.")
	}
	if len([]rune(paper.Number)) > maxShort {
		wrong.Add("number", "too_long", "Số giấy dài quá.", "The number is too long.")
	}
	if !paper.Issued.IsZero() && !paper.Expires.IsZero() && !paper.Expires.After(paper.Issued) {
		wrong.Add("expires", "order", "Ngày hết hạn phải sau ngày cấp.", "It must expire after it was issued.")
	}
	return wrong.Err()
}

// AddPaper adds a paper whose file is kept, and returns its id; field.Errors or store.ErrNotFound otherwise.
func (c *Catalog) AddPaper(ctx context.Context, id string, paper Paper) (string, error) {
	paper.Number = strings.TrimSpace(paper.Number)
	if err := CheckPaper(paper); err != nil {
		return "", err
	}
	paper.ID, paper.AddedAt = strings.ToLower(rand.Text()), stored(c.clock())
	return paper.ID, c.changePapers(ctx, id, audit.Said{VI: "Thêm giấy", EN: "Added a paper"}, audit.Change{Field: "papers", To: paper.Kind.Name("vi") + " " + paper.Number}, func(p *Product) error {
		if len(p.Sheet.Papers) >= maxPapers {
			return field.Errors{{Field: "file", Code: "too_many", VI: "Sản phẩm đã có nhiều giấy quá; bỏ bớt giấy cũ.", EN: "The product has too many papers; remove old ones."}}
		}
		p.Sheet.Papers = append(slices.Clone(p.Sheet.Papers), paper)
		return nil
	})
}

// RemovePaper takes a paper off the product; store.ErrNotFound if it has none such.
func (c *Catalog) RemovePaper(ctx context.Context, id, paperID string) error {
	return c.changePapers(ctx, id, audit.Said{VI: "Bỏ giấy", EN: "Removed a paper"}, audit.Change{Field: "papers", From: paperID}, func(p *Product) error {
		kept := slices.DeleteFunc(slices.Clone(p.Sheet.Papers), func(have Paper) bool { return have.ID == paperID })
		if len(kept) == len(p.Sheet.Papers) {
			return store.ErrNotFound
		}
		p.Sheet.Papers = kept
		return nil
	})
}

// Paper finds a paper of the product.
func (p *Product) Paper(id string) (Paper, bool) {
	for _, paper := range p.Sheet.Papers {
		if paper.ID == id {
			return paper, true
		}
	}
	return Paper{}, false
}

func (c *Catalog) changePapers(ctx context.Context, id string, what audit.Said, change audit.Change, f func(*Product) error) error {
	err := c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := products.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := f(p); err != nil {
			return err
		}
		return c.saveItem(ctx, tx, p, audit.Entry{Action: "product.papers", Summary: what.VI + ": " + p.Name, SummaryEN: what.EN + ": " + p.nameEN(), Changes: []audit.Change{change}})
	})
	if err != nil {
		return fmt.Errorf("change papers: %w", err)
	}
	return nil
}
