package decide

import (
	"bytes"
	"image"
	"image/png"
	"testing"
	"time"
)

func TestParseMoment(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, vietnam)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	tests := []struct {
		day, hour string
		want      time.Time
		ok        bool
	}{
		{"24/11/2026", "0:00", at("2026-11-24 00:00"), true},
		{" 4/1/2027 ", "7h30", at("2027-01-04 07:30"), true},
		{"2026-11-24", "23.59", at("2026-11-24 23:59"), true},
		{"24-11-2026", "7", at("2026-11-24 07:00"), true},
		{"24.11.2026", "07:5", at("2026-11-24 07:05"), true},
		{"24/11/2026", "24:00", time.Time{}, false},
		{"24/11/2026", "7:60", time.Time{}, false},
		{"24/11/2026", "-1:00", time.Time{}, false},
		{"24/11/2026", "", time.Time{}, false},
		{"31/11/2026", "0:00", time.Time{}, false},
		{"11/24/2026", "0:00", time.Time{}, false},
		{"", "0:00", time.Time{}, false},
	}
	for _, tt := range tests {
		got, ok := ParseMoment(tt.day, tt.hour)
		if ok != tt.ok || (ok && !got.Equal(tt.want)) {
			t.Errorf("%q %q: %v, %v; want %v, %v", tt.day, tt.hour, got, ok, tt.want, tt.ok)
		}
	}
}

func FuzzParseMoment(f *testing.F) {
	f.Add("24/11/2026", "0:00")
	f.Add("2026-11-24", "7h30")
	f.Fuzz(func(t *testing.T, day, hour string) {
		moment, ok := ParseMoment(day, hour)
		if !ok {
			return
		}
		local := moment.In(vietnam)
		again, ok := ParseMoment(local.Format(time.DateOnly), local.Format("15:04"))
		if !ok || !again.Equal(moment) {
			t.Errorf("%q %q is %v, written again it is %v", day, hour, moment, again)
		}
	})
}

func TestScansAreKnownByTheirContent(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ data, want string }{
		"PDF":         {"%PDF-1.7\n%%EOF\n", "application/pdf"},
		"cut PDF":     {"%PDF-1.7\nabc", ""},
		"PNG":         {picture.String(), "image/png"},
		"cut PNG":     {picture.String()[:12], ""},
		"page":        {"<html><script>1</script>%%EOF", ""},
		"PDF in page": {"<html>%PDF-1.7 %%EOF", ""},
		"nothing":     {"", ""},
	} {
		got, err := sniff([]byte(tt.data))
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s: %q, %v; want %q", name, got, err, tt.want)
		}
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n%%EOF"))
	f.Fuzz(func(t *testing.T, data []byte) {
		kind, err := sniff(data)
		if err == nil && kind != "application/pdf" && kind != "image/png" && kind != "image/jpeg" {
			t.Errorf("a scan of the type %q", kind)
		}
	})
}
