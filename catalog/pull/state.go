package pull

import (
	"context"
	"errors"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// Pull is what one pull did.
type Pull struct {
	store.Meta `bson:",inline"` // ID begins with the time, so that they sort by it
	Who        string           `bson:"who"`
	Source     string           `bson:"source"`
	StartedAt  time.Time        `bson:"started_at"`
	EndedAt    time.Time        `bson:"ended_at"`
	From       string           `bson:"from,omitempty"` // bookmarks
	To         string           `bson:"to,omitempty"`
	Full       bool             `bson:"full"`
	Pages      int              `bson:"pages"`
	Records    int              `bson:"records"`
	Counts     Counts           `bson:"counts"`
	Provinces  []Difference     `bson:"provinces,omitempty"`
	Evidence   []Piece          `bson:"evidence,omitempty"`
	Confirmed  []string         `bson:"confirmed,omitempty"`
	// Mismatched provinces differ from the registry's summary even after everything was read.
	Mismatched []string `bson:"mismatched,omitempty"`
	Approved   string   `bson:"approved,omitempty"` // the province that this was the approval of
	Error      string   `bson:"error,omitempty"`
}

// Counts are what a pull did to products.
type Counts struct {
	New     int `bson:"new"`
	Changed int `bson:"changed"`
	Same    int `bson:"same"`
	Gone    int `bson:"gone"`
	Refused int `bson:"refused"`
	Held    int `bson:"held"`
}

func (c *Counts) add(a catalog.Applied) {
	c.New, c.Changed, c.Same, c.Gone = c.New+a.New, c.Changed+a.Changed, c.Same+a.Same, c.Gone+a.Gone
}

// Difference is what a pull would do to the stars of a province.
type Difference struct {
	Province string `bson:"province"`
	Products int    `bson:"products"` // held before
	Changes  int    `bson:"changes"`  // of any kind
	Lost     int    `bson:"lost"`     // would lose or change their stars
	Stopped  bool   `bson:"stopped"`
	Kept     int    `bson:"kept,omitempty"` // that officers decided not to take, and are asked about again
}

// Bookmark is where reading a source goes on.
type Bookmark struct {
	store.Meta `bson:",inline"` // ID is the source's name
	Cursor     string           `bson:"cursor"`
	PullID     string           `bson:"pull_id"`
	At         time.Time        `bson:"at"`
	// Mismatch is the difference that remained after everything was read, so that not every pull reads everything again for it.
	Mismatch string `bson:"mismatch,omitempty"`
	// Agreed stands for the last summary that agreed with what we hold.
	Agreed string `bson:"agreed,omitempty"`
}

// Stop is a province whose changes wait for an officer.
type Stop struct {
	store.Meta `bson:",inline"` // ID is the province's code, "unmapped" without one
	Difference `bson:",inline"`
	Since      time.Time `bson:"since"`
	PullID     string    `bson:"pull_id"` // that found it last
	// Note is what officers wrote while they decide, for the record of what they will have decided.
	Note string `bson:"note,omitempty"`
}

// HeldBack is one change that waits for an officer.
type HeldBack struct {
	store.Meta `bson:",inline"` // ID is the registry's id of the record
	Province   string           `bson:"province"`
	Gone       bool             `bson:"gone,omitempty"` // the record vanished; else Entry is what it says
	Entry      *catalog.Entry   `bson:"entry,omitempty"`
	ProductID  string           `bson:"product_id"`
	Name       string           `bson:"name,omitempty"`
	FromStars  int              `bson:"from_stars"` // what the product would lose; equal where it loses nothing
	ToStars    int              `bson:"to_stars"`
	Standing   catalog.Standing `bson:"standing"`
	PullID     string           `bson:"pull_id"`
	ReadIn     string           `bson:"read_in,omitempty"` // the pull whose evidence holds it; PullID is the last that found it still different
	Since      time.Time        `bson:"since"`
	// What an officer chose: a note until it is Recorded, and carried out then.
	Choice   Verdict `bson:"choice,omitempty"`
	Reason   string  `bson:"reason,omitempty"`
	Recorded bool    `bson:"recorded,omitempty"`
	Kept     *Kept   `bson:"kept,omitempty"` // what was decided at an earlier pull
}

// Refused is a record that could not be believed or used, kept as it came.
type Refused struct {
	store.Meta `bson:",inline"` // ID is the registry's id, or a hash where it cannot be read
	RegistryID string           `bson:"registry_id,omitempty"`
	Why        string           `bson:"why"`
	Raw        []byte           `bson:"raw,omitempty"`
	First      time.Time        `bson:"first"`
	Last       time.Time        `bson:"last"`
	Times      int              `bson:"times"`
	Open       bool             `bson:"open"` // no good record has come in its place yet
	PullID     string           `bson:"pull_id"`
}

var (
	pulls     = store.Define[Pull]("registry_pulls", store.Index{Fields: []string{"started_at"}})
	bookmarks = store.Define[Bookmark]("registry_bookmarks")
	stops     = store.Define[Stop]("registry_stops")
	heldBacks = store.Define[HeldBack]("registry_held", store.Index{Fields: []string{"province"}})
	refuseds  = store.Define[Refused]("registry_refused", store.Index{Fields: []string{"open", "last"}})
)

// Schemas lists the collections that pulling needs, beside those of the catalogue.
func Schemas() []store.Schema {
	return append(catalog.RegistrySchemas(), pulls.Schema(), bookmarks.Schema(), stops.Schema(), heldBacks.Schema(), refuseds.Schema(), goings.Schema())
}

// Pulls lists the latest pulls, the newest first.
func Pulls(ctx context.Context, r store.Reader, limit int) ([]*Pull, error) {
	return pulls.Find(ctx, r, store.Query{Sort: []store.Order{{Field: "started_at", Desc: true}}, Limit: limit})
}

// Stops lists the provinces that wait for an officer.
func Stops(ctx context.Context, r store.Reader) ([]*Stop, error) {
	return stops.Find(ctx, r, store.Query{})
}

// HeldBacks lists the changes of a province that wait for an officer.
func HeldBacks(ctx context.Context, r store.Reader, province string) ([]*HeldBack, error) {
	return heldBacks.Find(ctx, r, store.Query{Where: []store.Cond{{Field: "province", Op: store.Eq, Value: province}}})
}

// OpenRefusals lists refused records that no good one has replaced yet, the longest untried first.
func OpenRefusals(ctx context.Context, r store.Reader, limit int) ([]*Refused, error) {
	return refuseds.Find(ctx, r, store.Query{
		Where: []store.Cond{{Field: "open", Op: store.Eq, Value: true}},
		Sort:  []store.Order{{Field: "open"}, {Field: "last"}}, Limit: limit,
	})
}

func (w *work) readBookmark(ctx context.Context) (*Bookmark, error) {
	mark, err := bookmarks.Get(ctx, w.DB, w.Name)
	if errors.Is(err, store.ErrNotFound) {
		return &Bookmark{Meta: store.Meta{ID: w.Name}}, nil
	}
	if err == nil {
		w.pull.From = mark.Cursor
	}
	return mark, err
}

func provinceID(province string) string {
	if province == "" {
		return "unmapped"
	}
	return province
}
