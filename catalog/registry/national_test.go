package registry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// office is a national registry with the faults of the real one.
type office struct {
	products []string // type of each; ids count from 1
	naming   bool     // the list names types
	hide     int      // an id that pages leave out, though it is counted
	details  int
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/v1/public/product-info/" {
		o.details++
		fmt.Fprintf(w, `{"id":%s,"name":"Trà","ocop_star":"4 sao","ocop_certificate_number":"12/QĐ","issued_on":"05/04/2024","expiry_date":null,
			"description":"<p>x</p>","manufacturer":{"name":"HTX A","address":"xã B","phone_number":912}}`, r.URL.Path[len("/v1/public/product-info/"):len(r.URL.Path)-1])
		return
	}
	q := r.URL.Query()
	var entries []map[string]any
	for i, kind := range o.products {
		if t := q.Get("type"); t != "" && t != kind {
			continue
		}
		e := map[string]any{"id": i + 1, "name": "Trà"}
		if o.naming {
			e["type"] = kind
		}
		entries = append(entries, e)
	}
	page, _ := strconv.Atoi(q.Get("page"))
	size := 3 // whatever was asked for
	if (page-1)*size >= max(len(entries), 1) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	part := entries[(page-1)*size : min(page*size, len(entries))]
	var shown []map[string]any
	for _, e := range part {
		if e["id"] != o.hide {
			shown = append(shown, e)
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"count": len(entries), "results": shown})
}

func sweepOf(t *testing.T, o *office, known func(string, int64) bool) (map[string]Record, Reading, error) {
	t.Helper()
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	n, err := NewNational(server.URL, fast)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]Record{}
	reading, err := n.Read(context.Background(), "", known, func(b Batch) error {
		for _, item := range b.Items() {
			if !item.Same && item.Err == nil {
				all[item.ID] = item.Record
			}
		}
		return nil
	})
	return all, reading, err
}

func nothing(string, int64) bool { return false }

func TestNationalSweep(t *testing.T) {
	for _, naming := range []bool{true, false} {
		o := &office{products: []string{"food", "drink", "herbs", "cloth", "keepsake", "travel", "food"}, naming: naming}
		all, reading, err := sweepOf(t, o, nothing)
		if err != nil || !reading.Full || len(all) != 7 || o.details != 7 {
			t.Fatalf("naming %v: %d records, %d details, %+v, error %v", naming, len(all), o.details, reading, err)
		}
		got := all["2"]
		if got.Group != "drink" || got.Certificate.Stars != 4 || got.Certificate.IssuedOn != "2024-04-05" || got.Certificate.ExpiresOn != "" || got.Producer.Phone != "912" || got.Revision <= 0 {
			t.Errorf("naming %v: %+v", naming, got)
		}
	}
}

func TestNationalKnownEntriesNeedNoDetails(t *testing.T) {
	o := &office{products: []string{"food", "drink"}, naming: true}
	all, _, err := sweepOf(t, o, func(id string, _ int64) bool { return id == "1" })
	if err != nil || len(all) != 1 || o.details != 1 {
		t.Errorf("%d records, %d details, error %v", len(all), o.details, err)
	}
}

func TestNationalTruncatedSweepIsIncomplete(t *testing.T) {
	o := &office{products: []string{"food", "food", "food", "food", "food"}, naming: true, hide: 4}
	if _, _, err := sweepOf(t, o, nothing); !errors.Is(err, ErrIncomplete) || Permanent(err) {
		t.Errorf("error %v", err)
	}
}

func TestNationalEmpty(t *testing.T) {
	if all, reading, err := sweepOf(t, &office{}, nothing); err != nil || len(all) != 0 || !reading.Full {
		t.Errorf("%v, %+v, error %v", all, reading, err)
	}
}

func TestDatesAndStarsAsPeopleWriteThem(t *testing.T) {
	dates := map[string]string{}
	for _, s := range []string{"2024-04-05", "5/4/2024", "05-04-2024", "5.4.2024", "2024-04-04T18:00:00Z", "2024-04-05T00:00:00+07:00", "2024-04-05T10:00:00", "31/02/2024", "", "soon"} {
		dates[s] = dateOf(s)
	}
	want := map[string]string{
		"2024-04-05": "2024-04-05", "5/4/2024": "2024-04-05", "05-04-2024": "2024-04-05", "5.4.2024": "2024-04-05", "2024-04-04T18:00:00Z": "2024-04-05",
		"2024-04-05T00:00:00+07:00": "2024-04-05", "2024-04-05T10:00:00": "2024-04-05", "31/02/2024": "31/02/2024", "": "", "soon": "soon",
	}
	if diff := cmp.Diff(want, dates); diff != "" {
		t.Error(diff)
	}
	for s, want := range map[string]int{"4": 4, "4.0": 4, "4 sao": 4, "5sao": 5, "": 0, "vier": 0, "4.5": 0} {
		if got := starsOf(s); got != want {
			t.Errorf("stars of %q: %d, want %d", s, got, want)
		}
	}
}

func FuzzNationalEntry(f *testing.F) {
	f.Add([]byte(`{"id":1,"ocop_star":"3","manufacturer":{"name":"x"},"description":null,"image":"/a.png"}`))
	f.Add([]byte(`{"id":{},"name":[1],"manufacturer":[]}`))
	n, err := NewNational("http://127.0.0.1:1", Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var e nationalEntry
		if json.Unmarshal(raw, &e) != nil {
			return
		}
		r := n.record(e)
		if fingerprint(raw) <= 0 || r.Certificate.Status != Valid {
			t.Fatalf("%+v", r)
		}
	})
}
