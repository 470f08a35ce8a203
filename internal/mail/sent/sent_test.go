package sent_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/sent"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// post counts letters, and fails as told.
type post struct {
	letters int
	err     error
}

func (p *post) Send(context.Context, mail.Message) error {
	if p.err == nil {
		p.letters++
	}
	return p.err
}

func TestALetterIsSentOnce(t *testing.T) {
	now := time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)
	p := &post{}
	s := sent.New(storetest.Open(t, sent.Schemas()...), p, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	for _, tt := range []struct {
		name, key, to string
		fails, want   error
		letters       int
	}{
		{"to nobody", "a", "", nil, nil, 0},
		{"a server that is away", "a", "au@example.vn", errors.New("away"), outbox.ErrLater, 0},
		{"at last", "a", "au@example.vn", nil, nil, 1},
		{"again", "a", "au@example.vn", nil, nil, 1},
		{"refused for good", "b", "x", mail.ErrPermanent, nil, 1},
		{"not tried again", "b", "x", nil, nil, 1},
		{"another", "c", "au@example.vn", nil, nil, 2},
	} {
		p.err = tt.fails
		if err := s.Send(t.Context(), mail.Message{Key: tt.key, To: tt.to}); !errors.Is(err, tt.want) || p.letters != tt.letters {
			t.Errorf("%s: %v and %d letters, want %v and %d", tt.name, err, p.letters, tt.want, tt.letters)
		}
	}
	now = now.AddDate(0, 0, 91)
	if n, err := s.Prune(t.Context()); n != 3 || err != nil {
		t.Errorf("forgot %d, %v; want 3", n, err)
	}
}
