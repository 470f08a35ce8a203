// Package account is the pages of one's own account: signing up and in, the second
// step, a new password, and the security page of the desk. It promises that a
// session begins with a token nobody knew before, that it ends when its device is
// signed out, and that no page tells whether an address has an account.
package account

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/accounts/members"
	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// What a session holds.
const (
	inPerson = "person" // id of who is signed in
	inDevice = "device" // id of the device
	inOrg    = "org"    // id of the organization that they act for
	inFactor = "factor" // when the second step was given, in seconds of Unix
	// Of somebody who gave the password and owes the second step: they are nobody yet.
	inHalf     = "half"
	inHalfAt   = "half_at"
	inRemember = "remember"
	// Of somebody who went to the provider of identities: what must come back.
	inTrip = "trip"
)

// How long a second step counts for roles that need one, and how long one may take over it.
const (
	factorLives = 12 * time.Hour
	halfLives   = 10 * time.Minute
)

// Actors tells who somebody is when they act for an organization.
type Actors interface {
	Actor(ctx context.Context, person, org string) (policy.Actor, error)
	Of(ctx context.Context, person string) ([]members.Belonging, error)
}

// Keys tells who a key of an organization is.
type Keys interface {
	Actor(ctx context.Context, key string) (policy.Actor, error)
}

// Sessions tells who asks, and lets people in and out.
type Sessions struct {
	scs      *scs.SessionManager
	accounts *accounts.Service
	actors   Actors
	keys     Keys
	clock    func() time.Time
}

// NewSessions makes the sessions of a site; secure binds its cookies to HTTPS.
func NewSessions(kept scs.Store, people *accounts.Service, actors Actors, keys Keys, secure bool, clock func() time.Time) *Sessions {
	m := scs.New()
	m.Store, m.HashTokenInStore, m.Lifetime = kept, true, accounts.DeviceLives
	m.ErrorFunc = desk.Failed
	m.Cookie.Name, m.Cookie.Secure, m.Cookie.Persist = cookieName("phien", secure), secure, false
	return &Sessions{scs: m, accounts: people, actors: actors, keys: keys, clock: clock}
}

// cookieName lets the browser refuse a cookie that another host or a page without HTTPS tried to set.
func cookieName(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// Around loads and saves the session of a request.
func (s *Sessions) Around(next http.Handler) http.Handler { return s.scs.LoadAndSave(next) }

// Who tells who asks: the holder of a key, whoever is signed in, or nobody.
func (s *Sessions) Who(r *http.Request) (policy.Actor, error) {
	if key, ok := bearer(r); ok {
		return s.keys.Actor(r.Context(), key)
	}
	return s.who(r.Context())
}

func (s *Sessions) who(ctx context.Context) (policy.Actor, error) {
	person := s.scs.GetString(ctx, inPerson)
	if person == "" {
		return policy.Actor{}, nil
	}
	_, err := s.accounts.Use(ctx, person, s.scs.GetString(ctx, inDevice))
	if err == nil {
		var a policy.Actor
		if a, err = s.actors.Actor(ctx, person, s.scs.GetString(ctx, inOrg)); err == nil {
			a.SecondFactor = s.factorCounts(ctx)
			return a, nil
		}
	}
	if errors.Is(err, store.ErrNotFound) {
		return policy.Actor{}, s.scs.Destroy(ctx)
	}
	return policy.Actor{}, err
}

// factorCounts reports whether the second step was given in this session, and not too long ago.
func (s *Sessions) factorCounts(ctx context.Context) bool {
	at := s.scs.GetInt64(ctx, inFactor)
	return at != 0 && s.clock().Sub(time.Unix(at, 0)) < factorLives
}

// SignIn lets a person in on this browser with a session of a new token.
func (s *Sessions) SignIn(ctx context.Context, person string, e accounts.Entry) error {
	d, err := s.accounts.Enter(ctx, person, e)
	if err != nil {
		return err
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	s.scs.Put(ctx, inPerson, person)
	s.scs.Put(ctx, inDevice, d.ID)
	s.scs.SetDeadline(ctx, d.Until)
	s.scs.RememberMe(ctx, d.Remembered)
	return s.home(ctx, person)
}

// begin empties the session and gives it a new token, so that one that was planted is worthless.
func (s *Sessions) begin(ctx context.Context) error {
	if err := s.scs.RenewToken(ctx); err != nil {
		return err
	}
	for _, key := range s.scs.Keys(ctx) {
		s.scs.Remove(ctx, key)
	}
	return nil
}

// home chooses the organization that somebody begins with: their first one.
func (s *Sessions) home(ctx context.Context, person string) error {
	list, err := s.actors.Of(ctx, person)
	if err == nil && len(list) > 0 {
		s.scs.Put(ctx, inOrg, list[0].ID)
	}
	return err
}

// Half notes that somebody gave the password and owes the second step. They are nobody until then.
func (s *Sessions) Half(ctx context.Context, person string, remember bool) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	s.scs.Put(ctx, inHalf, person)
	s.scs.Put(ctx, inHalfAt, s.clock().Unix())
	s.scs.Put(ctx, inRemember, remember)
	return nil
}

// half is who owes the second step; ok is false for nobody, and for who took too long.
func (s *Sessions) half(ctx context.Context) (person string, remember, ok bool) {
	person = s.scs.GetString(ctx, inHalf)
	ok = person != "" && s.clock().Sub(time.Unix(s.scs.GetInt64(ctx, inHalfAt), 0)) < halfLives
	return person, s.scs.GetBool(ctx, inRemember), ok
}

// GaveFactor notes that the second step was given, under a new token.
func (s *Sessions) GaveFactor(ctx context.Context) error {
	if err := s.scs.RenewToken(ctx); err != nil {
		return err
	}
	s.scs.Put(ctx, inFactor, s.clock().Unix())
	return nil
}

// SetOrg lets the one who is signed in act for an organization, or for themselves where it is empty, under a new token.
func (s *Sessions) SetOrg(ctx context.Context, org string) error {
	if err := s.scs.RenewToken(ctx); err != nil {
		return err
	}
	s.scs.Put(ctx, inOrg, org)
	return nil
}

// Renew gives the session a new token, so that one that leaked before is worthless.
func (s *Sessions) Renew(ctx context.Context) error { return s.scs.RenewToken(ctx) }

// SignOut ends the session and its device.
func (s *Sessions) SignOut(ctx context.Context) error {
	if person := s.scs.GetString(ctx, inPerson); person != "" {
		if err := s.accounts.Leave(ctx, person, s.scs.GetString(ctx, inDevice)); err != nil {
			return err
		}
	}
	return s.scs.Destroy(ctx)
}

// Device is the id of the device of this session; empty if nobody is signed in.
func (s *Sessions) Device(ctx context.Context) string { return s.scs.GetString(ctx, inDevice) }
