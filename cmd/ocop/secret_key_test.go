package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/seal"
)

func TestTheSecretKeyIsMadeOnceBesideTheStore(t *testing.T) {
	s := config.Settings{Data: t.TempDir()}
	made, err := secretKeys(s)
	if err != nil || len(made.Keys()) != 1 {
		t.Fatalf("keys %v, %v; want one", made.Keys(), err)
	}
	path := filepath.Join(s.Data, "secret.key")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its file: %v, %v; want mode 0600", info, err)
	}
	again, err := secretKeys(s)
	if err != nil || !slices.Equal(again.Keys(), made.Keys()) {
		t.Errorf("at the next start: %v, %v; want %v", again.Keys(), err, made.Keys())
	}
	s.SecretKey = seal.NewKey()
	both, err := secretKeys(s)
	if err != nil || len(both.Keys()) != 2 || both.Keys()[1] != made.Keys()[0] {
		t.Errorf("with one that is configured: %v, %v; want that one first", both.Keys(), err)
	}
	if err := os.WriteFile(path, []byte("nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := secretKeys(s); err == nil {
		t.Error("a key that is none is taken")
	}
}

func TestProcessesThatShareAStoreShareWhatIsConfigured(t *testing.T) {
	s := config.Settings{Data: t.TempDir(), MongoDBURI: "mongodb://db"}
	none, err := secretKeys(s)
	if err != nil || len(none.Keys()) != 0 {
		t.Errorf("without configuration: %v, %v; want none", none.Keys(), err)
	}
	if files, err := os.ReadDir(s.Data); err != nil || len(files) > 0 {
		t.Errorf("a file was made: %v, %v", files, err)
	}
	s.SecretKey = seal.NewKey() + "," + seal.NewKey()
	if two, err := secretKeys(s); err != nil || len(two.Keys()) != 2 {
		t.Errorf("two that are configured: %v, %v", two.Keys(), err)
	}
}

// due reports whether a job runs at the next look.
func due(t *testing.T, m *market, name string) bool {
	t.Helper()
	all, err := jobs.Records(t.Context(), m.db)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(r *jobs.Record) bool { return r.ID == name })
	return i < 0 || !all[i].Next.After(m.clock())
}

// runJob has one of the market's jobs run that is due, and no other.
func runJob(t *testing.T, m *market, name string) {
	t.Helper()
	all := slices.DeleteFunc(m.allJobs(), func(j jobs.Job) bool { return j.Name != name })
	if len(all) != 1 {
		t.Fatalf("%d jobs are called %q", len(all), name)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error)
	go func() { stopped <- jobs.New(m.db, m.leases, m.clock, m.log, all...).Run(ctx) }()
	for end := time.Now().Add(15 * time.Second); due(t, m, name) && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	<-stopped
	if due(t, m, name) {
		t.Fatalf("the job %q does not run", name)
	}
}

func TestAKeyIsReplacedForThoseWhoNeverCome(t *testing.T) {
	m := wired(t)
	old := m.keys
	secret := accounts.NewSecret()
	for i := range 3 {
		if _, err := m.people.accounts.Add(t.Context(), accounts.Newcomer{Name: "An", Email: fmt.Sprintf("an%d@cho.example", i), Verified: true, Secret: secret}); err != nil {
			t.Fatal(err)
		}
	}
	var log strings.Builder
	again := func(key string) {
		t.Helper()
		m.settings.SecretKey = key
		var err error
		if m.keys, err = secretKeys(m.settings); err != nil {
			t.Fatal(err)
		}
		log.Reset()
		m.log = slog.New(slog.NewTextHandler(&log, nil))
		m.people = m.openPeople()
		m.tellKeys(t.Context())
	}
	told := func(more, amiss string) {
		t.Helper()
		got, err := m.tellSealing(t.Context())
		if err != nil || !strings.Contains(got.More.EN, more) || got.Amiss.EN != amiss || (got.Amiss.VI == "") != (amiss == "") {
			t.Errorf("told %+v, %v; want %q, %q", got, err, more, amiss)
		}
	}
	told(old.Keys()[0], "")
	runJob(t, m, sealJob) // it ran on the day before
	again(seal.NewKey())
	told("people not sealed by the first key yet: 3", "")
	if !due(t, m, sealJob) {
		t.Error("the job does not run after a start with a new key")
	}
	runJob(t, m, sealJob)
	told("nobody is left under an old key", "")
	if err := os.Remove(filepath.Join(m.settings.Data, "secret.key")); err != nil {
		t.Fatal(err)
	}
	again(m.settings.SecretKey)
	if told("nobody is left under an old key", ""); strings.Contains(log.String(), "do not open") {
		t.Errorf("the old key is taken away: %s", log.String())
	}
	again(seal.NewKey())
	if told("", "Key missing, people: 3"); !strings.Contains(log.String(), "people=3") {
		t.Errorf("the first key is lost: %s", log.String())
	}
}
