package web

import (
	"fmt"
	"strconv"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/web/markup"
)

// gallery writes the main photo and the thumbnails; without script a thumbnail jumps to its photo in full.
func (v *view) gallery(w *markup.Writer, photos []catalog.Photo, group catalog.Group, name string) {
	if len(photos) == 0 {
		w.Raw(`<div class="gallery__main"><span class="pic pic--none" role="img" aria-label="`)
		w.Text(fmt.Sprintf(v.t.Product.NoPhoto, name))
		w.Raw(`"><svg aria-hidden="true" width="160" height="160"><use href="`)
		w.Text(v.sprite)
		w.Raw(`#`)
		w.Text(groupSymbol(group))
		w.Raw(`"/></svg></span></div>`)
		return
	}
	w.Raw(`<div class="gallery__main"`)
	if len(photos) > 1 {
		w.Raw(` tabindex="0" role="group" aria-label="`)
		w.Text(v.t.Product.Gallery)
		w.Raw(`"`)
	}
	w.Raw(`>`)
	for i := range photos {
		w.Raw(`<span class="pic" id="anh-`)
		w.Int(i + 1)
		w.Raw(`">`)
		when := lazy
		if i == 0 {
			when = eager
		}
		v.photo(w, &photos[i], "(min-width: 56em) 44rem, 100vw", 960, when, photos[i].Alt(string(v.lang)))
		w.Raw(`</span>`)
	}
	w.Raw(`</div>`)
	v.thumbs(w, photos)
}

func (v *view) thumbs(w *markup.Writer, photos []catalog.Photo) {
	if len(photos) < 2 {
		return
	}
	w.Raw(`<ul class="thumbs" role="list">`)
	for i := range first(photos, 4) {
		w.Raw(`<li><a href="#anh-`)
		w.Int(i + 1)
		w.Raw(`"><span class="pic">`)
		v.photo(w, &photos[i], "10rem", 160, lazy, fmt.Sprintf(v.t.Product.PhotoN, strconv.Itoa(i+1)))
		w.Raw(`</span></a></li>`)
	}
	w.Raw(`</ul>`)
}
