package web

import (
	"testing"

	"github.com/ocopmarket/ocop/catalog"
)

func TestSrcsetLeavesOutWhatNoScreenShows(t *testing.T) {
	for _, test := range []struct {
		widths []int
		width  int
		want   string
	}{
		{[]int{160, 480, 960, 1600}, 960, "/media/photos/h/160.webp 160w, /media/photos/h/480.webp 480w, /media/photos/h/960.webp 960w, /media/photos/h/1600.webp 1600w"},
		{[]int{160, 480, 960, 1600}, 480, "/media/photos/h/160.webp 160w, /media/photos/h/480.webp 480w, /media/photos/h/960.webp 960w"},
		{[]int{160, 480, 960, 1600}, 160, "/media/photos/h/160.webp 160w, /media/photos/h/480.webp 480w"},
		{[]int{700}, 160, "/media/photos/h/700.webp 700w"},
		{nil, 160, ""},
	} {
		if got := srcset(catalog.Photo{Hash: "h", Widths: test.widths}, test.width); got != test.want {
			t.Errorf("%v at %d: %q, want %q", test.widths, test.width, got, test.want)
		}
	}
}
