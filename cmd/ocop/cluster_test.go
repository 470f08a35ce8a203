package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/store"
)

// cluster is a registry, three processes with pages and two that work, on MongoDB, Meilisearch and S3 together.
type cluster struct {
	t        *testing.T
	settings variables
	registry *process
	webs     []*process
	workers  []*process
	mails    []string // folders that workers write letters to
	mongod   *mongod  // nil where the test may not restart MongoDB
}

// startCluster starts one on fresh storage at the servers that the environment names, or skips the test.
func startCluster(t *testing.T, mongoServer string) *cluster {
	t.Helper()
	name := fmt.Sprintf("ocop-e2e-%d", time.Now().UnixNano())
	c := &cluster{t: t, settings: quiet().and(variables{
		"OCOP_MEILI_URL": needed(t, "OCOP_TEST_MEILI_URL"), "OCOP_MEILI_KEY": needed(t, "OCOP_TEST_MEILI_KEY"), "OCOP_MEILI_INDEX": name,
		"OCOP_BANK_BIN": "970436", "OCOP_BANK_ACCOUNT": "1012346789", "OCOP_BANK_HOLDER": "CHO SAO",
		"OCOP_S3_ENDPOINT": needed(t, "OCOP_TEST_S3_ENDPOINT"), "OCOP_S3_BUCKET": name,
		"OCOP_S3_ACCESS_KEY": needed(t, "OCOP_TEST_S3_ACCESS_KEY"), "OCOP_S3_SECRET_KEY": needed(t, "OCOP_TEST_S3_SECRET_KEY"),
		"OCOP_MONGODB_URI": databaseAt(t, mongoServer, name),
	})}
	t.Cleanup(func() { forgetIndex(t, c.settings["OCOP_MEILI_URL"], c.settings["OCOP_MEILI_KEY"], name) })
	c.startRegistry()
	c.workers = []*process{c.worker()}
	list := "http://" + c.registry.addresses.Registry + "/lists/offers.csv"
	if out := c.workers[0].command("import", list); !strings.Contains(out, "400 products set") {
		t.Fatalf("import of prices and stock: %s", out)
	}
	c.workers = append(c.workers, c.worker())
	for range 3 {
		c.webs = append(c.webs, start(t, t.TempDir(), c.settings, "serve", "--role", "web"))
	}
	for _, w := range c.webs {
		w.until("searching", 30*time.Second, func() bool {
			list, err := newShopper(w.site()).products(url.Values{"in_stock": {"true"}})
			return err == nil && list.Total > 300
		})
	}
	return c
}

// startRegistry runs the reference registry alone, and has the others pull it.
func (c *cluster) startRegistry() {
	c.t.Helper()
	c.registry = begin(c.t, c.t.TempDir(), quiet(), "registry", "serve", "--demo-size", "400")
	key := regexp.MustCompile(`OCOP_REGISTRY_KEY: (\S+)`)
	c.registry.until("serving", readyWithin, func() bool {
		a, err := config.ReadAddresses(filepath.Join(c.registry.data, "registry"))
		c.registry.addresses = a
		return err == nil && key.MatchString(c.registry.log.String())
	})
	c.settings["OCOP_REGISTRY_URL"] = "http://" + c.registry.addresses.Registry
	c.settings["OCOP_REGISTRY_KEY"] = key.FindStringSubmatch(c.registry.log.String())[1]
}

func (c *cluster) worker() *process {
	c.t.Helper()
	p := start(c.t, c.t.TempDir(), c.settings, "serve", "--role", "worker")
	c.mails = append(c.mails, filepath.Join(p.data, "mail"))
	return p
}

// sites are the addresses of the processes with pages.
func (c *cluster) sites() []string {
	var all []string
	for _, w := range c.webs {
		all = append(all, w.site())
	}
	return all
}

// world reads what the store holds.
func (c *cluster) world() world { return lookAt(c.t, "", c.settings) }

// forgetIndex deletes an index at a search server.
func forgetIndex(t *testing.T, address, key, name string) {
	t.Helper()
	_, err := newShopper(address).do(http.MethodDelete, "/indexes/"+name, map[string]string{"Authorization": "Bearer " + key}, nil)
	if err != nil {
		t.Logf("delete the test's index: %v", err)
	}
}

func TestCluster(t *testing.T) {
	server, own := clusterMongo(t)
	c := startCluster(t, server)
	c.mongod = own
	ok := t.Run("every process serves pages and search", c.serves) &&
		t.Run("rush", c.rush) &&
		t.Run("revoked", c.revoked) &&
		t.Run("killed", c.killed) &&
		t.Run("pulls", c.pulledOnce)
	if !ok {
		t.FailNow()
	}
	for _, p := range append(c.webs, c.workers...) {
		if code, took := p.stop(); code != 0 || took > 10*time.Second {
			t.Errorf("exit code %d after %s", code, took)
		}
	}
}

