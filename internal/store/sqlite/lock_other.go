//go:build !unix

package sqlite

import "os"

// lockFile marks the file as open. Without flock a second process is not told
// to go away; SQLite's own locks still keep the file whole.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
}
