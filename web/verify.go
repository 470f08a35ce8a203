package web

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// verifyPage lets anyone check what stands on a label.
type verifyPage struct {
	Page
	Typed    string
	Found    bool
	Missing  bool // something was typed that is in no register
	NotFound string
	Tag      stateTag
	Badge    *badge // only while the certificate counts
	Name     string
	By       string
	Lost     string // why it does not count, with the decision
	LostSay  string
	Misuse   bool // whoever shows its stars now does so wrongly
	Rows     template.HTML
	History  []historyLine
	Product  string // path
	Reading  []readingLine
}

// historyLine is one act in a certificate's history.
type historyLine struct {
	Date, What, Note, Reason string
	Class                    string // of the mark beside it
	Scan                     string // address of the paper, where an officer attached it
}

// readingLine explains a state.
type readingLine struct {
	Tag   stateTag
	Words string
}

// scanPath begins the address of the scan of an officer's decision; package web/officer/registry serves it.
const scanPath = "/quyet-dinh/ban-quet/"

// maxTyped bounds what is looked up, in bytes.
const maxTyped = 120

// showVerifyForm serves GET /xac-minh, with ?so= from the form: what is found has an address of its own.
func (s *Server) showVerifyForm(c *gin.Context) error {
	typed := cut(strings.TrimSpace(c.Query("so")), maxTyped)
	if typed == "" {
		return s.render(c, http.StatusOK, "verify", s.verifyPage(c, ""))
	}
	cert, err := s.records.FindCertificate(c.Request.Context(), typed)
	if errors.Is(err, store.ErrNotFound) {
		return s.showMissing(c, typed)
	}
	if err != nil {
		return fmt.Errorf("look up certificate: %w", err)
	}
	lang, _ := langOf(c.Request.URL.Path)
	c.Header("Cache-Control", "no-cache")
	c.Redirect(http.StatusSeeOther, lang.Path(certificatePath(cert.ID)))
	return nil
}

// showCertificate serves GET /xac-minh/*number: numbers hold slashes, spaces and Đ.
func (s *Server) showCertificate(c *gin.Context) error {
	typed := cut(strings.Trim(c.Param("number"), "/ "), maxTyped)
	if typed == "" {
		return s.showVerifyForm(c)
	}
	cert, err := s.records.FindCertificate(c.Request.Context(), typed)
	if errors.Is(err, store.ErrNotFound) {
		return s.showMissing(c, typed)
	}
	if err != nil {
		return fmt.Errorf("look up certificate: %w", err)
	}
	p := s.verifyPage(c, typed)
	s.fillVerdict(p, cert)
	return s.render(c, http.StatusOK, "verify", p)
}

func (s *Server) showMissing(c *gin.Context, typed string) error {
	p := s.verifyPage(c, typed)
	p.Missing, p.NoIndex = true, true
	p.NotFound = fmt.Sprintf(p.T.Verify.NotFound, typed)
	p.Title = p.NotFound
	p.Tag = stateTag{Class: "tag--danger", Icon: "i-ban", Word: p.T.Verify.NotFoundTag}
	return s.render(c, http.StatusNotFound, "verify", p)
}

func (s *Server) verifyPage(c *gin.Context, typed string) *verifyPage {
	p := &verifyPage{Page: s.newPage(c, ""), Typed: typed}
	m := p.T.Verify
	p.Title, p.Description, p.Tab = m.Title, m.Description, "verify"
	p.Path = "/xac-minh"
	p.Crumbs = []Crumb{{p.T.Common.Home, "/"}, {Name: p.T.Common.Verify}}
	for _, r := range []struct {
		state catalog.State
		words string
	}{
		{catalog.StateValid, m.ReadValid}, {catalog.StateExpiring, m.ReadExpiring}, {catalog.StateExpired, m.ReadExpired},
		{catalog.StateSuspended, m.ReadSuspended}, {catalog.StateRevoked, m.ReadRevoked}, {catalog.StateUnknown, m.ReadUnknown},
	} {
		p.Reading = append(p.Reading, readingLine{Tag: p.T.tag(r.state), Words: r.words})
	}
	return p
}

// fillVerdict says what a certificate is worth now, and all that happened to it.
func (s *Server) fillVerdict(p *verifyPage, cert *catalog.Certificate) {
	v, state := s.view(p.Lang), s.records.CertificateState(cert)
	cert = cert.At(v.now) // what takes effect until now is in effect
	p.Found, p.Typed = true, cert.ID
	p.Path = certificatePath(cert.ID)
	p.Tag = p.T.tag(state)
	p.Title = cert.ID + ", " + strings.ToLower(p.Tag.Word)
	p.NoIndex = true
	s.nameVerdict(p, v, cert)
	if state.ShowsStars() {
		stars := strconv.Itoa(int(cert.Stars))
		p.Badge = &badge{Stars: int(cert.Stars), Alt: fmt.Sprintf(v.t.Common.BadgeAlt, stars)}
	} else {
		p.Lost = v.honestLine(state, cert.Validity(), cert.StandingDecision)
		p.LostSay, p.Misuse = v.t.sayState(state), state != catalog.StateUnknown
	}
	p.Rows = factList(v.verdictRows(cert, state))
	p.History = v.history(cert)
}

