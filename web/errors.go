package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/web/fault"
)

// The ways in which the web itself refuses.
var (
	errNotFound   = errors.New("web: nothing at this address")
	errGone       = errors.New("web: no longer here")
	errBadRequest = errors.New("web: request cannot be read")
	errForbidden  = errors.New("web: request from another site")
	errOverloaded = errors.New("web: too many requests at once")
	errLimited    = errors.New("web: too many requests from one place")
	errMethod     = errors.New("web: method not allowed")
)

// errorRow tells how an error of the web itself is answered.
type errorRow struct {
	err    error
	status int
}

// errorTable maps the web's own errors to answers; those of the domains are in the table of package fault.
var errorTable = []errorRow{
	{errNotFound, http.StatusNotFound},
	{errGone, http.StatusGone},
	{errBadRequest, http.StatusBadRequest},
	{errForbidden, http.StatusForbidden},
	{errLimited, http.StatusTooManyRequests},
	{errOverloaded, http.StatusServiceUnavailable},
	{errMethod, http.StatusMethodNotAllowed},
}

// faultOf looks an error up; ours have a status alone, for their words depend on it.
func faultOf(err error) fault.Fault {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fault.Fault{Status: http.StatusRequestEntityTooLarge}
	}
	for _, row := range errorTable {
		if errors.Is(err, row.err) {
			return fault.Fault{Status: row.status}
		}
	}
	f := fault.Of(err)
	if f.Status == http.StatusNotFound || f.Status == http.StatusInternalServerError {
		return fault.Fault{Status: f.Status, RetryAfter: f.RetryAfter}
	}
	return f
}

// errorPage says what happened, that nothing was lost, and what to do.
type errorPage struct {
	Page
	Heading, Say string
	Code         string // of the incident, to be found in the log
	Failed       bool   // the failure is ours
	Retry        string // address to try again
}

// fail answers with an error, unless something was sent already.
func (s *Server) fail(c *gin.Context, err error) {
	if !c.Writer.Written() {
		s.refuse(c.Writer, c.Request, err)
	}
}

// answerError writes the page of an error. Our own failures are logged with the code that the page shows.
func (s *Server) answerError(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) {
		return // the caller went away
	}
	f := faultOf(err)
	status := f.Status
	if status >= 500 {
		s.logFailure(w, r, err)
	}
	tellRetry(w, f)
	p := s.errorPage(w, r, status)
	p.tell(f)
	err = s.renderer.write("error", p, func(page *sheet) error { return s.send(w, r, status, page.Bytes(), page.pieces...) })
	if err != nil {
		s.log.Error("error page failed", "err", err)
		http.Error(w, http.StatusText(status), status)
	}
}

// tell says what a domain refused, in its own words; the words of a status alone would blame the form or the crowd.
func (p *errorPage) tell(f fault.Fault) {
	if f.Code == "" {
		return
	}
	p.Say = f.Text(string(p.Lang))
	switch f.Status {
	case http.StatusServiceUnavailable:
		p.Heading = p.T.Error.Away
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity:
		p.Heading = p.T.Error.Refused
	}
	p.Title = p.Heading
}

// tellRetry says when asking again makes sense, unless that was said already.
func tellRetry(w http.ResponseWriter, f fault.Fault) {
	wait := f.RetryAfter
	if wait == 0 && f.Status == http.StatusServiceUnavailable {
		wait = 5 * time.Second
	}
	if wait > 0 && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", retryAfter(wait))
	}
}

// logFailure writes a failure of ours down, under the code that its page shows.
func (s *Server) logFailure(w http.ResponseWriter, r *http.Request, err error) {
	s.log.LogAttrs(r.Context(), slog.LevelError, "request failed",
		slog.String("id", requestID(w.Header())), slog.String("path", r.URL.Path), slog.Any("err", err))
}

func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, status int) *errorPage {
	p := &errorPage{Page: s.pageAt(r.URL.Path, "")}
	p.NoIndex, p.Status = true, status
	e := p.T.Error
	p.Heading, p.Say = errorWords(e, status)
	if status == http.StatusTooManyRequests {
		p.Say = fmt.Sprintf(e.LimitedSay, w.Header().Get("Retry-After"))
	}
	p.Title = p.Heading
	p.Code = fmt.Sprintf(e.CodeOnly, strconv.Itoa(status))
	if status >= 500 {
		p.Code = fmt.Sprintf(e.Code, strconv.Itoa(status), requestID(w.Header()), p.Lang.Moment(s.clock()))
	}
	p.Failed = status >= 500
	if r.Method == http.MethodGet && (p.Failed || status == http.StatusTooManyRequests) {
		p.Retry = localPath(r.URL.RequestURI())
	}
	return p
}

func errorWords(e errorMessages, status int) (heading, say string) {
	switch status {
	case http.StatusNotFound:
		return e.NotFound, e.NotFoundSay
	case http.StatusGone:
		return e.Gone, e.GoneSay
	case http.StatusServiceUnavailable:
		return e.Overloaded, e.OverloadedSay
	case http.StatusTooManyRequests:
		return e.Limited, e.LimitedSay
	case http.StatusForbidden:
		return e.Forbidden, e.ForbiddenSay
	case http.StatusRequestEntityTooLarge:
		return e.TooLarge, e.TooLargeSay
	case http.StatusMethodNotAllowed:
		return e.Method, e.MethodSay
	}
	if status < 500 {
		return e.BadRequest, e.BadRequestSay
	}
	return e.Failed, e.FailedSay
}
