package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFirstAndSecondStart(t *testing.T) {
	data := t.TempDir()
	p := start(t, data, small())
	for _, want := range []string{"open at " + p.site(), "Data in " + data, "Reference registry at http://" + p.addresses.Registry} {
		if !strings.Contains(p.log.String(), want) {
			t.Errorf("the start does not tell %q", want)
		}
	}
	shop := newShopper(p.site())
	list, err := shop.products(url.Values{"certified": {"valid"}})
	if err != nil || list.Total < 200 || list.Total > 300 {
		t.Fatalf("%d of 300 products have stars, %v", list.Total, err)
	}
	if code, took := p.stop(); code != 0 || took > 10*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
	if _, err := os.Stat(filepath.Join(data, "addresses.json")); !os.IsNotExist(err) {
		t.Errorf("the addresses outlive the process: %v", err)
	}

	// The second start needs no registry: it has all that the first one pulled.
	key := strings.Repeat("A", 43)
	second := start(t, data, small().and(variables{"OCOP_REGISTRY_URL": "http://127.0.0.1:1", "OCOP_REGISTRY_KEY": key}))
	again, err := newShopper(second.site()).products(url.Values{"certified": {"valid"}})
	if err != nil || again.Total != list.Total {
		t.Errorf("%d products after the second start, %v; want %d", again.Total, err, list.Total)
	}
	if strings.Contains(second.log.String(), "Pulling the registry") {
		t.Error("the second start pulled the registry before it opened")
	}
}

func TestReadinessNamesEachPart(t *testing.T) {
	p := start(t, t.TempDir(), small())
	for _, base := range []string{p.site(), "http://" + p.addresses.Admin} {
		raw, err := newShopper(base).do(http.MethodGet, "/readyz", nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var report struct {
			State string
			Parts []struct{ Name, State string }
		}
		if err := json.Unmarshal(raw, &report); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(report); got != "{ok [{store ok} {search ok} {photos ok} {registry ok}]}" {
			t.Errorf("%s/readyz: %s", base, got)
		}
		if !answers(base + "/livez") {
			t.Errorf("%s/livez does not answer 200", base)
		}
	}
}

func TestNobodyIsLetInBeforeTheMarketIsOpen(t *testing.T) {
	admin := freeAddress(t) // port 0 would be known only when the market is open
	p := begin(t, t.TempDir(), quiet().and(variables{"OCOP_ADMIN_ADDR": admin, "OCOP_DEMO_SIZE": "1500"}))
	early := 0
	p.until("ready", readyWithin, func() bool {
		resp, err := http.Get("http://" + admin + "/readyz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusServiceUnavailable {
			early++
		}
		return resp.StatusCode == http.StatusOK
	})
	if early == 0 {
		t.Error("it never said that it was not ready yet")
	}
	if !strings.Contains(p.log.String(), "Setting prices and stock: 1500 of 1500") {
		t.Errorf("ready before it was full:\n%s", p.log)
	}
}

// freeAddress is one where nobody listens now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestSecondProcessOnTheSameData(t *testing.T) {
	p := start(t, t.TempDir(), small())
	second := begin(t, p.data, small())
	if code := second.wait(20 * time.Second); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	for _, want := range []string{"Another process uses the data in " + p.data, "--data", "OCOP_MONGODB_URI"} {
		if !strings.Contains(second.log.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, second.log)
		}
	}
	if _, err := newShopper(p.site()).products(nil); err != nil {
		t.Errorf("the first process was disturbed: %v", err)
	}
	if out := p.command("sync"); !strings.Contains(out, "Pulled 0 records") {
		t.Errorf("its addresses were lost: %s", out)
	}
}

func TestEveryWrongSettingIsNamedAtOnce(t *testing.T) {
	out, code := execute(t, t.TempDir(), variables{
		"OCOP_ADDR": "here", "OCOP_ADMIN_ADDR": "127.0.0.1:99999", "OCOP_PUBLIC_URL": "cho.vn", "OCOP_MONGODB_URI": "localhost",
		"OCOP_S3_BUCKET": "photos", "OCOP_REGISTRY_URL": "https://registry.example.vn", "OCOP_HOLD": "soon",
		"OCOP_REGISTRY_EVERY": "1ms", "OCOP_REGISTRY_MAX_CHANGE": "much", "OCOP_LIMITS": "some", "OCOP_ROLE": "boss", "OCOP_DEMO_SIZE": "many",
	})
	if code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	for _, name := range []string{"OCOP_ADDR", "OCOP_ADMIN_ADDR", "OCOP_PUBLIC_URL", "OCOP_MONGODB_URI", "OCOP_S3_ENDPOINT", "OCOP_REGISTRY_KEY",
		"OCOP_HOLD", "OCOP_REGISTRY_EVERY", "OCOP_REGISTRY_MAX_CHANGE", "OCOP_LIMITS", "OCOP_ROLE", "OCOP_DEMO_SIZE"} {
		if !strings.Contains(out, name) {
			t.Errorf("%s is not named in:\n%s", name, out)
		}
	}
}

