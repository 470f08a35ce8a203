package notices

import (
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Item is a notice as it is kept.
type Item struct {
	store.Meta `bson:",inline"`
	To         Audience  `bson:"to"`
	Kind       Kind      `bson:"kind"`
	VI         string    `bson:"vi"`
	EN         string    `bson:"en"`
	SayVI      string    `bson:"say_vi,omitempty"`
	SayEN      string    `bson:"say_en,omitempty"`
	Path       string    `bson:"path,omitempty"`
	Elsewhere  string    `bson:"elsewhere,omitempty"`
	At         time.Time `bson:"at"`
	// Place orders notices by time, and those of one moment by id, so that no two stand in the same place.
	Place string `bson:"place"`
}

// Text is the sentence in a language, "vi" or "en".
func (i *Item) Text(lang string) string { return pick(lang, i.VI, i.EN) }

// Say is the further sentence in a language; empty if there is none.
func (i *Item) Say(lang string) string { return pick(lang, i.SayVI, i.SayEN) }

func pick(lang, vi, en string) string {
	if lang == "en" {
		return en
	}
	return vi
}

// placeOf is where a notice stands among all; without an id, before all of that moment.
func placeOf(at time.Time, id string) string {
	return fmt.Sprintf("%013d-%s", max(at.UnixMilli(), 0), id)
}

// mark says that somebody has read everything up to a place that one audience was told.
type mark struct {
	store.Meta `bson:",inline"` // ID is person and audience
	Person     string           `bson:"person"`
	Until      string           `bson:"until"` // a place
}

// reading says that somebody has read one notice.
type reading struct {
	store.Meta `bson:",inline"` // ID is person and notice
	Person     string           `bson:"person"`
	To         Audience         `bson:"to"`
	Kind       Kind             `bson:"kind"`
	Place      string           `bson:"place"`
	At         time.Time        `bson:"at"` // of the notice
}

var (
	items = store.Define[Item]("notices",
		store.Index{Fields: []string{"to", "place"}},
		store.Index{Fields: []string{"to", "kind", "place"}},
		store.Index{Fields: []string{"at"}},
	)
	marks    = store.Define[mark]("notice_marks", store.Index{Fields: []string{"person"}})
	readings = store.Define[reading]("notice_readings",
		store.Index{Fields: []string{"person", "to", "kind", "place"}},
		store.Index{Fields: []string{"at"}},
	)
	preferences = store.Define[preference]("notice_preferences")
	digests     = store.Define[digest]("notice_digests")
)

// Schemas lists the collections of notices.
func Schemas() []store.Schema {
	return []store.Schema{items.Schema(), marks.Schema(), readings.Schema(), preferences.Schema(), digests.Schema()}
}
