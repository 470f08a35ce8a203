package membership_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ocopmarket/ocop/accounts/memberstest"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
	"github.com/ocopmarket/ocop/web/desk/desktest"
	"github.com/ocopmarket/ocop/web/membership"
)

// site is the pages on a scene, with whoever is signed in.
type site struct {
	*desktest.Site
	w     *memberstest.World
	t     *testing.T
	blobs media.Blobs
}

// SetOrg switches as a session would.
func (s *site) SetOrg(_ context.Context, org string) error {
	s.Actor = s.w.As(s.Actor.Person, org)
	return nil
}

func open(t *testing.T) *site {
	t.Helper()
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, blobs: blobs, w: memberstest.New(t, blobs)}
	w := s.w
	room := membership.Room(membership.Deps{People: w.People, Session: s, Members: w.Members, Claims: w.Claims, Identity: w.Identity, Review: w.Review, Papers: w.Papers})
	s.Site = desktest.Open(t, w.DB, w.Catalog, room)
	return s
}

// as signs somebody in.
func (s *site) as(a policy.Actor) { s.Actor = a }

// upload sends a form with files: names and values in turn.
func (s *site) upload(path string, files map[string][]byte, fields ...string) desktest.Answer {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := form.WriteField(fields[i], fields[i+1]); err != nil {
			s.t.Fatal(err)
		}
	}
	for name, data := range files {
		part, err := form.CreateFormFile("giay-to", name)
		if err != nil {
			s.t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.Do(r)
}

// wants checks a status and what the page says.
func (s *site) wants(name string, got desktest.Answer, status int, says ...string) desktest.Answer {
	s.t.Helper()
	if got.Status != status {
		s.t.Fatalf("%s: status %d, want %d:\n%s", name, got.Status, status, got.Body)
	}
	for _, text := range says {
		if !strings.Contains(got.Body, text) {
			s.t.Errorf("%s: the page lacks %q:\n%s", name, text, got.Body)
		}
	}
	return got
}

// blobCount is how many objects there are.
func (s *site) blobCount() (n int) {
	s.t.Helper()
	if err := s.blobs.List(s.t.Context(), "", func(string) error { n++; return nil }); err != nil {
		s.t.Fatal(err)
	}
	return n
}

var pdf = map[string][]byte{"dkkd.pdf": memberstest.PDF}
