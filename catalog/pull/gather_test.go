package pull

import (
	"errors"
	"testing"

	"github.com/ocopmarket/ocop/catalog/registry"
)

// TestAHugeRefusedRecordFitsIntoADocument: one that does not would fail every pull that meets it.
func TestAHugeRefusedRecordFitsIntoADocument(t *testing.T) {
	g := &gathered{refused: map[string]Refused{}}
	g.refuse(registry.Item{ID: "R1", Err: errors.New("forged"), Raw: make([]byte, 20<<20)})
	if got := len(g.refused["R1"].Raw); got == 0 || got > maxRaw {
		t.Errorf("%d bytes kept", got)
	}
}
