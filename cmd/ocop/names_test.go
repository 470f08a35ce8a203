package main

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/web/admin"
)

// wired is a market with everything that a worker may have: a registry, a search server, backups.
func wired(t *testing.T) *market {
	t.Helper()
	settings := config.Settings{Data: t.TempDir(), SiteName: "Chợ Sao", RegistryURL: "http://127.0.0.1:1", RegistryKind: "feed", RegistryKey: strings.Repeat("A", 43), RegistryEvery: time.Hour, RegistrySilence: 72 * time.Hour,
		Hold: 30 * time.Minute, MailFrom: "Chợ Sao <a@b.example>", Backups: 1}
	m, err := openMarket(t.Context(), settings, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.close() })
	m.publicURL, m.local = "http://127.0.0.1", false
	if err := m.connectRegistry(); err != nil {
		t.Fatal(err)
	}
	if err := m.wireOutbox(true); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWhatAdministratorsSeeHasANameInBothLanguages(t *testing.T) {
	m := wired(t)
	check := func(what, id string, name func(string) (admin.Words, bool)) {
		t.Helper()
		if w, ok := name(id); !ok || w.VI == "" || w.EN == "" || w.VI == id || w.EN == id {
			t.Errorf("the %s %q is called %+v", what, id, w)
		}
	}
	consumers := m.consumers()
	if len(consumers) < 14 {
		t.Fatalf("%d consumers", len(consumers))
	}
	for _, c := range consumers {
		check("consumer", c.Name, admin.ConsumerName)
		if len(c.Kinds) == 0 {
			t.Errorf("the consumer %q does not say which events it wants", c.Name)
		}
		for _, kind := range c.Kinds {
			check("event", kind, admin.EventName)
		}
	}
	for _, j := range m.allJobs() {
		check("job", j.Name, admin.JobName)
	}
}
