package notices

import (
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
}

var items = store.Define[Item]("notices",
	store.Index{Fields: []string{"to", "at"}},
	store.Index{Fields: []string{"to", "kind", "at"}},
	store.Index{Fields: []string{"at"}},
)

// Schemas lists the collections of notices.
func Schemas() []store.Schema { return []store.Schema{items.Schema()} }
