package shopper

import (
	"context"
	"net/http"
	"strings"

	"github.com/ocopmarket/ocop/accounts/addresses"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// An address is named in pages by whose it is and its id.
const between = "."

// findAddress tells whose an address is: its name says so, and the book must hold it.
func (r *room) findAddress(ctx context.Context, id string) (policy.Object, error) {
	person, entry, _ := strings.Cut(id, between)
	book, err := r.Books.Of(ctx, person)
	if err != nil {
		return policy.Object{}, err
	}
	if _, ok := book.Entry(entry); !ok {
		return policy.Object{}, store.ErrNotFound
	}
	return policy.Object{Person: person}, nil
}

// entryID is the id of the address that the page is about.
func entryID(a *desk.Ask) string {
	_, entry, _ := strings.Cut(a.ID(), between)
	return entry
}

// bookPage is the address book.
type bookPage struct {
	desk.Page
	Entries []entry
}

// entry is an address on the page.
type entry struct {
	ID, Name, Phone, Street, Place, Note string
	First                                bool
}

func (r *room) showBook(a *desk.Ask) error {
	book, err := r.Books.Of(a.Ctx(), a.Who.Person)
	if err != nil {
		return err
	}
	p := &bookPage{Page: a.NewPage(a.Say("Sổ địa chỉ", "Addresses"))}
	for _, e := range book.Entries {
		p.Entries = append(p.Entries, entry{
			ID: a.Who.Person + between + e.ID, Name: e.Name, Phone: orders.FormatPhone(e.Phone), Street: e.Address.Street, Place: e.Address.Place(), Note: e.Address.Note, First: e.First,
		})
	}
	return a.Render(http.StatusOK, "shopper-book", p)
}

func (r *room) newAddress(a *desk.Ask) error {
	book, err := r.Books.Of(a.Ctx(), a.Who.Person)
	if err != nil {
		return err
	}
	typed := typedAddress{Name: a.Who.Name, Phone: orders.FormatPhone(book.Phone), First: len(book.Entries) == 0}
	return r.renderAddress(a, http.StatusOK, typed, desk.Wrong{})
}

func (r *room) addAddress(a *desk.Ask) error {
	return r.save(a, func(e addresses.Entry) error {
		_, err := r.Books.Add(a.Ctx(), a.Who.Person, e)
		return err
	})
}

func (r *room) showAddress(a *desk.Ask) error {
	book, err := r.Books.Of(a.Ctx(), a.Who.Person)
	if err != nil {
		return err
	}
	e, ok := book.Entry(entryID(a))
	if !ok {
		return store.ErrNotFound
	}
	return r.renderAddress(a, http.StatusOK, typedOf(e), desk.Wrong{})
}

func (r *room) changeAddress(a *desk.Ask) error {
	return r.save(a, func(e addresses.Entry) error {
		e.ID = entryID(a)
		return r.Books.Change(a.Ctx(), a.Who.Person, e)
	})
}

func (r *room) removeAddress(a *desk.Ask) error {
	if err := r.Books.Remove(a.Ctx(), a.Who.Person, entryID(a)); err != nil {
		return err
	}
	return a.SeeSaying(bookPath, a.Say("Đã xóa địa chỉ.", "The address was deleted."))
}

func (r *room) preferAddress(a *desk.Ask) error {
	if err := r.Books.Prefer(a.Ctx(), a.Who.Person, entryID(a)); err != nil {
		return err
	}
	return a.SeeSaying(bookPath, a.Say("Đơn sau giao đến đây.", "Your next orders go there."))
}
