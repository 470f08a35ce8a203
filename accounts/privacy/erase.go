package privacy

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// erase takes somebody out of everything, in the caller's transaction.
func (s *Service) erase(ctx context.Context, tx store.Tx, person string) error {
	for _, h := range s.holders {
		if err := h.Erase(ctx, tx, person); err != nil {
			return fmt.Errorf("erase from %s: %w", h.Name(), err)
		}
	}
	return nil
}

// People tells the address of somebody who is about to be erased.
type People interface {
	// AddressOf returns address and language, or store.ErrNotFound.
	AddressOf(ctx context.Context, person string) (email, lang string, err error)
}

// Sender sends a letter once by its key.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
}

// Eraser carries out the erasures that were granted, and writes a last letter.
type Eraser struct {
	*Service
	people People
	sender Sender
	site   letter.Site
}

// NewEraser makes an eraser.
func NewEraser(s *Service, people People, sender Sender, site letter.Site) *Eraser {
	return &Eraser{Service: s, people: people, sender: sender, site: site}
}

// Consumer is the reader of the outbox that erases.
func (e *Eraser) Consumer() outbox.Consumer {
	return outbox.Consumer{Name: "privacy", Kinds: []string{EventErase}, Handle: outbox.Each(e.Handle)}
}

// Handle carries out one erasure. If something stands against it by now, the request waits again and says what.
func (e *Eraser) Handle(ctx context.Context, event outbox.Event) error {
	var which Erase
	if err := event.Decode(&which); err != nil {
		return err
	}
	r, err := e.Get(ctx, which.Request)
	if errors.Is(err, store.ErrNotFound) || err == nil && r.State != Granted {
		return nil
	}
	if err != nil {
		return err
	}
	email, lang, err := e.people.AddressOf(ctx, r.Person)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	var stands Standing
	switch err := e.carryOut(ctx, r.ID); {
	case errors.As(err, &stands):
		return e.giveBack(ctx, r.ID, stands)
	case err != nil:
		return err
	}
	return e.tell(ctx, r.ID, email, lang)
}

// carryOut erases and ends the request, in one transaction.
func (e *Eraser) carryOut(ctx context.Context, id string) error {
	_, err := e.change(ctx, id, audit.Said{VI: "xóa dữ liệu của một người", EN: "erased somebody's data"}, func(ctx context.Context, tx store.Tx, r *Request) error {
		if err := r.become(Done); err != nil {
			return err
		}
		r.Note = ""
		return e.erase(ctx, tx, r.Person)
	})
	return err
}

// giveBack lets the request wait again.
func (e *Eraser) giveBack(ctx context.Context, id string, stands Standing) error {
	_, err := e.change(ctx, id, audit.Said{VI: "chưa xóa được dữ liệu của một người", EN: "could not erase somebody's data yet"}, func(_ context.Context, _ store.Tx, r *Request) error {
		r.Stands, r.By, r.AnsweredAt = &stands, "", time.Time{}
		return r.become(Open)
	})
	return err
}

// tell writes the last letter.
func (e *Eraser) tell(ctx context.Context, id, email, lang string) error {
	n := letter.Note{Frame: letter.Frame{Lang: lang, Site: e.site, Subject: "Dữ liệu của bạn đã được xóa", Title: "Đã xóa theo ý bạn"}, Say: []string{
		"Tài khoản và dữ liệu cá nhân của bạn đã được xóa. Không còn ai đăng nhập được bằng tài khoản ấy.",
		"Chứng từ của những đơn đã trả tiền hoặc đã giao phải giữ theo luật kế toán (88/2015/QH13): mã đơn, hàng, số tiền, tên và địa chỉ người nhận.",
	}}
	if lang == "en" {
		n.Subject, n.Title = "Your data was erased", "Erased as you asked"
		n.Say = []string{
			"Your account and your personal data were erased. Nobody can sign in with it any more.",
			"Vouchers of orders that were paid or handed over must be kept by accounting law (88/2015/QH13): code, goods, amounts, and the recipient's name and address.",
		}
	}
	message, err := n.Message("erased:"+id, email)
	if err != nil {
		return err
	}
	return e.sender.Send(ctx, message)
}