// nameVerdict puts the product's and its maker's names over the verdict.
func (s *Server) nameVerdict(p *verifyPage, v *view, cert *catalog.Certificate) {
	card, ok := s.shelf.Card(cert.ProductID)
	if !ok {
		p.Name = cert.ID
		return
	}
	p.Name = v.name(card)
	p.By = card.ProducerName + ", " + v.lang.PlaceName(card.Place)
	p.Product = v.productPath(card)
}

func (v *view) verdictRows(cert *catalog.Certificate, state catalog.State) []fact {
	m := &v.t.Verify
	var rows []fact
	add := func(label, value string) {
		if value != "" {
			rows = append(rows, fact{Label: label, Value: value})
		}
	}
	add(m.Number, cert.ID)
	if state.ShowsStars() {
		add(m.Rank, v.verdictRank(cert))
	} else {
		last := lastDecision(cert.Known(v.now))
		add(m.Reason, v.reasonOf(last))
		add(m.Once, fmt.Sprintf(m.OnceSay, v.lang.starsWord(int(cert.Stars)), v.lang.Date(cert.IssuedOn)))
		add(m.DecidedBy, last.By)
	}
	decision := cert.Decision
	if decision != "" && !cert.IssuedOn.IsZero() {
		decision = fmt.Sprintf(m.DecisionOf, decision, v.lang.Date(cert.IssuedOn))
	}
	add(m.Decision, decision)
	add(m.Issuer, cert.Issuer)
	add(m.InForce, fmt.Sprintf(m.InForceSpan, v.lang.Date(cert.IssuedOn), v.lang.Date(lastDay(cert.ExpiresAt))))
	add(m.Confirmed, v.lang.Moment(v.shelf.Confirmed(cert.Province)))
	return rows
}

func (v *view) verdictRank(cert *catalog.Certificate) string {
	words := v.lang.starsWord(int(cert.Stars))
	if cert.Score <= 0 || cert.CriteriaVersion == "" {
		return words
	}
	return fmt.Sprintf(v.t.Verify.RankPoints, words, v.lang.Decimal(cert.Score), cert.CriteriaVersion)
}

// lastDecision is the newest act; empty when none is known.
func lastDecision(decisions []catalog.Decision) catalog.Decision {
	if n := len(decisions); n > 0 {
		return decisions[n-1]
	}
	return catalog.Decision{}
}

// history lists what happened, the newest first. A certificate without recorded acts shows its issue.
func (v *view) history(cert *catalog.Certificate) []historyLine {
	decisions := cert.Known(v.now)
	if len(decisions) == 0 {
		decisions = []catalog.Decision{{Kind: "issue", Number: cert.Decision, Date: cert.IssuedOn, Stars: cert.Stars, By: cert.Issuer}}
	}
	var lines []historyLine
	for i := len(decisions) - 1; i >= 0; i-- {
		lines = append(lines, v.historyLine(decisions[i], cert))
	}
	return lines
}

// historyLine tells of one act.
func (v *view) historyLine(d catalog.Decision, cert *catalog.Certificate) historyLine {
	m := &v.t.Verify
	line := historyLine{Date: v.lang.Date(d.Date), What: v.act(d, cert), Reason: v.reasonOf(d), Class: "done"}
	if d.Kind == "revoke" || d.Kind == "withdraw" || d.Kind == "suspend" {
		line.Class = "bad"
	}
	var notes []string
	if d.Number != "" {
		notes = append(notes, fmt.Sprintf(m.DecisionNumber, d.Number))
	}
	if !d.From.IsZero() {
		notes = append(notes, fmt.Sprintf(m.InEffectFrom, v.lang.Moment(d.From)))
	}
	if d.By != "" {
		notes = append(notes, d.By)
	}
	if d.Paper != "" {
		line.Scan = scanPath + d.Paper
	}
	line.Note = strings.Join(notes, ", ")
	return line
}

// reasonOf is the reason of an act, as the register wrote it or in our words where it wrote none.
func (v *view) reasonOf(d catalog.Decision) string {
	switch d.Reason {
	case catalog.ReasonUnsaid:
		return v.t.Verify.ReasonUnsaid
	case catalog.ReasonMissing:
		return v.t.Verify.ReasonMissing
	}
	return d.Reason
}

func (v *view) act(d catalog.Decision, cert *catalog.Certificate) string {
	m := &v.t.Verify
	stars := d.Stars
	if stars == 0 {
		stars = cert.Stars
	}
	switch d.Kind {
	case "issue":
		return fmt.Sprintf(m.ActIssue, v.lang.starsWord(int(stars)))
	case "renew":
		return fmt.Sprintf(m.ActRenew, v.lang.starsWord(int(stars)))
	case "suspend":
		return m.ActSuspend
	case "reinstate":
		return m.ActReinstate
	case "revoke":
		return m.ActRevoke
	case "withdraw":
		return m.ActWithdraw
	}
	return m.ActOther
}
