package pull

import (
	"fmt"

	"github.com/ocopmarket/ocop/catalog/registry"
)

// Open returns the client of a registry by configuration: kind is "feed", which
// needs the registry's public key, or "national", which has none.
func Open(kind, address, key string, opts registry.Options) (Source, error) {
	switch kind {
	case "feed":
		public, err := registry.DecodeKey(key)
		if err != nil {
			return nil, err
		}
		return registry.NewFeed(address, public, opts)
	case "national":
		return registry.NewNational(address, opts)
	}
	return nil, fmt.Errorf("registry kind %q: it is feed or national", kind)
}
