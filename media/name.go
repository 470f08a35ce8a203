package media

import "strings"

// maxName bounds the length of a blob's name in bytes, as S3 does.
const maxName = 1024

// ValidName reports whether name may name a blob: segments of letters, digits,
// '-', '_' and '.' joined by '/', none of them empty or beginning with a dot.
// So no name climbs out of its store or collides with what a store keeps for itself.
func ValidName(name string) bool {
	if name == "" || len(name) > maxName {
		return false
	}
	for segment := range strings.SplitSeq(name, "/") {
		if !validSegment(segment) {
			return false
		}
	}
	return true
}

func validSegment(s string) bool {
	if s == "" || s[0] == '.' || len(s) > 200 {
		return false
	}
	for i := range len(s) {
		if !validByte(s[i]) {
			return false
		}
	}
	return true
}

func validByte(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return c == '-' || c == '_' || c == '.'
}
