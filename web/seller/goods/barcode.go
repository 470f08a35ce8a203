package goods

import (
	"html/template"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/ean"
	"github.com/boombuler/barcode/twooffive"

	"github.com/ocopmarket/ocop/web/markup"
)

// quietZone is the white beside the bars that scanners need, in modules (GS1 General Specifications 5.2.3.4).
const quietZone = 11

// barHeight is how tall the bars are drawn, in modules.
const barHeight = 40

// unitBars draws a GTIN-13 as EAN-13, empty for what is none.
func unitBars(gtin, alt string) template.HTML {
	if len(gtin) != 13 {
		return ""
	}
	code, err := ean.Encode(gtin)
	if err != nil {
		return ""
	}
	return bars(code, alt)
}

// caseBars draws a GTIN-14 as ITF-14, empty for what is none.
func caseBars(gtin, alt string) template.HTML {
	if len(gtin) != 14 {
		return ""
	}
	code, err := twooffive.Encode(gtin, true)
	if err != nil {
		return ""
	}
	return bars(code, alt)
}

// bars draws a code of one dimension as one path, black on white in every scheme, as scanners need it.
func bars(code barcode.Barcode, alt string) template.HTML {
	width := code.Bounds().Dx()
	return markup.Write(func(w *markup.Writer) {
		w.Raw(`<svg class="bars" role="img" viewBox="0 0 `)
		w.Int(width + 2*quietZone)
		w.Raw(` `)
		w.Int(barHeight + 4)
		w.Raw(`" shape-rendering="crispEdges" aria-label="`)
		w.Text(alt)
		w.Raw(`"><rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="`)
		for x := 0; x < width; {
			run := 0
			for x+run < width && dark(code, x+run) {
				run++
			}
			if run > 0 {
				w.Raw(`M`)
				w.Int(quietZone + x)
				w.Raw(` 2h`)
				w.Int(run)
				w.Raw(`v`)
				w.Int(barHeight)
				w.Raw(`h-`)
				w.Int(run)
				w.Raw(`z`)
			}
			x += max(run, 1)
		}
		w.Raw(`"/></svg>`)
	})
}

func dark(code barcode.Barcode, x int) bool {
	r, _, _, _ := code.At(x, 0).RGBA()
	return r < 0x8000
}
