package media

import (
	"bytes"
	"encoding/binary"
	"iter"
)

// The markers of a JPEG that matter here.
const (
	startOfScan  = 0xda
	endOfImage   = 0xd9
	firstRestart = 0xd0
	lastRestart  = 0xd7
)

// jpegSegments yields the marker and body of each segment, and passes over the pixels after each start of a scan.
func jpegSegments(data []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for i := 2; i+4 <= len(data) && data[i] == 0xff && data[i+1] != endOfImage; {
			marker := data[i+1]
			if marker == 0xff { // padding
				i++
				continue
			}
			size := int(binary.BigEndian.Uint16(data[i+2:]))
			if size < 2 || i+2+size > len(data) || !yield(marker, data[i+4:i+2+size]) {
				return
			}
			i += 2 + size
			if marker == startOfScan {
				i += scanLength(data[i:])
			}
		}
	}
}

// scanLength is how long the coded pixels at the beginning of data are.
func scanLength(data []byte) int {
	for i := 0; ; {
		next := bytes.IndexByte(data[i:], 0xff)
		if next < 0 || i+next+1 >= len(data) {
			return len(data)
		}
		i += next
		stuffed := data[i+1] == 0 || data[i+1] >= firstRestart && data[i+1] <= lastRestart
		if !stuffed {
			return i
		}
		i += 2
	}
}

// jpegScans counts the passes in which a JPEG brings its pixels.
func jpegScans(data []byte) int {
	scans := 0
	for marker := range jpegSegments(data) {
		if marker == startOfScan {
			scans++
		}
	}
	return scans
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
