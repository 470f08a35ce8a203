package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
)

// TransferInput is what is to be moved from one place to another.
type TransferInput struct {
	Producer string
	From, To string // ids of places
	Lines    []SlipLine
	Note     string
	// LeavesOn is the day on which they set out, nil for today; Carrier is who takes them.
	LeavesOn *time.Time
	Carrier  string
	// Once names the form; one that was carried out before gives the same slip and moves nothing. Empty for a form of its own.
	Once string
}

// The bounds of what people type.
const (
	maxQuantity = 10_000_000
	maxNote     = 300 // characters
	maxLines    = 200 // of a slip
)

// Transfer moves goods and writes the slip that goes with them: all its lines, or none and field.Errors, which name quantities by LineField.
func (b *Book) Transfer(ctx context.Context, in TransferInput) (*Slip, error) {
	in.Note, in.Carrier = strings.TrimSpace(in.Note), strings.TrimSpace(in.Carrier)
	if in.LeavesOn == nil {
		today := dayIn(b.goods.Now())
		in.LeavesOn = &today
	}
	slip, err := b.transferOnce(ctx, in)
	if errors.Is(err, store.ErrDuplicate) { // the same form, at the same moment
		return b.transferOnce(ctx, in)
	}
	return slip, err
}

func (b *Book) transferOnce(ctx context.Context, in TransferInput) (slip *Slip, err error) {
	err = b.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		earlier, ok, err := before(ctx, tx, in.Producer, in.Once)
		if err != nil {
			return err
		}
		if ok {
			slip, err = slips.Get(ctx, tx, earlier.Slip)
			return err
		}
		if slip, err = b.transfer(ctx, tx, in); err != nil {
			return err
		}
		return b.done(ctx, tx, in.Producer, in.Once, slip.ID)
	})
	return slip, err
}

func (b *Book) transfer(ctx context.Context, tx store.Tx, in TransferInput) (*Slip, error) {
	from, to, wrong, err := b.ends(ctx, tx, in)
	if err != nil {
		return nil, err
	}
	lines, err := b.checkLines(ctx, tx, in, from, to)
	if err != nil {
		return nil, err
	}
	if err := slices.Concat(wrong, lines, b.checkTrip(in)).Err(); err != nil {
		return nil, err
	}
	slip := &Slip{
		Meta: store.Meta{ID: uuid.NewString()}, Producer: in.Producer, From: from.ID, To: to.ID, Lines: in.Lines, Note: in.Note,
		LeavesOn: in.LeavesOn, Carrier: in.Carrier,
		By: audit.ActorOf(ctx).Person, At: b.goods.Now().UTC().Truncate(time.Millisecond),
	}
	if to.Kind == Showroom || to.Kind == Booth {
		slip.OnWay = in.Producer
	}
	if slip.Number, err = nextNumber(ctx, tx, in.Producer); err != nil {
		return nil, err
	}
	if err := b.moveBoth(ctx, tx, slip, from, to); err != nil {
		return nil, err
	}
	if err := slips.Insert(ctx, tx, slip); err != nil {
		return nil, err
	}
	return slip, b.note(ctx, tx, stockEdit, "slip/"+slip.ID, fmt.Sprintf("chuyển hàng, phiếu %s, từ %s đến %s", slip.Code(), from.Title("vi"), to.Title("vi")),
		fmt.Sprintf("moved goods, slip %s, from %s to %s", slip.Code(), from.Title("en"), to.Title("en")))
}

// ends finds the places, and says what is wrong with those that are not the producer's or the same; such are nil.
func (b *Book) ends(ctx context.Context, tx store.Tx, in TransferInput) (from, to *Place, wrong field.Errors, err error) {
	if from, err = b.placeOf(ctx, tx, in.Producer, in.From); errors.Is(err, store.ErrNotFound) {
		wrong.Add("from", "unknown", "Chọn nơi hàng đi.", "Choose where the goods leave from.")
	} else if err != nil {
		return nil, nil, nil, err
	}
	if to, err = b.placeOf(ctx, tx, in.Producer, in.To); errors.Is(err, store.ErrNotFound) {
		wrong.Add("to", "unknown", "Chọn nơi hàng đến.", "Choose where the goods go.")
	} else if err != nil {
		return nil, nil, nil, err
	}
	if in.From == in.To && len(wrong) == 0 {
		wrong.Add("to", "same", "Nơi đi và nơi đến phải khác nhau.", "The goods must go to another place.")
	}
	return from, to, wrong, nil
}

// placeOf returns a place of the producer that is in use, or store.ErrNotFound.
func (b *Book) placeOf(ctx context.Context, r store.Reader, producer, id string) (*Place, error) {
	p, err := b.Place(ctx, r, id)
	if err != nil {
		return nil, err
	}
	if p.Producer != producer || p.ClosedAt != nil {
		return nil, store.ErrNotFound
	}
	return p, nil
}

// unitOf returns the own stock of a unit of the producer, or store.ErrNotFound.
func (b *Book) unitOf(ctx context.Context, r store.Reader, producer, sku string) (*catalog.Stock, error) {
	stock, err := own.Get(ctx, r, sku)
	if err != nil {
		return nil, err
	}
	p, err := owners.Get(ctx, r, stock.ProductID)
	if err != nil {
		return nil, err
	}
	if p.ProducerID != producer {
		return nil, store.ErrNotFound
	}
	return stock, nil
}

// moveBoth writes the two sides of every line.
func (b *Book) moveBoth(ctx context.Context, tx store.Tx, slip *Slip, from, to *Place) error {
	var moves []catalog.Movement
	for _, l := range slip.Lines {
		m := catalog.Movement{SKU: l.SKU, Kind: catalog.EntryTransfer, Ref: slip.Code(), Lot: l.Lot, Reason: slip.Note}
		out, in := m, m
		out.Place, out.Delta = from.shelf(), -l.Quantity
		in.Place, in.Delta = to.shelf(), l.Quantity
		moves = append(moves, out, in)
	}
	err := b.goods.Move(ctx, tx, moves...)
	var short *catalog.ShortError
	if errors.As(err, &short) {
		return shortOf(LineField(short.SKU), err)
	}
	return err
}

// shortOf says beside a field that there is not as much.
func shortOf(name string, err error) error {
	var short *catalog.ShortError
	if !errors.As(err, &short) {
		return err
	}
	return field.Errors{{Field: name, Code: "short", VI: fmt.Sprintf("Ở đó chỉ còn %d.", short.Available), EN: fmt.Sprintf("Only %d are there.", short.Available)}}
}
