package media_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/media"
)

func TestPhotoAddresses(t *testing.T) {
	p := media.Photo{Hash: "abc", Width: 960, Height: 640, Widths: []int{160, 480, 960}}
	for width, want := range map[int]string{
		1:    "/media/photos/abc/160.jpg",
		160:  "/media/photos/abc/160.jpg",
		161:  "/media/photos/abc/480.jpg",
		960:  "/media/photos/abc/960.jpg",
		5000: "/media/photos/abc/960.jpg",
	} {
		if got := p.URL(width, media.JPEGExt); got != want {
			t.Errorf("URL(%d) = %q, want %q", width, got, want)
		}
	}
	want := "/media/photos/abc/160.webp 160w, /media/photos/abc/480.webp 480w, /media/photos/abc/960.webp 960w"
	if got := p.Srcset(media.WebPExt); got != want {
		t.Errorf("Srcset = %q, want %q", got, want)
	}
	names := []string{
		"photos/abc/160.jpg", "photos/abc/160.webp", "photos/abc/480.jpg",
		"photos/abc/480.webp", "photos/abc/960.jpg", "photos/abc/960.webp",
	}
	if diff := cmp.Diff(names, p.Names()); diff != "" {
		t.Error(diff)
	}
}

func TestNoPhoto(t *testing.T) {
	var p media.Photo
	if !p.IsZero() || p.URL(160, media.WebPExt) != "" || p.Srcset(media.WebPExt) != "" || len(p.Names()) != 0 {
		t.Errorf("no photo has addresses: %q %q %q", p.URL(160, media.WebPExt), p.Srcset(media.WebPExt), p.Names())
	}
	if (media.Photo{Hash: "abc"}).IsZero() {
		t.Error("a photo is taken for none")
	}
}

func TestPhotoAlt(t *testing.T) {
	both, one := media.Photo{AltVI: "Gạo", AltEN: "Rice"}, media.Photo{AltVI: "Gạo"}
	for got, want := range map[string]string{
		"1" + both.Alt("vi"): "1Gạo", "2" + both.Alt("en"): "2Rice", "3" + one.Alt("en"): "3Gạo", "4" + one.Alt("vi"): "4Gạo",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestValidName(t *testing.T) {
	for name, want := range map[string]bool{
		"a": true, "photos/abc/160.webp": true, "A-b_c.d/0": true, strings.Repeat("a", 200): true,
		"": false, ".": false, "..": false, "a/..": false, "a/./b": false, "/a": false, "a/": false, "a//b": false,
		".a": false, "a/.b": false, "a\\b": false, "ả": false, "a b": false, "a\n": false, "a:b": false,
		strings.Repeat("a", 201): false, strings.Repeat("abc/", 256) + "a": false,
	} {
		if got := media.ValidName(name); got != want {
			t.Errorf("ValidName(%q) = %v, want %v", name, got, want)
		}
	}
}

func FuzzValidName(f *testing.F) {
	f.Add("photos/a/1.jpg")
	f.Add("../x")
	f.Fuzz(func(t *testing.T, name string) {
		if media.ValidName(name) && (strings.Contains(name, "..") && strings.Contains("/"+name, "/.") || strings.HasPrefix(name, "/")) {
			t.Errorf("%q is taken", name)
		}
	})
}
