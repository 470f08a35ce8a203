// Package api serves /api/v1: JSON over the same domains as the pages, described
// by OpenAPI 3.1 at /api/openapi.json, its errors as problems of RFC 9457.
// A client can page, cache by ETag and repeat an order safely.
package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/orders"
	"github.com/ocopmarket/ocop/search"
	"github.com/ocopmarket/ocop/web/fault"
)

// Finder answers searches.
type Finder interface {
	Search(ctx context.Context, q search.Query) (search.Result, error)
	Suggest(ctx context.Context, text string, limit int, now time.Time) ([]search.Suggestion, error)
}

// Limiter bounds how often somebody may do something. rule names a limit and key who or what is counted.
type Limiter interface {
	Allow(rule, key string) (wait time.Duration, ok bool)
}

// The rules that a Limiter must know.
const (
	LimitRead   = "api_read"     // per address
	LimitWrite  = "api_write"    // per address
	LimitOrder  = "order"        // placing, per address
	LimitLookup = "order_lookup" // guessing at orders, per address
	LimitCode   = "order_code"   // guessing at one order, per code
)

// Deps are what the API stands on.
type Deps struct {
	Catalog   *catalog.Catalog
	Orders    *orders.Service
	Search    Finder
	Limits    Limiter
	PublicURL string // without a slash at the end
	SiteName  string
	// ClientAddr tells who is counted by the limits.
	ClientAddr func(r *http.Request) string
	// Who tells whose key a program sends; nobody is the zero Actor.
	Who func(r *http.Request) (policy.Actor, error)
	// Lots takes in what producers' programs tell of.
	Lots Shed
}

type server struct{ Deps }

// maxBody bounds a request's body, bytes.
const maxBody = 64 << 10

// New returns the API and its description.
func New(deps Deps) (http.Handler, *huma.OpenAPI) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.NoRoute(lost(fault.NotFound()))
	r.NoMethod(lost(fault.Method()))
	s := &server{deps}
	// huma keeps these for the whole process; every API sets them to the same.
	huma.NewErrorWithContext = newError
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return newError(nil, status, message, errs...)
	}
	huma.DefaultArrayNullable = false
	config := huma.DefaultConfig(deps.SiteName+" API", "1.0.0")
	config.OpenAPIPath = "/api/openapi"
	config.DocsPath, config.SchemasPath = "", ""
	config.CreateHooks = nil
	config.Servers = []*huma.Server{{URL: deps.PublicURL}}
	config.Info.Description = "Certified OCOP products of Vietnam: search, certificates, baskets and orders. Amounts are đồng, integers; times are UTC, days are days in Vietnam."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"order": {Type: "http", Scheme: "bearer", Description: "The access_token that placing or looking up an order returned."},
		"key":   {Type: "http", Scheme: "bearer", Description: "A key of an organization, ocop_…, made on its page of security with the scopes that it needs."},
	}
	a := huma.NewAPI(config, &adapter{Handler: r, router: r})
	a.UseMiddleware(s.problems, s.limit, s.judge)
	s.productRoutes(a)
	s.placeRoutes(a)
	s.certificateRoutes(a)
	s.cartRoutes(a)
	s.orderRoutes(a)
	s.sellerRoutes(a)
	return r, a.OpenAPI()
}

// adapter puts operations on Gin; other than the stock one it knows parameters that run over slashes.
type adapter struct {
	http.Handler
	router gin.IRouter
}

// rest marks an operation whose last parameter takes the rest of the path, slashes too.
const rest = "rest"

// Handle adds one operation to the router.
func (a *adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	if op.Metadata[rest] != nil {
		at := strings.LastIndexByte(path, ':')
		path = path[:at] + "*" + path[at+1:]
	}
	a.router.Handle(op.Method, path, func(c *gin.Context) { handler(humagin.NewContext(op, c)) })
}

// operation describes one operation; errors lists the statuses it may answer besides success.
func operation(id, method, path, summary string, success int, errors ...int) huma.Operation {
	action := policy.Buy
	if method == http.MethodGet {
		action = policy.Browse
	}
	return huma.Operation{
		Metadata:    map[string]any{acts: action},
		OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, DefaultStatus: success,
		Errors:       append(errors, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable),
		MaxBodyBytes: maxBody, BodyReadTimeout: 10 * time.Second,
	}
}
