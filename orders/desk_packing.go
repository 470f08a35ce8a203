package orders

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Packing is how a producer packs: until when in a day, and who fetches the parcels.
type Packing struct {
	store.Meta `bson:",inline"` // ID is the producer's
	CutOff     int              `bson:"cut_off"` // minutes after midnight in Vietnam by which parcels are packed
	PickUp     int              `bson:"pick_up"` // and at which the carrier comes
	Carrier    string           `bson:"carrier,omitempty"`
	Note       string           `bson:"note,omitempty"` // for every slip, such as how to prepare the goods
	// IceKG is for how many kilograms of a chilled parcel a bag of dry ice is enough; 0 where nobody said.
	IceKG int `bson:"ice_kg,omitempty"`
}

// What holds for producers who have set nothing.
const (
	defaultCutOff = 15 * 60
	defaultPickUp = 15*60 + 30
	defaultIceKG  = 2
)

// maxIceKG is more than any bag of dry ice keeps cold.
const maxIceKG = 50

// BagHolds is for how many kilograms of a chilled parcel a bag of dry ice is enough.
func (p *Packing) BagHolds() int { return cmp.Or(p.IceKG, defaultIceKG) }

// Bags is how many bags of dry ice an order is sent with: none where it is not chilled, and one where nobody knows what it weighs.
func (p *Packing) Bags(o *Order) int {
	if !o.Delivery.Chilled {
		return 0
	}
	bag := p.BagHolds() * 1000
	return max(1, (o.Delivery.WeightG+bag-1)/bag)
}

// Due is when parcels of a moment's day are to be packed.
func (p *Packing) Due(at time.Time) time.Time { return minuteOf(at, p.CutOff) }

// Fetched is when the carrier comes on a moment's day.
func (p *Packing) Fetched(at time.Time) time.Time { return minuteOf(at, p.PickUp) }

func minuteOf(at time.Time, minutes int) time.Time {
	y, m, d := at.In(vietnam.Zone).Date()
	return time.Date(y, m, d, 0, minutes, 0, 0, vietnam.Zone)
}

// PackingOf returns how a producer packs; what holds for all where they have set nothing.
func (s *Service) PackingOf(ctx context.Context, sellerID string) (*Packing, error) {
	return packingOf(ctx, s.db, sellerID)
}

func packingOf(ctx context.Context, r store.Reader, sellerID string) (*Packing, error) {
	p, err := packings.Get(ctx, r, sellerID)
	if errors.Is(err, store.ErrNotFound) {
		return &Packing{Meta: store.Meta{ID: sellerID}, CutOff: defaultCutOff, PickUp: defaultPickUp}, nil
	}
	return p, err
}

// SetPacking changes how a producer packs; what is wrong comes back as field.Errors.
func (s *Service) SetPacking(ctx context.Context, sellerID string, want Packing) error {
	want.Carrier, want.Note = strings.TrimSpace(want.Carrier), strings.TrimSpace(want.Note)
	if err := want.check(); err != nil {
		return err
	}
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		p, err := packingOf(ctx, tx, sellerID)
		if err != nil {
			return err
		}
		changes := p.changes(want)
		p.CutOff, p.PickUp, p.Carrier, p.Note, p.IceKG = want.CutOff, want.PickUp, want.Carrier, want.Note, want.IceKG
		if err := packings.Save(ctx, tx, p); err != nil {
			return fmt.Errorf("set packing: %w", err)
		}
		return audit.Append(ctx, tx, s.instant(), audit.Entry{Action: "seller.packing", Object: "producer/" + sellerID, Summary: "đổi giờ chốt gói và hãng giao", SummaryEN: "changed the packing cut-off and carrier", Changes: changes})
	})
}

func (p *Packing) check() error {
	var wrong field.Errors
	const day = 24 * 60
	if p.CutOff < 0 || p.CutOff >= day {
		wrong.Add("gio-chot", "out_of_range", "Giờ chốt từ 00:00 đến 23:59.", "The hour is between 00:00 and 23:59.")
	}
	if p.PickUp < p.CutOff || p.PickUp >= day {
		wrong.Add("gio-lay", "out_of_range", "Xe đến sau giờ chốt, trong ngày.", "The carrier comes after that hour, on the same day.")
	}
	if len([]rune(p.Carrier)) > maxTrip {
		wrong.Add("hang", "too_long", "Tên hãng dài quá 60 chữ.", "The carrier's name is longer than 60 letters.")
	}
	if len([]rune(p.Note)) > maxNote {
		wrong.Add("loi-dan", "too_long", "Lời dặn dài quá 300 chữ.", "The note is longer than 300 letters.")
	}
	if p.IceKG < 0 || p.IceKG > maxIceKG {
		wrong.Add("tui-da", "out_of_range", "Ghi số kilôgam nguyên từ 1 đến 50, hoặc để trống.", "Write whole kilograms from 1 to 50, or leave it empty.")
	}
	return wrong.Err()
}

func (p *Packing) changes(want Packing) []audit.Change {
	var list []audit.Change
	for _, c := range []audit.Change{
		{Field: "cut_off", From: clock(p.CutOff), To: clock(want.CutOff)}, {Field: "pick_up", From: clock(p.PickUp), To: clock(want.PickUp)},
		{Field: "carrier", From: p.Carrier, To: want.Carrier}, {Field: "note", From: p.Note, To: want.Note}, {Field: "ice_kg", From: strconv.Itoa(p.BagHolds()), To: strconv.Itoa(want.BagHolds())},
	} {
		if c.From != c.To {
			list = append(list, c)
		}
	}
	return list
}

// clock writes minutes after midnight as a time of day.
func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
