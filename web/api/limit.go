package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/web/fault"
)

// limited names the rule of an operation that has one of its own.
const limited = "limit"

// limit counts each request against its rule and the address it comes from.
func (s *server) limit(ctx huma.Context, next func(huma.Context)) {
	rule := LimitRead
	if ctx.Method() != http.MethodGet {
		rule = LimitWrite
	}
	if own, ok := ctx.Operation().Metadata[limited].(string); ok {
		rule = own
	}
	client := s.ClientAddr(humagin.Unwrap(ctx).Request)
	wait, ok := s.Limits.Allow(rule, client)
	if !ok {
		writeProblem(ctx, problemOf(fault.TooMany(wait), lang(ctx.Context())))
		return
	}
	next(huma.WithValue(ctx, clientKey{}, client))
}

type clientKey struct{}

// guessed counts a wrong token against the one who sent it and the order it was for. Right
// ones are not counted, so that looking at one's own order again and again is no offence.
func (s *server) guessed(ctx context.Context, code string, err error) error {
	if !errors.Is(err, orders.ErrNoOrder) {
		return fail(ctx, err)
	}
	client, _ := ctx.Value(clientKey{}).(string)
	wait, ok := s.Limits.Allow(LimitLookup, client)
	if ok {
		wait, ok = s.guess(code)
	}
	if !ok {
		return problemOf(fault.TooMany(wait), lang(ctx))
	}
	return fail(ctx, err)
}

// guess counts a guess at an order by its code as it is kept, so that other spellings
// are no new guesses. What is no code opens nothing and is not counted.
func (s *server) guess(code string) (wait time.Duration, ok bool) {
	checkout, _, isCode := orders.ParseCode(code)
	if !isCode {
		return 0, true
	}
	return s.Limits.Allow(LimitCode, checkout)
}

func writeProblem(ctx huma.Context, p *Problem) {
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p) // the caller went away; nobody is left to tell
}
