package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Addresses are where a running process listens in fact.
type Addresses struct {
	Site     string `json:"site,omitempty"`
	Admin    string `json:"admin,omitempty"`
	Registry string `json:"registry,omitempty"`
	PID      int    `json:"pid"`
}

// addressesFile is kept in the data folder.
const addressesFile = "addresses.json"

// WriteAddresses notes in the data folder where this process listens.
func WriteAddresses(dir string, a Addresses) error {
	raw, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, addressesFile)
	if err := os.WriteFile(path+".new", append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("note the addresses: %w", err)
	}
	return os.Rename(path+".new", path)
}

// ReadAddresses returns what the process on this data folder noted last; it may be gone.
func ReadAddresses(dir string) (Addresses, error) {
	var a Addresses
	raw, err := os.ReadFile(filepath.Join(dir, addressesFile))
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(raw, &a)
}

// ForgetAddresses removes the note when a process ends.
func ForgetAddresses(dir string) error {
	if err := os.Remove(filepath.Join(dir, addressesFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
