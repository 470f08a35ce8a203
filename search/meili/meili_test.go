package meili_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/search/meili"
	"github.com/ocopmarket/ocop/search/searchtest"
)

// server returns the address and key of a real server, or skips.
func server(t testing.TB) (address, key string) {
	t.Helper()
	address, key = os.Getenv("OCOP_TEST_MEILI_URL"), os.Getenv("OCOP_TEST_MEILI_KEY")
	if address == "" {
		t.Skip("SKIPPED: OCOP_TEST_MEILI_URL names no Meilisearch server")
	}
	return address, key
}

// open returns an index of its own name on a real server.
func open(t testing.TB, name string) search.Index {
	t.Helper()
	address, key := server(t)
	x, err := meili.New(context.Background(), address, key, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
		client := meilisearch.New(address, meilisearch.WithAPIKey(key))
		for _, uid := range []string{name, name + "-removed"} {
			if _, err := client.DeleteIndex(uid); err != nil {
				t.Error(err)
			}
		}
	})
	return x
}

func unique(t testing.TB) string { return fmt.Sprintf("t-%d", time.Now().UnixNano()) }

func TestSuite(t *testing.T) { searchtest.Run(t, open(t, unique(t))) }
