package notices

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/mail/letter"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// DigestAt is when the letter with everything that could wait goes out, after midnight in Vietnam.
const DigestAt = 18 * time.Hour

// digest is how far evening letters have come. There is one.
type digest struct {
	store.Meta `bson:",inline"`
	From       time.Time `bson:"from"`
	// Until is the end of the stretch that is being sent; the zero time when that is done. A run that was broken off goes on with the same stretch, so that no letter changes between two tries.
	Until time.Time `bson:"until,omitempty"`
}

const digestID = "evening"

// Digest sends everyone one letter with what they were told since the last one and
// have not read, and returns how many letters that were. A daily job calls it at DigestAt.
func (m *Mailer) Digest(ctx context.Context) (int, error) {
	d, err := m.beginDigest(ctx)
	if err != nil {
		return 0, fmt.Errorf("evening letters: %w", err)
	}
	told, err := m.gather(ctx, d)
	if err != nil {
		return 0, fmt.Errorf("evening letters: %w", err)
	}
	sent := 0
	for _, t := range told {
		out, err := m.sendDigest(ctx, d, t)
		if err != nil {
			return sent, fmt.Errorf("evening letters: %w", err)
		}
		if out {
			sent++
		}
	}
	d.From, d.Until = d.Until, time.Time{}
	return sent, digests.Replace(ctx, m.inbox.db, d)
}

// beginDigest goes on with the stretch that was begun, or begins one that ends now.
func (m *Mailer) beginDigest(ctx context.Context) (*digest, error) {
	d, err := digests.Get(ctx, m.inbox.db, digestID)
	now := m.inbox.clock().UTC().Truncate(time.Millisecond)
	if errors.Is(err, store.ErrNotFound) {
		d, err = &digest{Meta: store.Meta{ID: digestID}, From: now.Add(-24 * time.Hour)}, nil
	}
	if err != nil || !d.Until.IsZero() {
		return d, err
	}
	d.Until = now.Add(-slack)
	return d, digests.Save(ctx, m.inbox.db, d)
}

// told is what one person was told.
type told struct {
	who   Recipient
	items []*Item
}

// gather finds who was told what in the stretch, the persons in the order of their ids.
func (m *Mailer) gather(ctx context.Context, d *digest) ([]*told, error) {
	to := map[Audience][]*Item{}
	stretch := store.Query{Where: []store.Cond{{Field: "at", Op: store.Gt, Value: d.From}, {Field: "at", Op: store.Lte, Value: d.Until}}, Sort: []store.Order{{Field: "at"}}}
	for item, err := range items.Each(ctx, m.inbox.db, stretch) {
		if err != nil {
			return nil, err
		}
		if !item.Kind.AtOnce() {
			to[item.To] = append(to[item.To], item)
		}
	}
	return m.persons(ctx, to)
}

func (m *Mailer) persons(ctx context.Context, to map[Audience][]*Item) ([]*told, error) {
	byPerson := map[string]*told{}
	for audience, list := range to {
		people, err := m.people.Recipients(ctx, audience)
		if err != nil {
			return nil, err
		}
		for _, r := range people {
			if byPerson[r.Person] == nil {
				byPerson[r.Person] = &told{who: r}
			}
			byPerson[r.Person].items = append(byPerson[r.Person].items, list...)
		}
	}
	var all []*told
	for _, t := range byPerson {
		slices.SortFunc(t.items, func(a, b *Item) int { return strings.Compare(a.Place, b.Place) })
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *told) int { return strings.Compare(a.who.Person, b.who.Person) })
	return all, nil
}

// sendDigest writes to one person, unless there is nothing that they want to be written about and have not read.
func (m *Mailer) sendDigest(ctx context.Context, d *digest, t *told) (bool, error) {
	fresh, err := m.fresh(ctx, t)
	if err != nil || len(fresh) == 0 {
		return false, err
	}
	note := m.digestNote(t.who, fresh)
	message, err := note.Message(fmt.Sprintf("digest:%s:%d", t.who.Person, d.From.UnixMilli()), t.who.Email)
	if err != nil {
		return false, err
	}
	return true, m.sender.Send(ctx, message)
}

// fresh leaves out what somebody has read, and what they want no mail about.
func (m *Mailer) fresh(ctx context.Context, t *told) ([]*Item, error) {
	var audiences []Audience
	for _, item := range t.items {
		if !slices.Contains(audiences, item.To) {
			audiences = append(audiences, item.To)
		}
	}
	r, err := m.inbox.readerAmong(ctx, t.who.Person, audiences)
	if err != nil {
		return nil, err
	}
	entries, err := r.entries(ctx, t.items)
	if err != nil {
		return nil, err
	}
	var fresh []*Item
	for _, e := range entries {
		if !e.Read && m.wanted(r.wants, t.who, e.Item) {
			fresh = append(fresh, e.Item)
		}
	}
	return fresh, nil
}

// digestNote lays out what happened, under the names of its kinds.
func (m *Mailer) digestNote(who Recipient, list []*Item) letter.Note {
	note := letter.Note{Frame: m.frame(who), Button: letter.Link{Label: pick(who.Lang, "Mở thông báo", "Open notices"), URL: m.frame(who).Path("/tai-khoan/thong-bao")}}
	note.Title = fmt.Sprintf(pick(who.Lang, "Hôm nay có %d tin", "Today's notices: %d"), len(list))
	note.Subject = note.Title + ": " + list[0].Text(who.Lang)
	for _, kind := range Kinds() {
		part := letter.Part{Heading: kind.Name(who.Lang)}
		for _, item := range list {
			if item.Kind == kind {
				part.Items = append(part.Items, letter.Item{Text: item.Text(who.Lang), Say: item.Say(who.Lang), When: item.At.In(vietnam.Zone).Format("15:04, 2/1"), URL: m.link(who, item)})
			}
		}
		if len(part.Items) > 0 {
			note.Parts = append(note.Parts, part)
		}
	}
	note.Last = m.last(who, KindStock)
	return note
}
