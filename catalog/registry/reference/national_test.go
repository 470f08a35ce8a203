package reference

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/catalog/registry"
)

func TestNationalDialect(t *testing.T) {
	h := newHouse(t, 1_000)
	valid := 0
	for _, r := range all(h.s.data) {
		valid += count(r.Certificate.Status == registry.Valid)
	}
	seen := map[int]nationalItem{}
	for page := 1; ; page++ {
		var p nationalPage
		h.getInto("/v1/public/product-info/?page_size=150&page="+strconv.Itoa(page), &p)
		if p.Count != valid {
			t.Fatalf("count %d, want %d", p.Count, valid)
		}
		for _, item := range p.Results {
			seen[item.ID] = item
		}
		if page*150 >= p.Count {
			break
		}
	}
	if len(seen) != valid {
		t.Errorf("%d products, want %d", len(seen), valid)
	}
	for _, q := range []string{"page=99", "page=0", "page=x"} {
		if status, _, _ := h.get("/v1/public/product-info/?" + q); status != http.StatusNotFound {
			t.Errorf("%s: status %d", q, status)
		}
	}
	r := h.record("")
	serial := serialOf(r.ID) + 1
	var detail map[string]any
	h.getInto(fmt.Sprintf("/v1/public/product-info/%d/", serial), &detail)
	for _, field := range strings.Fields("id name ocop_star ocop_certificate_number issued_on expiry_date certificate_img description story information image image1 image2 image3 image4 production_image1 production_image2 production_image3 production_image4 manufacturer") {
		if _, ok := detail[field]; !ok {
			t.Errorf("detail has no %s", field)
		}
	}
	for _, field := range []string{"status", "revision", "gtin", "commune", "updated_at"} {
		if _, ok := detail[field]; ok {
			t.Errorf("detail has %s", field)
		}
	}
	h.act("revoke", Act{Number: r.Certificate.Number}, http.StatusOK)
	if status, _, _ := h.get(fmt.Sprintf("/v1/public/product-info/%d/", serial)); status != http.StatusNotFound {
		t.Errorf("revoked: status %d", status)
	}
}

func all(d *Data) []registry.Record {
	list := make([]registry.Record, d.Len())
	for i := range list {
		list[i] = d.Record(i)
	}
	return list
}

func TestNationalFilters(t *testing.T) {
	h := newHouse(t, 3_000)
	cases := map[string]func(nationalItem) bool{
		"type=drink":                           func(i nationalItem) bool { return i.Type == "drink" },
		"type=cloth":                           func(i nationalItem) bool { return i.Type == "cloth" },
		"ocop_star=4":                          func(i nationalItem) bool { return i.Stars == 4 },
		"is_national=true":                     func(i nationalItem) bool { return i.Stars == 5 },
		"is_national=false":                    func(i nationalItem) bool { return i.Stars < 5 },
		"search=N%C6%B0%E1%BB%9Bc+m%E1%BA%AFm": func(i nationalItem) bool { return strings.Contains(i.Name, "Nước mắm") },
	}
	var everything nationalPage
	h.getInto("/v1/public/product-info/?page_size=1", &everything)
	for query, ok := range cases {
		var p nationalPage
		h.getInto("/v1/public/product-info/?page_size=500&"+query, &p)
		if p.Count == 0 || p.Count >= everything.Count {
			t.Errorf("%s: %d of %d", query, p.Count, everything.Count)
		}
		for _, item := range p.Results {
			if !ok(item) {
				t.Errorf("%s gives %+v", query, item)
			}
		}
	}
}
