package privacy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// Kind is what is asked for.
type Kind string

// The kinds of requests.
const (
	Export  Kind = "export"  // a copy of everything
	Erasure Kind = "erasure" // and the account with it
)

// State is where a request is.
type State string

// The states of a request.
const (
	Open      State = "open"      // waits for an administrator
	Granted   State = "granted"   // an erasure that is being carried out
	Ready     State = "ready"     // a copy that can be fetched
	Done      State = "done"      // carried out
	Refused   State = "refused"   // with a reason that the person reads
	Withdrawn State = "withdrawn" // by the person
)

// next lists where each state may go. A state without a row is final.
var next = map[State][]State{
	Open:    {Granted, Ready, Refused, Withdrawn},
	Granted: {Done, Open}, // back if something came in between, such as a new order
	Ready:   {Done},
}

// CanBecome reports whether a request may go from s to t.
func (s State) CanBecome(t State) bool { return slices.Contains(next[s], t) }

// Term is how many working days an answer may take.
const Term = 2

// Request is what somebody asks about their own data.
type Request struct {
	store.Meta `bson:",inline"`
	Person     string    `bson:"person"`
	Kind       Kind      `bson:"kind"`
	State      State     `bson:"state"`
	Open       string    `bson:"open,omitempty"` // person and kind while it waits, so that there is one
	Note       string    `bson:"note,omitempty"` // in the person's words
	At         time.Time `bson:"at"`
	DueAt      time.Time `bson:"due_at"`          // when the law wants it answered
	Owner      string    `bson:"owner,omitempty"` // id of the administrator who looks after it
	Reason     string    `bson:"reason,omitempty"`
	// Stands is why an erasure that was granted could not be carried out.
	Stands     *Standing `bson:"stands,omitempty"`
	By         string    `bson:"by,omitempty"` // id of who answered
	AnsweredAt time.Time `bson:"answered_at,omitempty"`
	// A copy can be fetched until FetchUntil, each time by a new link that works once.
	FetchUntil time.Time `bson:"fetch_until,omitempty"`
	Link       string    `bson:"link,omitempty"` // hash of its secret
	LinkUntil  time.Time `bson:"link_until,omitempty"`
	FetchedAt  time.Time `bson:"fetched_at,omitempty"`
}

// Late reports whether the term ended without an answer.
func (r *Request) Late(now time.Time) bool {
	if r.AnsweredAt.IsZero() {
		return r.State == Open && now.After(r.DueAt)
	}
	return r.AnsweredAt.After(r.DueAt)
}

// Waits reports whether it is yet to be answered.
func (r *Request) Waits() bool { return r.State == Open }

// become moves a request on, or is ErrOver.
func (r *Request) become(to State) error {
	if !r.State.CanBecome(to) {
		return ErrOver
	}
	if r.State = to; to == Open || to == Granted {
		r.Open = openKey(r.Person, r.Kind)
	} else {
		r.Open = ""
	}
	return nil
}

func openKey(person string, k Kind) string { return person + "/" + string(k) }

// maxNote is how long, in letters, what people add may be.
const maxNote = 1000

// Ask takes in a request: ErrOpen if one of its kind waits.
func (s *Service) Ask(ctx context.Context, person string, k Kind, note string) (*Request, error) {
	note = strings.TrimSpace(note)
	if err := checkAsked(k, note); err != nil {
		return nil, err
	}
	id, err := newID()
	if err != nil {
		return nil, err
	}
	now := s.now()
	r := &Request{Meta: store.Meta{ID: id}, Person: person, Kind: k, State: Open, Open: openKey(person, k), Note: note, At: now, DueAt: s.calendar.Due(now, Term)}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		r.Rev = 0
		if _, err := requests.First(ctx, tx, store.Query{Where: []store.Cond{eq("open", r.Open)}}); !errors.Is(err, store.ErrNotFound) {
			if err == nil {
				err = ErrOpen
			}
			return err
		}
		if err := requests.Insert(ctx, tx, r); err != nil {
			return err
		}
		if err := s.note(ctx, tx, r, asked[k]); err != nil {
			return err
		}
		return notices.Post(ctx, tx, toAdmins(r, now))
	})
	if errors.Is(err, store.ErrDuplicate) {
		err = ErrOpen
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// asked is what the audit log says of what somebody asked for.
var asked = map[Kind]audit.Said{
	Export:  {VI: "xin bản sao dữ liệu của mình", EN: "asked for a copy of their data"},
	Erasure: {VI: "xin xóa dữ liệu của mình", EN: "asked that their data be erased"},
}

func checkAsked(k Kind, note string) error {
	var wrong field.Errors
	if k != Export && k != Erasure {
		wrong.Add("loai", "required", "Chọn xin bản sao hay xin xóa.", "Choose a copy or erasure.")
	}
	if utf8.RuneCountInString(note) > maxNote {
		wrong.Add("loi", "too_long", "Lời nhắn dài quá 1.000 chữ.", "The note is longer than 1,000 letters.")
	}
	return wrong.Err()
}

func toAdmins(r *Request, now time.Time) notices.Notice {
	n := notices.Notice{To: notices.ToAdmins(), Kind: notices.KindOffice, Path: "/quan-tri/du-lieu", Key: "data-request:" + r.ID, At: now,
		VI: "Một người xin bản sao dữ liệu của mình", EN: "Somebody asks for a copy of their data",
		SayVI: "Luật cho hai ngày làm việc để trả lời.", SayEN: "The law gives two working days to answer."}
	if r.Kind == Erasure {
		n.VI, n.EN = "Một người xin xóa dữ liệu của mình", "Somebody asks that their data be erased"
	}
	return n
}

func (s *Service) note(ctx context.Context, tx store.Tx, r *Request, what audit.Said) error {
	return audit.Append(ctx, tx, s.now(), audit.Entry{Action: "personal.request", Object: "data-request/" + r.ID, Summary: what.VI, SummaryEN: what.EN, Reason: r.Reason})
}

// Get returns a request by id, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Request, error) {
	return requests.Get(ctx, s.db, id)
}

// maxOwn is how many of somebody's requests are listed.
const maxOwn = 50

// Own lists somebody's requests, the newest first.
func (s *Service) Own(ctx context.Context, person string) ([]*Request, error) {
	return requests.Find(ctx, s.db, store.Query{Where: []store.Cond{eq("person", person)}, Sort: []store.Order{{Field: "at", Desc: true}}, Limit: maxOwn})
}

// change alters a request in one transaction, and writes down what was done.
func (s *Service) change(ctx context.Context, id string, what audit.Said, alter func(context.Context, store.Tx, *Request) error) (*Request, error) {
	var r *Request
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if r, err = requests.Get(ctx, tx, id); err != nil {
			return err
		}
		if err = alter(ctx, tx, r); err != nil {
			return err
		}
		if err = requests.Replace(ctx, tx, r); err != nil {
			return err
		}
		return s.note(ctx, tx, r, what)
	})
	if err != nil {
		return nil, fmt.Errorf("data request: %w", err)
	}
	return r, nil
}

// Withdraw takes a request back for the one who made it; another's is store.ErrNotFound.
func (s *Service) Withdraw(ctx context.Context, person, id string) error {
	_, err := s.change(ctx, id, audit.Said{VI: "rút yêu cầu về dữ liệu của mình", EN: "took back a request about their data"}, func(_ context.Context, _ store.Tx, r *Request) error {
		if r.Person != person {
			return store.ErrNotFound
		}
		r.AnsweredAt = s.now()
		return r.become(Withdrawn)
	})
	return err
}
