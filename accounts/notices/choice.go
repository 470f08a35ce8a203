package notices

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/store"
)

// Choice is by which ways somebody is told of a kind.
type Choice struct {
	Here bool `bson:"here"`
	Mail bool `bson:"mail"`
}

// Choices are what somebody chose, by kind.
type Choices map[Kind]Choice

// preference is what somebody chose; the kinds that are missing are as they are for everyone.
type preference struct {
	store.Meta `bson:",inline"` // ID is the person's
	Choices    Choices          `bson:"choices"`
}

// Of is how somebody is told of a kind: as they chose, or as it is for everyone. What is locked is always told.
func (c Choices) Of(k Kind) Choice {
	if k.Locked() {
		return Choice{Here: true, Mail: true}
	}
	if chosen, ok := c[k]; ok {
		return chosen
	}
	switch k {
	case KindNews:
		return Choice{} // 91/2025/QH15: advertising only to who asked for it
	case KindStock:
		return Choice{Here: true}
	}
	return Choice{Here: true, Mail: true}
}

// apply takes over what was chosen, and tells what that changes.
func (p *preference) apply(chosen Choices) []audit.Change {
	var changes []audit.Change
	for _, k := range Kinds() {
		to, named := chosen[k]
		before := p.Choices.Of(k)
		if !named || k.Locked() || to == before {
			continue
		}
		if p.Choices == nil {
			p.Choices = Choices{}
		}
		p.Choices[k] = to
		changes = append(changes, audit.Change{Field: string(k), From: before.String(), To: to.String()})
	}
	return changes
}

// String names the ways for the log.
func (c Choice) String() string {
	switch {
	case c.Here && c.Mail:
		return "here, mail"
	case c.Here:
		return "here"
	case c.Mail:
		return "mail"
	}
	return "none"
}

// Choices returns what somebody chose.
func (in *Inbox) Choices(ctx context.Context, person string) (Choices, error) {
	p, err := preferences.Get(ctx, in.db, person)
	if errors.Is(err, store.ErrNotFound) {
		return Choices{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("choices of notices: %w", err)
	}
	return p.Choices, nil
}

// Choose keeps what somebody chose, for the kinds that are named and not locked, in the caller's transaction.
func (in *Inbox) Choose(ctx context.Context, tx store.Tx, person string, chosen Choices) error {
	p, err := preferences.Get(ctx, tx, person)
	if errors.Is(err, store.ErrNotFound) {
		p, err = &preference{Meta: store.Meta{ID: person}}, nil
	}
	if err != nil {
		return fmt.Errorf("choose notices: %w", err)
	}
	changes := p.apply(chosen)
	if len(changes) == 0 {
		return nil
	}
	if err := preferences.Save(ctx, tx, p); err != nil {
		return fmt.Errorf("choose notices: %w", err)
	}
	return audit.Append(ctx, tx, in.clock(), audit.Entry{Action: "notices.choose", Object: "person/" + person, Summary: "chọn cách nhận tin", SummaryEN: "chose how to be told", Changes: changes})
}
