package reports

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// EventDecided is the outbox entry of a report that was decided and whose teller left an address; it carries a Decided.
const EventDecided = "misuse.decided"

// Decided names a report that was decided. Whom it is told to is read when the letter is written, so that no address waits in the outbox.
type Decided struct {
	Code string `bson:"code"`
}

// Sender sends a letter once by its key.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
}

// Post is what answers to those who told are written and sent with.
type Post struct {
	Reports *Service
	Sender  Sender
	Site    letter.Site
}

// Consumer writes to those who told, once their report is decided.
func (p Post) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: "misuse-answers", Kinds: []string{EventDecided}, Handle: outbox.Each(p.handle)}
}

func (p Post) handle(ctx context.Context, e outbox.Event) error {
	var decided Decided
	if err := e.Decode(&decided); err != nil {
		return err
	}
	r, err := p.Reports.Get(ctx, decided.Code)
	if errors.Is(err, store.ErrNotFound) || err == nil && r.Email == "" {
		return nil // who told asked to be forgotten meanwhile
	}
	if err != nil {
		return err
	}
	message, err := p.note(r).Message(e.Kind+":"+r.ID, r.Email)
	if err != nil {
		return err
	}
	return p.Sender.Send(ctx, message)
}

// note tells what came of a report, in the words of the office.
func (p Post) note(r *Report) letter.Note {
	say := func(vi, en string, values ...any) string {
		if r.Language == "en" {
			vi = en
		}
		return fmt.Sprintf(vi, values...)
	}
	title := say("Kết quả tố giác %s", "What came of your report %s", r.ID)
	n := letter.Note{Frame: letter.Frame{Lang: r.Language, Site: p.Site, Subject: title, Title: title, Foot: say("Bạn nhận thư này vì đã để lại địa chỉ khi báo. Người bán không biết ai báo.", "You get this because you left your address with the report. The seller does not know who told.")}}
	found := say("Văn phòng điều phối đã xem và xác nhận điều bạn báo là đúng.", "The coordination office looked into it and found that it is so.")
	if r.State == Dismissed {
		found = say("Văn phòng điều phối đã xem và kết luận điều bạn báo không đúng.", "The coordination office looked into it and found that it is not so.")
	}
	n.Say = []string{say("Bạn báo: %s, thấy ở %s.", "You reported: %s, seen at %s.", r.Wrong.Name(r.Language), r.Where), found, say("Văn phòng ghi: %s", "The office says: %s", r.concluded())}
	n.Last = []string{say("Cảm ơn bạn đã báo.", "Thank you for telling.")}
	if r.Certificate != "" {
		n.Button = letter.Link{Label: say("Kiểm tra chứng nhận này", "Check the certificate"), URL: n.Path((&url.URL{Path: "/xac-minh/" + r.Certificate}).EscapedPath())}
	}
	return n
}
