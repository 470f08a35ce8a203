package api

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/web/fault"
)

// Problem is an error by RFC 9457. Its type is about:blank, so code tells errors apart.
type Problem struct {
	Status int          `json:"status" doc:"The HTTP status." example:"422"`
	Title  string       `json:"title" doc:"The name of the status." example:"Unprocessable Entity"`
	Detail string       `json:"detail" doc:"What happened and what to do, in the language of Accept-Language (vi or en)."`
	Code   string       `json:"code" doc:"What happened, for programs." example:"invalid_input"`
	Errors []FieldFault `json:"errors,omitempty" doc:"What is wrong with each field."`

	retryAfter int
}

// FieldFault is what is wrong with one field of the input.
type FieldFault struct {
	Field  string `json:"field" doc:"Where: a path in the body, or the name of a parameter." example:"contact.phone"`
	Code   string `json:"code,omitempty" doc:"What is wrong, for programs." example:"too_short"`
	Detail string `json:"detail" doc:"What is wrong and how to mend it."`
}

// Error makes it an error.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the media type.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders tells huma the headers that go with it.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{"Cache-Control": {"no-store"}}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	return h
}

type langKey struct{}

// problems notes the language that the caller reads before anything can fail.
func (s *server) problems(ctx huma.Context, next func(huma.Context)) {
	next(huma.WithValue(ctx, langKey{}, langOf(ctx.Header("Accept-Language"))))
}

// langOf takes English only from those who ask for it before Vietnamese.
func langOf(accept string) string {
	en, vi := strings.Index(accept, "en"), strings.Index(accept, "vi")
	if en >= 0 && (vi < 0 || en < vi) {
		return "en"
	}
	return "vi"
}

func lang(ctx context.Context) string {
	if l, ok := ctx.Value(langKey{}).(string); ok {
		return l
	}
	return "vi"
}

// fail turns an error of a domain into a problem in the caller's language.
func fail(ctx context.Context, err error) error {
	f := fault.Of(err)
	if f.Status == http.StatusInternalServerError {
		slog.ErrorContext(ctx, "api: request failed", "error", err)
	}
	return problemOf(f, lang(ctx))
}

func problemOf(f fault.Fault, lang string) *Problem {
	p := &Problem{Status: f.Status, Title: http.StatusText(f.Status), Detail: f.Text(lang), Code: f.Code, retryAfter: int((f.RetryAfter + 999_999_999) / 1_000_000_000)}
	for _, field := range f.Fields {
		detail := field.VI
		if lang == "en" {
			detail = field.EN
		}
		p.Errors = append(p.Errors, FieldFault{Field: field.Field, Code: field.Code, Detail: detail})
	}
	return p
}

// lost answers what no operation takes: an address or a method that the API does not have.
func lost(f fault.Fault) gin.HandlerFunc {
	return func(c *gin.Context) {
		p := problemOf(f, langOf(c.GetHeader("Accept-Language")))
		c.Header("Cache-Control", "no-store")
		c.Header("Content-Type", p.ContentType(""))
		c.JSON(p.Status, p)
	}
}

// newError is how huma itself refuses input that does not fit the schema; huma's words are English.
func newError(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
	p := &Problem{Status: status, Title: http.StatusText(status), Code: codeOf(status), Detail: message}
	if ctx != nil && lang(ctx.Context()) == "vi" && status == http.StatusUnprocessableEntity {
		p.Detail = "Yêu cầu không đúng mẫu. Xem từng chỗ trong errors."
	}
	for _, err := range errs {
		if err == nil {
			continue
		}
		if d, ok := err.(huma.ErrorDetailer); ok {
			detail := d.ErrorDetail()
			p.Errors = append(p.Errors, FieldFault{Field: fieldOf(detail.Location), Detail: detail.Message})
		} else {
			p.Errors = append(p.Errors, FieldFault{Detail: err.Error()})
		}
	}
	return p
}

func codeOf(status int) string {
	return strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "_")
}

// fieldOf drops huma's prefix for where the input was.
func fieldOf(location string) string {
	for _, prefix := range []string{"body.", "query.", "path.", "header."} {
		if field, ok := strings.CutPrefix(location, prefix); ok {
			return field
		}
	}
	return location
}
