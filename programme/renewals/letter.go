package renewals

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Records is what letters read.
type Records interface {
	Makers
	Certificate(ctx context.Context, number string) (*catalog.Certificate, error)
	Card(id string) (*catalog.Card, bool)
}

// Post is what letters are sent with.
type Post struct {
	Records Records
	Sender  mail.Sender
	Site    string // what the market is called
	URL     string // where the world finds it
}

// Consumer sends the letters to producers who have no account yet.
func (p Post) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: "renewal-letters", Kinds: []string{EventLetter}, Handle: outbox.Each(p.handle)}
}

func (p Post) handle(ctx context.Context, e outbox.Event) error {
	var letter Letter
	if err := e.Decode(&letter); err != nil {
		return err
	}
	maker, err := p.Records.Producer(ctx, letter.Producer)
	if errors.Is(err, store.ErrNotFound) || err == nil && maker.Contact.Email == "" {
		return nil // gone meanwhile: nobody to write to
	}
	if err != nil {
		return err
	}
	subjects, err := p.subjects(ctx, letter.Numbers)
	if err != nil || len(subjects) == 0 {
		return err
	}
	err = p.Sender.Send(ctx, p.compose(maker, letter, subjects))
	if err != nil && !errors.Is(err, mail.ErrPermanent) {
		return outbox.Later(err)
	}
	return err
}

// subjects reads again what the letter is about; what was renewed meanwhile is left out.
func (p Post) subjects(ctx context.Context, numbers []string) ([]Subject, error) {
	var subjects []Subject
	for _, number := range numbers {
		c, err := p.Records.Certificate(ctx, number)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		card, ok := p.Records.Card(c.ProductID)
		if ok && c.Current {
			subjects = append(subjects, Subject{Number: number, Name: card.Name, ExpiresAt: c.ExpiresAt})
		}
	}
	return subjects, nil
}

func (p Post) compose(maker *catalog.Producer, letter Letter, subjects []Subject) mail.Message {
	return mail.Message{
		Key: "renewal:" + letter.Producer + ":" + letter.At.UTC().Format(time.RFC3339), To: maker.Contact.Email,
		Subject: fmt.Sprintf("Chứng nhận OCOP sắp hết hạn · %s", p.Site),
		Text: fmt.Sprintf(`Kính gửi %s,

Văn phòng Điều phối Nông thôn mới nhắc các chứng nhận OCOP sau sắp hết hạn:
%s.

Hồ sơ đánh giá lại nên nộp trước ngày hết hạn 6 tháng. Hết hạn, sản phẩm không được mang sao và không bán được trên %s.
Nhận chủ thể của mình để theo dõi và bán hàng: %s

---

The coordination office reminds you that these OCOP certificates run out soon:
%s.

A dossier for renewal should be filed 6 months before. Once a certificate has run out, its product carries no stars and cannot be sold on %s.
Claim your producer to follow this and to sell: %s
`, maker.Name, list(subjects, dayVI), p.Site, p.URL+"/dang-ky", list(subjects, dayEN), p.Site, p.URL+"/en/dang-ky"),
	}
}
