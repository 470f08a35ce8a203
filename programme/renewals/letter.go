package renewals

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Records is what letters read.
type Records interface {
	Makers
	Certificate(ctx context.Context, number string) (*catalog.Certificate, error)
	Card(id string) (*catalog.Card, bool)
}

// Sender sends a letter once by its key.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
}

// Post is what letters are written and sent with.
type Post struct {
	Records Records
	Sender  Sender
	Site    letter.Site
}

// Consumer sends the letters to producers who have no account yet.
func (p Post) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: "renewal-letters", Kinds: []string{EventLetter}, Handle: outbox.Each(p.handle)}
}

func (p Post) handle(ctx context.Context, e outbox.Event) error {
	var wanted Letter
	if err := e.Decode(&wanted); err != nil {
		return err
	}
	maker, err := p.Records.Producer(ctx, wanted.Producer)
	if errors.Is(err, store.ErrNotFound) || err == nil && maker.Contact.Email == "" {
		return nil // gone meanwhile: nobody to write to
	}
	if err != nil {
		return err
	}
	subjects, err := p.subjects(ctx, wanted.Numbers)
	if err != nil || len(subjects) == 0 {
		return err
	}
	message, err := p.note(maker, subjects).Message(e.Kind+":"+e.ID, maker.Contact.Email)
	if err != nil {
		return err
	}
	return p.Sender.Send(ctx, message)
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

// note is written in both languages, since nobody knows which one is read there.
func (p Post) note(maker *catalog.Producer, subjects []Subject) letter.Note {
	title := "Chứng nhận OCOP sắp hết hạn"
	n := letter.Note{Frame: letter.Frame{Site: p.Site, Subject: title, Title: title}}
	n.Say = []string{
		fmt.Sprintf("Kính gửi %s. Văn phòng Điều phối Nông thôn mới nhắc các chứng nhận dưới đây sắp hết hạn. Hồ sơ đánh giá lại nên nộp trước ngày hết hạn 6 tháng. Hết hạn, sản phẩm không được mang sao và không bán được trên %s.", maker.Name, p.Site.Name),
		fmt.Sprintf("The coordination office reminds you that the certificates below run out soon. A dossier for renewal should be filed 6 months before. Once a certificate has run out, its product carries no stars and cannot be sold on %s.", p.Site.Name),
	}
	part := letter.Part{Heading: "Sắp hết hạn · Running out"}
	for _, of := range subjects {
		part.Items = append(part.Items, letter.Item{Text: of.Name, Say: of.Number, When: dayVI(of.ExpiresAt)})
	}
	n.Parts = []letter.Part{part}
	n.Button = letter.Link{Label: "Nhận chủ thể của mình · Claim your producer", URL: p.Site.URL + "/dang-ky"}
	return n
}
