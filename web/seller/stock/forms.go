package stock

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/ledger"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// reasons are why a count differs from the book, as people choose them. What is chosen is written into the ledger.
func reasons(ask *desk.Ask) []desk.Option {
	return []desk.Option{
		{Value: "hộp rách, bỏ", Label: ask.Say("Hộp rách, bỏ", "Torn, thrown away")},
		{Value: "quá hạn", Label: ask.Say("Quá hạn", "Past its date")},
		{Value: "mất", Label: ask.Say("Mất", "Lost")},
		{Value: "đã bán ở đó", Label: ask.Say("Đã bán ở đó", "Sold there")},
		{Value: "ghi sót", Label: ask.Say("Ghi sót", "Not written down before")},
	}
}

func choose(options []desk.Option, value string) []desk.Option {
	for i := range options {
		options[i].Chosen = options[i].Value == value
	}
	return options
}

// fillForms makes the three forms as they are before anybody types.
func (r *room) fillForms(ask *desk.Ask, page *unitPage) error {
	places, err := r.Book.PlacesOf(ask.Ctx(), r.DB, ask.Who.Producer)
	if err != nil {
		return err
	}
	found, err := r.Lots.OfProducer(ask.Ctx(), ask.Who.Producer, page.Unit.SKU, "", maxLotChoices)
	if err != nil {
		return err
	}
	own := ledger.OwnPlace(ask.Who.Producer)
	for _, row := range page.Rows {
		label := ask.Say("%s, bán được %s", "%s, to sell: %s", row.Title, ask.Lang.Num(row.Quantity))
		if row.Sells != row.Quantity {
			label = ask.Say("%s, có %s", "%s, there: %s", row.Title, ask.Lang.Num(row.Quantity))
		}
		page.Moves.From = append(page.Moves.From, desk.Option{Value: row.Place.ID, Label: label})
	}
	for _, p := range places {
		option := desk.Option{Value: p.ID, Label: p.Title(string(ask.Lang))}
		page.Counts.Places = append(page.Counts.Places, option)
		page.Writes.Places = append(page.Writes.Places, option)
		if p.ID != own || len(page.Rows) > 1 {
			page.Moves.To = append(page.Moves.To, desk.Option{Value: p.ID, Label: option.Label})
		}
	}
	if len(page.Moves.To) > 1 && page.Moves.To[0].Value == own {
		page.Moves.To[1].Chosen = true
	}
	page.Moves.Leaves = r.today()
	page.Moves.Lots = []desk.Option{{Label: ask.Say("Lô cũ trước", "The oldest first")}}
	for _, l := range found.Items {
		page.Moves.Lots = append(page.Moves.Lots, desk.Option{Value: l.ID, Label: l.Number})
	}
	for _, k := range ledger.ByHand() {
		page.Writes.Kinds = append(page.Writes.Kinds, desk.Option{Value: string(k), Label: k.Name(string(ask.Lang))})
	}
	page.Counts.Reasons, page.Counts.Place = reasons(ask), own
	if len(page.Rows) > 0 {
		page.Counts.Booked, page.Counts.Title = page.Rows[0].Has, page.Rows[0].Title
	}
	return nil
}

// maxLotChoices is how many lots are offered where one may be named.
const maxLotChoices = 30

// refused shows the page again with all that was typed; what is no fault of the form stays an error.
func (r *room) refused(ask *desk.Ask, err error, typed func(*unitPage)) error {
	wrong, ok := desk.WrongOf(ask.Lang, err)
	if !ok {
		return err
	}
	return r.renderUnit(ask, http.StatusUnprocessableEntity, ask.ID(), func(page *unitPage) {
		page.Wrong = wrong
		typed(page)
	})
}

// whole reads how many; -1, which nothing takes for a number of pieces, for what is none.
func whole(text string) int {
	n, ok := desk.Whole(text)
	if !ok {
		return -1
	}
	return n
}

// transfer serves POST …/chuyen and leads to the slip.
func (r *room) transfer(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	var slip *ledger.Slip
	lot, err := r.ownLot(ask, ask.ID(), form.Get("lot"))
	if err == nil {
		slip, err = r.Book.Transfer(ask.Ctx(), ledger.TransferInput{
			Producer: ask.Who.Producer, From: form.Get("from"), To: form.Get("to"), Note: form.Get("note"), Once: form.Get("once"), LeavesOn: leaving(form), Carrier: form.Get("carrier"),
			Lines: []ledger.SlipLine{{SKU: ask.ID(), Quantity: whole(form.Get("quantity")), Lot: lot}},
		})
	}
	if err != nil {
		return r.refused(ask, onlyLine(err, ask.ID()), func(page *unitPage) {
			m := &page.Moves
			m.From, m.To, m.Lots = choose(m.From, form.Get("from")), choose(m.To, form.Get("to")), choose(m.Lots, lot)
			m.Quantity, m.Note, m.Leaves, m.Carrier = form.Get("quantity"), form.Get("note"), form.Get("leaves"), form.Get("carrier")
		})
	}
	return ask.SeeSaying(slipsPath+"/"+slip.ID, ask.Say("Đã chuyển. Phiếu %s đây.", "Moved. This is slip %s.", slip.Code()))
}

