package renewals

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// pause is how long nobody is reminded of the same certificate again.
const pause = 7 * 24 * time.Hour

// Way is how a producer is reached.
type Way string

// The ways.
const (
	ByInbox  Way = "inbox"  // has an account: in the inbox and by mail
	ByLetter Way = "letter" // has none: a letter to the address that the registry names
	NoWay    Way = "none"   // the registry names no address
)

// Reminder is what one producer would be told.
type Reminder struct {
	Producer, Maker string
	Way             Way
	Phone           string // to call where there is no other way
	Subjects        []Subject
	address         string
}

// Plan is what reminding would do: whom it tells of what, and what it leaves out.
type Plan struct {
	Reminders []Reminder
	// Recent were reminded less than a week ago.
	Recent []Subject
	// Filed have a new dossier at the office already.
	Filed []Subject
}

// Certificates is how many certificates the plan reminds of.
func (p Plan) Certificates() int {
	n := 0
	for _, r := range p.Reminders {
		if r.Way != NoWay {
			n += len(r.Subjects)
		}
	}
	return n
}

// Unreached is how many producers cannot be told.
func (p Plan) Unreached() int {
	n := 0
	for _, r := range p.Reminders {
		if r.Way == NoWay {
			n++
		}
	}
	return n
}

// Words are the two sentences that the producer reads, in Vietnamese unless lang is "en".
func (r Reminder) Words(lang string, now time.Time) (head, say string) {
	n := noticeOf(r, now)
	if lang == "en" {
		return n.EN, n.SayEN
	}
	return n.VI, n.SayVI
}

// Makers tells how to reach producers.
type Makers interface {
	Producer(ctx context.Context, id string) (*catalog.Producer, error)
}

// Plan works out whom a reminder of these certificates would reach. It changes nothing.
func (s *Service) Plan(ctx context.Context, makers Makers, subjects []Subject) (Plan, error) {
	known, err := s.kept(ctx, s.db, subjects)
	if err != nil {
		return Plan{}, err
	}
	return s.plan(ctx, makers, subjects, known)
}

func (s *Service) plan(ctx context.Context, makers Makers, subjects []Subject, known []*Dossier) (Plan, error) {
	var plan Plan
	dossier := map[string]*Dossier{}
	for _, d := range known {
		dossier[d.ID] = d
	}
	byProducer := map[string][]Subject{}
	for _, of := range subjects {
		switch d := dossier[of.Number]; {
		case d.State == Filed:
			plan.Filed = append(plan.Filed, of)
		case !d.RemindedAt.IsZero() && s.now().Sub(d.RemindedAt) < pause:
			plan.Recent = append(plan.Recent, of)
		default:
			byProducer[of.Producer] = append(byProducer[of.Producer], of)
		}
	}
	for producer, of := range byProducer {
		r, err := s.reach(ctx, makers, producer)
		if err != nil {
			return Plan{}, err
		}
		r.Maker, r.Subjects = of[0].Maker, of
		plan.Reminders = append(plan.Reminders, r)
	}
	slices.SortFunc(plan.Reminders, func(a, b Reminder) int {
		return cmp.Or(a.Subjects[0].ExpiresAt.Compare(b.Subjects[0].ExpiresAt), cmp.Compare(a.Producer, b.Producer))
	})
	return plan, nil
}

// reach finds out how a producer is told.
func (s *Service) reach(ctx context.Context, makers Makers, producer string) (Reminder, error) {
	r := Reminder{Producer: producer, Way: ByInbox}
	_, err := s.claims.OfProducer(ctx, producer)
	if err == nil || !errors.Is(err, store.ErrNotFound) {
		return r, err
	}
	of, err := makers.Producer(ctx, producer)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return r, err
	}
	r.Way = NoWay
	if err == nil {
		r.Phone, r.address = of.Contact.Phone, of.Contact.Email
	}
	if r.address != "" {
		r.Way = ByLetter
	}
	return r, nil
}

// EventLetter carries a Letter to whoever sends it.
const EventLetter = "renewal.letter"

