package web

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"html/template"
	"io"
	"testing"

	"pgregory.net/rapid"
)

// readStream unpacks one stream with the standard library, and reports what stands behind it.
func readStream(t interface{ Fatal(...any) }, packed []byte) (page, behind []byte) {
	from := bufio.NewReader(bytes.NewReader(packed))
	r, err := gzip.NewReader(from)
	if err != nil {
		t.Fatal(err)
	}
	r.Multistream(false)
	if page, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	if behind, err = io.ReadAll(from); err != nil {
		t.Fatal(err)
	}
	return page, behind
}

// TestPagesOfPiecesAreOneStream asks for pages compressed and plain: both say the same, and the compressed one is a single stream.
func TestPagesOfPiecesAreOneStream(t *testing.T) {
	m := newMarket(t, 30, nil)
	for _, path := range []string{"/", "/en", "/san-pham", "/san-pham?q=muc", "/san-pham/" + slugs()[2] + "-2", "/en/san-pham/" + slugs()[3] + "-3", "/tinh", "/xac-minh", "/robots.txt", "/nothing"} {
		w := m.get(t, path, "Accept-Encoding", "gzip")
		if w.Header().Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s is not compressed", path)
		}
		page, behind := readStream(t, w.Body.Bytes())
		if plain := m.get(t, path).Body.Bytes(); !bytes.Equal(page, plain) || len(behind) > 0 {
			t.Errorf("%s: %d bytes unpacked, %d plain, %d behind the stream", path, len(page), len(plain), len(behind))
		}
	}
}

// TestAnyPiecesAreOneStream joins any texts, some of them pieces, in any order.
func TestAnyPiecesAreOneStream(t *testing.T) {
	z := newZipper()
	rapid.Check(t, func(t *rapid.T) {
		s := new(sheet)
		for range rapid.IntRange(0, 6).Draw(t, "parts") {
			text := rapid.StringN(0, 3000, -1).Draw(t, "text")
			if !rapid.Bool().Draw(t, "fixed") {
				s.Text(text)
				continue
			}
			p, err := newPiece(template.HTML(text))
			if err != nil {
				t.Fatal(err)
			}
			s.put(p)
		}
		packed, err := z.zip(s.Bytes(), s.pieces)
		if err != nil {
			t.Fatal(err)
		}
		if page, behind := readStream(t, packed); !bytes.Equal(page, s.Bytes()) || len(behind) > 0 {
			t.Fatalf("%d bytes became %d, with %d behind", len(s.Bytes()), len(page), len(behind))
		}
	})
}
