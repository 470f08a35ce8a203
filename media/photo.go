package media

import "strconv"

// Base is the path under which a Handler serves blobs by name.
const Base = "/media/"

// photos is the prefix of every photo's blobs.
const photos = "photos/"

// The extensions in which each size of a photo is kept.
const (
	WebPExt = "webp" // smaller, for every browser of the last years
	JPEGExt = "jpg"  // the fallback, and for mails, feeds and link previews
)

// IsZero reports whether there is no photo.
func (p Photo) IsZero() bool { return p.Hash == "" }

// Name names the blob of the photo at one of its widths, in one of its extensions.
func (p Photo) Name(width int, ext string) string {
	return photos + p.Hash + "/" + strconv.Itoa(width) + "." + ext
}

// Names lists every blob of the photo, smallest first.
func (p Photo) Names() []string {
	names := make([]string, 0, 2*len(p.Widths))
	for _, w := range p.Widths {
		names = append(names, p.Name(w, JPEGExt), p.Name(w, WebPExt))
	}
	return names
}

// URL is the path of the smallest size kept that is at least width pixels wide, or of
// the largest when none is; ext is WebPExt or JPEGExt. It is empty when there is no photo.
func (p Photo) URL(width int, ext string) string {
	if p.IsZero() || len(p.Widths) == 0 {
		return ""
	}
	return Base + p.Name(p.fit(width), ext)
}

// fit finds the smallest width kept that is at least width, or the largest.
func (p Photo) fit(width int) int {
	for _, w := range p.Widths {
		if w >= width {
			return w
		}
	}
	return p.Widths[len(p.Widths)-1]
}

// Srcset lists every size kept as a srcset attribute; ext is WebPExt or JPEGExt.
func (p Photo) Srcset(ext string) string {
	if p.IsZero() {
		return ""
	}
	b := make([]byte, 0, len(p.Widths)*(len(Base)+len(photos)+len(p.Hash)+20))
	for i, w := range p.Widths {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, Base+photos...)
		b = append(b, p.Hash...)
		b = append(b, '/')
		b = strconv.AppendInt(b, int64(w), 10)
		b = append(b, '.')
		b = append(b, ext...)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(w), 10)
		b = append(b, 'w')
	}
	return string(b)
}

// Alt is the alternative text in the language, "vi" or "en"; Vietnamese where the other is missing.
func (p Photo) Alt(lang string) string {
	if lang == "en" && p.AltEN != "" {
		return p.AltEN
	}
	return p.AltVI
}
