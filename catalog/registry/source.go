package registry

import (
	"encoding/json"
	"errors"
)

// Item is one record as a registry gave it.
type Item struct {
	ID     string // as far as it can be read, also of a refused one
	Record Record
	Raw    json.RawMessage // as it came, to be kept where the record is refused
	Err    error           // why the record is refused
	// Same tells that the record is as we know it; then only its ID is set.
	Same bool
}

// Batch is one page of items with its bytes.
type Batch struct {
	// Items decodes and verifies; it may be called once, in any goroutine.
	Items func() []Item
	Raw   []byte
	Total int // records in all, where the registry says so
}

// Reading is what reading a registry to its end came to.
type Reading struct {
	Bookmark string // where to go on next time
	Full     bool   // the items were everything that the registry holds
}

// ErrBookmark: the registry does not know the bookmark (any more). Reading again without one helps.
var ErrBookmark = errors.New("registry: bookmark unknown")

// ErrIncomplete: the registry did not give as much as it says it holds, so nothing may count as gone.
var ErrIncomplete = errors.New("registry: incomplete answer")

// ErrGone: the registry has no record with that id.
var ErrGone = errors.New("registry: no such record")

// ErrNoSummary: this dialect cannot tell what the registry holds in all.
var ErrNoSummary = errors.New("registry: no summary in this dialect")
