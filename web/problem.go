package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// refuse answers with an error: as a page, or as a problem to a program.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		s.refuseProgram(w, r, err)
		return
	}
	s.answerError(w, r, err)
}

// problem is an error by RFC 9457, as the API describes it.
type problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Code   string `json:"code"`
}

// refuseProgram answers a program whose request did not come as far as the API.
func (s *Server) refuseProgram(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) {
		return // the caller went away
	}
	f := faultOf(err)
	if f.Status >= 500 {
		s.logFailure(w, r, err)
	}
	tellRetry(w, f)
	title := http.StatusText(f.Status)
	p := problem{Status: f.Status, Title: title, Code: strings.ReplaceAll(strings.ToLower(title), " ", "_")}
	lang := VI
	if strings.HasPrefix(r.Header.Get("Accept-Language"), string(EN)) {
		lang = EN
	}
	if _, p.Detail = errorWords(lang.messages().Error, f.Status); f.Status == http.StatusTooManyRequests {
		p.Detail = fmt.Sprintf(p.Detail, w.Header().Get("Retry-After"))
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(f.Status)
	_ = json.NewEncoder(w).Encode(p) // the caller went away; nobody is left to tell
}
