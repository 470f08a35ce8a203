package decide

import (
	"bytes"
	"compress/zlib"
	"io"
	"iter"
)

// countPages tells how many pages a scan has; 0 where that can't be read.
func countPages(data []byte, kind string) int {
	if kind != "application/pdf" {
		return 1
	}
	pages := countedIn(data)
	if pages == 0 {
		pages = countPacked(data)
	}
	if pages > mostPages {
		return 0
	}
	return pages
}

// What a file may be made of that wastes our time is bounded.
const (
	mostPages    = 5000
	mostTrees    = 1000     // nodes of the tree of pages, or compressed parts, that are looked at
	around       = 64 << 10 // bytes within which an object is looked for
	mostUnpacked = 32 << 20 // bytes in all
)

// countedIn reads what the root of the tree of pages says, which counts all of them.
func countedIn(data []byte) int {
	most, seen := 0, 0
	for at := range typed(data, "/Pages") {
		if seen++; seen > mostTrees {
			break
		}
		most = max(most, numberAfter(objectAround(data, at), "/Count"))
	}
	return most
}

// typed finds where "/Type" is followed by that name.
func typed(data []byte, name string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for at := 0; ; at += len(name) {
			next := bytes.Index(data[at:], []byte(name))
			if next < 0 {
				return
			}
			at += next
			end := at + len(name)
			whole := end == len(data) || bytes.IndexByte([]byte(" \t\r\n/<>[]()"), data[end]) >= 0
			if !whole || !bytes.HasSuffix(bytes.TrimRight(data[max(0, at-20):at], " \t\r\n"), []byte("/Type")) {
				continue
			}
			if !yield(at) {
				return
			}
		}
	}
}

// objectAround is the object in which a place lies, as far as it is near.
func objectAround(data []byte, at int) []byte {
	from, to := max(0, at-around), min(len(data), at+around)
	if begin := bytes.LastIndex(data[from:at], []byte("obj")); begin >= 0 {
		from += begin
	}
	if end := bytes.Index(data[at:to], []byte("endobj")); end >= 0 {
		to = at + end
	}
	return data[from:to]
}

// numberAfter reads the number that follows a name; 0 without one.
func numberAfter(object []byte, name string) int {
	_, after, found := bytes.Cut(object, []byte(name))
	if !found {
		return 0
	}
	n := 0
	for _, c := range bytes.TrimLeft(after, " \t\r\n") {
		if c < '0' || c > '9' || n > mostPages {
			break
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// countPacked counts pages whose descriptions are compressed, as newer writers do.
func countPacked(data []byte) int {
	pages, seen, left := 0, 0, int64(mostUnpacked)
	for at := range typed(data, "/ObjStm") {
		if seen++; seen > mostTrees {
			break
		}
		text := unpack(data[at:], left)
		left -= int64(len(text))
		for range typed(text, "/Page") {
			pages++
		}
	}
	return pages
}

// unpack reads the stream of an object, as far as it can be read.
func unpack(object []byte, most int64) []byte {
	const word = "stream"
	begin := bytes.Index(object[:min(len(object), around)], []byte(word))
	if begin < 0 {
		return nil
	}
	plain, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(object[begin+len(word):], "\r\n")))
	if err != nil {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(plain, most)) // what can be read of it counts
	return text
}
