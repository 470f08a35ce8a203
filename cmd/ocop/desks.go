package main

import (
	"net/http"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/desk"
)

// desks wires the pages of people with an account.
func (r *running) desks() (web.Room, error) {
	return desk.New(desk.Deps{
		Who:    func(*http.Request) (policy.Actor, error) { return policy.Actor{}, nil },
		Counts: r.counts(),
		Clock:  r.clock,
	}, r.rooms()...)
}

// rooms lists the rooms of the desks.
func (r *running) rooms() []desk.Room {
	return []desk.Room{}
}

// counts are what waits at the entries of the desks' navigation.
func (r *running) counts() map[string]desk.Counter {
	return map[string]desk.Counter{}
}
