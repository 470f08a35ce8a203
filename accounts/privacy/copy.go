package privacy

import (
	"archive/zip"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// linkLives is how long a link to a copy works, if it is not used before.
const linkLives = 15 * time.Minute

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte("copy\n" + secret))
	return hex.EncodeToString(sum[:])
}

// NewLink makes the secret of a link to a copy for whose it is; the link before it ends. ErrOver if there is nothing to fetch any more.
func (s *Service) NewLink(ctx context.Context, person, id string) (secret string, until time.Time, err error) {
	secret = rand.Text()
	_, err = s.change(ctx, id, audit.Said{VI: "tạo đường dẫn đến bản sao dữ liệu của mình", EN: "made a link to the copy of their data"}, func(_ context.Context, _ store.Tx, r *Request) error {
		if r.Person != person {
			return store.ErrNotFound
		}
		if r.State != Ready || !s.now().Before(r.FetchUntil) {
			return ErrOver
		}
		until = s.now().Add(linkLives)
		r.Link, r.LinkUntil = hashOf(secret), until
		return nil
	})
	return secret, until, err
}

// Use takes a link that works once: ErrLink if it is not that of the person's request, was used or has run out.
func (s *Service) Use(ctx context.Context, person, id, secret string) error {
	_, err := s.change(ctx, id, audit.Said{VI: "tải bản sao dữ liệu của mình", EN: "downloaded the copy of their data"}, func(_ context.Context, _ store.Tx, r *Request) error {
		if r.Person != person || r.Link == "" || subtle.ConstantTimeCompare([]byte(r.Link), []byte(hashOf(secret))) != 1 || !s.now().Before(r.LinkUntil) {
			return ErrLink
		}
		r.Link, r.LinkUntil, r.FetchedAt = "", time.Time{}, s.now()
		return nil
	})
	return err
}

// readme stands at the beginning of a copy.
const readme = `Bản sao dữ liệu cá nhân. Mỗi tệp .json là phần của một nơi giữ dữ liệu.
A copy of personal data. Each .json file is the part of one place that keeps data.
`

// Copy writes everything that all holders keep about somebody, as a ZIP of JSON files.
func (s *Service) Copy(ctx context.Context, person string, to io.Writer) error {
	z := zip.NewWriter(to)
	if err := s.put(z, "DOC-README.txt", []byte(readme)); err != nil {
		return err
	}
	for _, h := range s.holders {
		part, err := h.Export(ctx, person)
		if err != nil {
			return fmt.Errorf("copy of %s: %w", h.Name(), err)
		}
		text, err := json.MarshalIndent(part, "", "  ")
		if err != nil {
			return fmt.Errorf("copy of %s: %w", h.Name(), err)
		}
		if err := s.put(z, h.Name()+".json", text); err != nil {
			return err
		}
	}
	return z.Close()
}

func (s *Service) put(z *zip.Writer, name string, data []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: s.now()})
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	_, err = w.Write(data)
	return err
}
