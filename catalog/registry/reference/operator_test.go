package reference

import (
	"crypto/ed25519"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog/registry"
)

func TestActsChangeTheCertificate(t *testing.T) {
	h := newHouse(t, 400)
	before := h.record("")
	number := before.Certificate.Number
	steps := []struct {
		kind string
		want int
		then registry.Status
	}{
		{"reinstate", http.StatusConflict, registry.Valid},
		{"suspend", http.StatusOK, registry.Suspended},
		{"suspend", http.StatusConflict, registry.Suspended},
		{"reinstate", http.StatusOK, registry.Valid},
		{"revoke", http.StatusOK, registry.Revoked},
		{"renew", http.StatusConflict, registry.Revoked},
		{"withdraw", http.StatusOK, registry.Withdrawn},
		{"withdraw", http.StatusConflict, registry.Withdrawn},
	}
	done := len(before.Decisions)
	for _, step := range steps {
		h.act(step.kind, Act{Number: "  " + strings.ReplaceAll(number, " ", "  "), Reason: "Lý do", Decision: "9001/QĐ-UBND"}, step.want)
		r := h.record(before.ID)
		done += count(step.want == http.StatusOK)
		d := r.Decisions[len(r.Decisions)-1]
		if r.Certificate.Status != step.then || len(r.Decisions) != done {
			t.Fatalf("after %s: %s with %d decisions, want %s with %d", step.kind, r.Certificate.Status, len(r.Decisions), step.then, done)
		}
		want := registry.Decision{Kind: step.kind, Number: "9001/QĐ-UBND", Date: "2026-11-24", Reason: "Lý do", Certificate: number, By: d.By}
		if step.want == http.StatusOK && (d != want || d.By == "") {
			t.Errorf("decision %+v, want %+v", d, want)
		}
	}
	h.act("revoke", Act{Number: "XX 0001/2020"}, http.StatusNotFound)
	h.act("revoke", Act{}, http.StatusNotFound)
}

func TestRenewalGivesANewCertificate(t *testing.T) {
	h := newHouse(t, 400)
	before := h.record("")
	after := h.act("renew", Act{Number: before.Certificate.Number, Score: 91.5}, http.StatusOK)
	c := after.Certificate
	if c.Number == before.Certificate.Number || c.Stars != 5 || c.IssuedOn != "2026-11-24" || c.ExpiresOn != "2029-11-24" ||
		c.IssuedBy != "Bộ Nông nghiệp và Môi trường" || !strings.HasPrefix(c.Number, "BNN ") || after.ID != before.ID {
		t.Errorf("renewed: %+v", after)
	}
	again := h.act("renew", Act{Number: c.Number, Score: 75}, http.StatusOK).Certificate
	if again.Number == c.Number || !strings.HasSuffix(again.Number, "/2026") || again.Stars != 4 {
		t.Errorf("renewed again: %+v", again)
	}
	if _, _, body := h.get("/lists/offers.csv"); !strings.Contains(string(body), again.Number+",") || strings.Contains(string(body), before.Certificate.Number+",") {
		t.Error("the offers list has the old number")
	}
	h.act("renew", Act{Number: again.Number, Score: 12}, http.StatusUnprocessableEntity)
	h.act("renew", Act{Number: again.Number, Stars: 5, Score: 60}, http.StatusUnprocessableEntity)
	h.act("revoke", Act{Number: before.Certificate.Number}, http.StatusNotFound)
}

func TestIssue(t *testing.T) {
	h := newHouse(t, 300)
	in := Issue{Name: "Mắm tép làng thử", Group: "food", Commune: "06685", Score: 66.6,
		Producer: registry.Producer{ID: "CT-22-90001", Name: "HTX Thử", Kind: "cooperative"}}
	var r registry.Record
	if err := json.Unmarshal(h.post("/operator/v1/records", testToken, in, http.StatusCreated), &r); err != nil {
		t.Fatal(err)
	}
	if r.Certificate.Stars != 3 || r.Place.Province != "22" || r.ID != "OCOP-22-00301" || r.Revision != 301 {
		t.Errorf("issued %+v", r)
	}
	if got := h.record(r.ID); got.Name != in.Name || got.Certificate != r.Certificate {
		t.Errorf("served %+v", got)
	}
	var found registry.Record
	req, _ := http.NewRequest(http.MethodGet, h.url+"/operator/v1/records?number="+strings.ReplaceAll(r.Certificate.Number, " ", "+"), nil)
	req.Header.Set("Authorization", "Bearer "+testToken)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&found); err != nil || found.ID != r.ID {
		t.Errorf("found %s, %v", found.ID, err)
	}
	for name, spoil := range map[string]func(*Issue){
		"no name": func(i *Issue) { i.Name = " " }, "bad commune": func(i *Issue) { i.Commune = "99999" },
		"bad group": func(i *Issue) { i.Group = "toys" }, "low score": func(i *Issue) { i.Score = 49.99 },
	} {
		bad := in
		spoil(&bad)
		t.Log(name)
		h.post("/operator/v1/records", testToken, bad, http.StatusUnprocessableEntity)
	}
}

func TestOperatorsNeedTheToken(t *testing.T) {
	h := newHouse(t, 50)
	a := Act{Number: h.record("").Certificate.Number}
	for _, token := range []string{"", "wrong", testToken + "x"} {
		h.post("/operator/v1/certificates/revoke", token, a, http.StatusUnauthorized)
		h.post("/operator/v1/misbehave", token, Misbehaviour{Mode: modeSlow}, http.StatusUnauthorized)
		h.post("/operator/v1/records", token, Issue{}, http.StatusUnauthorized)
	}
	h.s.token = ""
	h.post("/operator/v1/certificates/revoke", "", a, http.StatusUnauthorized)
	if got := h.record(""); got.Certificate.Number != a.Number {
		t.Error("an unauthorised act was done")
	}
}

func TestActsOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	clock := func() time.Time { return testDay }
	data, err := Load(dir, 7, 300, testDay)
	if err != nil {
		t.Fatal(err)
	}
	h := openHouse(t, data, dir, clock)
	old := h.record("")
	end := last(h.pull(100)).Next
	h.act("revoke", Act{Number: old.Certificate.Number, Reason: "Vi phạm"}, http.StatusOK)
	want := h.record(old.ID)

	later := testDay.AddDate(0, 3, 0)
	data, err = Load(dir, 99, 5, later) // what is there stands, whatever is asked for
	if err != nil {
		t.Fatal(err)
	}
	h = openHouse(t, data, dir, func() time.Time { return later })
	got := h.record(old.ID)
	got.Images, want.Images = nil, nil // the test's address is another
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	list, _ := h.records(h.pullFrom(end, 100))
	if len(list) != 1 || list[0].ID != old.ID {
		t.Errorf("the old cursor gives %v", idsOf(list))
	}
	if _, err := New(Options{Data: Generate(8, 300, testDay), Key: make(ed25519.PrivateKey, ed25519.PrivateKeySize), Dir: dir}); err == nil {
		t.Error("acts of other data were taken")
	}
}

func TestKeyIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "registry")
	a, err := LoadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := LoadKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Equal(b) {
		t.Error("another key on the second start")
	}
}
