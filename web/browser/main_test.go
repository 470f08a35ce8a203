package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// siteEnv names a running market to test instead of one that is started here.
const siteEnv = "OCOP_BROWSER_URL"

// what all tests share: one browser and one market, or why there is none.
type stage struct {
	browser context.Context
	site    string
	binary  string // of the market that the tests started, and its data; empty for one that somebody else did
	data    string
	mail    string // the folder of the letters that the market wrote
	missing string
}

var shared stage

func TestMain(m *testing.M) { os.Exit(runAll(m)) }

func runAll(m *testing.M) int {
	dir, err := os.MkdirTemp("", "ocop-browser-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary, err := chromium()
	if err != nil {
		shared.missing = err.Error()
		return m.Run()
	}
	stop, err := startMarket(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "start the market:", err)
		return 1
	}
	defer stop()
	ctx, cancel := startBrowser(binary, filepath.Join(dir, "profile"))
	defer cancel()
	if err := chromedp.Do(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "start Chromium:", err)
		return 1
	}
	shared.browser = ctx
	return m.Run()
}

func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium on the PATH")
}

func startBrowser(binary, profile string) (context.Context, context.CancelFunc) {
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(binary), chromedp.UserDataDir(profile)}
	for _, flag := range []string{
		"headless", "no-first-run", "no-default-browser-check", "no-sandbox", "disable-gpu", "disable-quic", "disable-background-networking",
		"disable-component-update", "disable-sync", "disable-dev-shm-usage", "hide-scrollbars",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	alloc, endAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(alloc)
	return ctx, func() { end(); endAlloc() }
}

// startMarket builds the market and runs it on a few hundred products.
func startMarket(dir string) (stop func(), err error) {
	if shared.site = os.Getenv(siteEnv); shared.site != "" {
		shared.mail = os.Getenv("OCOP_BROWSER_MAIL")
		return func() {}, nil
	}
	binary := filepath.Join(dir, "ocop")
	build := exec.Command("go", "build", "-o", binary, "github.com/ocopmarket/ocop/cmd/ocop")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	data := filepath.Join(dir, "data")
	shared.binary, shared.data, shared.mail = binary, data, filepath.Join(data, "mail")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	market := exec.Command(binary, "--demo-size", "300")
	market.Dir, market.Stdout, market.Stderr = dir, log, log
	market.Env = append(os.Environ(), "OCOP_DATA="+data, "OCOP_ADDR=127.0.0.1:0", "OCOP_ADMIN_ADDR=127.0.0.1:0", "OCOP_REGISTRY_ADDR=127.0.0.1:0", "OCOP_LIMITS=off")
	if err := market.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = market.Process.Signal(syscall.SIGTERM) // it may have ended by itself
		_ = market.Wait()
		log.Close()
	}
	if shared.site, err = waitReady(data); err != nil {
		stop()
		said, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("%w\n%s", err, said)
	}
	return stop, nil
}

// waitReady waits until the market noted where it listens and lets visitors in.
func waitReady(data string) (site string, err error) {
	deadline := time.Now().Add(60 * time.Second)
	for time.Now().Before(deadline) {
		time.Sleep(100 * time.Millisecond)
		raw, err := os.ReadFile(filepath.Join(data, "addresses.json"))
		if err != nil {
			continue
		}
		var at struct {
			Site string `json:"site"`
		}
		if json.Unmarshal(raw, &at) != nil || at.Site == "" {
			continue
		}
		if answer, err := http.Get("http://" + at.Site + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return "http://" + at.Site, nil
			}
		}
	}
	return "", errors.New("the market was not ready within a minute")
}