// TestClusterForBrowsers keeps a cluster open for browser tests, or people, until the file that the variable names is removed.
func TestClusterForBrowsers(t *testing.T) {
	note := needed(t, "OCOP_TEST_CLUSTER_NOTE")
	c := startCluster(t, needed(t, "OCOP_TEST_MONGODB_URI"))
	if err := os.WriteFile(note, []byte(strings.Join(c.sites(), "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(note); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

func (c *cluster) serves(t *testing.T) {
	product := newShopper(c.webs[0].site()).sellable(t, 50)[0]
	for _, site := range c.sites() {
		shop := newShopper(site)
		for _, path := range []string{"/", "/san-pham", "/en/san-pham", "/tinh", "/xac-minh", "/san-pham/" + product.Slug, "/san-pham?q=mat+ong", "/sitemap.xml"} {
			if _, err := shop.do(http.MethodGet, path, nil, nil); err != nil {
				t.Errorf("%s%s: %v", site, path, err)
			}
		}
		w := &watched{shopper: shop, product: product}
		if hit, err := w.hit(); err != nil || hit == nil {
			t.Errorf("%s does not find %q: %v", site, product.Name, err)
		}
	}
}

func (c *cluster) rush(t *testing.T) {
	product := newShopper(c.webs[0].site()).sellable(t, 1)[0]
	for round := range rounds(t, "OCOP_TEST_RUSHES", 5, 2) {
		c.workers[0].command("import", c.workers[0].stockList(product, 10))
		for _, w := range c.webs {
			w.shows(product.Slug, 10)
		}
		if sold := rush(t, product.Units[0].SKU, c.sites()...); sold != 10 {
			t.Fatalf("round %d: %d of 10 sold", round, sold)
		}
		for _, w := range c.webs {
			w.shows(product.Slug, 0)
		}
	}
}

// revoked: what the registry takes back is off everything that any process shows, cached pages included.
func (c *cluster) revoked(t *testing.T) {
	product := newShopper(c.webs[0].site()).sellable(t, 9)[8]
	var all []*watched
	for _, site := range c.sites() {
		all = append(all, watch(t, site, product))
	}
	c.registry.command("registry", "revoke", product.Certificate.Number)
	if out := c.workers[1].command("sync"); !strings.Contains(out, "1 changed") {
		t.Errorf("sync says %q", out)
	}
	pulled := time.Now()
	var looking sync.WaitGroup
	for _, w := range all {
		looking.Go(func() {
			w.gone(t, pulled)
			w.unlisted(t, pulled)
		})
	}
	looking.Wait()
}

// killed: a process with pages and one that works die under load, and the shop loses and doubles nothing.
func (c *cluster) killed(t *testing.T) {
	before := c.world()
	crowd := &crowd{products: newShopper(c.webs[0].site()).sellable(t, 60)[10:]}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		crowd.buy(stop, c.sites()...)
	}()
	c.more(crowd, 30)
	c.webs[2].kill()
	c.more(crowd, 30)
	c.workers[0].kill() // the one that sends letters and pulls, as it was there first
	c.more(crowd, 30)
	c.webs[2] = c.webs[2].again("serve", "--role", "web")
	c.more(crowd, 30)
	if c.mongod != nil {
		c.mongod.restart()
		c.more(crowd, 30)
	} else {
		t.Log("MongoDB was not restarted: OCOP_TEST_MONGOD names no command that starts one")
	}
	close(stop)
	<-done
	c.unharmed(t, crowd, before, 1)
}

// more waits until so many more orders were acknowledged.
func (c *cluster) more(crowd *crowd, orders int) {
	c.t.Helper()
	enough := crowd.count() + orders
	c.webs[0].until("taking orders", 2*time.Minute, func() bool { return crowd.count() >= enough })
}

// unharmed checks that nothing was lost, and no more letters doubled than senders that died could have had in hand.
func (c *cluster) unharmed(t *testing.T, crowd *crowd, before world, died int) {
	t.Helper()
	for _, w := range c.webs {
		crowd.check(t, w.site(), 0)
	}
	now := c.world()
	crowd.holds(t, now, before)
	for code := range now.mailTo {
		if _, old := before.mailTo[code]; old {
			delete(now.mailTo, code)
		}
	}
	doubled := now.mailed(t, time.Minute, c.mails...)
	if len(doubled) > died {
		t.Errorf("letters of %v are doubled, and %d senders died", doubled, died)
	}
	t.Logf("%d orders acknowledged, none lost, %d letters, %d doubled", len(crowd.bought), len(now.mailTo), len(doubled))
}

// revocations is how many changes of the registry the workers race for.
const revocations = 4

// pulledOnce: workers that pull at the same time take each change in once, and their pulls never overlap.
func (c *cluster) pulledOnce(t *testing.T) {
	c.workers[0] = c.workers[0].again("serve", "--role", "worker")
	for _, product := range newShopper(c.webs[0].site()).sellable(t, 20)[10 : 10+revocations] {
		c.registry.command("registry", "revoke", product.Certificate.Number)
		var both sync.WaitGroup
		for _, w := range c.workers {
			both.Go(func() {
				if out, code := execute(t, w.data, w.settings, "sync"); code != 0 && !strings.Contains(out, "held by another") {
					t.Errorf("sync: exit code %d, %s", code, out)
				}
			})
		}
		both.Wait()
	}
	c.workers[1].until("in step with the registry", 30*time.Second, func() bool { // a scheduled pull may have held both up
		_, code := execute(t, c.workers[1].data, c.settings, "sync")
		return code == 0
	})
	db := storeOf(t, "", c.settings)
	defer db.Close()
	pulls, err := storedPulls.Find(t.Context(), db, store.Query{Sort: []store.Order{{Field: "started_at"}}})
	if err != nil {
		t.Fatal(err)
	}
	whole, changed := 0, 0
	for i, p := range pulls {
		if p.Error != "" {
			t.Errorf("a pull failed: %s", p.Error)
		}
		if i > 0 && p.StartedAt.Before(pulls[i-1].EndedAt) {
			t.Errorf("pull %s began before %s ended", p.ID, pulls[i-1].ID)
		}
		if p.Counts.New > 0 {
			whole++
		}
		changed += p.Counts.Changed
	}
	if want := 1 + revocations; whole != 1 || changed != want { // one was revoked before
		t.Errorf("%d pulls took in the registry and %d changes were applied, want 1 and %d", whole, changed, want)
	}
}
