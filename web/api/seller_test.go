package api_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/ocopmarket/ocop/accounts/keys"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/catalog/lots"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/orders/orderstest"
	"github.com/ocopmarket/ocop/search/inproc"
	"github.com/ocopmarket/ocop/web/api"
)

const benDoan = "HTX Hải sản Bến Đoan"

// newSeller calls the API as programs of producers: "ocop_" and scopes, of Bến Đoan unless it begins "ocop_other".
func newSeller(t *testing.T) *caller {
	t.Helper()
	db := storetest.Open(t, append(append(orderstest.Schemas(), ledger.Schemas()...), lots.Schemas()...)...)
	orderstest.Fill(t, db)
	c := &caller{t: t, shop: orderstest.Open(t, db), limits: &limits{closed: map[string]bool{}, asked: map[string]int{}}}
	shed := lots.New(db, c.shop.Catalog, ledger.New(db, c.shop.Catalog))
	handler, description := api.New(api.Deps{
		Catalog: c.shop.Catalog, Orders: c.shop.Service, Search: inproc.New(), Limits: c.limits, PublicURL: "https://cho.example", SiteName: "Chợ Sao",
		ClientAddr: func(*http.Request) string { return "192.0.2.1" }, Who: who, Lots: shed,
	})
	raw, err := description.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	document, err := libopenapi.NewDocument(raw)
	if err != nil {
		t.Fatal(err)
	}
	check, errs := validator.NewValidator(document)
	if len(errs) > 0 {
		t.Fatal(errors.Join(errs...))
	}
	c.handler, c.check = handler, check
	return c
}

func who(r *http.Request) (policy.Actor, error) {
	key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ocop_")
	if !ok {
		return policy.Actor{}, nil
	}
	if key == "revoked" {
		return policy.Actor{}, keys.ErrKey
	}
	a := policy.Actor{Key: "k-1", Org: "o-1", OrgKind: policy.KindProducer, Member: policy.Staff, Producer: benDoan, Verified: true}
	if rest, other := strings.CutPrefix(key, "other "); other {
		a.Producer, key = "HTX Chè Đồi Cọ", rest
	}
	a.Scopes = strings.Fields(key)
	return a, nil
}

