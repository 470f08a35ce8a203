package api

import (
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

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
	wait, ok := s.Limits.Allow(rule, s.ClientAddr(humagin.Unwrap(ctx).Request))
	if !ok {
		writeProblem(ctx, problemOf(fault.TooMany(wait), lang(ctx.Context())))
		return
	}
	next(ctx)
}

func writeProblem(ctx huma.Context, p *Problem) {
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p) // the caller went away; nobody is left to tell
}
