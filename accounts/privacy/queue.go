package privacy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/accounts/notices"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// EventErase is the outbox entry by which an erasure that was granted is carried out; it carries an Erase.
const EventErase = "privacy.erase"

// Erase tells which request is to be carried out.
type Erase struct {
	Request string `bson:"request"`
}

// FetchLives is how long a copy can be fetched.
const FetchLives = 7 * 24 * time.Hour

// Waiting pages through the requests that wait, the one that is due first coming first.
func (s *Service) Waiting(ctx context.Context, limit int, after string) (store.Page[Request], error) {
	return requests.Page(ctx, s.db, store.Query{Where: []store.Cond{eq("state", string(Open))}, Sort: []store.Order{{Field: "due_at"}}, Limit: limit, After: after})
}

// Answered lists the requests that were answered last.
func (s *Service) Answered(ctx context.Context, limit int) ([]*Request, error) {
	return requests.Find(ctx, s.db, store.Query{
		Where: []store.Cond{{Field: "state", Op: store.In, Value: []string{string(Granted), string(Ready), string(Done), string(Refused), string(Withdrawn)}}},
		Sort:  []store.Order{{Field: "at", Desc: true}}, Limit: limit,
	})
}

// Count counts the requests that wait.
func (s *Service) Count(ctx context.Context) (int, error) {
	return requests.Count(ctx, s.db, eq("state", string(Open)))
}

// Take makes somebody the one who looks after a request.
func (s *Service) Take(ctx context.Context, admin, id string) error {
	_, err := s.change(ctx, id, audit.Said{VI: "nhận yêu cầu về dữ liệu cá nhân", EN: "took a request about personal data"}, func(_ context.Context, _ store.Tx, r *Request) error {
		if !r.Waits() {
			return ErrOver
		}
		r.Owner = admin
		return nil
	})
	return err
}

// Grant answers a request with yes: a copy can be fetched from now on, an erasure is
// carried out right after. An erasure that something stands against is refused with that Standing.
func (s *Service) Grant(ctx context.Context, admin, id string) (*Request, error) {
	if err := s.mayErase(ctx, id); err != nil {
		return nil, err
	}
	return s.change(ctx, id, audit.Said{VI: "chấp thuận yêu cầu về dữ liệu cá nhân", EN: "granted a request about personal data"}, func(ctx context.Context, tx store.Tx, r *Request) error {
		r.By, r.AnsweredAt, r.Stands = admin, s.now(), nil
		if r.Kind == Erasure {
			if err := r.become(Granted); err != nil {
				return err
			}
			return outbox.Append(ctx, tx, EventErase, Erase{Request: r.ID})
		}
		if err := r.become(Ready); err != nil {
			return err
		}
		r.FetchUntil = r.AnsweredAt.Add(FetchLives)
		return notices.Post(ctx, tx, toPerson(r, "Bản sao dữ liệu của bạn đã sẵn sàng", "The copy of your data is ready", "Tải về trong bảy ngày.", "Fetch it within seven days."))
	})
}

// mayErase tries an erasure in a transaction that is given up.
func (s *Service) mayErase(ctx context.Context, id string) error {
	r, err := requests.Get(ctx, s.db, id)
	if err != nil || r.Kind != Erasure {
		return err
	}
	tried := errors.New("tried")
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		if err := s.erase(ctx, tx, r.Person); err != nil {
			return err
		}
		return tried
	})
	if errors.Is(err, tried) {
		return nil
	}
	return err
}

// leastReason is how many letters a reason has at least.
const leastReason = 10

// Refuse answers a request with no, for a reason that the person reads.
func (s *Service) Refuse(ctx context.Context, admin, id, reason string) (*Request, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < leastReason || n > maxNote {
		return nil, field.Errors{{Field: "ly-do", Code: "length", VI: "Ghi lý do, từ 10 đến 1.000 chữ: người xin sẽ đọc.", EN: "Give the reason in 10 to 1,000 letters: who asked will read it."}}
	}
	return s.change(ctx, id, audit.Said{VI: "từ chối yêu cầu về dữ liệu cá nhân", EN: "refused a request about personal data"}, func(ctx context.Context, tx store.Tx, r *Request) error {
		if err := r.become(Refused); err != nil {
			return err
		}
		r.By, r.AnsweredAt, r.Reason = admin, s.now(), reason
		return notices.Post(ctx, tx, toPerson(r, "Chưa làm được điều bạn xin về dữ liệu", "Your request about your data was refused", reason, reason))
	})
}

func toPerson(r *Request, vi, en, sayVI, sayEN string) notices.Notice {
	return notices.Notice{To: notices.ToPerson(r.Person), Kind: notices.KindSecurity, Path: "/tai-khoan/du-lieu", Key: fmt.Sprintf("data-request:%s:%s", r.ID, r.State), At: r.AnsweredAt,
		VI: vi, EN: en, SayVI: sayVI, SayEN: sayEN}
}
