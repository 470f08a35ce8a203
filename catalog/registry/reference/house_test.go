package reference

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog/registry"
)

// testDay is the day on which the tests' data is made.
var testDay = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

const testToken = "operator-of-the-test"

// A house is a running registry with what a test needs to talk to it.
type house struct {
	t   *testing.T
	s   *Server
	url string
	pub ed25519.PublicKey
}

func newHouse(t *testing.T, size int) *house {
	t.Helper()
	return openHouse(t, Generate(7, size, testDay), "", func() time.Time { return testDay })
}

func openHouse(t *testing.T, data *Data, dir string, clock func() time.Time) *house {
	t.Helper()
	key := ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))
	s, err := New(Options{Data: data, Key: key, Clock: clock, Dir: dir, Token: testToken})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return &house{t: t, s: s, url: srv.URL, pub: key.Public().(ed25519.PublicKey)}
}

// get returns status, headers and body of an answer.
func (h *house) get(path string, header ...string) (int, http.Header, []byte) {
	h.t.Helper()
	req, err := http.NewRequest(http.MethodGet, h.url+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return res.StatusCode, res.Header, body
}

// getInto decodes a good answer.
func (h *house) getInto(path string, into any) {
	h.t.Helper()
	status, _, body := h.get(path)
	if status != http.StatusOK {
		h.t.Fatalf("%s: status %d: %s", path, status, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		h.t.Fatalf("%s: %v", path, err)
	}
}

// pull follows the feed from its beginning to its end.
func (h *house) pull(limit int) []registry.Page { return h.pullFrom("", limit) }

func (h *house) pullFrom(cursor string, limit int) []registry.Page {
	h.t.Helper()
	var pages []registry.Page
	for range 10_000 {
		var p registry.Page
		h.getInto("/feed/v1/records?limit="+strconv.Itoa(limit)+"&cursor="+cursor, &p)
		pages = append(pages, p)
		cursor = p.Next
		if !p.More {
			return pages
		}
	}
	h.t.Fatal("the feed has no end")
	return nil
}

// records decodes the items of pages; bad counts those that do not verify or make no sense.
func (h *house) records(pages []registry.Page) (good []registry.Record, bad int) {
	for _, p := range pages {
		for _, item := range p.Items {
			var r registry.Record
			if registry.Verify(h.pub, item.Record, item.Signature) != nil || json.Unmarshal(item.Record, &r) != nil {
				bad++
				continue
			}
			good = append(good, r)
		}
	}
	return good, bad
}

// record is the present state of a product: of the given id, or the first one that is valid and has years to go.
func (h *house) record(id string) registry.Record {
	h.t.Helper()
	if id == "" {
		for i := h.s.data.Len() - 1; ; i-- {
			if r := h.s.data.Record(i); r.Certificate.Status == registry.Valid && r.Place.Era == "2025" {
				id = r.ID
				break
			}
		}
	}
	var item registry.Signed
	h.getInto("/feed/v1/records/"+id, &item)
	var r registry.Record
	if err := json.Unmarshal(item.Record, &r); err != nil {
		h.t.Fatal(err)
	}
	return r
}

func (h *house) post(path, token string, body any, want int) []byte {
	h.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		h.t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, h.url+path, bytes.NewReader(raw))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(res.Body)
	if res.StatusCode != want {
		h.t.Fatalf("%s: status %d, want %d: %s", path, res.StatusCode, want, answer)
	}
	return answer
}

// act does something to a certificate and returns the record after it.
func (h *house) act(kind string, a Act, want int) registry.Record {
	h.t.Helper()
	var r registry.Record
	if body := h.post("/operator/v1/certificates/"+kind, testToken, a, want); want == http.StatusOK {
		if err := json.Unmarshal(body, &r); err != nil {
			h.t.Fatal(err)
		}
	}
	return r
}

func (h *house) misbehave(m Misbehaviour) {
	h.t.Helper()
	h.post("/operator/v1/misbehave", testToken, m, http.StatusOK)
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }
