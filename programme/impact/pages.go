package impact

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/decide"
)

// Looks knows how often products' pages were looked at.
type Looks interface {
	Recent(ctx context.Context, days int, ids ...string) (map[string]int, error)
}

// week is over how many days looks at a page are counted.
const week = 7

// Page is the product's page; without looks it does not tell how often it was looked at.
func Page(looks Looks) Area {
	return automatic{key: "page", name: named{"Trang sản phẩm", "Product page"}, say: func(ctx context.Context, g Goods) (vi, en string, err error) {
		seen := named{}
		if looks != nil {
			counts, err := looks.Recent(ctx, week, g.Product.ID)
			if err != nil {
				return "", "", fmt.Errorf("how often the page was looked at: %w", err)
			}
			seen.vi, seen.en = say(", %s trong 7 ngày", ", %s in 7 days", things(counts[g.Product.ID], "lượt xem", "view", "views"))
		}
		after := named{"Sao mất và nút mua tắt ngay; trang còn lại để người đã mua tra cứu.", "Stars and the buy button go at once; the page stays for those who bought."}
		if g.Kind == decide.Reinstate {
			after = named{"Sao và nút mua hiện lại ngay.", "Stars and the buy button are back at once."}
		}
		vi, en = say("Bản Việt và bản Anh%s. %s", "In Vietnamese and English%s. %s", seen, after)
		return vi, en, nil
	}}
}

// Search is the results of searches, lists and suggestions.
func Search() Area {
	return automatic{key: "search", name: named{"Kết quả tìm kiếm", "Search results"}, say: func(_ context.Context, g Goods) (vi, en string, err error) {
		if g.Kind == decide.Reinstate {
			return "Trở lại danh mục, gợi ý và các kệ cùng loại.", "It is back in lists, suggestions and shelves of the same kind.", nil
		}
		return "Rời danh mục, gợi ý và các kệ cùng loại.", "It leaves lists, suggestions and shelves of the same kind.", nil
	}}
}

// automatic is an area in which everything happens by itself at the minute of effect: it asks at every rendering.
type automatic struct {
	key  string
	name named
	say  func(ctx context.Context, g Goods) (vi, en string, err error)
}

// Key implements Area.
func (a automatic) Key() string { return a.key }

// Name implements Area.
func (a automatic) Name() (vi, en string) { return a.name.vi, a.name.en }

// Held is the one product, if it is shown under this certificate.
func (a automatic) Held(ctx context.Context, _ store.Reader, g Goods) (Holding, error) {
	if !g.Current() {
		return Holding{VI: "Sản phẩm đang bán theo chứng nhận khác.", EN: "The product is sold under another certificate."}, nil
	}
	h := Holding{IDs: []string{g.Product.ID}, ByItself: true}
	var err error
	h.VI, h.EN, err = a.say(ctx, g)
	return h, err
}

// Choices are none.
func (a automatic) Choices(decide.Kind) []Choice { return nil }

// Outcome says nothing: the summary begins with it.
func (a automatic) Outcome(Holding, string) Outcome { return Outcome{} }

// CarryOut does nothing.
func (a automatic) CarryOut(context.Context, store.Tx, Task) error { return nil }
