package letters_test

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/letters"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/mail/sent"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// postbox keeps what is sent, and fails as told.
type postbox struct {
	messages []mail.Message
	fail     error
}

func (p *postbox) Send(_ context.Context, m mail.Message) error {
	if p.fail == nil {
		p.messages = append(p.messages, m)
	}
	return p.fail
}

// post is accounts whose letters go into a postbox.
type post struct {
	t   *testing.T
	db  store.DB
	box *postbox
	out *letters.MailOut
	log strings.Builder
	*accounts.Service
}

func open(t *testing.T) *post {
	t.Helper()
	var all []store.Schema
	for _, of := range []func() []store.Schema{accounts.Schemas, notices.Schemas, outbox.Schemas, audit.Schemas, sent.Schemas} {
		all = append(all, of()...)
	}
	p := &post{t: t, db: storetest.Open(t, all...), box: &postbox{}}
	p.Service = accounts.New(p.db, accounts.NewHasher(2), accounts.Options{}, time.Now)
	sender := sent.New(p.db, p.box, time.Now, slog.New(slog.NewTextHandler(&p.log, nil)))
	p.out = letters.New(p.Service, sender, letter.Site{Name: "Chợ Sao", URL: "https://chosao.example"})
	return p
}

// deliver hands every entry of the outbox to the letters, as often as it is called.
func (p *post) deliver() error {
	p.t.Helper()
	var errs []error
	for raw, err := range p.db.Find(context.Background(), "outbox", store.Query{}) {
		if err != nil {
			p.t.Fatal(err)
		}
		if raw.Lookup("kind").StringValue() != accounts.EventLetter {
			continue
		}
		e := outbox.Event{ID: raw.Lookup("_id").StringValue(), Kind: accounts.EventLetter, Payload: bson.Raw(raw.Lookup("payload").Value)}
		errs = append(errs, p.out.Handle(context.Background(), e))
	}
	return errors.Join(errs...)
}

func (p *post) signUp(lang string) {
	p.t.Helper()
	in := accounts.SigningUp{Name: "Hải <b>Âu</b>", Email: "au@example.vn", Password: "một câu dễ nhớ hơn", Lang: lang, Use: accounts.UseBuy, Terms: true, Network: "n"}
	if err := p.SignUp(p.t.Context(), in); err != nil {
		p.t.Fatal(err)
	}
}

var link = regexp.MustCompile(`https://chosao\.example(/en)?/[a-z-]+\?ma=([A-Z2-7]{26})`)

func TestALinkWorksAndIsNowhereElse(t *testing.T) {
	for lang, words := range map[string]string{"vi": "Xác nhận thư của bạn", "en": "Confirm your address"} {
		p := open(t)
		p.signUp(lang)
		for range 2 {
			if err := p.deliver(); err != nil {
				t.Fatal(err)
			}
		}
		if len(p.box.messages) != 1 {
			t.Fatalf("%d letters", len(p.box.messages))
		}
		m := p.box.messages[0]
		found := link.FindStringSubmatch(m.Text)
		if m.To != "au@example.vn" || m.Subject != words || found == nil || (found[1] == "/en") != (lang == "en") {
			t.Fatalf("%s to %s:\n%s", m.Subject, m.To, m.Text)
		}
		if strings.Contains(m.HTML, "<b>Âu</b>") || !strings.Contains(m.HTML, found[2]) {
			t.Error("the page runs what a name says, or lacks the link")
		}
		if _, err := p.Unconfirmed(t.Context(), found[2]); err != nil {
			t.Errorf("the link: %v", err)
		}
		for raw, err := range p.db.Find(t.Context(), "outbox", store.Query{}) {
			if err != nil || strings.Contains(raw.String(), found[2]) {
				t.Errorf("the outbox holds the link, or %v", err)
			}
		}
		if strings.Contains(p.log.String(), found[2]) || strings.Contains(m.Key, found[2]) {
			t.Error("the log or the key holds the link")
		}
	}
}

func TestALetterThatFailedIsWrittenAgain(t *testing.T) {
	p := open(t)
	p.signUp("vi")
	p.box.fail = errors.New("the server is down")
	if err := p.deliver(); !errors.Is(err, outbox.ErrLater) {
		t.Errorf("while the server is down: %v", err)
	}
	p.box.fail = nil
	if err := p.deliver(); err != nil || len(p.box.messages) != 1 {
		t.Errorf("after: %v, %d letters", err, len(p.box.messages))
	}
}

func TestNobodyIsNotWrittenTo(t *testing.T) {
	p := open(t)
	if err := p.Forgot(t.Context(), "khong.ai@example.vn", "n"); err != nil {
		t.Fatal(err)
	}
	if err := p.deliver(); err != nil || len(p.box.messages) != 0 {
		t.Errorf("%v, %d letters", err, len(p.box.messages))
	}
}

func TestEveryOccasionHasItsWords(t *testing.T) {
	p := open(t)
	p.signUp("vi")
	if err := p.deliver(); err != nil {
		t.Fatal(err)
	}
	who, err := p.ByEmail(t.Context(), "au@example.vn")
	if err != nil {
		t.Fatal(err)
	}
	secret := link.FindStringSubmatch(p.box.messages[0].Text)[2]
	if _, err := p.Confirm(t.Context(), secret, accounts.Attempt{Password: "một câu dễ nhớ hơn", Network: "n"}); err != nil {
		t.Fatal(err)
	}
	p.signUp("vi") // has an account
	if err := p.Forgot(t.Context(), who.Email, "n"); err != nil {
		t.Fatal(err)
	}
	if err := p.ChangePassword(t.Context(), who.ID, "một câu dễ nhớ hơn", "một câu khác hẳn", ""); err != nil {
		t.Fatal(err)
	}
	if err := p.deliver(); err != nil {
		t.Fatal(err)
	}
	var subjects []string
	for _, m := range p.box.messages {
		subjects = append(subjects, m.Subject)
		if strings.Contains(m.Text, "%!") || strings.Contains(m.Text, "%s") {
			t.Errorf("a letter with a hole:\n%s", m.Text)
		}
	}
	if got := strings.Join(subjects, "; "); got != "Xác nhận thư của bạn; Bạn đã có tài khoản; Đặt mật khẩu mới; Mật khẩu vừa được đổi" {
		t.Errorf("wrote %s", got)
	}
}
