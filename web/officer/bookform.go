package officer

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/ocopmarket/ocop/programme/registers"
	"github.com/ocopmarket/ocop/web/desk"
)

// entryPage is the form of an entry.
type entryPage struct {
	desk.Page
	Book     registers.Book
	BookName string
	Back     string
	Send     string // address of the form
	VoidAt   string // address of the form that voids; empty for a new entry
	Fields   []formField
	Entry    *registers.Entry // nil for a new one
	Steps    []stepRow
	Makers   string
}

// formField is a field of the form.
type formField struct {
	registers.Column
	Label, Value, Hint string
	Options            []desk.Option
}

// stepRow is a change in the history of an entry.
type stepRow struct {
	registers.Step
	What, Who, Fields string
}

func fieldsOf(ask *desk.Ask, b registers.Book, typed registers.Typed) []formField {
	lang := string(ask.Lang)
	var fields []formField
	for _, c := range b.Columns() {
		f := formField{Column: c, Label: c.Name(lang), Value: typed[c.Key], Hint: ask.Say(c.HintVI, c.HintEN)}
		switch c.Type {
		case registers.Choice:
			f.Options = resultOptions(ask, registers.Result(f.Value))
		case registers.Star:
			for n := 3; n <= 5; n++ {
				f.Options = append(f.Options, desk.Option{Value: strconv.Itoa(n), Label: ask.Say("%d sao", "%d stars", n), Chosen: f.Value == strconv.Itoa(n)})
			}
		}
		fields = append(fields, f)
	}
	return fields
}

// newEntry serves GET of the form of a new entry.
func (r *room) newEntry(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error { return r.renderNew(ask, b, http.StatusOK, registers.Typed{}, desk.Wrong{}) }
}

func (r *room) renderNew(ask *desk.Ask, b registers.Book, status int, typed registers.Typed, wrong desk.Wrong) error {
	p := &entryPage{
		Page: ask.NewPage(ask.Say("Ghi một dòng mới", "A new entry")), Book: b, BookName: bookName(ask, b), Back: ask.Lang.Path(bookPath(b)), Send: ask.Lang.Path(bookPath(b)), Fields: fieldsOf(ask, b, typed),
	}
	p.Page.Wrong = wrong
	p.Mark(dashboardPath)
	return ask.Render(status, "officer-entry", p)
}

func typedOf(form url.Values, b registers.Book) registers.Typed {
	typed := registers.Typed{}
	for _, c := range b.Columns() {
		typed[c.Key] = form.Get(c.Key)
	}
	return typed
}

// addEntry serves POST of a register.
func (r *room) addEntry(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		form, err := ask.Form()
		if err != nil {
			return err
		}
		province, err := provinceOf(ask, form)
		if err != nil {
			return err
		}
		typed := typedOf(form, b)
		_, err = r.Registers.Add(ask.Ctx(), b, province, typed)
		if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
			return r.renderNew(ask, b, http.StatusUnprocessableEntity, typed, wrong)
		}
		if err != nil {
			return err
		}
		return ask.SeeSaying(bookPath(b), ask.Say("Đã ghi vào sổ.", "It is in the register."))
	}
}

// showEntry serves GET of an entry.
func (r *room) showEntry(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error { return r.renderEntry(ask, http.StatusOK, nil, desk.Wrong{}) }
}

func (r *room) renderEntry(ask *desk.Ask, status int, typed registers.Typed, wrong desk.Wrong) error {
	e, err := r.Registers.Get(ask.Ctx(), ask.ID())
	if err != nil {
		return err
	}
	if typed == nil {
		typed = e.Typed()
	}
	at := bookPath(e.Book)
	p := &entryPage{
		Page: ask.NewPage(ask.Say("Một dòng của sổ", "An entry")), Book: e.Book, BookName: bookName(ask, e.Book), Back: ask.Lang.Path(at), Send: ask.Lang.Path(at + "/dong/" + e.ID),
		VoidAt: ask.Lang.Path(at + "/dong/" + e.ID + "/huy"), Fields: fieldsOf(ask, e.Book, typed), Entry: e,
	}
	p.Page.Wrong = wrong
	p.Mark(dashboardPath)
	if p.Steps, err = r.stepRows(ask, e); err != nil {
		return err
	}
	return ask.Render(status, "officer-entry", p)
}

func (r *room) stepRows(ask *desk.Ask, e *registers.Entry) ([]stepRow, error) {
	names, err := r.names(ask)
	if err != nil {
		return nil, err
	}
	var rows []stepRow
	for _, s := range e.History {
		row := stepRow{Step: s, Who: names[s.By], What: ask.Say("ghi vào sổ", "entered")}
		switch s.What {
		case "edit":
			row.What = ask.Say("sửa", "mended")
		case "void":
			row.What = ask.Say("hủy", "voided")
		}
		for i, key := range s.Fields {
			if i > 0 {
				row.Fields += ", "
			}
			row.Fields += columnName(ask, e.Book, key)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func columnName(ask *desk.Ask, b registers.Book, key string) string {
	for _, c := range b.Columns() {
		if c.Key == key {
			return c.Name(string(ask.Lang))
		}
	}
	return key
}

// editEntry serves POST of an entry.
func (r *room) editEntry(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		form, err := ask.Form()
		if err != nil {
			return err
		}
		typed := typedOf(form, b)
		return r.after(ask, b, typed, r.Registers.Edit(ask.Ctx(), ask.ID(), typed), ask.Say("Đã sửa.", "It is mended."))
	}
}

// voidEntry serves POST of an entry's voiding.
func (r *room) voidEntry(b registers.Book) func(*desk.Ask) error {
	return func(ask *desk.Ask) error {
		form, err := ask.Form()
		if err != nil {
			return err
		}
		return r.after(ask, b, nil, r.Registers.Void(ask.Ctx(), ask.ID(), form.Get("ly-do")), ask.Say("Đã hủy dòng ấy. Nó vẫn đọc được, và không tính nữa.", "The entry is voided. It can still be read, and counts no more."))
	}
}

// after answers a change of an entry.
func (r *room) after(ask *desk.Ask, b registers.Book, typed registers.Typed, err error, said string) error {
	if wrong, ok := desk.WrongOf(ask.Lang, err); ok {
		return r.renderEntry(ask, http.StatusUnprocessableEntity, typed, wrong)
	}
	at := bookPath(b) + "/dong/" + ask.ID()
	if errors.Is(err, registers.ErrVoid) {
		return ask.SeeSaying(at, ask.Say("Dòng này đã hủy nên không đổi được.", "This entry was voided and does not change."))
	}
	if err != nil {
		return err
	}
	return ask.SeeSaying(at, said)
}
