// Package addresses keeps the address book of people with an account: who gets
// their parcels, and where. It promises that one address at most is the first
// choice, and that nobody reads another's book.
package addresses

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
)

// Entry is somebody who gets parcels, and where.
type Entry struct {
	ID      string         `bson:"id" json:"id"`
	Name    string         `bson:"name" json:"name"`
	Phone   string         `bson:"phone" json:"phone"` // digits
	Address orders.Address `bson:"address" json:"address"`
	First   bool           `bson:"first" json:"first"` // chosen unless another is
}

// Book is somebody's address book.
type Book struct {
	store.Meta `bson:",inline"` // ID is the person's
	Phone      string           `bson:"phone,omitempty"` // of the person, digits
	Entries    []Entry          `bson:"entries"`         // in the order in which they were added
}

// First is the entry that is chosen unless another is; ok is false for an empty book.
func (b *Book) First() (Entry, bool) {
	for _, e := range b.Entries {
		if e.First {
			return e, true
		}
	}
	return Entry{}, false
}

// Entry returns an entry by id.
func (b *Book) Entry(id string) (Entry, bool) {
	i := b.at(id)
	if i < 0 {
		return Entry{}, false
	}
	return b.Entries[i], true
}

func (b *Book) at(id string) int {
	return slices.IndexFunc(b.Entries, func(e Entry) bool { return e.ID == id })
}

var books = store.Define[Book]("address_books")

// Schemas lists the collections of address books.
func Schemas() []store.Schema { return []store.Schema{books.Schema()} }

// Service keeps the books.
type Service struct {
	db    store.DB
	clock func() time.Time
}

// New makes a service on a store.
func New(db store.DB, clock func() time.Time) *Service { return &Service{db: db, clock: clock} }

// Of returns somebody's book, an empty one if they wrote nothing yet.
func (s *Service) Of(ctx context.Context, person string) (*Book, error) {
	return read(ctx, s.db, person)
}

func read(ctx context.Context, r store.Reader, person string) (*Book, error) {
	b, err := books.Get(ctx, r, person)
	if errors.Is(err, store.ErrNotFound) {
		return &Book{Meta: store.Meta{ID: person}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("address book: %w", err)
	}
	return b, nil
}

// change alters a book in one transaction and writes down that it was done.
func (s *Service) change(ctx context.Context, person string, what audit.Said, alter func(*Book) error) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		b, err := read(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := alter(b); err != nil {
			return err
		}
		if err := books.Save(ctx, tx, b); err != nil {
			return err
		}
		return audit.Append(ctx, tx, s.clock(), audit.Entry{Action: string(policy.OwnAccount), Object: "person/" + person, Summary: what.VI, SummaryEN: what.EN})
	})
}

// most is how many entries a book has at most.
const most = 20

// Add writes an entry into somebody's book and returns its id. The first entry is the first choice.
func (s *Service) Add(ctx context.Context, person string, e Entry) (string, error) {
	e, err := check(e)
	if err != nil {
		return "", err
	}
	e.ID = rand.Text()
	return e.ID, s.change(ctx, person, audit.Said{VI: "thêm một địa chỉ", EN: "added an address"}, func(b *Book) error {
		if len(b.Entries) >= most {
			return field.Errors{{Field: "duong", Code: "full", VI: "Sổ đã có 20 địa chỉ. Xóa bớt rồi thêm.", EN: "The book holds 20 addresses already. Delete one first."}}
		}
		b.Entries = append(b.Entries, e)
		b.prefer(e)
		return nil
	})
}

// Change replaces an entry; one that is not in the book is store.ErrNotFound.
func (s *Service) Change(ctx context.Context, person string, e Entry) error {
	e, err := check(e)
	if err != nil {
		return err
	}
	return s.change(ctx, person, audit.Said{VI: "sửa một địa chỉ", EN: "edited an address"}, func(b *Book) error {
		i := b.at(e.ID)
		if i < 0 {
			return store.ErrNotFound
		}
		e.First = e.First || b.Entries[i].First
		b.Entries[i] = e
		b.prefer(e)
		return nil
	})
}

// prefer keeps exactly one first choice: the entry, if it wants to be, else the one that was, else the oldest.
func (b *Book) prefer(e Entry) {
	for i := range b.Entries {
		if e.First {
			b.Entries[i].First = b.Entries[i].ID == e.ID
		}
	}
	if _, ok := b.First(); !ok && len(b.Entries) > 0 {
		b.Entries[0].First = true
	}
}

// Remove takes an entry out; one that is not in the book is store.ErrNotFound.
func (s *Service) Remove(ctx context.Context, person, id string) error {
	return s.change(ctx, person, audit.Said{VI: "xóa một địa chỉ", EN: "deleted an address"}, func(b *Book) error {
		i := b.at(id)
		if i < 0 {
			return store.ErrNotFound
		}
		b.Entries = slices.Delete(b.Entries, i, i+1)
		b.prefer(Entry{})
		return nil
	})
}

// Prefer makes an entry the first choice.
func (s *Service) Prefer(ctx context.Context, person, id string) error {
	return s.change(ctx, person, audit.Said{VI: "chọn địa chỉ thường dùng", EN: "chose the usual address"}, func(b *Book) error {
		i := b.at(id)
		if i < 0 {
			return store.ErrNotFound
		}
		b.Entries[i].First = true
		b.prefer(b.Entries[i])
		return nil
	})
}

// SetPhone keeps the person's own number, as digits; empty for none.
func (s *Service) SetPhone(ctx context.Context, person, typed string) error {
	digits := ""
	if typed != "" {
		var wrong *orders.FieldError
		if digits, wrong = orders.ParsePhone(typed); wrong != nil {
			wrong.Field = "dien-thoai"
			return field.Errors{*wrong}
		}
	}
	b, err := s.Of(ctx, person)
	if err != nil || b.Phone == digits {
		return err
	}
	return s.change(ctx, person, audit.Said{VI: "đổi số điện thoại", EN: "changed the phone number"}, func(b *Book) error {
		b.Phone = digits
		return nil
	})
}

// names are what the form calls the fields of an order.
var names = map[string]string{"contact.name": "ten", "contact.phone": "dien-thoai", "address.province": "tinh", "address.commune": "xa", "address.street": "duong", "address.note": "ghi"}

// check cleans an entry as an order would, and says what is wrong with it under the names of the form.
func check(e Entry) (Entry, error) {
	contact, address, err := orders.CheckRecipient(orders.Contact{Name: e.Name, Phone: e.Phone}, e.Address)
	var wrong field.Errors
	if errors.As(err, &wrong) {
		wrong = slices.Clone(wrong)
		for i := range wrong {
			wrong[i].Field = names[wrong[i].Field]
		}
		return e, wrong
	}
	e.Name, e.Phone, e.Address = contact.Name, contact.Phone, address
	return e, err
}