// onlyLine names what is wrong with a slip's only quantity and lot as the form of one unit does.
func onlyLine(err error, sku string) error {
	var wrong field.Errors
	if !errors.As(err, &wrong) {
		return err
	}
	named := slices.Clone(wrong)
	for i := range named {
		switch named[i].Field {
		case ledger.LineField(sku):
			named[i].Field = "quantity"
		case lotField(sku):
			named[i].Field = "lot"
		}
	}
	return named
}

// count serves POST …/dem.
func (r *room) count(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	in := ledger.CountInput{Producer: ask.Who.Producer, Place: form.Get("place"), SKU: ask.ID(), Counted: whole(form.Get("counted")), Reason: reasonOf(form)}
	var difference int
	err = r.DB.Atomic(ask.Ctx(), func(ctx context.Context, tx store.Tx) error {
		in.Held = 0
		if in.Place == ledger.OwnPlace(in.Producer) {
			held, err := orders.HeldBy(ctx, tx, in.Producer)
			if err != nil {
				return err
			}
			in.Held = held[in.SKU]
		}
		difference, err = r.Book.CountIn(ctx, tx, in)
		return err
	})
	if err != nil {
		return r.refused(ask, err, func(page *unitPage) {
			c := &page.Counts
			c.Places, c.Reasons, c.Counted, c.Other = choose(c.Places, in.Place), choose(c.Reasons, form.Get("reason")), form.Get("counted"), form.Get("other")
		})
	}
	if difference == 0 {
		return ask.SeeSaying(unitsPath+"/"+ask.ID(), ask.Say("Đếm khớp với sổ, không phải ghi gì.", "The count agrees with the book; nothing to write."))
	}
	return ask.SeeSaying(unitsPath+"/"+ask.ID(), ask.Say("Đã ghi lần đếm, lệch %s.", "The count is written, a difference of %s.", signed(difference)))
}

func reasonOf(form url.Values) string {
	if other := strings.TrimSpace(form.Get("other")); other != "" {
		return other
	}
	return form.Get("reason")
}

func signed(n int) string {
	return line{StockEntry: &catalog.StockEntry{Delta: n}}.Signed()
}

// adjust serves POST …/ghi.
func (r *room) adjust(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	kind := catalog.EntryKind(form.Get("kind"))
	in := ledger.AdjustInput{Producer: ask.Who.Producer, Place: form.Get("place"), SKU: ask.ID(), Kind: kind, Ref: form.Get("ref"), Reason: form.Get("reason"), Delta: adjusted(kind, form.Get("quantity")), Once: form.Get("once")}
	if err := r.Book.Adjust(ask.Ctx(), in); err != nil {
		return r.refused(ask, err, func(page *unitPage) {
			w := &page.Writes
			w.Open, w.Places, w.Kinds = true, choose(w.Places, in.Place), choose(w.Kinds, string(kind))
			w.Quantity, w.Ref, w.Reason = form.Get("quantity"), in.Ref, in.Reason
		})
	}
	return ask.SeeSaying(unitsPath+"/"+ask.ID(), ask.Say("Đã ghi: %s %s.", "Written: %s %s.", kind.Name(string(ask.Lang)), signed(in.Delta)))
}

// adjusted reads the number of a line: a correction may be below 0, every other kind has a sign of its own.
func adjusted(kind catalog.EntryKind, text string) int {
	n, ok := desk.Whole(text)
	switch {
	case !ok:
		return 0
	case kind == catalog.EntryCorrection:
		return n
	}
	return ledger.Signed(kind, max(0, n))
}

// setLevel serves POST …/muc.
func (r *room) setLevel(ask *desk.Ask) error {
	form, err := ask.Form()
	if err != nil {
		return err
	}
	level := whole(form.Get("level"))
	if err := r.Book.SetLevel(ask.Ctx(), ask.Who.Producer, ask.ID(), level); err != nil {
		return r.refused(ask, err, func(*unitPage) {})
	}
	return ask.SeeSaying(unitsPath+"/"+ask.ID(), ask.Say("Từ nay báo khi còn dưới %s.", "You are told when fewer than %s are left.", ask.Lang.Num(max(level, 1))))
}
