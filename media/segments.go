package media

import (
	"bytes"
	"encoding/binary"
	"iter"
)

// jpegSegments yields the marker and body of each segment before the first scan.
func jpegSegments(data []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for i := 2; i+4 <= len(data) && data[i] == 0xff; {
			marker := data[i+1]
			if marker == 0xff { // padding
				i++
				continue
			}
			size := int(binary.BigEndian.Uint16(data[i+2:]))
			if marker == 0xda || size < 2 || i+2+size > len(data) {
				return
			}
			if !yield(marker, data[i+4:i+2+size]) {
				return
			}
			i += 2 + size
		}
	}
}

// sampling is what the frame header of a JPEG says of its components.
type sampling struct {
	progressive bool
	factors     []int // horizontal × vertical sampling of each component
}

// jpegSamples reads the frame header; without one it assumes the worst.
func jpegSamples(data []byte) sampling {
	for marker, body := range jpegSegments(data) {
		frame := marker >= 0xc0 && marker <= 0xc2
		if !frame || len(body) < 6 || len(body) < 6+3*int(body[5]) {
			continue
		}
		s := sampling{progressive: marker == 0xc2}
		for c := range int(body[5]) {
			factor := body[7+3*c]
			s.factors = append(s.factors, int(factor>>4)*int(factor&15))
		}
		return s
	}
	return sampling{progressive: true, factors: []int{1, 1, 1}}
}

// perPixel is the number of samples of all components together.
func (s sampling) perPixel(pixels int64) int64 {
	largest, sum := 1, 0
	for _, f := range s.factors {
		largest = max(largest, f)
		sum += f
	}
	return pixels * int64(sum) / int64(largest)
}

// pngChunk finds the body of the first chunk of a kind before the pixels.
func pngChunk(data []byte, kind string) []byte {
	for i := 8; i+8 <= len(data); {
		size := int(binary.BigEndian.Uint32(data[i:]))
		name := string(data[i+4 : i+8])
		end := i + 8 + size
		if size > len(data) || end > len(data) || name == "IEND" {
			return nil
		}
		if name == kind {
			return data[i+8 : end]
		}
		i = end + 4 // the checksum
	}
	return nil
}

// webpChunk finds the body of the first chunk of a kind.
func webpChunk(data []byte, kind string) []byte {
	for i := 12; i+8 <= len(data); {
		size := int(binary.LittleEndian.Uint32(data[i+4:]))
		end := i + 8 + size
		if size > len(data) || end > len(data) {
			return nil
		}
		if string(data[i:i+4]) == kind {
			return data[i+8 : end]
		}
		i = end + size&1 // chunks are padded to even lengths
	}
	return nil
}

// exif finds the EXIF block, a small TIFF file, of a picture.
func exif(format Format, data []byte) []byte {
	head := []byte("Exif\x00\x00")
	switch format {
	case JPEG:
		for marker, body := range jpegSegments(data) {
			if tiff, ok := bytes.CutPrefix(body, head); ok && marker == 0xe1 {
				return tiff
			}
		}
		return nil
	case PNG:
		return pngChunk(data, "eXIf")
	default:
		return bytes.TrimPrefix(webpChunk(data, "EXIF"), head)
	}
}
