// Package mediatest holds what every store of blobs must do, as one suite that runs on all of them.
package mediatest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/media"
)

// Run runs the suite; open gives an empty store each time.
func Run(t *testing.T, open func(t *testing.T) media.Blobs) {
	cases := []struct {
		name string
		test func(*testing.T, media.Blobs)
	}{
		{"keeps content and type", keeps},
		{"keeps what is put twice", keepsTwice},
		{"reads from anywhere", readsAnywhere},
		{"says what is not there", saysMissing},
		{"refuses names that are none", refusesNames},
		{"deletes", deletes},
		{"lists by prefix", lists},
		{"lists more than a page", listsMany},
		{"stops listing", stopsListing},
		{"answers a ping without a trace", pings},
		{"takes writers at once", concurrent},
		{"gives up with its caller", givesUp},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func put(t *testing.T, blobs media.Blobs, name, contentType string, data []byte) {
	t.Helper()
	if err := blobs.Put(t.Context(), name, contentType, data); err != nil {
		t.Fatalf("Put(%s): %v", name, err)
	}
}

func get(t *testing.T, blobs media.Blobs, name string) (contentType string, data []byte) {
	t.Helper()
	blob, err := blobs.Get(t.Context(), name)
	if err != nil {
		t.Fatalf("Get(%s): %v", name, err)
	}
	defer blob.Close()
	data, err = io.ReadAll(blob)
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	if blob.Size != int64(len(data)) {
		t.Errorf("%s: Size = %d, read %d bytes", name, blob.Size, len(data))
	}
	if age := time.Since(blob.Modified); age < -time.Minute || age > time.Hour {
		t.Errorf("%s: Modified %v ago", name, age)
	}
	return blob.ContentType, data
}

func names(t *testing.T, blobs media.Blobs, prefix string) []string {
	t.Helper()
	var found []string
	err := blobs.List(t.Context(), prefix, func(name string) error {
		found = append(found, name)
		return nil
	})
	if err != nil {
		t.Fatalf("List(%q): %v", prefix, err)
	}
	slices.Sort(found)
	return found
}

func keeps(t *testing.T, blobs media.Blobs) {
	large := bytes.Repeat([]byte("0123456789abcdef"), 6<<20/16)
	cases := []struct {
		name, contentType string
		data              []byte
	}{
		{"photos/abc/160.webp", "image/webp", []byte("RIFF")},
		{"photos/abc/160.jpg", "image/jpeg", []byte{0xff, 0xd8, 0x00, 0xff}},
		{"evidence/2026-01/raw.bin", "application/x-ndjson", []byte("{}\n{}\n")},
		{"odd.jpg", "text/plain; charset=utf-8", []byte("not what its name says")},
		{"top", "application/octet-stream", []byte("x")},
		{"empty.txt", "text/plain", nil},
		{"large.jpg", "image/jpeg", large},
	}
	for _, c := range cases {
		put(t, blobs, c.name, c.contentType, c.data)
	}
	for _, c := range cases {
		contentType, data := get(t, blobs, c.name)
		if contentType != c.contentType {
			t.Errorf("%s: type = %q, want %q", c.name, contentType, c.contentType)
		}
		if !bytes.Equal(data, c.data) {
			t.Errorf("%s: %d bytes came back, want the %d put", c.name, len(data), len(c.data))
		}
	}
}

func keepsTwice(t *testing.T, blobs media.Blobs) {
	put(t, blobs, "a/b.jpg", "image/jpeg", []byte("same"))
	put(t, blobs, "a/b.jpg", "image/jpeg", []byte("same"))
	if contentType, data := get(t, blobs, "a/b.jpg"); contentType != "image/jpeg" || string(data) != "same" {
		t.Errorf("got %q %q", contentType, data)
	}
	if diff := cmp.Diff([]string{"a/b.jpg"}, names(t, blobs, "")); diff != "" {
		t.Error(diff)
	}
}

func readsAnywhere(t *testing.T, blobs media.Blobs) {
	content := make([]byte, 100_000)
	for i := range content {
		content[i] = byte(i * i >> 8)
	}
	put(t, blobs, "r.bin", "application/octet-stream", content)
	blob, err := blobs.Get(t.Context(), "r.bin")
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	if err := iotest.TestReader(blob, content); err != nil {
		t.Error(err)
	}
}

func saysMissing(t *testing.T, blobs media.Blobs) {
	put(t, blobs, "there/file", "text/plain", []byte("x"))
	for _, name := range []string{"gone", "gone/deep/er.jpg", "there", "there/fil", "there/file/below"} {
		blob, err := blobs.Get(t.Context(), name)
		if err == nil {
			blob.Close()
		}
		if !errors.Is(err, media.ErrNotFound) {
			t.Errorf("Get(%s): err = %v, want ErrNotFound", name, err)
		}
	}
}

func refusesNames(t *testing.T, blobs media.Blobs) {
	for _, name := range []string{
		"", "/", "/etc/passwd", "../up", "a/../../up", "a//b", "a/", ".hidden", "a/.hidden",
		"a\\b", "a b", "a\x00b", "đ", "a?b", "%2e%2e/up", strings.Repeat("a/", 600) + "a",
	} {
		if err := blobs.Put(t.Context(), name, "text/plain", []byte("x")); err == nil {
			t.Errorf("Put(%q) was taken", name)
		}
		if blob, err := blobs.Get(t.Context(), name); !errors.Is(err, media.ErrNotFound) {
			t.Errorf("Get(%q) = %v, %v, want ErrNotFound", name, blob, err)
		}
		if err := blobs.Delete(t.Context(), name); err == nil {
			t.Errorf("Delete(%q) was taken", name)
		}
	}
	if found := names(t, blobs, ""); len(found) != 0 {
		t.Errorf("left behind: %q", found)
	}
}

func deletes(t *testing.T, blobs media.Blobs) {
	put(t, blobs, "a/1.txt", "text/plain", []byte("one"))
	put(t, blobs, "a/2.txt", "text/plain", []byte("two"))
	for range 2 { // what is not there is no error
		if err := blobs.Delete(t.Context(), "a/1.txt"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := blobs.Get(t.Context(), "a/1.txt"); !errors.Is(err, media.ErrNotFound) {
		t.Errorf("after Delete: err = %v, want ErrNotFound", err)
	}
	if diff := cmp.Diff([]string{"a/2.txt"}, names(t, blobs, "")); diff != "" {
		t.Error(diff)
	}
	put(t, blobs, "a/1.txt", "text/html", []byte("again"))
	if contentType, data := get(t, blobs, "a/1.txt"); contentType != "text/html" || string(data) != "again" {
		t.Errorf("put again after Delete: %q %q", contentType, data)
	}
}

func lists(t *testing.T, blobs media.Blobs) {
	all := []string{"evidence/1", "photos/aa/1.jpg", "photos/ab/1.jpg", "photos/ab/2.jpg", "photos2/x", "top"}
	for _, name := range all {
		put(t, blobs, name, "text/html", []byte(name))
	}
	cases := []struct {
		prefix string
		want   []string
	}{
		{"", all},
		{"photos/", all[1:4]},
		{"photos", all[1:5]},
		{"photos/a", all[1:4]},
		{"photos/ab", all[2:4]},
		{"photos/ab/", all[2:4]},
		{"photos/ab/2.jpg", all[3:4]},
		{"none/", nil},
		{"photos/ab/2.jpg/", nil},
	}
	for _, c := range cases {
		if diff := cmp.Diff(c.want, names(t, blobs, c.prefix)); diff != "" {
			t.Errorf("List(%q): %s", c.prefix, diff)
		}
	}
}

func listsMany(t *testing.T, blobs media.Blobs) {
	const many = 2003
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := worker; i < many; i += 8 {
				put(t, blobs, fmt.Sprintf("many/%02d/%d.jpg", i%50, i), "image/jpeg", []byte("x"))
			}
		})
	}
	wg.Wait()
	found := names(t, blobs, "many/")
	if len(found) != many || len(slices.Compact(found)) != many {
		t.Errorf("listed %d names, %d different, want %d", len(found), len(slices.Compact(found)), many)
	}
}

func stopsListing(t *testing.T, blobs media.Blobs) {
	put(t, blobs, "1", "text/plain", []byte("x"))
	put(t, blobs, "2", "text/plain", []byte("x"))
	enough, calls := errors.New("enough"), 0
	err := blobs.List(t.Context(), "", func(string) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("err = %v after %d names, want the caller's own after 1", err, calls)
	}
}

func pings(t *testing.T, blobs media.Blobs) {
	for range 2 {
		if err := blobs.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if found := names(t, blobs, ""); len(found) != 0 {
		t.Errorf("Ping left %q", found)
	}
}

func concurrent(t *testing.T, blobs media.Blobs) {
	content := bytes.Repeat([]byte("whole"), 50_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := blobs.Put(t.Context(), "c/same.jpg", "image/jpeg", content); err != nil {
				t.Errorf("Put: %v", err)
			}
			blob, err := blobs.Get(t.Context(), "c/same.jpg")
			if err != nil {
				t.Errorf("Get after Put: %v", err)
				return
			}
			defer blob.Close()
			if data, err := io.ReadAll(blob); err != nil || !bytes.Equal(data, content) {
				t.Errorf("read %d bytes, %v, want %d", len(data), err, len(content))
			}
		})
	}
	wg.Wait()
}

func givesUp(t *testing.T, blobs media.Blobs) {
	put(t, blobs, "g.jpg", "image/jpeg", []byte("x"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := blobs.Put(ctx, "h.jpg", "image/jpeg", []byte("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: err = %v, want context.Canceled", err)
	}
	if _, err := blobs.Get(ctx, "g.jpg"); !errors.Is(err, context.Canceled) {
		t.Errorf("Get: err = %v, want context.Canceled", err)
	}
	if err := blobs.List(ctx, "", func(string) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("List: err = %v, want context.Canceled", err)
	}
}
