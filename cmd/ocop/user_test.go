package main

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/field"
)

func TestUserAddMakesTheFirstAdministrator(t *testing.T) {
	settings := config.Settings{Data: t.TempDir(), SiteName: "Chợ Sao", RegistrySilence: time.Hour, Hold: time.Minute}
	m, err := openMarket(t.Context(), settings, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.close() })
	m.publicURL = "https://cho.example"
	add := func(args ...string) string {
		t.Helper()
		in := request{Name: "user-add", Args: map[string]string{}}
		for i := 0; i+1 < len(args); i += 2 {
			in.Args[args[i]] = args[i+1]
		}
		var out bytes.Buffer
		if err := m.do(t.Context(), in, &out); err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(`https://cho\.example/dat-lai-mat-khau\?ma=([A-Z2-7]+)\n`).FindStringSubmatch(out.String())
		if found == nil {
			t.Fatalf("no link in %q", out.String())
		}
		return found[1]
	}
	first := add("email", "An@Example.vn")
	p, err := m.people.accounts.ByEmail(t.Context(), "an@example.vn")
	if err != nil || p.Admin || p.Name != "An" || p.Password != "" {
		t.Fatalf("made %+v, %v", p, err)
	}
	second := add("email", "an@example.vn", "admin", "true")
	if _, err := m.people.accounts.ResetFor(t.Context(), first); !errors.Is(err, accounts.ErrLink) {
		t.Errorf("the link that a newer one replaced: %v", err)
	}
	p, err = m.people.accounts.Reset(t.Context(), second, "một câu dễ nhớ hơn")
	if err != nil || !p.Admin || !p.Verified() {
		t.Fatalf("after the link: %+v, %v", p, err)
	}
	var wrong field.Errors
	if err := m.do(t.Context(), request{Name: "user-add", Args: map[string]string{"email": "an"}}, io.Discard); !errors.As(err, &wrong) || strings.Contains(err.Error(), "ma=") {
		t.Errorf("what is no address: %v", err)
	}
}
