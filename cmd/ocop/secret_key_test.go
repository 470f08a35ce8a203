package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/seal"
)

func TestTheSecretKeyIsMadeOnceBesideTheStore(t *testing.T) {
	s := config.Settings{Data: t.TempDir()}
	made, err := secretKeys(s)
	if err != nil || len(made.Keys()) != 1 {
		t.Fatalf("keys %v, %v; want one", made.Keys(), err)
	}
	path := filepath.Join(s.Data, "secret.key")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its file: %v, %v; want mode 0600", info, err)
	}
	again, err := secretKeys(s)
	if err != nil || !slices.Equal(again.Keys(), made.Keys()) {
		t.Errorf("at the next start: %v, %v; want %v", again.Keys(), err, made.Keys())
	}
	s.SecretKey = seal.NewKey()
	both, err := secretKeys(s)
	if err != nil || len(both.Keys()) != 2 || both.Keys()[1] != made.Keys()[0] {
		t.Errorf("with one that is configured: %v, %v; want that one first", both.Keys(), err)
	}
	if err := os.WriteFile(path, []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := secretKeys(s); err == nil {
		t.Error("a key that is none is taken")
	}
}

func TestProcessesThatShareAStoreShareWhatIsConfigured(t *testing.T) {
	s := config.Settings{Data: t.TempDir(), MongoDBURI: "mongodb://db"}
	none, err := secretKeys(s)
	if err != nil || len(none.Keys()) != 0 {
		t.Errorf("without configuration: %v, %v; want none", none.Keys(), err)
	}
	if files, err := os.ReadDir(s.Data); err != nil || len(files) > 0 {
		t.Errorf("a file was made: %v, %v", files, err)
	}
	s.SecretKey = seal.NewKey() + "," + seal.NewKey()
	if two, err := secretKeys(s); err != nil || len(two.Keys()) != 2 {
		t.Errorf("two that are configured: %v, %v", two.Keys(), err)
	}
}