// with calls in the name of a key, and returns the status and the body.
func (c *caller) with(key, method, path, body string) (int, string) {
	c.t.Helper()
	r := httptest.NewRequest(method, "https://cho.example"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	text := w.Body.String()
	if ok, errs := c.check.ValidateHttpResponse(r, w.Result()); !ok {
		for _, e := range errs {
			c.t.Errorf("%s %s answers %d against the description: %s %s\n%s", method, path, w.Code, e.Message, e.Reason, text)
		}
	}
	return w.Code, text
}

func TestKeysReachWhatTheirScopesSay(t *testing.T) {
	c := newSeller(t)
	code := c.shop.Order(orders.CashOnDelivery, "CM-500", 1).Orders[0].ID
	lot := `{"sku":"CM-500","number":"BD261115","made_on":"2026-11-15","quantity":5}`
	for _, op := range []struct{ scope, method, path, body string }{
		{"orders:read", "GET", "/api/v1/seller/orders", ""},
		{"orders:read", "GET", "/api/v1/seller/orders/" + code, ""},
		{"orders:write", "POST", "/api/v1/seller/orders/" + code + "/status", `{"status":"packed"}`},
		{"products:read", "GET", "/api/v1/seller/products", ""},
		{"stock:read", "GET", "/api/v1/seller/stock", ""},
		{"lots:write", "POST", "/api/v1/seller/lots", lot},
	} {
		for _, scope := range []string{"orders:read", "orders:write", "products:read", "stock:read", "lots:write"} {
			status, body := c.with("ocop_"+scope, op.method, op.path, op.body)
			if may := scope == op.scope; may != (status < 300) || !may && status != 403 {
				t.Errorf("%s %s with %s: %d %s", op.method, op.path, scope, status, body)
			}
		}
		for key, want := range map[string]string{"": "key_missing", "ocop_revoked": "key_refused"} {
			if status, body := c.with(key, op.method, op.path, op.body); status != 401 || !strings.Contains(body, want) {
				t.Errorf("%s %s with %q: %d %s", op.method, op.path, key, status, body)
			}
		}
	}
	acts := strings.Join(c.shop.Events(audit.EventEntry), "\n")
	if !strings.Contains(acts, `"via": "api","key": "k-1"`) {
		t.Errorf("the audit log does not know the key: %s", acts)
	}
}

func TestProgramsSeeTheirOwnOrders(t *testing.T) {
	c := newSeller(t)
	placed := c.shop.Order(orders.CashOnDelivery, "CM-500", 1)
	code := placed.Orders[0].ID
	if status, body := c.with("ocop_orders:read", "GET", "/api/v1/seller/orders?status=pending&since=2026-11-22T00:00:00Z", ""); status != 200 || !strings.Contains(body, code) || !strings.Contains(body, "0912345678") {
		t.Errorf("own: %d %s", status, body)
	}
	if status, body := c.with("ocop_orders:read", "GET", "/api/v1/seller/orders?since=2027-01-01T00:00:00Z", ""); status != 200 || strings.Contains(body, code) {
		t.Errorf("since later: %d %s", status, body)
	}
	if _, body := c.with("ocop_other orders:read", "GET", "/api/v1/seller/orders", ""); strings.Contains(body, code) {
		t.Errorf("another producer sees it: %s", body)
	}
	for _, path := range []string{"", "/status"} {
		method, body := "GET", ""
		if path != "" {
			method, body = "POST", `{"status":"packed"}`
		}
		if status, answer := c.with("ocop_other orders:read orders:write", method, "/api/v1/seller/orders/"+code+path, body); status != 404 || strings.Contains(answer, "0912") {
			t.Errorf("%s of another: %d %s", method, status, answer)
		}
	}
	if got := c.shop.Statuses(code); !strings.HasSuffix(got, "pending") {
		t.Errorf("order is %s", got)
	}
}

func TestProgramsMoveOrders(t *testing.T) {
	c := newSeller(t)
	code := c.shop.Order(orders.CashOnDelivery, "CM-500", 1).Orders[0].ID
	path := "/api/v1/seller/orders/" + code + "/status"
	move := func(body string, want int, holds string) {
		t.Helper()
		if status, answer := c.with("ocop_orders:write", "POST", path, body); status != want || !strings.Contains(answer, holds) {
			t.Errorf("%s: %d %s", body, status, answer)
		}
	}
	move(`{"status":"packed"}`, 200, `"status":"packed"`)
	move(`{"status":"packed"}`, 409, "status_moved_on")
	move(`{"status":"packed"}`, 409, "đang ở bước packed")
	move(`{"status":"confirmed"}`, 200, `"status":"confirmed"`)
	move(`{"status":"shipped","carrier":"Giao Lạnh","trip":"HL-1"}`, 200, `"trip":"HL-1"`)
	move(`{"status":"cancelled"}`, 409, "status_moved_on")
	move(`{"status":"lost"}`, 422, "errors")
}

func TestProgramsPageThroughOrders(t *testing.T) {
	c := newSeller(t)
	for range 3 {
		c.shop.Order(orders.CashOnDelivery, "CM-500", 1)
		c.shop.Clock.Add(1e9)
	}
	seen, cursor := 0, ""
	for range 4 {
		status, body := c.with("ocop_orders:read", "GET", "/api/v1/seller/orders?limit=2&cursor="+cursor, "")
		if status != 200 {
			t.Fatalf("%d %s", status, body)
		}
		seen += strings.Count(body, `"updated_at"`)
		_, rest, more := strings.Cut(body, `"next_cursor":"`)
		if !more {
			break
		}
		cursor, _, _ = strings.Cut(rest, `"`)
	}
	if seen != 3 {
		t.Errorf("saw %d orders of 3", seen)
	}
	if status, body := c.with("ocop_orders:read", "GET", "/api/v1/seller/orders?cursor=xxx", ""); status != 400 || !strings.Contains(body, "cursor_invalid") {
		t.Errorf("a wrong cursor: %d %s", status, body)
	}
}
