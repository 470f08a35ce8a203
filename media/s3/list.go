package s3

import (
	"context"
	"fmt"

	"github.com/minio/minio-go/v7"

	"github.com/ocopmarket/ocop/media"
)

// pageSize is how many names one call brings.
const pageSize = 1000

// List yields every name that begins with prefix, in the order of the store.
func (s *Store) List(ctx context.Context, prefix string, yield func(name string) error) error {
	after := ""
	for {
		page, err := s.page(ctx, prefix, after)
		if err != nil {
			return fmt.Errorf("s3: list %q: %w", prefix, err)
		}
		for _, name := range page {
			if !media.ValidName(name) {
				continue // ours for Ping, or put there by somebody else
			}
			if err := yield(name); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return nil
		}
		after = page[len(page)-1]
	}
}

// page brings the names after one. A name to begin after, unlike a token of the store,
// stays good however long the caller takes over a page.
func (s *Store) page(ctx context.Context, prefix, after string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, shortCall)
	defer cancel()
	var names []string
	for object := range s.client.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{
		Prefix: prefix, StartAfter: after, Recursive: true, MaxKeys: pageSize,
	}) {
		if object.Err != nil {
			return nil, object.Err
		}
		if names = append(names, object.Key); len(names) == pageSize {
			break
		}
	}
	return names, ctx.Err() // the client ends a listing cut short as if it were whole
}
