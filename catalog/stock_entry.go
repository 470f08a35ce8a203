package catalog

import (
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// EntryKind is why there is more or less of a unit at a place.
type EntryKind string

// The kinds of entries.
const (
	EntryHold       EntryKind = "hold"       // held for an order
	EntryRelease    EntryKind = "release"    // an order was called off
	EntrySale       EntryKind = "sale"       // sold on the spot: at a booth, in a showroom
	EntryReceipt    EntryKind = "receipt"    // made or bought in
	EntryTransfer   EntryKind = "transfer"   // between two places, two entries of one slip
	EntryCount      EntryKind = "count"      // somebody counted, and it was another number
	EntryReturn     EntryKind = "return"     // came back from a buyer
	EntrySample     EntryKind = "sample"     // given away to be tried
	EntryImport     EntryKind = "import"     // a list was read in
	EntryCorrection EntryKind = "correction" // a mistake is put right
)

// EntryKinds lists them in the order in which people choose.
func EntryKinds() []EntryKind {
	return []EntryKind{EntryHold, EntryRelease, EntrySale, EntryReceipt, EntryTransfer, EntryCount, EntryReturn, EntrySample, EntryImport, EntryCorrection}
}

// Name is what the kind is called, in Vietnamese unless lang is "en".
func (k EntryKind) Name(lang string) string {
	names := map[EntryKind][2]string{
		EntryHold: {"Bán", "Sale"}, EntryRelease: {"Hủy đơn", "Order called off"}, EntrySale: {"Bán tại chỗ", "Sold on the spot"},
		EntryReceipt: {"Nhập", "Receipt"}, EntryTransfer: {"Chuyển", "Transfer"}, EntryCount: {"Đếm", "Count"}, EntryReturn: {"Trả lại", "Return"},
		EntrySample: {"Mẫu", "Sample"}, EntryImport: {"Nhập tệp", "Import"}, EntryCorrection: {"Sửa sổ", "Correction"},
	}
	return names[k][side(lang)]
}

// byItself reports whether the market writes such entries, rather than a person.
func (k EntryKind) byItself() bool { return k == EntryHold || k == EntryRelease }

// sells reports whether goods go to a buyer by it, which a lock forbids.
func (k EntryKind) sells() bool { return k == EntryHold || k == EntrySale }

// StockEntry is one line of the ledger: a change of what there is of a unit at a place. It is never altered.
type StockEntry struct {
	store.Meta `bson:",inline"` // ID is that of the Stock and the entry's number
	SKU        string           `bson:"sku"`
	ProductID  string           `bson:"product_id"`
	Producer   string           `bson:"producer"`
	Place      string           `bson:"place"` // the producer's id for the own store
	Kind       EntryKind        `bson:"kind"`
	Delta      int              `bson:"delta"`
	Balance    int              `bson:"balance"` // after it
	Seq        int64            `bson:"seq"`     // from 1 without gaps, of this unit at this place
	Ref        string           `bson:"ref,omitempty"`
	Reason     string           `bson:"reason,omitempty"`
	Lot        string           `bson:"lot,omitempty"` // id
	By         string           `bson:"by,omitempty"`  // id of the person; empty for what the market writes by itself
	At         time.Time        `bson:"at"`
}

// stockEntries is the ledger.
var stockEntries = store.Define[StockEntry]("stock_entries",
	store.Index{Fields: []string{"sku", "at"}},
	store.Index{Fields: []string{"producer", "at"}},
	store.Index{Fields: []string{"place", "at"}},
	store.Index{Fields: []string{"producer", "kind", "at"}},
	store.Index{Fields: []string{"producer", "ref"}},
	store.Index{Fields: []string{"lot"}},
)

// entryID orders the entries of a unit at a place by their number.
func entryID(stock string, seq int64) string { return fmt.Sprintf("%s/%010d", stock, seq) }
