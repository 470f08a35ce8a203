package registry

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/desk"
)

// heldRows puts what waits into words, sorted by kind and number.
func (r *room) heldRows(ask *desk.Ask, backs []*pull.HeldBack) ([]heldRow, error) {
	var ids []string
	for _, b := range backs {
		ids = append(ids, b.ProductID)
	}
	products, err := catalog.ProductsIn(ask.Ctx(), r.DB, ids)
	if err != nil {
		return nil, err
	}
	touches, err := r.touches(ask.Ctx(), products)
	if err != nil {
		return nil, err
	}
	var rows []heldRow
	for _, b := range backs {
		row := heldRow{HeldBack: b, Kind: kindOf(b, products[b.ProductID])}
		row.Decision = decisionOf(b, row.Kind)
		row.name(r.Catalog, products[b.ProductID])
		row.say(ask)
		row.Touched = touchedSay(ask, touches[b.ProductID])
		row.Reasons = reasonOptions(ask, b.Reason)
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b heldRow) int {
		return cmp.Or(cmp.Compare(a.Decision.Number, b.Decision.Number), cmp.Compare(a.Number, b.Number), cmp.Compare(a.ID, b.ID))
	})
	return rows, nil
}

// touches counts the carts and open orders that hold each product.
func (r *room) touches(ctx context.Context, products map[string]*catalog.Product) (map[string]orders.Touch, error) {
	skus := map[string][]string{}
	for id, p := range products {
		skus[id] = nil
		for _, u := range p.Units {
			skus[id] = append(skus[id], u.SKU)
		}
	}
	return orders.Touches(ctx, r.DB, skus)
}

func touchedSay(ask *desk.Ask, t orders.Touch) string {
	var parts []string
	if t.Carts > 0 {
		parts = append(parts, ask.Say("%d giỏ", "%d baskets", t.Carts))
	}
	if t.Orders > 0 {
		parts = append(parts, ask.Say("%d đơn", "%d orders", t.Orders))
	}
	return strings.Join(parts, ", ")
}

func kindOf(b *pull.HeldBack, known *catalog.Product) heldKind {
	switch {
	case b.Gone:
		return heldVanished
	case known == nil:
		return heldNew
	case b.FromStars > 0 && b.ToStars == 0:
		return heldLost
	case b.ToStars > 0 && b.ToStars < b.FromStars:
		return heldLower
	}
	return heldOther
}

// decisionOf is the decision by which the registry says that a record changes: the one that takes the stars
// away, or the one that gave those it names now. It has no number where the registry names none.
func decisionOf(b *pull.HeldBack, kind heldKind) catalog.Decision {
	if b.Entry == nil || kind != heldLost && kind != heldLower {
		return catalog.Decision{}
	}
	if kind == heldLower {
		return catalog.Decision{Number: b.Entry.Certificate.Decision}
	}
	for _, act := range slices.Backward(b.Entry.Acts) {
		if act.Kind == "revoke" || act.Kind == "suspend" || act.Kind == "withdraw" {
			return act.Decision
		}
	}
	return catalog.Decision{}
}

// decisionSay writes of which day a decision is, and why.
func decisionSay(ask *desk.Ask, d catalog.Decision) string {
	var parts []string
	if !d.Date.IsZero() {
		parts = append(parts, ask.Say("ngày %s", "of %s", ask.Lang.Date(d.Date)))
	}
	if d.Reason != "" {
		parts = append(parts, d.Reason)
	}
	return strings.Join(parts, ": ")
}

// name says what the change is about.
func (row *heldRow) name(shelf *catalog.Catalog, known *catalog.Product) {
	if known != nil {
		row.Number, row.Product = known.Certificate, known.Name
		if card, ok := shelf.Card(known.ID); ok {
			state := shelf.State(card)
			row.By, row.Runs = card.ProducerName, state.ShowsStars()
			if state == catalog.StateExpiring {
				row.Ends = card.Validity.ExpiresAt.Add(-time.Nanosecond)
			}
		}
	}
	if row.Entry != nil {
		row.Number, row.Product = row.Entry.Certificate.ID, row.Entry.Product.Name
		if row.By == "" {
			row.By = row.Entry.Producer.PublicName()
		}
	}
}

// say writes what we hold and what the registry holds.
func (row *heldRow) say(ask *desk.Ask) {
	score := ""
	if row.Entry != nil && row.Entry.Certificate.Score > 0 {
		score = ask.Lang.Decimal(row.Entry.Certificate.Score)
	}
	switch row.Kind {
	case heldVanished:
		row.Before, row.After, row.Detail = ask.Say("còn trong sổ", "in the registry"), ask.Say("không còn", "gone"), ask.Say("sẽ ghi: đưa ra khỏi chương trình", "to be entered: left the programme")
		if !row.Ends.IsZero() {
			row.Detail += ask.Say("; hết hạn %s", "; runs out on %s", ask.Lang.Date(row.Ends))
		}
	case heldNew:
		row.After = ask.Say("thêm mới", "new")
		row.Detail = ask.Say("%d sao", "%d stars", row.Entry.Certificate.Stars)
		if score != "" {
			row.Detail += ask.Say(", %s điểm", ", %s points", score)
		}
		for _, u := range row.Entry.Unmapped {
			row.Detail += ask.Say("; “%s” chưa có chỗ xếp", "; “%s” is not mapped", u.Value)
		}
	case heldLower:
		row.Before, row.After = ask.Say("%d sao", "%d stars", row.FromStars), ask.Say("%d sao", "%d stars", row.ToStars)
		if score != "" {
			row.Detail = ask.Say("điểm %s", "%s points", score)
			if stillScores(row.HeldBack) {
				row.Detail = ask.Say("điểm vẫn %s", "still %s points", score)
			}
		}
	case heldLost:
		row.Before, row.After = ask.Say("%d sao", "%d stars", row.FromStars), standingSay(ask, row.Standing)
		row.Detail = decisionSay(ask, row.Decision)
	default:
		row.After = ask.Say("đổi nội dung", "other words")
		if row.ToStars > row.FromStars {
			row.Before, row.After = ask.Say("%d sao", "%d stars", row.FromStars), ask.Say("%d sao", "%d stars", row.ToStars)
		}
	}
}

func standingSay(ask *desk.Ask, s catalog.Standing) string {
	switch s {
	case catalog.Suspended:
		return ask.Say("tạm đình chỉ", "suspended")
	case catalog.Revoked:
		return ask.Say("thu hồi", "revoked")
	case catalog.Withdrawn:
		return ask.Say("đưa ra khỏi chương trình", "left the programme")
	}
	return ask.Say("không còn sao", "no stars")
}

// reasonOther is the reason that is none of the usual ones, and has to be written.
const reasonOther = "Khác"

// reasonOptions are the usual reasons to keep what we have.
func reasonOptions(ask *desk.Ask, chosen string) []desk.Option {
	var options []desk.Option
	for _, r := range [][2]string{{"Sổ ghi nhầm, đã hỏi lại", "The registry is wrong, asked back"}, {"Chờ quyết định giấy", "Waiting for the paper"}, {reasonOther, "Other, written below"}} {
		options = append(options, desk.Option{Value: r[0], Label: ask.Say(r[0], r[1]), Chosen: r[0] == chosen})
	}
	return options
}
