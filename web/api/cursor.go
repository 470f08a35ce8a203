package api

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"

	"github.com/ocopmarket/ocop/internal/store"
)

// cursor is where the next page of a search begins; it fits only the search that gave it.
type cursor struct {
	Offset int    `json:"o"`
	Of     uint64 `json:"q"`
}

func (c cursor) String() string {
	raw, err := json.Marshal(c)
	if err != nil {
		panic(err) // two integers always encode
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// parseCursor returns where to begin: 0 without a cursor, store.ErrCursor with one of another search.
func parseCursor(text string, of uint64) (offset int, err error) {
	if text == "" {
		return 0, nil
	}
	var c cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &c) != nil || c.Of != of || c.Offset < 0 || c.Offset > maxOffset {
		return 0, store.ErrCursor
	}
	return c.Offset, nil
}

// maxOffset bounds how deep a search can be paged.
const maxOffset = 1_000_000

// fingerprint tells one search from another.
func fingerprint(search any) uint64 {
	h := fnv.New64a()
	if err := json.NewEncoder(h).Encode(search); err != nil {
		panic(err) // plain structs always encode
	}
	return h.Sum64()
}
