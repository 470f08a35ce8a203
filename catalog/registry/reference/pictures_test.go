package reference

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestEveryPictureCanBeDrawn(t *testing.T) {
	keys := map[string]bool{}
	for _, r := range wholeRecords() {
		illustrate(&r, "")
		keys[r.Images[0]] = true
		if len(r.ImageAlts) != 1 || r.ImageAlts[0] == "" {
			t.Fatalf("%s: alternative text %q", r.Name, r.ImageAlts)
		}
	}
	if len(keys) < 350 || len(keys) > 470 {
		t.Errorf("%d different pictures", len(keys))
	}
	for name := range loadArt().archetypes {
		drawing, ok := loadArt().svg(name + ".la")
		if !ok {
			t.Fatalf("no drawing %s", name)
		}
		icon, err := draw(drawing)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		img, err := png.Decode(bytes.NewReader(icon))
		if err != nil || img.Bounds().Dx() != pictureWidth || img.Bounds().Dy() != pictureHeight {
			t.Errorf("%s: %v %v", name, img.Bounds(), err)
		}
	}
}

func TestPicturesAreServedAndKept(t *testing.T) {
	dir := t.TempDir()
	h := openHouse(t, Generate(7, 50, testDay), dir, time.Now)
	_, header, first := h.get("/pictures/cha-muc.bien.png")
	_, _, second := h.get("/pictures/cha-muc.bien.png")
	if header.Get("Content-Type") != "image/png" || !bytes.Equal(first, second) || len(first) < 20_000 {
		t.Errorf("%s of %d and %d bytes", header.Get("Content-Type"), len(first), len(second))
	}
	kept, _ := filepath.Glob(filepath.Join(dir, "pictures", "*.png"))
	if len(kept) != 1 {
		t.Errorf("kept %v", kept)
	}
	for _, bad := range []string{"cha-muc.bien", "cha-muc.png", "cha-muc.none.png", "none.la.png", "..%2Findex.json", "index.json"} {
		if status, _, _ := h.get("/pictures/" + bad); status != http.StatusNotFound {
			t.Errorf("%s: status %d", bad, status)
		}
	}
}

func TestPictureOf(t *testing.T) {
	for name, want := range map[string]string{
		"Chả mực Hạ Long": "cha-muc", "Kẹo dừa Bến Tre": "dua", "Nước ép dứa": "do-uong", "Đúc đồng Đại Bái": "my-nghe", "Gốm sứ Bát Tràng": "gom",
		"Du lịch sinh thái Cồn Sơn": "lang-que", "Không có từ nào": "gao",
	} {
		if got, _, _ := strings.Cut(PictureOf(name, "food", "22"), "."); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func ExamplePictureOf() {
	fmt.Println(PictureOf("Chả mực Hạ Long", "food", "22"))
	// Output: cha-muc.man
}
