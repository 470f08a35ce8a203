package reference

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
)

// contract reads the written contract of the feed.
func contract(t *testing.T) validator.Validator {
	t.Helper()
	raw, err := os.ReadFile("../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := libopenapi.NewDocument(raw)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, faults := v.ValidateDocument(); !ok {
		t.Fatalf("openapi.yaml: %v", faults)
	}
	return v
}

func TestAnswersKeepTheContract(t *testing.T) {
	v, h := contract(t), newHouse(t, 2_000)
	pages := h.pull(500)
	end := pages[len(pages)-1].Next
	h.act("revoke", Act{Number: h.record("").Certificate.Number, Reason: "thử"}, http.StatusOK)
	cases := []struct {
		path string
		want int
	}{
		{"/feed/v1/records", 200}, {"/feed/v1/records?limit=500", 200}, {"/feed/v1/records?cursor=" + end, 200},
		{"/feed/v1/records?limit=0", 400}, {"/feed/v1/records?cursor=nonsense", 400},
		{"/feed/v1/records?cursor=" + otherEpoch(), 410},
		{"/feed/v1/records/" + h.record("").ID, 200}, {"/feed/v1/records/none", 404},
		{"/feed/v1/summary", 200}, {"/feed/v1/key", 200},
	}
	for _, c := range cases {
		req, err := http.NewRequest(http.MethodGet, h.url+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d", c.path, res.StatusCode, c.want)
		}
		if ok, faults := v.ValidateHttpResponse(req, res); !ok {
			for _, f := range faults {
				t.Errorf("%s: %s: %s %v", c.path, f.Message, f.Reason, f.SchemaValidationErrors)
			}
		}
		res.Body.Close()
	}
}

// TestContractCanFail shows that the check above sees what it should.
func TestContractCanFail(t *testing.T) {
	v := contract(t)
	req, _ := http.NewRequest(http.MethodGet, "http://127.0.0.1:8090/feed/v1/records", nil)
	for name, body := range map[string]string{
		"no cursor":       `{"items":[],"more":false}`,
		"unsigned record": `{"items":[{"record":{},"signature":""}],"next":"x","more":false}`,
	} {
		res := &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}, "Etag": {`"x"`}},
			Body: readCloser{strings.NewReader(body)}, Request: req}
		if ok, _ := v.ValidateHttpResponse(req, res); ok {
			t.Errorf("%s: passes", name)
		}
	}
}

func otherEpoch() string {
	s := &Server{data: &Data{seed: 99}}
	return s.encodeCursor(cursor{rev: 1})
}
