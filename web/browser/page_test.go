package browser

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// visitor is one person with a browser of their own: no cookie is shared.
type visitor struct {
	t   *testing.T
	ctx context.Context
	mu  sync.Mutex
	bad []string // what scripts and policies complained about
}

// patience is how long one step may take on a busy machine.
const patience = 10 * time.Second

// visit opens a window of a width, with scripts or without.
func visit(t *testing.T, width int64, scripts bool) *visitor {
	t.Helper()
	if shared.missing != "" {
		t.Skip("SKIPPED: " + shared.missing)
	}
	ctx, cancel := chromedp.NewContext(shared.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	v := &visitor{t: t, ctx: ctx}
	// Between two pages that fade into one another a click would go nowhere; nobody but a machine is that quick.
	still := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}}
	v.do("open a window", v.width(width), command(emulation.SetEmulatedMedia, still), command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts}))
	said := chromedp.Console(ctx)
	go v.hear(said)
	t.Cleanup(v.complaints)
	return v
}

// command is a step that tells the browser something.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

func (v *visitor) width(width int64) chromedp.Action[chromedp.Void] {
	return command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 600})
}

// hear notes what should never be said: uncaught exceptions and broken policies. Pages that answer 4xx are asked for on purpose.
func (v *visitor) hear(said iter.Seq2[chromedp.ConsoleMessage, error]) {
	for message, err := range said {
		if err != nil {
			return // the window closed
		}
		if (message.Type == chromedp.ConsoleException || message.Type == chromedp.ConsoleError) && !strings.Contains(message.Text, "responded with a status of 4") {
			v.mu.Lock()
			v.bad = append(v.bad, message.Text+" "+message.URL)
			v.mu.Unlock()
		}
	}
}

func (v *visitor) complaints() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, b := range v.bad {
		v.t.Errorf("the browser complained: %s", b)
	}
}

// do runs steps; a failure ends the test and says where it was.
func (v *visitor) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ask(v, what, chromedp.Steps(steps...))
}

// ask runs a step that answers.
func ask[T any](v *visitor, what string, step chromedp.Action[T]) T {
	v.t.Helper()
	// The first run of a context makes its window, which must not end with a step's time.
	if chromedp.FromContext(v.ctx).Target == nil {
		if err := chromedp.Do(v.ctx); err != nil {
			v.t.Fatalf("%s: %v", what, err)
		}
	}
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, step)
	if err != nil {
		v.t.Fatalf("%s: %v, at %s", what, err, v.where())
	}
	return got
}

func (v *visitor) where() string {
	ctx, cancel := context.WithTimeout(v.ctx, 2*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "a page that does not answer"
	}
	return at
}

// open goes to an address.
func (v *visitor) open(path string) {
	v.t.Helper()
	v.do("open "+path, chromedp.Navigate(shared.site+path))
}

// path is where the visitor is.
func (v *visitor) path() string {
	v.t.Helper()
	u, err := url.Parse(v.where())
	if err != nil {
		v.t.Fatal(err)
	}
	return u.RequestURI()
}

// arrive waits until the address begins with a path.
func (v *visitor) arrive(prefix string) {
	v.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if at := v.where(); strings.HasPrefix(at, shared.site+prefix) {
			v.whole()
			return
		}
	}
	v.t.Fatalf("never came to %s; at %s", prefix, v.where())
}

// whole waits until all of the page has come.
func (v *visitor) whole() {
	v.t.Helper()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if ask(v, "load", chromedp.Evaluate[bool](`document.readyState !== "loading"`)) {
			return
		}
	}
	v.t.Fatalf("%s never came whole", v.where())
}

// click clicks the first element that a person can see.
func (v *visitor) click(selector string) {
	v.t.Helper()
	mark := fmt.Sprintf(`(() => {
		document.querySelectorAll("[data-test]").forEach((e) => e.removeAttribute("data-test"));
		const e = [...document.querySelectorAll(%q)].find((e) => e.checkVisibility() && e.getClientRects().length > 0 && !e.disabled);
		e?.setAttribute("data-test", "");
		e?.scrollIntoView({block: "center"});
		return Boolean(e);
	})()`, selector)
	for tries := 1; ; tries++ {
		if !ask(v, "look for "+selector, chromedp.Evaluate[bool](mark)) {
			v.t.Fatalf("nobody can see %s at %s", selector, v.where())
		}
		err := v.clickMarked()
		if err == nil {
			return
		}
		// A script may have put another element in its place between the look and the click, which then went nowhere.
		if tries == 3 || !strings.Contains(err.Error(), "Could not find node") {
			v.t.Fatalf("click %s: %v, at %s", selector, err, v.where())
		}
	}
}

func (v *visitor) clickMarked() error {
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	_, err := chromedp.Run(ctx, chromedp.Click(chromedp.CSS("[data-test]")))
	return err
}

// write types into a field as a person does.
func (v *visitor) write(selector, text string) {
	v.t.Helper()
	v.do("type into "+selector, chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// pick chooses from a list; what listens to a choice is told.
func (v *visitor) pick(selector, value string) {
	v.t.Helper()
	choose := fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %q; e.dispatchEvent(new Event("change", {bubbles: true})); return e.value; })()`, selector, value)
	v.do("look for "+selector, chromedp.WaitReady(chromedp.CSS(selector)))
	if got := ask(v, "choose "+value, chromedp.Evaluate[string](choose)); got != value {
		v.t.Fatalf("%s has no %q", selector, value)
	}
}

// saying is a step that reads what an element says; nothing if it is not there.
func saying(selector string) chromedp.Action[string] {
	return chromedp.Evaluate[string](fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? "").replace(/\s+/g, " ").trim()`, selector))
}

// text is what an element says.
func (v *visitor) text(selector string) string {
	v.t.Helper()
	return ask(v, "read "+selector, saying(selector))
}

// soon waits until a page says something; it may be on its way to the next page meanwhile.
func (v *visitor) soon(selector, words string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	got := ""
	for ctx.Err() == nil {
		said, err := chromedp.Run(ctx, saying(selector))
		if err == nil && strings.Contains(said, words) {
			v.whole() // what follows further down may still be coming
			return
		}
		got = said
		time.Sleep(50 * time.Millisecond)
	}
	v.t.Fatalf("%s says %q, never %q, at %s", selector, got, words, v.where())
}

// noSideways fails where a page must be scrolled sideways.
func (v *visitor) noSideways() {
	v.t.Helper()
	over := ask(v, "measure", chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	if over > 0 {
		v.t.Errorf("%s is %d px too wide", v.path(), over)
	}
}

// shoot keeps a picture in the folder that OCOP_SHOTS names, for people to look at.
func (v *visitor) shoot(name string) {
	dir := os.Getenv("OCOP_SHOTS")
	if dir == "" {
		return
	}
	v.do("wait for pictures", chromedp.Sleep(300*time.Millisecond))
	png := ask(v, "picture", chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		v.t.Fatal(err)
	}
}
