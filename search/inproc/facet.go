package inproc

import (
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// facet keeps the documents of each value. Value 0 is "none": it is in no count.
type facet struct {
	numbers map[string]uint32
	names   []string
	docs    []*roaring.Bitmap
	values  []uint32 // by document
}

func newFacet() *facet {
	return &facet{numbers: map[string]uint32{"": 0}, names: []string{""}, docs: []*roaring.Bitmap{roaring.New()}}
}

func (f *facet) add(name string, n uint32) {
	v, ok := f.numbers[name]
	if !ok {
		v = uint32(len(f.names))
		name = strings.Clone(name)
		f.numbers[name] = v
		f.names = append(f.names, name)
		f.docs = append(f.docs, roaring.New())
	}
	f.docs[v].Add(n)
	for len(f.values) <= int(n) {
		f.values = append(f.values, 0)
	}
	f.values[n] = v
}

func (f *facet) remove(n uint32) {
	f.docs[f.values[n]].Remove(n)
	f.values[n] = 0
}

// any returns the documents with one of the values. The result may be the facet's own.
func (f *facet) any(names []string) *roaring.Bitmap {
	var found []*roaring.Bitmap
	for _, name := range names {
		if v, ok := f.numbers[name]; ok && v != 0 {
			found = append(found, f.docs[v])
		}
	}
	switch len(found) {
	case 0:
		return roaring.New()
	case 1:
		return found[0]
	}
	return roaring.FastOr(found...)
}

// few is up to how many documents looking at each is faster than intersecting each value:
// as many as roaring keeps in a list.
const few = 4096

// count counts the documents of each value in set.
func (f *facet) count(set *roaring.Bitmap) map[string]int {
	counts := make([]int, len(f.names))
	if set.GetCardinality() <= few {
		set.Iterate(func(n uint32) bool {
			counts[f.values[n]]++
			return true
		})
	} else {
		for v := 1; v < len(f.docs); v++ {
			counts[v] = int(f.docs[v].AndCardinality(set))
		}
	}
	out := make(map[string]int, min(len(counts), 40))
	for v, c := range counts {
		if v > 0 && c > 0 {
			out[f.names[v]] = c
		}
	}
	return out
}

// starsName names stars as a facet value; 0 stars have none.
func starsName(stars int) string {
	if stars == 0 {
		return ""
	}
	return strconv.Itoa(stars)
}
