package web

import (
	"encoding/json"
	"fmt"
)

// addFixedFiles adds the files whose addresses browsers know by heart.
func (s *site) addFixedFiles() error {
	s.assets.alias("icon-32.png", "/favicon.ico")
	s.assets.alias("icon.svg", "/favicon.svg")
	s.assets.alias("icon-180.png", "/apple-touch-icon.png")
	data, err := json.Marshal(map[string]any{
		"name": s.Name, "short_name": s.Name, "lang": "vi", "dir": "ltr", "start_url": "/", "scope": "/", "display": "minimal-ui",
		"description": VI.messages().Common.Tagline, "background_color": "#FBFAF6", "theme_color": "#FBFAF6",
		"icons": []map[string]string{
			{"src": s.assets.url("icon-192.png"), "sizes": "192x192", "type": "image/png"},
			{"src": s.assets.url("icon-512.png"), "sizes": "512x512", "type": "image/png"},
			{"src": s.assets.url("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
		},
	})
	if err != nil {
		return fmt.Errorf("web: write manifest: %w", err)
	}
	s.assets.put("/manifest.webmanifest", "application/manifest+json", data)
	return nil
}
