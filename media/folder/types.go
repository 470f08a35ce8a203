package folder

import "path"

// fallback is the type of a blob about which nothing is known.
const fallback = "application/octet-stream"

// typeByName tells the content type by the extension, for the types that make up
// nearly all blobs; the others have theirs written beside them.
func typeByName(name string) string {
	switch path.Ext(name) {
	case ".webp":
		return "image/webp"
	case ".jpg":
		return "image/jpeg"
	}
	return fallback
}

func (s *Store) contentType(name string) string {
	written, err := s.root.ReadFile(path.Join(types, name))
	if err != nil {
		return typeByName(name)
	}
	return string(written)
}
