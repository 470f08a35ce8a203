package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/web/api"
)

func TestTokenIsForTheOwnerAlone(t *testing.T) {
	p := start(t, t.TempDir(), small())
	for _, name := range []string{"admin.token", "registry/token", "registry/signing.key", "addresses.json"} {
		info, err := os.Stat(filepath.Join(p.data, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want mode 0600", name, info, err)
		}
	}
	for _, token := range []string{"", "Bearer guessed"} {
		resp, err := newShopper("http://"+p.addresses.Admin).do(http.MethodPost, "/operations", map[string]string{"Authorization": token}, request{Name: "sync"})
		if err == nil || err.(*refusal).status != http.StatusUnauthorized {
			t.Errorf("an operation with token %q: %s, %v", token, resp, err)
		}
	}
	if _, err := newShopper(p.site()).do(http.MethodGet, "/metrics", nil, nil); err == nil {
		t.Error("visitors can read the metrics")
	}
	raw, err := newShopper("http://"+p.addresses.Admin).do(http.MethodGet, "/metrics", nil, nil)
	if err != nil || !strings.Contains(string(raw), "process_cpu_seconds_total") {
		t.Errorf("no metrics at the admin address: %v", err)
	}
}

// TestCommandsWithAndWithoutAnInstance runs each command while the market runs, and while it does not.
func TestCommandsWithAndWithoutAnInstance(t *testing.T) {
	p := start(t, t.TempDir(), small())
	paid := awaited(t, p)
	revoked := newShopper(p.site()).sellable(t, 4)
	p.revokeAndSync(revoked[0])
	p.listChanges(revoked[1])
	p.pays(paid)
	if out := p.command("reindex"); !strings.Contains(out, "Indexed 300 products") {
		t.Errorf("reindex: %s", out)
	}

	unpaid := awaited(t, p)
	p.stop()
	p.revokeAndSync(revoked[2])
	p.listChanges(revoked[3])
	p.pays(unpaid)
	if out, code := execute(t, p.data, p.settings, "reindex"); code != 1 || !strings.Contains(out, "nothing to reindex") {
		t.Errorf("reindex without an instance: exit code %d, %s", code, out)
	}

	again := p.again()
	shop := newShopper(again.site())
	for i, want := range []int{0, 7, 0, 7} {
		got, err := shop.product(revoked[i].Slug)
		if err != nil || got.Units[0].Available != want {
			t.Errorf("product %d: %d available, %v; want %d", i, got.Units[0].Available, err, want)
		}
	}
	for _, o := range []api.Checkout{paid, unpaid} {
		if got, err := shop.opened(o.Code, o.AccessToken); err != nil || got.Payment.State != "paid" {
			t.Errorf("order %s is %s, %v; want paid", o.Code, got.Payment.State, err)
		}
	}
	for command, want := range map[string]string{"stock verify": "All stock is the sum of its lines.", "orders recount": ": 0 days were wrong"} {
		if out := again.command(strings.Fields(command)...); !strings.Contains(out, want) {
			t.Errorf("%s says %q, want %q in it", command, out, want)
		}
	}
}

// awaited is an order for which a transfer is awaited.
func awaited(t *testing.T, p *process) api.Checkout {
	t.Helper()
	shop := newShopper(p.site())
	products := shop.sellable(t, 10)
	cart, err := shop.cartWith(1, products[8].Units[0].SKU, products[9].Units[0].SKU)
	if err != nil {
		t.Fatal(err)
	}
	o, err := shop.order("", placement(cart, "", "transfer"))
	if err != nil || o.Payment.State != "awaited" || o.Payment.VietQR == "" {
		t.Fatalf("order awaiting a transfer: %+v, %v", o.Payment, err)
	}
	return o
}

func (p *process) pays(o api.Checkout) {
	p.t.Helper()
	if out := p.command("orders", "paid", o.Code); !strings.Contains(out, o.Code) || !strings.Contains(out, "exact") {
		p.t.Errorf("orders paid: %s", out)
	}
	if out, code := execute(p.t, p.data, p.settings, "orders", "paid", "OC-0000-0000"); code != 1 {
		p.t.Errorf("a payment of no order: exit code %d, %s", code, out)
	}
}

func (p *process) revokeAndSync(product api.Product) {
	p.t.Helper()
	p.command("registry", "revoke", product.Certificate.Number)
	if out := p.command("sync"); !strings.Contains(out, "Pulled 1 records") || !strings.Contains(out, "1 changed") {
		p.t.Errorf("sync: %s", out)
	}
	if out := p.command("sync"); !strings.Contains(out, "Pulled 0 records") {
		p.t.Errorf("a second sync: %s", out)
	}
}

// listChanges sets the stock of a product to 7 by a list, first dry.
func (p *process) listChanges(product api.Product) {
	p.t.Helper()
	list := p.stockList(product, 7)
	for i, want := range []string{"dry run", "1 products set", "1 products set"} {
		args := []string{"import", list}
		if i == 0 {
			args = append(args, "--dry-run")
		}
		if out := p.command(args...); !strings.Contains(out, want) {
			p.t.Errorf("%v says %q, want %q in it", args, out, want)
		}
	}
}

// stockList writes a list that sets the stock of all units of a product.
func (p *process) stockList(product api.Product, stock int) (file string) {
	p.t.Helper()
	var list strings.Builder
	list.WriteString("Số chứng nhận,Mã hàng,Quy cách,Khối lượng (g),Giá (đồng),Tồn kho\n")
	for _, u := range product.Units {
		fmt.Fprintf(&list, "%s,%s,%s,%d,%d,%d\n", product.Certificate.Number, u.SKU, u.Name, u.WeightG, u.Price, stock)
	}
	file = filepath.Join(p.t.TempDir(), "stock.csv")
	if err := os.WriteFile(file, []byte(list.String()), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return file
}

const decisionList = `Hạng sao;Tên sản phẩm;Chủ thể;Địa chỉ;Số quyết định;Ngày quyết định;Số giấy chứng nhận
4;Mắm tép thử nghiệm;HTX Mắm Thử Nghiệm;xã Gia Viễn, tỉnh Ninh Bình;812/QĐ-UBND;05/08/2026;NB 9412/2026
`

func TestImportOfDecisions(t *testing.T) {
	p := start(t, t.TempDir(), small())
	file := filepath.Join(t.TempDir(), "quyet-dinh.csv")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(decisionList + "9;Mắm sai;HTX Mắm Sai;xã Gia Viễn, tỉnh Ninh Bình;813/QĐ-UBND;05/08/2026;NB 9413/2026\n")
	if out, code := execute(t, p.data, p.settings, "import", file); code != 1 || !regexp.MustCompile(`(?i)(row|dòng) 3`).MatchString(out) {
		t.Errorf("a list with a wrong row: exit code %d, %s", code, out)
	}
	shop, number := newShopper(p.site()), url.PathEscape("NB 9412/2026")
	if _, err := call[api.Certificate](shop, http.MethodGet, "/certificates/"+number, nil, nil); err == nil {
		t.Error("a list with a wrong row was applied in part")
	}
	write(decisionList)
	for i, want := range []string{"dry run", "1 new products", "0 new products"} {
		args := []string{"import", file}
		if i == 0 {
			args = append(args, "--dry-run")
		}
		if out := p.command(args...); !strings.Contains(out, want) {
			t.Errorf("%v says %q, want %q in it", args, out, want)
		}
	}
	got, err := call[api.Certificate](shop, http.MethodGet, "/certificates/"+number, nil, nil)
	if err != nil || got.Stars != 4 || got.State != "valid" || got.Decision != "812/QĐ-UBND" {
		t.Errorf("the certificate is %+v, %v", got, err)
	}
}
