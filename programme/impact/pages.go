package impact

import (
	"context"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/decide"
)

// automatic is an area in which everything happens by itself at the minute of effect: it asks at every rendering.
type automatic struct {
	key          string
	vi, en       string // its name
	sayVI, sayEN string
}

// Page is the product's page.
func Page() Area {
	return automatic{
		key: "page", vi: "Trang sản phẩm", en: "Product page",
		sayVI: "Bản Việt và bản Anh. Sao mất và nút mua tắt ngay; trang còn lại để người đã mua tra cứu.",
		sayEN: "In Vietnamese and English. Stars and the buy button go at once; the page stays for those who bought.",
	}
}

// Search is the results of searches, lists and suggestions.
func Search() Area {
	return automatic{
		key: "search", vi: "Kết quả tìm kiếm", en: "Search results",
		sayVI: "Rời danh mục, gợi ý và các kệ cùng loại.",
		sayEN: "It leaves lists, suggestions and shelves of the same kind.",
	}
}

// Key implements Area.
func (a automatic) Key() string { return a.key }

// Name implements Area.
func (a automatic) Name() (vi, en string) { return a.vi, a.en }

// Held is the one product, if it is shown under this certificate.
func (a automatic) Held(_ context.Context, _ store.Reader, g Goods) (Holding, error) {
	if !g.Current() {
		return Holding{VI: "Sản phẩm đang bán theo chứng nhận khác.", EN: "The product is sold under another certificate."}, nil
	}
	return Holding{IDs: []string{g.Product.ID}, VI: a.sayVI, EN: a.sayEN}, nil
}

// Choices are none.
func (a automatic) Choices(decide.Kind) []Choice { return nil }

// Outcome says nothing: the summary begins with it.
func (a automatic) Outcome(Holding, string) Outcome { return Outcome{} }

// CarryOut does nothing.
func (a automatic) CarryOut(context.Context, store.Tx, Task) error { return nil }
