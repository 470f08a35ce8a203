package private_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/media/private"
)

const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"

func open(t *testing.T) (*private.Keeper, media.Blobs) {
	t.Helper()
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return private.New(blobs), blobs
}

func TestPapersAreKeptAndServedPrivately(t *testing.T) {
	keeper, blobs := open(t)
	f, err := keeper.Keep(context.Background(), strings.NewReader(pdf), `C:\giấy tờ\"công văn".pdf`)
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "công văn.pdf" || f.Type != "application/pdf" || f.Size != int64(len(pdf)) {
		t.Errorf("%+v", f)
	}
	w := httptest.NewRecorder()
	if err := keeper.Serve(w, httptest.NewRequest(http.MethodGet, "/x", nil), f); err != nil {
		t.Fatal(err)
	}
	if w.Body.String() != pdf || w.Header().Get("Cache-Control") != "private, no-store" || !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%q, %v", w.Body, w.Header())
	}
	w = httptest.NewRecorder()
	media.Handler(blobs).ServeHTTP(w, httptest.NewRequest(http.MethodGet, media.Base+f.Blob, nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("the public address answers %d", w.Code)
	}
	data, err := keeper.Read(context.Background(), f)
	if err != nil || string(data) != pdf {
		t.Errorf("%q, %v", data, err)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	keeper, _ := open(t)
	for name, tt := range map[string]struct {
		data string
		want error
	}{
		"empty": {"", private.ErrEmpty},
		"page":  {"<!doctype html><script>alert(1)</script>", private.ErrType},
		"svg":   {`<svg xmlns="http://www.w3.org/2000/svg"/>`, private.ErrType},
		"zip":   {"PK\x03\x04aaaaaaaaaaaa", private.ErrType},
		"huge":  {pdf + string(bytes.Repeat([]byte("a"), private.MaxBytes)), private.ErrTooLarge},
	} {
		if _, err := keeper.Keep(context.Background(), strings.NewReader(tt.data), name); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestOnlyWhatLiesAloneIsDestroyed(t *testing.T) {
	keeper, blobs := open(t)
	shared, err := keeper.Keep(t.Context(), strings.NewReader(pdf), "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	own, err := keeper.KeepAlone(t.Context(), strings.NewReader(pdf), "b.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if err := keeper.Destroy(t.Context(), own); err != nil {
		t.Error(err)
	}
	if err := keeper.Destroy(t.Context(), shared); err == nil {
		t.Error("a file that others may have was destroyed")
	}
	left := []string{}
	if err := blobs.List(t.Context(), "", func(name string) error { left = append(left, name); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 || left[0] != shared.Blob {
		t.Errorf("left are %v", left)
	}
}
