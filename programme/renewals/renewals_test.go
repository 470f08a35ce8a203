package renewals_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/internal/mail"
	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/programmetest"
	"github.com/ocopmarket/ocop/programme/renewals"
)

// claims: some producers have an account.
type claims map[string]bool

func (c claims) OfProducer(_ context.Context, producer string) (*members.Organization, error) {
	if c[producer] {
		return &members.Organization{}, nil
	}
	return nil, store.ErrNotFound
}

type world struct {
	*programmetest.World
	*renewals.Service
	now     time.Time
	claimed claims
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{World: programmetest.Open(t, 20, append(renewals.Schemas(), notices.Schemas()...)...), now: programmetest.Now(), claimed: claims{"r00000": true}}
	w.Service = renewals.New(w.DB, w.claimed, func() time.Time { return w.now })
	return w
}

// of are the current certificates of two producers, two each: the first has an account.
func (w *world) of(t *testing.T) []renewals.Subject {
	t.Helper()
	var list []renewals.Subject
	for _, id := range []string{"p00000", "p00001", "p00002", "p00003"} {
		card, ok := w.Catalog.Card(id)
		if !ok {
			t.Fatal("no card", id)
		}
		list = append(list, renewals.Subject{Number: card.Certificate, Producer: card.ProducerID, Name: card.Name, Maker: card.ProducerName, ExpiresAt: card.Validity.ExpiresAt})
	}
	return list
}

func (w *world) remind(t *testing.T, of []renewals.Subject) renewals.Plan {
	t.Helper()
	plan, err := w.Remind(t.Context(), w.Catalog, of)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestNobodyIsRemindedTwiceInAWeek(t *testing.T) {
	w := open(t)
	of := w.of(t)
	plan, err := w.Plan(t.Context(), w.Catalog, of)
	if err != nil {
		t.Fatal(err)
	}
	done := w.remind(t, of)
	if plan.Certificates() != 4 || done.Certificates() != 4 || len(done.Reminders) != 2 {
		t.Errorf("planned %d, reminded %d of %d producers", plan.Certificates(), done.Certificates(), len(done.Reminders))
	}
	ways := map[string]renewals.Way{}
	for _, r := range done.Reminders {
		ways[r.Producer] = r.Way
	}
	if ways["r00000"] != renewals.ByInbox || ways["r00001"] != renewals.ByLetter {
		t.Errorf("%v", ways)
	}
	w.now = w.now.Add(7*24*time.Hour - time.Second)
	if again := w.remind(t, of); again.Certificates() != 0 || len(again.Recent) != 4 {
		t.Errorf("within the week: %+v", again)
	}
	w.now = w.now.Add(time.Second)
	if again := w.remind(t, of); again.Certificates() != 4 {
		t.Errorf("after a week: %d", again.Certificates())
	}
}

func TestWhoHasFiledIsLeftInPeace(t *testing.T) {
	w := open(t)
	of := w.of(t)
	if n, err := w.SetState(t.Context(), of[:1], renewals.Filed); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if n, err := w.SetState(t.Context(), of[:1], renewals.Filed); err != nil || n != 0 {
		t.Errorf("the same state again: %d %v", n, err)
	}
	if plan := w.remind(t, of); plan.Certificates() != 3 || len(plan.Filed) != 1 {
		t.Errorf("%+v", plan)
	}
	filed, err := w.InState(t.Context(), renewals.Filed)
	if err != nil || len(filed) != 1 || !filed[of[0].Number] {
		t.Errorf("%v %v", filed, err)
	}
	if _, err := w.SetState(t.Context(), of, "maybe"); err == nil {
		t.Error("an unknown state was taken")
	}
}

func TestAProducerWhoBeginsDoesNotUndoWhatTheOfficeNoted(t *testing.T) {
	w := open(t)
	of := w.of(t)
	if _, err := w.SetState(t.Context(), of[:1], renewals.Filed); err != nil {
		t.Fatal(err)
	}
	for _, s := range of[:2] {
		if err := renewals.Begin(t.Context(), w.DB, w.now, s.Producer, s.Number); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := w.Of(t.Context(), []string{of[0].Number, of[1].Number})
	if err != nil || kept[of[0].Number].State != renewals.Filed || kept[of[1].Number].State != renewals.Making {
		t.Errorf("%v %v", kept, err)
	}
}

func TestAssign(t *testing.T) {
	w := open(t)
	of := w.of(t)
	if n, err := w.Assign(t.Context(), of, "p-lua", "Bùi Thị Lúa"); err != nil || n != 4 {
		t.Fatal(n, err)
	}
	mine, err := w.OwnedBy(t.Context(), "p-lua")
	if err != nil || len(mine) != 4 {
		t.Errorf("%v %v", mine, err)
	}
}

// senders keep what they send.
type senders []mail.Message

func (s *senders) Send(_ context.Context, m mail.Message) error {
	*s = append(*s, m)
	return nil
}

func TestTheLetterNamesWhatStillRunsOut(t *testing.T) {
	w := open(t)
	of := w.of(t)
	w.remind(t, of)
	var sent senders
	post := renewals.Post{Records: w.Catalog, Sender: &sent, Site: letter.Site{Name: "Chợ Sao", URL: "http://cho.example"}}
	consumer := post.Consumer()
	payload, err := bson.Marshal(renewals.Letter{Producer: "r00001", Numbers: []string{of[2].Number, of[3].Number, "GONE 1/2020"}, At: w.now})
	if err != nil {
		t.Fatal(err)
	}
	if err := consumer.Handle(t.Context(), []outbox.Event{{ID: "1", Kind: renewals.EventLetter, Payload: payload}}); err != nil {
		t.Fatal(err)
	}
	if len(sent) != 1 || sent[0].To != "coso1@cho.example" || !strings.Contains(sent[0].Text, of[2].Number) || !strings.Contains(sent[0].Text, of[3].Number) || strings.Contains(sent[0].Text, "GONE") {
		t.Errorf("%+v", sent)
	}
}
