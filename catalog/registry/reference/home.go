package reference

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// generatorVersion changes whenever the same seed gives other data, so that old cursors are refused and not misread.
const generatorVersion = 2

// Epoch names this data: cursors and the acts of operators hold for one epoch.
func (d *Data) Epoch() string {
	return fmt.Sprintf("%d-%x-%x-%x", generatorVersion, d.seed, d.Len(), d.today)
}

// Load returns the data of the registry that lives in dir: as it was made on its first day, or new on this one.
// The day is kept, so that certificates age from one start to the next.
func Load(dir string, seed uint64, size int, now time.Time) (*Data, error) {
	path := filepath.Join(dir, "data.json")
	var made struct {
		Seed uint64    `json:"seed"`
		Size int       `json:"size"`
		Made time.Time `json:"made"`
	}
	raw, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		made.Seed, made.Size, made.Made = seed, size, now.UTC()
		if raw, err = json.Marshal(made); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("reference registry: %w", err)
		}
		if err := replaceFile(path, raw, 0o644); err != nil {
			return nil, fmt.Errorf("reference registry: %w", err)
		}
	case err != nil:
		return nil, fmt.Errorf("reference registry: %w", err)
	default:
		if err := json.Unmarshal(raw, &made); err != nil {
			return nil, fmt.Errorf("reference registry: %s: %w", path, err)
		}
	}
	return Generate(made.Seed, made.Size, made.Made), nil
}

// LoadKey returns the signing key that lives in dir, made on the first call; only its owner may read it.
func LoadKey(dir string) (ed25519.PrivateKey, error) {
	path := filepath.Join(dir, "signing.key")
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		raw = make([]byte, ed25519.SeedSize)
		if _, err := rand.Read(raw); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("reference registry: %w", err)
		}
		if err := replaceFile(path, raw, 0o600); err != nil {
			return nil, fmt.Errorf("reference registry: %w", err)
		}
	} else if err != nil {
		return nil, fmt.Errorf("reference registry: %w", err)
	}
	if len(raw) != ed25519.SeedSize {
		return nil, fmt.Errorf("reference registry: %s: %d bytes, want %d", path, len(raw), ed25519.SeedSize)
	}
	return ed25519.NewKeyFromSeed(raw), nil
}
