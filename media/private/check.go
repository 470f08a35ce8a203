package private

import (
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"unicode"
)

// extensions are what papers may be, and how their names end.
var extensions = map[string]string{"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}

// Check reads a paper of at most MaxBytes and tells what it is, or returns ErrTooLarge, ErrType or ErrEmpty.
// It looks into the file: what its name or its sender says counts for nothing.
func Check(r io.Reader) (data []byte, kind string, err error) {
	data, err = io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, "", fmt.Errorf("private: read upload: %w", err)
	}
	kind = http.DetectContentType(data)
	switch {
	case len(data) == 0:
		return nil, "", ErrEmpty
	case len(data) > MaxBytes:
		return nil, "", ErrTooLarge
	case extensions[kind] == "":
		return nil, "", fmt.Errorf("%w: %s", ErrType, kind)
	}
	return data, kind, nil
}

// maxName is how many letters of a file's name are kept, and maxEnding how many its ending may have.
const (
	maxName   = 120
	maxEnding = 8
)

// cleanName keeps what is harmless of the last part of a file's name, and gives a paper the ending of what it is.
func cleanName(name, kind string) string {
	name = strings.Map(harmless, path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/")))
	ending := path.Ext(name)
	if len(ending) > maxEnding {
		ending = ""
	}
	name = strings.TrimSuffix(name, ending)
	if known := extensions[kind]; known != "" {
		ending = known
	}
	if letters := []rune(name); len(letters) > maxName {
		name = string(letters[:maxName])
	}
	if name = strings.Trim(name, " ."); name == "" {
		name = "tep"
	}
	return name + ending
}

// harmless drops whatever could turn a name into another one, or a header into two.
func harmless(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(" -_.,()+&", r) {
		return r
	}
	return -1
}
