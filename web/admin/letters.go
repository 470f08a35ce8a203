package admin

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// letter is a dead letter as the page shows it.
type letter struct {
	ID, What, About, To, Error string
	Tries                      int
	Died                       time.Time
}

// consumer is how a reader of the outbox is doing.
type consumer struct {
	Name, Error string
	Behind      int64
	Waiting, At time.Time
	Letters     int
}

type lettersPage struct {
	desk.Page
	Letters   []letter
	Consumers []consumer
}

func (p *pages) showLetters(ask *desk.Ask) error {
	page := &lettersPage{Page: ask.NewPage(ask.Say("Hộp gửi", "Outbox"))}
	var err error
	if page.Letters, err = p.letters(ask); err != nil {
		return err
	}
	stats, err := p.Outbox.Status(ask.Ctx())
	if err != nil {
		return err
	}
	for _, s := range stats {
		page.Consumers = append(page.Consumers, consumer{Name: told(ask, ConsumerName, s.Consumer), Behind: s.Behind, Waiting: s.Waiting, Error: s.Error, Letters: s.Letters, At: s.At})
	}
	return ask.Render(http.StatusOK, "admin-letters", page)
}

func (p *pages) letters(ask *desk.Ask) ([]letter, error) {
	dead, err := p.Outbox.Letters(ask.Ctx(), "")
	if err != nil {
		return nil, err
	}
	list := make([]letter, len(dead))
	for i, l := range dead {
		list[i] = letter{ID: l.ID, What: told(ask, EventName, l.Kind), About: about(l.Payload), To: told(ask, ConsumerName, l.Consumer), Error: l.Error, Tries: l.Tries, Died: l.Died}
	}
	return list, nil
}

// aboutFields are the names under which payloads carry the code of what they are about; no personal data stands in them.
var aboutFields = []string{"code", "checkout", "order", "certificate", "number", "province", "id"}

func about(payload bson.Raw) string {
	for _, name := range aboutFields {
		if text, ok := payload.Lookup(name).StringValueOK(); ok {
			return text
		}
	}
	return ""
}

// actOnLetters brings letters again or gives one up.
func (p *pages) actOnLetters(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	switch form.Get("viec") {
	case "bo":
		err = p.discard(ask.Ctx(), form.Get("thu"))
	case "gui-ca":
		err = p.retryAll(ask.Ctx())
	default:
		err = p.retry(ask.Ctx(), form.Get("thu"))
	}
	if err != nil {
		return err
	}
	if form.Get("viec") == "bo" {
		return ask.SeeSaying(lettersPath, ask.Say("Đã bỏ thư ấy.", "That letter was given up."))
	}
	return ask.SeeSaying(lettersPath, ask.Say("Đã xếp lại vào hàng chờ gửi.", "It is queued again."))
}

func (p *pages) retry(ctx context.Context, id string) error {
	return p.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := outbox.Retry(ctx, tx, id); err != nil {
			return err
		}
		return audit.Append(ctx, tx, p.Clock(), audit.Entry{Action: string(policy.RetryLetters), Object: "letter/" + id, Summary: "gửi lại thư kẹt", SummaryEN: "sent a stuck letter again"})
	})
}

func (p *pages) retryAll(ctx context.Context) error {
	dead, err := p.Outbox.Letters(ctx, "")
	if err != nil {
		return err
	}
	for _, l := range dead {
		if err := p.retry(ctx, l.ID); err != nil {
			return fmt.Errorf("retry all: %w", err)
		}
	}
	return nil
}

func (p *pages) discard(ctx context.Context, id string) error {
	return p.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		l, err := outbox.Discard(ctx, tx, id)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, p.Clock(), audit.Entry{Action: "letter.discard", Object: "letter/" + id, Summary: "bỏ thư kẹt: " + l.Kind, SummaryEN: "gave up a stuck letter: " + l.Kind})
	})
}
