package dossier_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/programme/dossier"
	"github.com/ocopmarket/ocop/programme/renewals"
)

func TestNotesArePutAside(t *testing.T) {
	schemas := append(dossier.Schemas(), outbox.Schemas()...)
	storetest.Engines(t, schemas, func(t *testing.T, db store.DB) {
		s := dossier.New(db, func() time.Time { return time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC) })
		note := func(items ...dossier.Item) error { return s.Note(t.Context(), "ben-doan", "QN 0118/2024", items) }
		if err := note(dossier.Item{Paper: "an-toan", Ready: true}, dossier.Item{Paper: "cong-bo", Note: " đang in "}); err != nil {
			t.Fatal(err)
		}
		if err := note(dossier.Item{Paper: "cong-bo", Ready: true, Note: "xong"}); err != nil {
			t.Fatal(err)
		}
		p, err := s.Get(t.Context(), "QN 0118/2024")
		if err != nil {
			t.Fatal(err)
		}
		if n := p.Ready(dossier.PapersOf(catalog.Food)); n != 2 || p.Of("cong-bo").Note != "xong" || p.Of("phieu").Ready {
			t.Errorf("%d ready, %+v", n, p.Items)
		}
		if n := p.Ready(dossier.PapersOf(catalog.Handicrafts)); n != 0 {
			t.Errorf("%d ready of what crafts need", n)
		}
		seen, err := renewals.New(db, nil, nil).Of(t.Context(), []string{"QN 0118/2024"})
		if err != nil || seen["QN 0118/2024"] == nil || seen["QN 0118/2024"].State != renewals.Making {
			t.Errorf("what the office sees: %v, %v", seen, err)
		}
		own, err := s.OfProducer(t.Context(), "ben-doan")
		if err != nil || len(own) != 1 || own["QN 0118/2024"] == nil {
			t.Errorf("of the producer: %v, %v", own, err)
		}
		var wrong field.Errors
		if err := note(dossier.Item{Paper: "gi-do"}); !errors.As(err, &wrong) {
			t.Errorf("an unknown paper: %v", err)
		}
		if err := note(dossier.Item{Paper: "phieu", Note: strings.Repeat("ơ", 301)}); !errors.As(err, &wrong) || wrong[0].Field != "ghi-chu.phieu" {
			t.Errorf("a long note: %v", err)
		}
	})
}
