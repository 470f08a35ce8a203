// Package audit keeps who changed what: entries that are only ever added, each
// carrying the hash of the one before it, so that whoever removes or alters one
// breaks the chain. An entry is written in the transaction of the change itself
// and linked into the chain right after, through the outbox.
package audit

import (
	"context"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// Actor is who acts. It names people by id; their names are looked up when shown.
type Actor struct {
	Person string `bson:"person,omitempty"` // id; empty for a command or a job
	Org    string `bson:"org,omitempty"`    // on behalf of which organization
	Via    string `bson:"via"`              // "web", "api", "command" or "job"
	Key    string `bson:"key,omitempty"`    // id of the API key that was used
}

// Change is one fact that changed. Secrets never stand here, personal data only where the fact is that data.
type Change struct {
	Field string `bson:"field"`
	From  string `bson:"from,omitempty"`
	To    string `bson:"to,omitempty"`
}

// Said is what an entry says was done, in both languages.
type Said struct{ VI, EN string }

// Entry is one act.
type Entry struct {
	Action  string `bson:"action"`  // as the policy names it: "product.edit"
	Object  string `bson:"object"`  // "product/abc"
	Summary string `bson:"summary"` // one line for people, without personal data
	// SummaryEN is the same line in English. Entries of before there was one hold none, and their hashes cover none.
	SummaryEN string   `bson:"summary_en,omitempty" json:",omitempty"`
	Reason    string   `bson:"reason,omitempty"`
	Changes   []Change `bson:"changes,omitempty"`
}

// In is the line in a language, "vi" or "en"; in Vietnamese where it was written in no other.
func (e Entry) In(lang string) string {
	if lang == "en" && e.SummaryEN != "" {
		return e.SummaryEN
	}
	return e.Summary
}

// EventEntry is the kind of outbox entries that carry an act to the chain.
const EventEntry = "audit.entry"

// act is an entry on its way to the chain.
type act struct {
	Entry `bson:",inline"`
	By    Actor     `bson:"by"`
	At    time.Time `bson:"at"`
}

type actorKey struct{}

// WithActor returns a context in which that actor acts.
func WithActor(ctx context.Context, actor Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// ActorOf is who acts in a context; a job where nobody was named.
func ActorOf(ctx context.Context) Actor {
	if actor, ok := ctx.Value(actorKey{}).(Actor); ok {
		return actor
	}
	return Actor{Via: "job"}
}

// Append writes an entry in the caller's transaction, in the name of the context's actor.
func Append(ctx context.Context, tx store.Tx, at time.Time, e Entry) error {
	return outbox.Append(ctx, tx, EventEntry, act{Entry: e, By: ActorOf(ctx), At: at.UTC()})
}