// Letter asks that a producer without an account be written to.
type Letter struct {
	Producer string    `bson:"producer"`
	Numbers  []string  `bson:"numbers"`
	At       time.Time `bson:"at"`
}

// Remind tells producers that certificates run out, and returns what it did: the plan as it was carried out.
func (s *Service) Remind(ctx context.Context, makers Makers, subjects []Subject) (done Plan, err error) {
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		known, err := s.kept(ctx, tx, subjects)
		if err != nil {
			return err
		}
		if done, err = s.plan(ctx, makers, subjects, known); err != nil {
			return err
		}
		for _, r := range done.Reminders {
			if err := s.tell(ctx, tx, r, known); err != nil {
				return err
			}
		}
		return nil
	})
	return done, err
}

func (s *Service) tell(ctx context.Context, tx store.Tx, r Reminder, known []*Dossier) error {
	if r.Way == NoWay {
		return nil
	}
	numbers := make([]string, len(r.Subjects))
	for i, of := range r.Subjects {
		numbers[i] = of.Number
		at := slices.IndexFunc(known, func(d *Dossier) bool { return d.ID == of.Number })
		known[at].RemindedAt = s.now()
		if err := s.save(ctx, tx, known[at], audit.Entry{Action: string(policy.RenewalTell), Summary: "nhắc chủ thể đánh giá lại", SummaryEN: "reminded a producer of renewal"}); err != nil {
			return err
		}
	}
	if r.Way == ByLetter {
		return outbox.Append(ctx, tx, EventLetter, Letter{Producer: r.Producer, Numbers: numbers, At: s.now()})
	}
	return notices.Post(ctx, tx, noticeOf(r, s.now()))
}

// noticeOf says in one notice what of a producer runs out.
func noticeOf(r Reminder, now time.Time) notices.Notice {
	first := r.Subjects[0]
	n := notices.Notice{
		To: notices.ToProducer(r.Producer), Kind: notices.KindCertificates, At: now, Path: "/ban-hang/chung-nhan",
		VI:    fmt.Sprintf("Chứng nhận %s của %s hết hạn ngày %s. Hãy làm hồ sơ mới.", first.Number, first.Name, dayVI(first.ExpiresAt)),
		EN:    fmt.Sprintf("The certificate %s of %s runs out on %s. Please prepare a new dossier.", first.Number, first.Name, dayEN(first.ExpiresAt)),
		SayVI: "Văn phòng Điều phối nhắc: hồ sơ đánh giá lại nên nộp trước ngày hết hạn 6 tháng.",
		SayEN: "The coordination office reminds you: a dossier for renewal should be filed 6 months before that day.",
	}
	if len(r.Subjects) > 1 {
		n.VI = fmt.Sprintf("%d chứng nhận sắp hết hạn, sớm nhất %s ngày %s. Hãy làm hồ sơ mới.", len(r.Subjects), first.Number, dayVI(first.ExpiresAt))
		n.EN = fmt.Sprintf("%d certificates run out soon, the first being %s on %s. Please prepare new dossiers.", len(r.Subjects), first.Number, dayEN(first.ExpiresAt))
		n.SayVI, n.SayEN = list(r.Subjects, dayVI)+". "+n.SayVI, list(r.Subjects, dayEN)+". "+n.SayEN
	}
	return n
}

func list(subjects []Subject, day func(time.Time) string) string {
	parts := make([]string, len(subjects))
	for i, of := range subjects {
		parts[i] = of.Number + " " + of.Name + " (" + day(of.ExpiresAt) + ")"
	}
	return strings.Join(parts, "; ")
}

// A certificate is over at the first moment of a day; people are told the last day on which it counts.
func dayVI(expires time.Time) string {
	return expires.Add(-time.Nanosecond).In(vietnam.Zone).Format("2/1/2006")
}

func dayEN(expires time.Time) string {
	return expires.Add(-time.Nanosecond).In(vietnam.Zone).Format("2 Jan 2006")
}
