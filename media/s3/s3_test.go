package s3_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/mediatest"
	"github.com/ocopmarket/ocop/media/s3"
)

var buckets atomic.Int64

// server is the S3 store that tests were given, with a bucket of its own for each test.
func server(t *testing.T) s3.Config {
	t.Helper()
	endpoint := os.Getenv("OCOP_TEST_S3_ENDPOINT")
	if endpoint == "" {
		t.Skip("SKIPPED: no S3 server; run under internal/tools/s3server or set OCOP_TEST_S3_ENDPOINT, OCOP_TEST_S3_ACCESS_KEY, OCOP_TEST_S3_SECRET_KEY")
	}
	return s3.Config{
		Endpoint:  endpoint,
		AccessKey: os.Getenv("OCOP_TEST_S3_ACCESS_KEY"),
		SecretKey: os.Getenv("OCOP_TEST_S3_SECRET_KEY"),
		Bucket:    fmt.Sprintf("test-%d-%d", time.Now().UnixNano(), buckets.Add(1)),
	}
}

func TestContract(t *testing.T) {
	mediatest.Run(t, func(t *testing.T) media.Blobs {
		store, err := s3.New(t.Context(), server(t))
		if err != nil {
			t.Fatal(err)
		}
		return store
	})
}

// TestServePhoto makes a photo and serves it, whole and in part, from the bucket.
func TestServePhoto(t *testing.T) {
	store, err := s3.New(t.Context(), server(t))
	if err != nil {
		t.Fatal(err)
	}
	var upload bytes.Buffer
	if err := png.Encode(&upload, image.NewGray(image.Rect(0, 0, 500, 400))); err != nil {
		t.Fatal(err)
	}
	photo, err := media.NewLibrary(store).Add(t.Context(), &upload, "Gốm Bát Tràng", "")
	if err != nil {
		t.Fatal(err)
	}
	handler := media.Handler(store)
	get := func(rangeHeader string) *httptest.ResponseRecorder {
		r, w := httptest.NewRequest("GET", photo.URL(480, media.WebPExt), nil), httptest.NewRecorder()
		r.Header.Set("Range", rangeHeader)
		handler.ServeHTTP(w, r)
		return w
	}
	whole, part := get(""), get("bytes=8-11")
	if whole.Code != 200 || whole.Header().Get("Content-Type") != "image/webp" || whole.Body.String()[8:12] != "WEBP" {
		t.Errorf("whole: %d %v", whole.Code, whole.Header())
	}
	if part.Code != 206 || part.Body.String() != "WEBP" {
		t.Errorf("part: %d %q, want 206 and WEBP", part.Code, part.Body)
	}
}

func TestManyStartAtOnce(t *testing.T) {
	config := server(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s3.New(t.Context(), config); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestWrongKeys(t *testing.T) {
	config := server(t)
	config.SecretKey += "wrong"
	if _, err := s3.New(t.Context(), config); err == nil {
		t.Error("wrong keys were taken")
	}
}

func TestDeadServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() // takes connections and never answers
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err = s3.New(ctx, s3.Config{Endpoint: "http://" + l.Addr().String(), Bucket: "bucket", AccessKey: "a", SecretKey: "secretsecret"})
	if err == nil || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("err = %v, want the deadline", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("gave up after %v", took)
	}
}

func TestWrongConfig(t *testing.T) {
	for _, endpoint := range []string{"", "ftp://host", "http://", "http://host/path", "http://user@host", "http://host?x=1", "http://[::1"} {
		_, err := s3.New(t.Context(), s3.Config{Endpoint: endpoint, Bucket: "bucket", AccessKey: "a", SecretKey: "s"})
		if err == nil || !strings.Contains(err.Error(), "ndpoint") {
			t.Errorf("endpoint %q: err = %v, want one that names the endpoint", endpoint, err)
		}
	}
}
