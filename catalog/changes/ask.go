package changes

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Wish is one fact that a producer would have otherwise.
type Wish struct {
	Fact     catalog.Fact
	Value    string
	Reason   string
	Evidence []string
}

// answerWithin is how long an answer should take at most.
const answerWithin = 7 * 24 * time.Hour

const (
	maxReason = 2_000
	maxFiles  = 10
)

// EventAsked and EventAnswered are the outbox entries of a request that came and of one that was answered; both carry a News.
const (
	EventAsked    = "change.asked"
	EventAnswered = "change.answered"
)

// News tells of a request.
type News struct {
	ID         string `bson:"id"`
	ProductID  string `bson:"product_id"`
	ProducerID string `bson:"producer_id"`
	Province   string `bson:"province"`
	Product    string `bson:"product"`
	Producer   string `bson:"producer"`
	Approved   int    `bson:"approved"`
	Refused    int    `bson:"refused"`
	Asked      int    `bson:"asked"`
}

func newsOf(r *Request) News {
	return News{
		ID: r.ID, ProductID: r.ProductID, ProducerID: r.ProducerID, Province: r.Province, Product: r.Product, Producer: r.Producer,
		Approved: r.Count(Approved), Refused: r.Count(Refused), Asked: len(r.Items),
	}
}

// Ask sends a request: field.Errors with what is wrong, ErrOpen while another one of the product waits. Wishes for what is so already are left out.
func (s *Service) Ask(ctx context.Context, productID, person string, wishes []Wish, evidence []Evidence) (*Request, error) {
	var sent *Request
	err := s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		r, err := s.draft(ctx, productID, wishes, evidence)
		if err != nil {
			return err
		}
		r.By = person
		if err := refuseSecond(ctx, tx, productID); err != nil {
			return err
		}
		if err := requests.Insert(ctx, tx, r); err != nil {
			return err
		}
		if err := audit.Append(ctx, tx, s.now(), entryOf("change.ask", "Xin đổi dữ kiện của "+r.Product, "Asked to change facts of "+r.Product, r)); err != nil {
			return err
		}
		sent = r
		return outbox.Append(ctx, tx, EventAsked, newsOf(r))
	})
	if err != nil {
		return nil, fmt.Errorf("ask for changes: %w", err)
	}
	return sent, nil
}

func refuseSecond(ctx context.Context, tx store.Tx, productID string) error {
	held, err := ofProduct(ctx, tx, productID)
	if err != nil {
		return err
	}
	for _, r := range held {
		if r.Status == Open {
			return ErrOpen
		}
	}
	return nil
}

// draft makes the request of what would really change.
func (s *Service) draft(ctx context.Context, productID string, wishes []Wish, evidence []Evidence) (*Request, error) {
	p, err := s.goods.Product(ctx, productID)
	if err != nil {
		return nil, err
	}
	maker, err := s.goods.Producer(ctx, p.ProducerID)
	if err != nil {
		return nil, err
	}
	now := s.now()
	r := &Request{
		Meta: store.Meta{ID: "x-" + strings.ToLower(rand.Text()[:16])}, ProductID: p.ID, ProducerID: p.ProducerID, Province: p.Place.Province,
		Product: p.Name, Producer: maker.PublicName(), Certificate: p.Certificate, Evidence: evidence, Status: Open, SentAt: now, Due: now.Add(answerWithin),
	}
	var wrong field.Errors
	for _, w := range wishes {
		if item, ok := itemOf(p, maker, w, evidence, &wrong); ok {
			r.Items = append(r.Items, item)
		}
	}
	if len(r.Items) == 0 && len(wrong) == 0 {
		wrong.Add(string(catalog.FactName), "required", "Ghi ít nhất một điều xin đổi, khác với điều đang ghi.", "Ask for at least one thing to change, other than it is.")
	}
	if len(evidence) > maxFiles {
		wrong.Add("files", "too_many", fmt.Sprintf("Nhiều nhất %d tệp.", maxFiles), fmt.Sprintf("At most %d files.", maxFiles))
	}
	return r, wrong.Err()
}

// itemOf checks a wish; false where it changes nothing or is wrong.
func itemOf(p *catalog.Product, maker *catalog.Producer, w Wish, evidence []Evidence, wrong *field.Errors) (Item, bool) {
	value, old := strings.Join(strings.Fields(w.Value), " "), catalog.Stated(p, maker, w.Fact)
	if value == "" || value == old {
		return Item{}, false
	}
	if err := catalog.CheckFact(p, w.Fact, value); err != nil {
		wrong.Add(string(w.Fact), "value", sayWrong(w.Fact)[0], sayWrong(w.Fact)[1])
		return Item{}, false
	}
	if strings.TrimSpace(w.Reason) == "" || utf8.RuneCountInString(w.Reason) > maxReason {
		wrong.Add(string(w.Fact)+".reason", "required", "Nói vì sao xin đổi, cho cán bộ hiểu.", "Say why, for the officer to understand.")
		return Item{}, false
	}
	item := Item{Fact: w.Fact, Old: old, New: value, Reason: strings.TrimSpace(w.Reason)}
	for _, id := range w.Evidence {
		for _, e := range evidence {
			if e.ID == id {
				item.Evidence = append(item.Evidence, id)
			}
		}
	}
	return item, true
}

func sayWrong(f catalog.Fact) [2]string {
	switch f {
	case catalog.FactPlace:
		return [2]string{"Chọn một xã, phường trong cùng tỉnh; đổi tỉnh thì phải chứng nhận lại.", "Choose a commune of the same province; another province certifies anew."}
	case catalog.FactShelfLife:
		return [2]string{"Ghi số ngày, từ 1 đến 3650.", "Give days, from 1 to 3650."}
	}
	return [2]string{"Để trống, hoặc dài quá.", "Empty, or too long."}
}

// Withdraw takes a request back before it is answered.
func (s *Service) Withdraw(ctx context.Context, id string) error {
	return s.modify(ctx, id, func(ctx context.Context, tx store.Tx, r *Request) error {
		r.Status, r.ClosedAt = Withdrawn, s.now()
		return audit.Append(ctx, tx, s.now(), entryOf("change.withdraw", "Rút lại đơn xin đổi của "+r.Product, "Took back the request about "+r.Product, r))
	})
}

// entryOf is the audit entry of an act; whom a product belongs to is personal data and stays out.
func entryOf(action, vi, en string, r *Request) audit.Entry {
	e := audit.Entry{Action: action, Object: "change/" + r.ID, Summary: vi, SummaryEN: en}
	for _, item := range r.Items {
		if item.Fact == catalog.FactRepresentative {
			e.Changes = append(e.Changes, audit.Change{Field: string(item.Fact), To: string(item.Ruling)})
			continue
		}
		e.Changes = append(e.Changes, audit.Change{Field: string(item.Fact), From: item.Old, To: item.New})
	}
	return e
}
