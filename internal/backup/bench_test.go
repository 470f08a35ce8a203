package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/backup"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// BenchmarkBackup takes and restores 20,000 documents of 1 kB.
func BenchmarkBackup(b *testing.B) {
	db := storetest.Open(b, all()...)
	random := rand.New(rand.NewPCG(1, 2))
	err := db.Atomic(b.Context(), func(ctx context.Context, tx store.Tx) error {
		for i := range 20_000 {
			doc := &thing{Meta: store.Meta{ID: fmt.Sprintf("%08d", i)}, Name: fmt.Sprint(i), Data: make([]byte, 1000)}
			for j := range doc.Data {
				doc.Data[j] = "abcdefghijklmnop"[random.IntN(16)]
			}
			if err := things.Insert(ctx, tx, doc); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	var file bytes.Buffer
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			file.Reset()
			if _, err := backup.Write(b.Context(), db, all(), &file, backup.Options{Now: time.Now()}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(file.Len())/1e6, "MB")
	})
	b.Run("restore", func(b *testing.B) {
		to := storetest.Open(b, all()...)
		for b.Loop() {
			if _, err := backup.Restore(b.Context(), to, all(), bytes.NewReader(file.Bytes()), backup.RestoreOptions{Replace: true}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
