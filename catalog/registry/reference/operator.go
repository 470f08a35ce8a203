package reference

import (
	"cmp"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// acts are what an operator may do to a certificate.
var acts = []string{"revoke", "suspend", "reinstate", "renew", "withdraw"}

// Act is the body of POST /operator/v1/certificates/{act}. The number is here and not in the path, as numbers hold slashes and spaces.
type Act struct {
	Number   string  `json:"number"`
	Reason   string  `json:"reason,omitempty"`
	Decision string  `json:"decision,omitempty"` // its number; made up where empty
	Stars    int     `json:"stars,omitempty"`    // of a renewal; as before where zero
	Score    float64 `json:"score,omitempty"`    // of a renewal; as before where zero
}

// Refusals of an operator's act.
var (
	errNoCertificate = errors.New("no certificate has this number")
	errNotNow        = errors.New("the certificate's status does not allow this")
	errBadInput      = errors.New("bad input")
)

// may lists the statuses in which an act is possible.
var may = map[string][]registry.Status{
	"revoke":    {registry.Valid, registry.Suspended},
	"suspend":   {registry.Valid},
	"reinstate": {registry.Suspended},
	"renew":     {registry.Valid, registry.Suspended},
	"withdraw":  {registry.Valid, registry.Suspended, registry.Revoked},
}

// becomes is the status after an act.
var becomes = map[string]registry.Status{
	"revoke": registry.Revoked, "suspend": registry.Suspended, "reinstate": registry.Valid,
	"renew": registry.Valid, "withdraw": registry.Withdrawn,
}

// operator lets only those in who hold the token.
func (s *Server) operator(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok || s.token == "" || subtle.ConstantTimeCompare([]byte(given), []byte(s.token)) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, http.StatusUnauthorized, "unauthorized", "This needs the operator's token.")
			return
		}
		next(w, r)
	})
}

// readBody decodes a small JSON body strictly; it has answered where it returns false.
func readBody(w http.ResponseWriter, r *http.Request, into any) bool {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		fail(w, http.StatusBadRequest, "bad-body", err.Error())
		return false
	}
	return true
}

// act serves POST /operator/v1/certificates/{act} and answers with the record after it.
func (s *Server) act(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var a Act
		if !readBody(w, r, &a) {
			return
		}
		rec, err := s.Do(kind, a)
		s.answerAct(w, r, rec, err, http.StatusOK)
	}
}

func (s *Server) answerAct(w http.ResponseWriter, r *http.Request, rec registry.Record, err error, done int) {
	switch {
	case errors.Is(err, errNoCertificate):
		fail(w, http.StatusNotFound, "no-certificate", err.Error())
	case errors.Is(err, errNotNow):
		fail(w, http.StatusConflict, "not-now", err.Error())
	case errors.Is(err, errBadInput):
		fail(w, http.StatusUnprocessableEntity, "bad-input", err.Error())
	case err != nil:
		s.log.ErrorContext(r.Context(), "operator's act failed", "error", err)
		fail(w, http.StatusInternalServerError, "failed", "The act was not done.")
	default:
		illustrate(&rec, s.baseURL(r))
		answer(w, done, rec)
	}
}

// Do performs an act on the certificate with that number: it is durable when Do returns, and in the feed from then on.
func (s *Server) Do(kind string, a Act) (registry.Record, error) {
	id, ok := s.store.holder(a.Number)
	if !ok {
		return registry.Record{}, fmt.Errorf("%w: %q", errNoCertificate, a.Number)
	}
	return s.store.change(id, func(r *registry.Record) error {
		if !allowed(kind, r.Certificate.Status) {
			return fmt.Errorf("%w: %s is %s", errNotNow, r.Certificate.Number, r.Certificate.Status)
		}
		if kind == "renew" {
			return s.renew(r, a)
		}
		stars := max(4, r.Certificate.Stars) // what a district gave before 2025 is the province's business now
		today, by := s.now().In(vietnam.Zone), s.office(provinceOfID(r.ID), stars)
		r.Certificate.Status = becomes[kind]
		r.Decisions = append(r.Decisions, registry.Decision{
			Kind: kind, Number: cmp.Or(a.Decision, decision(by, dayOf(today), stars)), Date: today.Format(dateLayout), Reason: a.Reason,
			Certificate: r.Certificate.Number, By: by,
		})
		return nil
	})
}

func allowed(kind string, status registry.Status) bool { return slices.Contains(may[kind], status) }

// find serves GET /operator/v1/records?number=.
func (s *Server) find(w http.ResponseWriter, r *http.Request) {
	id, ok := s.store.holder(r.URL.Query().Get("number"))
	rec, there := s.store.get(id)
	if !ok || !there {
		fail(w, http.StatusNotFound, "no-certificate", errNoCertificate.Error())
		return
	}
	illustrate(&rec, s.baseURL(r))
	answer(w, http.StatusOK, rec)
}

// holder finds the product whose present certificate has that number.
func (s *store) holder(number string) (string, bool) {
	number = strings.Join(strings.Fields(number), " ")
	found := ""
	s.each(func(st stand) bool {
		if st.number == number {
			found = st.id
		}
		return found == ""
	})
	return found, found != ""
}

// office is who decides today about that many stars.
func (s *Server) office(province string, stars int) string {
	return issuer(&product{province: province, producer: &producer{}}, dayOf(s.now().In(vietnam.Zone)), stars)
}

// provinceOfID reads the province from an id.
func provinceOfID(id string) string {
	if serialOf(id) < 0 {
		return ""
	}
	return id[5:7]
}
