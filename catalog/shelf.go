package catalog

import (
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// shelf holds a card for every product, so that lists cost no reading of the store.
// Each process has its own and keeps it fresh from the outbox.
type shelf struct {
	mu         sync.RWMutex
	cards      map[string]*Card
	bySlug     map[string]string
	bySKU      map[string]string
	byProducer map[string][]string // product ids, sorted
	confirmed  map[string]time.Time
	changes    uint64 // counts every change
	shown      uint64 // counts the changes that a page may show
	// moments are the times at which some certificate's state changes by itself, ascending; stale when nil.
	moments []time.Time
	calm    atomic.Pointer[calm] // nil after a change
}

func newShelf() *shelf {
	return &shelf{
		cards: map[string]*Card{}, bySlug: map[string]string{}, bySKU: map[string]string{},
		byProducer: map[string][]string{}, confirmed: map[string]time.Time{},
	}
}

func (s *shelf) card(id string) (*Card, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	card, ok := s.cards[id]
	return card, ok
}

func (s *shelf) many(ids []string) []*Card {
	s.mu.RLock()
	defer s.mu.RUnlock()
	cards := make([]*Card, 0, len(ids))
	for _, id := range ids {
		if card, ok := s.cards[id]; ok {
			cards = append(cards, card)
		}
	}
	return cards
}

func (s *shelf) all() []*Card {
	s.mu.RLock()
	defer s.mu.RUnlock()
	cards := make([]*Card, 0, len(s.cards))
	for _, card := range s.cards {
		cards = append(cards, card)
	}
	return cards
}

// FewLeft is the stock up to which pages tell numbers; above it they say that there is plenty.
const FewLeft = 50

// put replaces cards, and reports which of them differ in more than stock numbers that stay on their side of zero.
func (s *shelf) put(cards []*Card) (noted []*Card) {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := false
	for _, card := range cards {
		before := s.cards[card.ID]
		if before != nil {
			s.unlink(before)
		}
		s.link(card)
		edited := before == nil || before.Edition != card.Edition || before.UpdatedAt != card.UpdatedAt || before.Validity != card.Validity || before.Popularity != card.Popularity || before.Closed != card.Closed
		if edited || before.InStock() != card.InStock() {
			noted = append(noted, card)
		}
		if before == nil || before.Validity != card.Validity {
			s.moments = nil
		}
		seen = seen || edited || tellsOtherStock(before, card)
	}
	s.changes++
	if seen {
		s.shown++
	}
	s.calm.Store(nil)
	return noted
}

// drop takes the cards of ids away for which there are none any more.
func (s *shelf) drop(ids []string, left []*Card) {
	s.mu.Lock()
	defer s.mu.Unlock()
	here := map[string]bool{}
	for _, card := range left {
		here[card.ID] = true
	}
	for _, id := range ids {
		if card := s.cards[id]; card != nil && !here[id] {
			s.unlink(card)
			s.moments = nil
			s.changes++
			s.shown++
		}
	}
	s.calm.Store(nil)
}

// tellsOtherStock reports whether a page would say something else of what is left of the same units.
func tellsOtherStock(before, after *Card) bool {
	for i, u := range after.Units {
		if was := before.Units[i].Available; was != u.Available && min(was, u.Available) <= FewLeft {
			return true
		}
	}
	return false
}

func (s *shelf) link(card *Card) {
	s.cards[card.ID] = card
	s.bySlug[card.Slug] = card.ID
	for _, u := range card.Units {
		s.bySKU[u.SKU] = card.ID
	}
	ids := s.byProducer[card.ProducerID]
	if at, found := slices.BinarySearch(ids, card.ID); !found {
		s.byProducer[card.ProducerID] = slices.Insert(slices.Clone(ids), at, card.ID)
	}
}

func (s *shelf) unlink(card *Card) {
	delete(s.cards, card.ID)
	delete(s.bySlug, card.Slug)
	for _, u := range card.Units {
		delete(s.bySKU, u.SKU)
	}
	ids := s.byProducer[card.ProducerID]
	if at, found := slices.BinarySearch(ids, card.ID); found {
		s.byProducer[card.ProducerID] = slices.Delete(slices.Clone(ids), at, at+1)
	}
}

// confirm notes that provinces were confirmed. The end of a silence counts as a
// change: a generation that only counted the silent ones would come back when another fell silent.
func (s *shelf) confirm(provinces []string, at time.Time, silence time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range provinces {
		if !at.After(s.confirmed[p]) {
			continue
		}
		if at.Sub(s.confirmed[p]) > silence {
			s.changes++
			s.shown++
		}
		s.confirmed[p] = at
	}
	s.calm.Store(nil)
}

func (s *shelf) confirmedAt(province string) time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.confirmed[province]
}

// calm is a stretch of time in which nothing changes by itself: every request asks for the generation.
type calm struct {
	from, until time.Time
	silence     time.Duration
	shown, all  uint64
}

// generation joins the counts of changes, those that pages show and all of them, with those of moments passed and of provinces fallen silent.
func (s *shelf) generation(now time.Time, silence time.Duration) (shown, all uint64) {
	c := s.calm.Load()
	if c == nil || c.silence != silence || now.Before(c.from) || !now.Before(c.until) {
		c = s.reckon(now, silence)
	}
	return c.shown, c.all
}

// reckon works the generation out, and until when it stays.
func (s *shelf) reckon(now time.Time, silence time.Duration) *calm {
	s.mu.RLock()
	for s.moments == nil {
		s.mu.RUnlock()
		s.listMoments()
		s.mu.RLock()
	}
	defer s.mu.RUnlock() // until the calm is noted: a change ends it
	silent, until := uint64(0), now.AddDate(1, 0, 0)
	for _, at := range s.confirmed {
		if now.Sub(at) > silence {
			silent++
		} else if falls := at.Add(silence + 1); falls.Before(until) {
			until = falls
		}
	}
	passed := sort.Search(len(s.moments), func(i int) bool { return s.moments[i].After(now) })
	if passed < len(s.moments) && s.moments[passed].Before(until) {
		until = s.moments[passed]
	}
	times := silent<<20 | uint64(passed)&(1<<20-1)
	c := &calm{from: now, until: until, silence: silence, shown: s.shown<<28 | times, all: s.changes<<28 | times}
	s.calm.Store(c)
	return c
}

func (s *shelf) listMoments() []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	moments := make([]time.Time, 0, 2*len(s.cards))
	for _, card := range s.cards {
		v := card.Validity
		moments = append(moments, v.ExpiresAt, v.ExpiresAt.AddDate(0, -renewalMonths, 0), v.IssuedOn)
		if v.Standing != InForce {
			moments = append(moments, v.StandingFrom)
		}
		if v.Next != "" {
			moments = append(moments, v.NextFrom)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	s.moments = slices.CompactFunc(moments, time.Time.Equal)
	return s.moments
}
