package media

import (
	"encoding/binary"
	"image"

	"github.com/kovidgoyal/imaging"
)

// upright is the orientation of a picture that needs no turning.
const upright = 1

// orientation reads how the camera was held, 1 to 8; a picture that does not say,
// or says it badly, is taken as upright.
func orientation(format Format, data []byte) int {
	tiff := exif(format, data)
	if len(tiff) < 8 {
		return upright
	}
	switch string(tiff[:4]) {
	case "II*\x00":
		return tiffOrientation(tiff, binary.LittleEndian)
	case "MM\x00*":
		return tiffOrientation(tiff, binary.BigEndian)
	}
	return upright
}

// tiffOrientation looks through the first directory for the orientation tag.
func tiffOrientation(tiff []byte, order binary.ByteOrder) int {
	const (
		tag       = 0x0112
		short     = 3
		entrySize = 12
	)
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entrySize {
			return upright
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			return validOrientation(order.Uint16(entries[8:]))
		}
		entries = entries[entrySize:]
	}
	return upright
}

func validOrientation(value uint16) int {
	if value < 1 || value > 8 {
		return upright
	}
	return int(value)
}

// turn brings a picture upright. Turns of the library go against the clock.
func turn(m *image.NRGBA, orientation int) *image.NRGBA {
	switch orientation {
	case 2:
		return imaging.FlipH(m)
	case 3:
		return imaging.Rotate180(m)
	case 4:
		return imaging.FlipV(m)
	case 5:
		return imaging.Transpose(m)
	case 6:
		return imaging.Rotate270(m)
	case 7:
		return imaging.Transverse(m)
	case 8:
		return imaging.Rotate90(m)
	}
	return m
}
