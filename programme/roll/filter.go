package roll

import (
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// View is one of the fixed ways to look at the roll.
type View string

// The views.
const (
	All       View = ""
	Expiring  View = "sap-het"  // within six months
	Expired   View = "het-han"  //
	Suspended View = "dinh-chi" //
	Revoked   View = "thu-hoi"  // this year
	Untraced  View = "chua-tem" // carries stars and has no trace code
	Unknown   View = "chua-ro"  // the registry is silent, or the word is not for sale yet
	Carrying  View = "mang-sao" // valid now
)

// Views lists the views in the order in which they are offered.
func Views() []View { return []View{All, Expiring, Expired, Suspended, Revoked, Untraced} }

// Sort is a column by which rows are ordered.
type Sort string

// The columns.
const (
	ByExpiry Sort = "het-han"
	ByNumber Sort = "so"
	ByName   Sort = "san-pham"
	ByMaker  Sort = "chu-the"
	ByTown   Sort = "xa"
	ByStars  Sort = "sao"
)

// Sorts lists the columns.
func Sorts() []Sort { return []Sort{ByExpiry, ByNumber, ByName, ByMaker, ByTown, ByStars} }

// Filter says which rows are wanted, and in which order. The zero filter wants all, the first to expire first.
type Filter struct {
	View     View
	Province string // code
	Commune  string // code
	Group    catalog.Group
	Stars    int
	Kind     catalog.ProducerKind
	Text     string // words that each must stand in the row, with marks or without
	// Only, where it is not nil, are the certificates among which to look; such as those with a dossier.
	Only map[string]bool
	// Except are certificates to leave out.
	Except map[string]bool
	Sort   Sort
	Desc   bool
}

// sieve is a filter made ready for many rows.
type sieve struct {
	Filter
	words     []string
	catalogue Catalogue
	year      time.Time // the first moment of this year
}

func (r *Roll) sieve(f Filter) *sieve {
	now := r.catalogue.Now().In(vietnam.Zone)
	return &sieve{
		Filter: f, catalogue: r.catalogue, words: strings.FieldsFunc(place.Slug(f.Text), func(c rune) bool { return c == '-' }),
		year: time.Date(now.Year(), 1, 1, 0, 0, 0, 0, vietnam.Zone),
	}
}

// passes reports whether a row is wanted. What costs most is asked last.
func (s *sieve) passes(r *row) bool {
	c := r.card
	return s.within(c) &&
		(s.Group == "" || c.Group == s.Group) &&
		(s.Stars == 0 || int(c.Validity.Stars) == s.Stars) &&
		(s.Kind == "" || c.ProducerKind == s.Kind) &&
		(s.Only == nil || s.Only[c.Certificate]) && !s.Except[c.Certificate] &&
		s.shows(s.View, r) && s.finds(r)
}

// within reports whether a card belongs to the places asked for.
func (s *sieve) within(c *catalog.Card) bool {
	return (s.Province == "" || c.Place.Province == s.Province) && (s.Commune == "" || c.Place.Commune == s.Commune)
}

func (s *sieve) finds(r *row) bool {
	return !slices.ContainsFunc(s.words, func(w string) bool { return !strings.Contains(r.text, w) })
}

func (s *sieve) shows(v View, r *row) bool {
	c, state := r.card, r.state
	switch v {
	case Expiring:
		return state == catalog.StateExpiring
	case Expired:
		return state == catalog.StateExpired
	case Suspended:
		return state == catalog.StateSuspended
	case Revoked:
		return (state == catalog.StateRevoked || state == catalog.StateWithdrawn) && !c.Validity.At(s.catalogue.Now()).StandingFrom.Before(s.year)
	case Untraced:
		return state.ShowsStars() && !c.Traced
	case Carrying:
		return state.ShowsStars()
	case Unknown:
		return state == catalog.StateUnknown
	}
	return true
}
