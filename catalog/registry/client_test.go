package registry

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

var fast = Options{PageSize: 2, Tries: 3, Backoff: time.Millisecond, Wait: 5 * time.Millisecond, Timeout: 5 * time.Second, Limit: 1 << 20}

func signingKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) }

func serve(t *testing.T, h http.HandlerFunc, opts Options) *Feed {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	f, err := NewFeed(server.URL, signingKey().Public().(ed25519.PublicKey), opts)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func read(f *Feed, bookmark string) (ids []string, bad int, reading Reading, err error) {
	reading, err = f.Read(context.Background(), bookmark, nil, func(b Batch) error {
		for _, item := range b.Items() {
			if item.Err != nil {
				bad++
				continue
			}
			ids = append(ids, item.ID)
		}
		return nil
	})
	return ids, bad, reading, err
}

func signed(id string) Signed {
	raw, _ := json.Marshal(Record{ID: id, Revision: 1, Images: []string{"/pictures/1.jpg", "javascript:alert(1)"}})
	return Signed{Record: raw, Signature: Sign(signingKey(), raw)}
}

func TestFailuresArePassingOrPermanent(t *testing.T) {
	cases := []struct {
		name      string
		status    int
		body      string
		permanent bool
		asked     int32
	}{
		{"broken", 500, "", false, 3}, {"busy", 429, "", false, 3}, {"slow gateway", 504, "", false, 3},
		{"forbidden", 403, "", true, 1}, {"not there", 404, "", true, 1}, {"cut off", 200, `{"items":[`, false, 3},
		{"a page for people", 200, "<html>", false, 3}, {"endless", 200, `{"next":"` + strings.Repeat("x", 1<<20) + `"}`, true, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var asked atomic.Int32
			f := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				asked.Add(1)
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}, fast)
			_, _, _, err := read(f, "")
			if err == nil || Permanent(err) != c.permanent || asked.Load() != c.asked {
				t.Errorf("asked %d times, error %v", asked.Load(), err)
			}
		})
	}
}

func TestAPassingFailureIsOvercome(t *testing.T) {
	var asked atomic.Int32
	f := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 3 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_ = json.NewEncoder(w).Encode(Page{Items: []Signed{signed("a")}, Next: "n"})
	}, fast)
	ids, _, reading, err := read(f, "")
	if err != nil || len(ids) != 1 || reading.Bookmark != "n" || !reading.Full {
		t.Errorf("ids %v, reading %+v, error %v", ids, reading, err)
	}
}

func TestForgedRecordsAreRefused(t *testing.T) {
	good := signed("good")
	other := ed25519.NewKeyFromSeed([]byte(strings.Repeat("o", ed25519.SeedSize)))
	forged := Signed{Record: good.Record, Signature: Sign(other, good.Record)}
	changed := Signed{Record: json.RawMessage(strings.Replace(string(good.Record), "good", "evil", 1)), Signature: good.Signature}
	page := Page{Items: []Signed{good, forged, changed, {Record: good.Record}, {Record: json.RawMessage(`{"id":5}`), Signature: Sign(signingKey(), []byte(`{"id":5}`))}}, Next: "n"}
	f := serve(t, func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(page) }, fast)
	ids, bad, _, err := read(f, "")
	if err != nil || len(ids) != 1 || ids[0] != "good" || bad != 4 {
		t.Errorf("believed %v, refused %d, error %v", ids, bad, err)
	}
}

func TestPicturesGetWholeAddresses(t *testing.T) {
	f := serve(t, func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(signed("a b/č")) }, fast)
	item, _, err := f.Record(context.Background(), "a b/č")
	if err != nil || item.Err != nil {
		t.Fatal(err, item.Err)
	}
	if got := item.Record.Images; got[0] != f.base.String()+"/pictures/1.jpg" || got[1] != "" {
		t.Errorf("addresses %q", got)
	}
}

func TestUnchangedEndOfTheFeed(t *testing.T) {
	f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_ = json.NewEncoder(w).Encode(Page{Next: "end"})
	}, fast)
	for range 2 {
		_, _, reading, err := read(f, "end")
		if err != nil || reading.Bookmark != "end" || reading.Full {
			t.Errorf("reading %+v, error %v", reading, err)
		}
	}
}

func TestBookmarksAndCircles(t *testing.T) {
	f := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("cursor") {
		case "old":
			w.WriteHeader(http.StatusGone)
		case "lost":
			_ = json.NewEncoder(w).Encode(Page{More: true})
		default:
			_ = json.NewEncoder(w).Encode(Page{Next: "round", More: true})
		}
	}, fast)
	if _, _, _, err := read(f, "old"); !errors.Is(err, ErrBookmark) {
		t.Errorf("old bookmark: %v", err)
	}
	for _, bookmark := range []string{"lost", "circle"} {
		if _, _, _, err := read(f, bookmark); !errors.Is(err, ErrIncomplete) || Permanent(err) {
			t.Errorf("%s: %v", bookmark, err)
		}
	}
}

func TestRedirectsStayWithTheRegistry(t *testing.T) {
	var reached atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer elsewhere.Close()
	f := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) }, fast)
	if _, _, _, err := read(f, ""); err == nil || reached.Load() {
		t.Errorf("followed away: %v, error %v", reached.Load(), err)
	}
}

func FuzzFeedItem(f *testing.F) {
	good := signed("a")
	f.Add([]byte(good.Record), good.Signature)
	f.Add([]byte(`{"id":null}`), "..")
	feed, err := NewFeed("http://127.0.0.1:1", signingKey().Public().(ed25519.PublicKey), Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte, signature string) {
		item := feed.item(Signed{Record: raw, Signature: signature})
		if item.Err == nil && Verify(feed.key, raw, signature) != nil {
			t.Fatal("believed without a signature")
		}
	})
}
