package media

import "image"

// fullRange mends the colours of a decoded lossy WebP, in place. Such a file keeps luma
// from 16 to 235 and chroma from 16 to 240, while the image types of Go mean 0 to 255,
// as JPEG does: unmended, black is grey and every colour is washed out.
func fullRange(m image.Image) {
	switch m := m.(type) {
	case *image.YCbCr:
		stretchAll(m)
	case *image.NYCbCrA:
		stretchAll(&m.YCbCr)
	}
}

func stretchAll(m *image.YCbCr) {
	luma, chroma := stretch(16, 16, 235, 0), stretch(128, 16, 240, 128)
	for i, v := range m.Y {
		m.Y[i] = luma[v]
	}
	for i := range m.Cb {
		m.Cb[i] = chroma[m.Cb[i]]
		m.Cr[i] = chroma[m.Cr[i]]
	}
}

// stretch maps values so that the range from low to high fills a byte; origin becomes to.
func stretch(origin, low, high, to int) (table [256]uint8) {
	span := high - low
	for v := range table {
		scaled := ((v-origin)*255*2 + span) / (2 * span) // rounded
		if v < origin {
			scaled = ((v-origin)*255*2 - span) / (2 * span)
		}
		table[v] = uint8(min(max(scaled+to, 0), 255))
	}
	return table
}
