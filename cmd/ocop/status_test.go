package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
)

// TestStatusNamesWhatIsHeldBack: nobody can let a province through with open eyes who is not told what would happen.
func TestStatusNamesWhatIsHeldBack(t *testing.T) {
	ctx := t.Context()
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "ocop.db"), schemas()...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	stop := &pull.Stop{Meta: store.Meta{ID: "22"}, Difference: pull.Difference{Province: "22", Products: 40, Changes: 2, Lost: 2, Stopped: true}, Since: time.Now()}
	if err := store.Define[pull.Stop]("registry_stops").Insert(ctx, db, stop); err != nil {
		t.Fatal(err)
	}
	held := store.Define[pull.HeldBack]("registry_held")
	for _, h := range []*pull.HeldBack{
		{Meta: store.Meta{ID: "R1"}, Province: "22", Name: "Chả mực", FromStars: 4, Standing: catalog.Revoked},
		{Meta: store.Meta{ID: "R2"}, Province: "22", Gone: true, FromStars: 5, Standing: catalog.Withdrawn},
	} {
		if err := held.Insert(ctx, db, h); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := runStatus(ctx, &market{db: db}, request{}, &out); err != nil {
		t.Fatal(err)
	}
	want := "  HELD R2 : 5 to 0 stars, gone from the registry\n  HELD R1 Chả mực: 4 to 0 stars, revoked\n"
	if !strings.Contains(out.String(), want) || !strings.Contains(out.String(), "STOPPED 22 Quảng Ninh: 2 of 40") {
		t.Errorf("told %s", out.String())
	}
}

// TestAnEmptySecretIsMadeAgain: it is what a power cut leaves of one that was being written.
func TestAnEmptySecretIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "admin.token"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	first, err := adminToken(dir)
	if err != nil || len(first) < 20 {
		t.Fatalf("token %q, error %v", first, err)
	}
	again, err := adminToken(dir)
	if err != nil || again != first {
		t.Errorf("then %q, error %v", again, err)
	}
}
