package web

import (
	"net/http"
	"strings"
	"testing"
)

func TestACardIsOrderedWithTheGoods(t *testing.T) {
	_, b := newShop(t)
	b.add("CM-500", 1)
	in := b.filled("/dat-hang")
	in.Set("thiep", strings.Repeat("chúc ", 41))
	page := b.page(b.do(http.MethodPost, "/dat-hang", in), http.StatusUnprocessableEntity)
	wantAll(t, page, "Lời trên thiệp dài quá 200 chữ.", `id="thiep-e"`, `href="#thiep"`)
	in.Set("thiep", "Mừng nhà mới")
	wantAll(t, b.get(b.sent("/dat-hang", in), http.StatusOK), "Thiệp kèm hàng: “Mừng nhà mới”")
}
