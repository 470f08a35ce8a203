// Package architecture holds the rules by which rooms may use each other.
package architecture

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/ocopmarket/ocop/"

type goPackage struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

// packages lists the product's packages with what they import, tests aside.
func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		p.ImportPath = strings.TrimPrefix(p.ImportPath, module)
		all = append(all, p)
	}
}

// within reports whether a package is a room or stands inside it.
func within(pkg string, rooms ...string) bool {
	for _, room := range rooms {
		if pkg == room || strings.HasPrefix(pkg, room+"/") {
			return true
		}
	}
	return false
}

// words are the domains' shared words: leaf packages that anyone may use.
var words = []string{"catalog/money", "catalog/stars", "catalog/place"}

// mayUse lists, for each room, the rooms whose packages it may import besides its own and the shared words.
var mayUse = map[string][]string{
	"media":    {},
	"search":   {},
	"internal": {"media"}, // a backup carries photos
	"catalog":  {"internal", "search", "media"},
	"orders":   {"internal", "catalog", "media"},
	"events":   {"internal", "catalog", "media"},
	// accounts know whose is what, and tell people what happened to it.
	"accounts": {"internal", "catalog", "orders", "media"},
	// programme is what offices do with everything above.
	"programme": {"internal", "catalog", "orders", "accounts", "media"},
	"web":       {"internal", "catalog", "orders", "events", "accounts", "programme", "search", "media"},
	"cmd":       {"internal", "catalog", "orders", "events", "accounts", "programme", "search", "media", "web"},
}

func TestImportsPointOneWay(t *testing.T) {
	checked := 0
	for _, p := range packages(t) {
		room, _, _ := strings.Cut(p.ImportPath, "/")
		allowed, known := mayUse[room]
		if !known {
			t.Errorf("%s is in no room that the rules know", p.ImportPath)
		}
		for _, imported := range p.Imports {
			target, ours := strings.CutPrefix(imported, module)
			if !ours || within(target, room) || within(target, words...) {
				continue
			}
			checked++
			if !within(target, allowed...) {
				t.Errorf("%s imports %s", p.ImportPath, target)
			}
		}
	}
	if checked == 0 {
		t.Error("no import was checked")
	}
}

func TestSharedWordsUseTheStandardLibraryAlone(t *testing.T) {
	for _, p := range packages(t) {
		if !within(p.ImportPath, words...) {
			continue
		}
		for _, imported := range p.Imports {
			if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

// adapters speak to the outside and are chosen by configuration, so cmd alone may import them.
var adapters = []string{"internal/store/sqlite", "internal/store/mongo", "search/inproc", "search/meili", "media/folder", "media/s3", "catalog/registry/reference"}

func TestAdaptersAreChosenByCmdAlone(t *testing.T) {
	for _, p := range packages(t) {
		if within(p.ImportPath, append(adapters, "cmd", "internal/store/storetest", "search/searchtest", "media/mediatest", "web/desk/desktest")...) {
			continue
		}
		for _, imported := range p.Imports {
			if target, ours := strings.CutPrefix(imported, module); ours && within(target, adapters...) {
				t.Errorf("%s imports the adapter %s", p.ImportPath, target)
			}
		}
	}
}

// owners are the only rooms that may know a library.
var owners = map[string][]string{
	"github.com/gin-gonic/gin":              {"web"},
	"github.com/danielgtaylor/huma":         {"web"},
	"html/template":                         {"web", "orders", "internal/mail"}, // orders lay their letters out; the frame of all is mail's
	"modernc.org/sqlite":                    {"internal/store/sqlite"},
	"go.mongodb.org/mongo-driver/v2/mongo":  {"internal/store/mongo", "internal/store/storetest"},
	"github.com/meilisearch/meilisearch-go": {"search/meili"},
	"github.com/minio/minio-go":             {"media/s3"},
	"github.com/RoaringBitmap/roaring":      {"search/inproc"},
	"github.com/alecthomas/kong":            {"cmd", "internal/config"},
	"github.com/prometheus/client_golang":   {"cmd"},
	"github.com/wneessen/go-mail":           {"internal/mail"},
	"github.com/xuri/excelize":              {"internal/sheet"},
	"github.com/microcosm-cc/bluemonday":    {"catalog"},
	"github.com/yuin/goldmark":              {"catalog"},
	"github.com/alexedwards/scs":            {"web/account", "accounts"},
	"github.com/coreos/go-oidc":             {"accounts"},
	"golang.org/x/oauth2":                   {"accounts"},
	"github.com/pquerna/otp":                {"accounts"},
	"golang.org/x/crypto/argon2":            {"accounts"},
}

func TestLibrariesHaveOneOwner(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			for library, rooms := range owners {
				if within(imported, library) && !within(p.ImportPath, rooms...) {
					t.Errorf("%s imports %s, which belongs to %s", p.ImportPath, imported, strings.Join(rooms, ", "))
				}
			}
		}
	}
}
