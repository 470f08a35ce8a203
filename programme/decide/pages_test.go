package decide

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
)

// packedPDF writes pages the way of PDF 1.5: their descriptions are compressed.
func packedPDF(t testing.TB, objects string) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(objects)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%%PDF-1.5\n5 0 obj\n<< /Type /ObjStm /N 3 /First 20 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n%%%%EOF\n", b.Len(), b.String())
}

func TestCountPages(t *testing.T) {
	page := "<</Type/Page/Parent 2 0 R>>\n"
	for _, tt := range []struct {
		name, kind, data string
		want             int
	}{
		{"a picture", "image/jpeg", "", 1},
		{"plain", "application/pdf", "%PDF-1.4\n2 0 obj\n<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>\nendobj\n%%EOF", 3},
		{"a tree of trees", "application/pdf", "2 0 obj<</Type/Pages/Count 12/Kids[7 0 R 8 0 R]>>endobj 7 0 obj<</Type/Pages/Count 5>>endobj", 12},
		{"an outline counts too", "application/pdf", "1 0 obj<</Type/Outlines/Count 40>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj", 1},
		{"compressed", "application/pdf", packedPDF(t, "<</Type/Pages/Kids[1 0 R 2 0 R]/Count 2>>\n"+page+page), 2},
		{"nothing to read", "application/pdf", "%PDF-1.7\nx\n%%EOF", 0},
		{"a lie", "application/pdf", "2 0 obj<</Type/Pages/Count 999999999>>endobj", 0},
		{"cut short", "application/pdf", packedPDF(t, strings.Repeat(page, 3))[:90], 0},
	} {
		if got := countPages([]byte(tt.data), tt.kind); got != tt.want {
			t.Errorf("%s: %d pages, want %d", tt.name, got, tt.want)
		}
	}
}

func FuzzCountPages(f *testing.F) {
	f.Add([]byte("2 0 obj<</Type/Pages/Count 3>>endobj"))
	f.Add([]byte(packedPDF(f, "<</Type/Page>>")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if n := countPages(data, "application/pdf"); n < 0 || n > mostPages {
			t.Errorf("%d pages", n)
		}
	})
}
