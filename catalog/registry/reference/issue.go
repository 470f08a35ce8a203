package reference

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// Issue is the body of POST /operator/v1/records: a product certified for the first time.
type Issue struct {
	Name        string            `json:"name"`
	Group       string            `json:"group"` // of 148/QĐ-TTg
	Description string            `json:"description,omitempty"`
	Story       string            `json:"story,omitempty"`
	Producer    registry.Producer `json:"producer"`
	Commune     string            `json:"commune"` // code of the era 2025
	Score       float64           `json:"score"`   // decides the stars; at least 50
	TraceCode   string            `json:"trace_code,omitempty"`
	GTIN        string            `json:"gtin,omitempty"`
}

// issue serves POST /operator/v1/records.
func (s *Server) issue(w http.ResponseWriter, r *http.Request) {
	var in Issue
	if !readBody(w, r, &in) {
		return
	}
	rec, err := s.Issue(in)
	s.answerAct(w, r, rec, err, http.StatusCreated)
}

// Issue certifies a new product for 36 months from today.
func (s *Server) Issue(in Issue) (registry.Record, error) {
	commune, ok := place.CommuneByCode(in.Commune)
	switch {
	case !ok:
		return registry.Record{}, fmt.Errorf("%w: no commune %q", errBadInput, in.Commune)
	case strings.TrimSpace(in.Name) == "" || strings.TrimSpace(in.Producer.Name) == "":
		return registry.Record{}, fmt.Errorf("%w: a product and its producer have names", errBadInput)
	case starsOf(in.Score) < 3:
		return registry.Record{}, fmt.Errorf("%w: a score of %v gives no certificate", errBadInput, in.Score)
	case prefixes[commune.Province] == "" || !knownGroup(in.Group):
		return registry.Record{}, fmt.Errorf("%w: no group %q", errBadInput, in.Group)
	}
	id := fmt.Sprintf("OCOP-%s-%05d", commune.Province, s.store.reserve()+1)
	return s.store.change(id, func(r *registry.Record) error {
		r.Name, r.Group, r.CriteriaVersion = in.Name, in.Group, "148/QĐ-TTg"
		r.Description, r.Story, r.Producer = in.Description, in.Story, in.Producer
		r.Place = registry.Place{Era: place.Era2025, Province: commune.Province, Commune: commune.Code}
		r.TraceCode, r.GTIN = in.TraceCode, in.GTIN
		s.grant(r, "issue", starsOf(in.Score), in.Score, Act{})
		return nil
	})
}

func knownGroup(group string) bool {
	for _, c := range loadBank().categories {
		if c.group == group {
			return true
		}
	}
	return false
}

// starsOf is the half-open ranges of 148/QĐ-TTg.
func starsOf(score float64) int {
	switch {
	case math.IsNaN(score) || score < 30 || score > 100:
		return 1
	case score < 50:
		return 2
	case score < 70:
		return 3
	case score < 90:
		return 4
	}
	return 5
}

// renew gives a new certificate, under the criteria of today.
func (s *Server) renew(r *registry.Record, a Act) error {
	stars, points := r.Certificate.Stars, r.Certificate.Score
	if a.Score != 0 {
		stars, points = starsOf(a.Score), a.Score
	}
	if a.Stars != 0 && a.Stars != stars {
		return fmt.Errorf("%w: %v points are %d stars", errBadInput, points, stars)
	}
	if stars < 3 {
		return fmt.Errorf("%w: a score of %v gives no certificate", errBadInput, points)
	}
	r.Group, r.CriteriaVersion = s.groupNow(r), "148/QĐ-TTg"
	s.grant(r, "renew", stars, points, a)
	return nil
}

// groupNow is a product's group in the words of 148/QĐ-TTg.
func (s *Server) groupNow(r *registry.Record) string {
	if i, ok := s.store.place(r.ID); ok {
		return s.data.products[i].kind.group
	}
	return r.Group
}

// grant writes a new certificate and the decision behind it into a record.
func (s *Server) grant(r *registry.Record, kind string, stars int, points float64, a Act) {
	today := s.now().In(vietnam.Zone)
	by := s.office(provinceOfID(r.ID), stars)
	number := s.store.nextNumber(prefix(provinceOfID(r.ID), stars), today.Year())
	act := cmp.Or(a.Decision, decision(by, dayOf(today), stars))
	r.Certificate = registry.Certificate{
		Number: number, Status: registry.Valid, Stars: stars, Score: points, Decision: act, IssuedBy: by,
		IssuedOn: today.Format(dateLayout), ExpiresOn: dateOf(months(dayOf(today), certificateLife)),
	}
	r.Decisions = append(r.Decisions, registry.Decision{Kind: kind, Number: act, Date: today.Format(dateLayout), Reason: a.Reason,
		Certificate: number, Stars: stars, By: by})
}

// nextNumber is the number after the greatest one given in that series. The caller holds the lock.
func (s *store) nextNumber(prefix string, year int) string {
	last, tail := 0, "/"+strconv.Itoa(year)
	see := func(number string) {
		if mid, ok := strings.CutPrefix(number, prefix+" "); ok {
			if mid, ok = strings.CutSuffix(mid, tail); ok {
				if n, err := strconv.Atoi(mid); err == nil {
					last = max(last, n)
				}
			}
		}
	}
	for _, x := range s.data.products {
		see(x.cert.number)
		see(x.earlier.number)
	}
	for _, r := range s.order {
		for _, d := range r.Decisions {
			see(d.Certificate)
		}
	}
	return certificateNumber(prefix, last+1, year)
}