func TestStartWithoutDemonstration(t *testing.T) {
	p := start(t, t.TempDir(), quiet(), "--demo=false")
	list, err := newShopper(p.site()).products(nil)
	if err != nil || list.Total != 0 {
		t.Errorf("%d products, %v; want none", list.Total, err)
	}
	for _, path := range []string{"/", "/san-pham", "/en/san-pham", "/tinh"} {
		if _, err := newShopper(p.site()).do(http.MethodGet, path, nil, nil); err != nil {
			t.Errorf("%s of an empty market: %v", path, err)
		}
	}
	if out, code := execute(t, p.data, p.settings, "sync"); code != 1 || !strings.Contains(out, "no registry is configured") {
		t.Errorf("sync without a registry: exit code %d, %s", code, out)
	}
}

// TestStopLetsRequestsFinish stops the market while it receives an order slowly.
func TestStopLetsRequestsFinish(t *testing.T) {
	p := start(t, t.TempDir(), small())
	shop := newShopper(p.site())
	cart, err := shop.cartWith(1, shop.sellable(t, 1)[0].Units[0].SKU)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(placement(cart, "", "cod"))
	if err != nil {
		t.Fatal(err)
	}
	body, slowly := io.Pipe()
	answered := make(chan error, 1)
	go func() {
		resp, err := shop.http.Post(p.site()+"/api/v1/orders", "application/json", body)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode != http.StatusCreated {
				err = fmt.Errorf("status %d", resp.StatusCode)
			}
		}
		answered <- err
	}()
	if _, err := slowly.Write(raw[:20]); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(2*time.Second, func() {
		_, _ = slowly.Write(raw[20:]) // the answer tells whether it came through
		_ = slowly.Close()
	})
	time.Sleep(200 * time.Millisecond) // the first bytes are on their way
	code, took := p.stop()
	if err := <-answered; err != nil {
		t.Errorf("the request in flight: %v", err)
	}
	if code != 0 || took < time.Second || took > 10*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
}

func TestKilledDuringTheFirstFilling(t *testing.T) {
	s := quiet().and(variables{"OCOP_DEMO_SIZE": "1500"})
	data := t.TempDir()
	began := time.Now()
	whole := start(t, t.TempDir(), s)
	usual := time.Since(began)
	whole.kill()
	for i := range 4 { // at different depths of the work
		p := begin(t, data, s)
		select {
		case <-p.exited:
			t.Fatal("ended by itself")
		case <-time.After(usual * time.Duration(i+1) / 6):
		}
		p.kill()
	}
	p := start(t, data, s)
	first, second := whole.again(), p
	want, err := newShopper(first.site()).products(nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := newShopper(second.site()).products(nil)
	if err != nil || got.Total != want.Total || got.Total < 1000 {
		t.Errorf("%d products after kills, %v; want %d", got.Total, err, want.Total)
	}
	stocked, err := newShopper(second.site()).products(url.Values{"in_stock": {"true"}})
	if err != nil || stocked.Total < want.Total/2 {
		t.Errorf("%d products can be bought, %v", stocked.Total, err)
	}
}

func TestHelpShowsAnExample(t *testing.T) {
	for _, command := range []string{
		"", "serve", "sync", "sync now", "sync approve", "import", "reindex", "orders", "orders paid", "orders statement", "orders advance", "orders recount", "stock verify", "backup", "restore",
		"registry", "registry serve", "registry revoke", "registry suspend", "registry reinstate", "registry renew", "registry withdraw",
	} {
		out, code := execute(t, t.TempDir(), nil, append(strings.Fields(command), "--help")...)
		if code != 0 || !strings.Contains(out, "Example") || !strings.Contains(out, "ocop") {
			t.Errorf("ocop %s --help: exit code %d\n%s", command, code, out)
		}
	}
}
