package decide

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/vietnam"
	"github.com/ocopmarket/ocop/media/private"
)

func TestParseMoment(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, vietnam.Zone)
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
		local := moment.In(vietnam.Zone)
		again, ok := ParseMoment(local.Format(time.DateOnly), local.Format("15:04"))
		if !ok || !again.Equal(moment) {
			t.Errorf("%q %q is %v, written again it is %v", day, hour, moment, again)
		}
	})
}

func TestScansAreWholeAndReadable(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		data string
		want bool
	}{
		"PDF":         {"%PDF-1.7\n%%EOF\n", true},
		"cut PDF":     {"%PDF-1.7\nabc", false},
		"PNG":         {picture.String(), true},
		"cut PNG":     {picture.String()[:12], false},
		"WebP":        {"RIFF\x00\x00\x00\x00WEBPVP8 ", false},
		"page":        {"<html><script>1</script>%%EOF", false},
		"PDF in page": {"<html>%PDF-1.7 %%EOF", false},
		"nothing":     {"", false},
	} {
		d, wrong := &Decision{}, field.Errors{}
		s := &Service{papers: shelf{}}
		err := s.scan(t.Context(), d, &Upload{Name: name, Body: strings.NewReader(tt.data)}, true, &wrong)
		if err != nil || (d.Paper != nil) != tt.want || (len(wrong) == 0) != tt.want {
			t.Errorf("%s: kept %v, wrong %v, %v; want %v", name, d.Paper, wrong, err, tt.want)
		}
	}
}

// shelf forgets what it is given to keep.
type shelf struct{ Keeper }

func (shelf) KeepData(context.Context, []byte, string, string) (private.File, error) {
	return private.File{Blob: "private/x"}, nil
}
