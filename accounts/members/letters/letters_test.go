package letters_test

import (
	"context"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/accounts/claims"
	"github.com/ocopmarket/ocop/accounts/members/letters"
	"github.com/ocopmarket/ocop/accounts/memberstest"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/mail/sent"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media/folder"
)

// box keeps what was sent.
type box struct{ letters []mail.Message }

// Send keeps a letter.
func (b *box) Send(_ context.Context, m mail.Message) error {
	b.letters = append(b.letters, m)
	return nil
}

type post struct {
	*memberstest.World
	*box
	out *letters.MailOut
}

func open(t *testing.T) *post {
	t.Helper()
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	db := storetest.Open(t, append(memberstest.Schemas(), sent.Schemas()...)...)
	p := &post{World: memberstest.Open(t, db, blobs), box: &box{}}
	p.out = letters.New(p.Members, p.People, p.Claims, sent.New(db, p.box, p.Clock.Now, slog.New(slog.DiscardHandler)), letter.Site{Name: "Chợ Sao", URL: "https://chosao.example"}, p.Clock.Now)
	return p
}

// deliver gives all events of the outbox to the writer, twice, as may happen.
func (p *post) deliver() {
	p.T.Helper()
	for raw, err := range p.DB.Find(p.T.Context(), "outbox", store.Query{}) {
		if err != nil {
			p.T.Fatal(err)
		}
		e := outbox.Event{ID: raw.Lookup("_id").StringValue(), Kind: raw.Lookup("kind").StringValue(), Payload: bson.Raw(raw.Lookup("payload").Value)}
		for _, kind := range p.out.Consumer().Kinds {
			if kind != e.Kind {
				continue
			}
			for range 2 {
				if err := p.out.Handle(p.T.Context(), e); err != nil {
					p.T.Fatal(err)
				}
			}
		}
	}
}

func TestTheCodeInTheLetterClaimsTheProducer(t *testing.T) {
	p := open(t)
	au := p.Person("au")
	if _, err := p.Claims.AskCode(t.Context(), au, memberstest.BenDoan); err != nil {
		t.Fatal(err)
	}
	p.deliver()
	if len(p.letters) != 1 {
		t.Fatalf("%d letters", len(p.letters))
	}
	l := p.letters[0]
	code := regexp.MustCompile(`(?m)^    ([2-9A-Z]{8})$`).FindStringSubmatch(l.Text)
	if l.To != "nguoi-ban-22@example.vn" || code == nil || strings.Contains(l.Subject, code[1]) {
		t.Fatalf("to %s, code %q, subject %q:\n%s", l.To, code, l.Subject, l.Text)
	}
	if _, err := p.Claims.Enter(t.Context(), au, claims.Entry{Producer: memberstest.BenDoan, Code: code[1], Declares: true}); err != nil {
		t.Error(err)
	}
}

func TestInvitationsLeadToTheirPage(t *testing.T) {
	p := open(t)
	au := p.Person("au")
	org := p.Claim(au, memberstest.BenDoan)
	i, err := p.Members.Invite(t.Context(), p.As(au.Person, org.ID), org.ID, "lan@example.vn", policy.Staff)
	if err != nil {
		t.Fatal(err)
	}
	p.deliver()
	last := p.letters[len(p.letters)-1]
	for _, want := range []string{"https://chosao.example/loi-moi/" + i.ID, "Bà au mời bạn làm nhân viên của " + memberstest.BenDoan} {
		if !strings.Contains(strings.Join(strings.Fields(last.Text), " "), want) {
			t.Errorf("the letter lacks %q:\n%s", want, last.Text)
		}
	}
	if last.To != "lan@example.vn" {
		t.Errorf("to %s", last.To)
	}
}

func TestWhatIsWantedNoMoreIsNotSent(t *testing.T) {
	p := open(t)
	au := p.Person("au")
	org := p.Claim(au, memberstest.BenDoan) // its code was used, so its event asks for nothing
	i, err := p.Members.Invite(t.Context(), p.As(au.Person, org.ID), org.ID, "lan@example.vn", policy.Staff)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Members.Withdraw(t.Context(), org.ID, i.ID); err != nil {
		t.Fatal(err)
	}
	p.deliver()
	if len(p.letters) != 0 {
		t.Errorf("sent %d letters: %q", len(p.letters), p.letters[0].Subject)
	}
}
