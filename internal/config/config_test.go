package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/ocopmarket/ocop/internal/config"
)

// parse reads settings as the program does, from an environment that has only what is given.
func parse(t *testing.T, env map[string]string, args ...string) (config.Settings, error) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "OCOP_") {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	for name, value := range env {
		t.Setenv(name, value)
	}
	var s config.Settings
	parser, err := kong.New(&s, kong.Exit(func(int) {}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		return s, err
	}
	return s, s.Validate()
}

func TestDefaultsAreValid(t *testing.T) {
	s, err := parse(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Addr != "127.0.0.1:8080" || s.AdminAddr != "127.0.0.1:9090" || s.RegistryAddr != "127.0.0.1:8090" ||
		s.RegistrySilence != 72*time.Hour || s.RegistryMaxChange != 0.05 || s.SiteName != "Chợ Sao" || !s.Reference() {
		t.Errorf("defaults %+v", s)
	}
}

func TestFlagsBeatTheEnvironment(t *testing.T) {
	s, err := parse(t, map[string]string{"OCOP_ADDR": "127.0.0.1:1", "OCOP_ADMIN_ADDR": "127.0.0.1:0"}, "--addr", ":0")
	if err != nil {
		t.Fatal(err)
	}
	if s.Addr != ":0" || s.AdminAddr != "127.0.0.1:0" {
		t.Errorf("addr %s, admin %s", s.Addr, s.AdminAddr)
	}
}

func TestEveryBadSettingIsNamedAtOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		env   map[string]string
		named []string // the settings that must be named, and no others
	}{
		"many": {map[string]string{"OCOP_ADDR": "here", "OCOP_ADMIN_ADDR": "127.0.0.1:70000", "OCOP_PUBLIC_URL": "cho.vn", "OCOP_MONGODB_URI": "localhost", "OCOP_REGISTRY_MAX_CHANGE": "5"},
			[]string{"OCOP_ADDR", "OCOP_ADMIN_ADDR", "OCOP_PUBLIC_URL", "OCOP_MONGODB_URI", "OCOP_REGISTRY_MAX_CHANGE"}},
		"half of S3":    {map[string]string{"OCOP_S3_ENDPOINT": "http://s3", "OCOP_S3_BUCKET": "photos"}, []string{"OCOP_S3_ACCESS_KEY", "OCOP_S3_SECRET_KEY"}},
		"half a bank":   {map[string]string{"OCOP_BANK_BIN": "970436"}, []string{"OCOP_BANK_BIN", "OCOP_BANK_ACCOUNT", "OCOP_BANK_HOLDER"}},
		"spaced bank":   {map[string]string{"OCOP_BANK_BIN": "970436", "OCOP_BANK_ACCOUNT": "101 234 6789", "OCOP_BANK_HOLDER": "CHO SAO"}, []string{"OCOP_BANK_ACCOUNT"}},
		"key alone":     {map[string]string{"OCOP_MEILI_KEY": "k"}, []string{"OCOP_MEILI_KEY", "OCOP_MEILI_URL"}},
		"odd index":     {map[string]string{"OCOP_MEILI_INDEX": "sản phẩm"}, []string{"OCOP_MEILI_INDEX"}},
		"feed unkeyed":  {map[string]string{"OCOP_REGISTRY_URL": "https://registry.example.vn"}, []string{"OCOP_REGISTRY_KEY"}},
		"mail nonsense": {map[string]string{"OCOP_MAIL_FROM": "nobody", "OCOP_SMTP_URL": "mail.example.vn"}, []string{"OCOP_MAIL_FROM", "OCOP_SMTP_URL"}},
		"no key":        {map[string]string{"OCOP_SECRET_KEY": "c2hvcnQ="}, []string{"OCOP_SECRET_KEY"}},
		"too short":     {map[string]string{"OCOP_HOLD": "1s", "OCOP_REGISTRY_EVERY": "1ms", "OCOP_REGISTRY_SILENCE": "0s"}, []string{"OCOP_HOLD", "OCOP_REGISTRY_EVERY", "OCOP_REGISTRY_SILENCE"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(t, tt.env)
			if err == nil {
				t.Fatal("accepted")
			}
			var got []string
			for _, word := range strings.FieldsFunc(err.Error(), func(r rune) bool { return strings.ContainsRune(" ,:;\n", r) }) {
				if strings.HasPrefix(word, "OCOP_") && !slices.Contains(got, word) {
					got = append(got, word)
				}
			}
			slices.Sort(got)
			slices.Sort(tt.named)
			if !slices.Equal(got, tt.named) {
				t.Errorf("named %v, want %v, in:\n%v", got, tt.named, err)
			}
		})
	}
}

func TestAddressesAreNotedForTheirOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	want := config.Addresses{Site: "127.0.0.1:41234", Admin: "127.0.0.1:41235", PID: 7}
	if err := config.WriteAddresses(dir, want); err != nil {
		t.Fatal(err)
	}
	got, err := config.ReadAddresses(dir)
	if err != nil || got != want {
		t.Errorf("read %+v, %v; want %+v", got, err, want)
	}
	info, err := os.Stat(filepath.Join(dir, "addresses.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	for range 2 {
		if err := config.ForgetAddresses(dir); err != nil {
			t.Error(err)
		}
	}
	if _, err := config.ReadAddresses(dir); !os.IsNotExist(err) {
		t.Errorf("after forgetting: %v", err)
	}
}
