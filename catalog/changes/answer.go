package changes

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Verdict is what an officer says of one fact; no ruling leaves it undecided.
type Verdict struct {
	Ruling Ruling
	Why    string
}

// Assign gives a request to an officer, or to nobody.
func (s *Service) Assign(ctx context.Context, id, officer, name string) error {
	return s.modify(ctx, id, func(ctx context.Context, tx store.Tx, r *Request) error {
		e := audit.Entry{Action: "change.assign", Object: "change/" + r.ID, Summary: "Giao đơn xin đổi của " + r.Product, SummaryEN: "Gave out the request about " + r.Product, Changes: []audit.Change{{Field: "owner", From: r.Owner, To: officer}}}
		r.Owner, r.OwnerName = officer, name
		return audit.Append(ctx, tx, s.now(), e)
	})
}

// Keep notes verdicts without answering yet: field.Errors where a refusal has no reason. Facts that are not spoken of stay as they are.
func (s *Service) Keep(ctx context.Context, id, officer string, verdicts map[catalog.Fact]Verdict) error {
	return s.modify(ctx, id, func(ctx context.Context, tx store.Tx, r *Request) error {
		if err := s.rule(r, officer, verdicts); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.now(), rulingEntry("change.keep", "Quyết một phần đơn xin đổi của "+r.Product, "Decided on part of the request about "+r.Product, r))
	})
}

// Answer notes verdicts, writes what is approved and tells the producer, all in one:
// ErrUndecided while a fact is not decided, ErrMoved when one to be approved is no longer what it was.
func (s *Service) Answer(ctx context.Context, id, officer string, verdicts map[catalog.Fact]Verdict) error {
	return s.modify(ctx, id, func(ctx context.Context, tx store.Tx, r *Request) error {
		if err := s.rule(r, officer, verdicts); err != nil {
			return err
		}
		if r.Count("") > 0 {
			return ErrUndecided
		}
		if err := s.carryOut(ctx, tx, r); err != nil {
			return err
		}
		r.Status, r.ClosedAt = Answered, s.now()
		if err := audit.Append(ctx, tx, s.now(), rulingEntry("change.answer", "Trả lời đơn xin đổi của "+r.Product, "Answered the request about "+r.Product, r)); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, EventAnswered, newsOf(r))
	})
}

// rule writes verdicts into the request.
func (s *Service) rule(r *Request, officer string, verdicts map[catalog.Fact]Verdict) error {
	var wrong field.Errors
	for i := range r.Items {
		item := &r.Items[i]
		v, spoken := verdicts[item.Fact]
		if !spoken {
			continue
		}
		why := strings.TrimSpace(v.Why)
		if v.Ruling == Refused && why == "" {
			wrong.Add(string(item.Fact)+".why", "required", "Nói vì sao từ chối; chủ thể đọc câu này.", "Say why; the producer reads it.")
		}
		if utf8.RuneCountInString(why) > maxReason {
			wrong.Add(string(item.Fact)+".why", "too_long", "Dài quá.", "Too long.")
		}
		if item.Ruling != v.Ruling || item.Why != why {
			item.Ruling, item.Why, item.RuledBy, item.RuledAt = v.Ruling, why, officer, s.now()
		}
	}
	return wrong.Err()
}

// carryOut writes the approved facts, if they still are what the request says they were.
func (s *Service) carryOut(ctx context.Context, tx store.Tx, r *Request) error {
	facts := map[catalog.Fact]string{}
	for _, item := range r.Items {
		if item.Ruling == Approved {
			facts[item.Fact] = item.New
		}
	}
	if len(facts) == 0 {
		return nil
	}
	stated, err := catalog.StatedNow(ctx, tx, r.ProductID)
	if err != nil {
		return err
	}
	for _, item := range r.Items {
		if item.Ruling == Approved && stated[item.Fact] != item.Old {
			return ErrMoved
		}
	}
	return catalog.Approve(ctx, tx, s.now(), r.ProductID, r.ID, facts)
}

func rulingEntry(action, vi, en string, r *Request) audit.Entry {
	e := audit.Entry{Action: action, Object: "change/" + r.ID, Summary: vi, SummaryEN: en}
	for _, item := range r.Items {
		if item.Ruling != "" {
			e.Changes = append(e.Changes, audit.Change{Field: string(item.Fact), To: string(item.Ruling)})
		}
	}
	return e
}
