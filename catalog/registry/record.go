// Package registry speaks to the registry of certificates, in the words of the
// registry. It knows two dialects, the national product API and our own change
// feed (openapi.yaml), verifies signatures, and stores nothing.
package registry

import (
	"encoding/json"
	"time"
)

// Status is what the registry says of a certificate.
type Status string

// The statuses of the feed. The national dialect has none: there a record is valid or gone.
const (
	Valid     Status = "valid"
	Suspended Status = "suspended"
	Revoked   Status = "revoked"
	Withdrawn Status = "withdrawn"
)

// Date is a calendar day in Vietnam, written 2006-01-02.
type Date = string

// Record is one certified product as the registry tells it. JSON is the feed's.
type Record struct {
	ID              string      `json:"id"`       // the registry's own, stable over renewals
	Revision        int64       `json:"revision"` // grows with every change in the registry
	Name            string      `json:"name"`
	Group           string      `json:"group"` // a code of the criteria version
	CriteriaVersion string      `json:"criteria_version"`
	Description     string      `json:"description"` // HTML, to be cleaned
	Story           string      `json:"story"`       // HTML, to be cleaned
	Images          []string    `json:"images"`      // addresses, the main one first
	ImageAlts       []string    `json:"image_alts,omitempty"`
	Producer        Producer    `json:"producer"`
	Place           Place       `json:"place"`
	Certificate     Certificate `json:"certificate"`
	Decisions       []Decision  `json:"decisions"` // oldest first, of earlier certificates too
	TraceCode       string      `json:"trace_code,omitempty"`
	GTIN            string      `json:"gtin,omitempty"` // 13 digits
}

// Certificate is the certificate in force, or the last one.
type Certificate struct {
	Number    string  `json:"number"`
	Status    Status  `json:"status"`
	Stars     int     `json:"stars"`
	Score     float64 `json:"score"`
	Decision  string  `json:"decision"` // number of the decision that gave it
	IssuedBy  string  `json:"issued_by"`
	IssuedOn  Date    `json:"issued_on"`
	ExpiresOn Date    `json:"expires_on"` // the last day on which it is valid
}

// Decision is one act in a product's history.
type Decision struct {
	Kind        string `json:"kind"` // issue, renew, suspend, reinstate, revoke, withdraw
	Number      string `json:"number"`
	Date        Date   `json:"date"`
	Reason      string `json:"reason,omitempty"`
	Certificate string `json:"certificate"` // number of the certificate that it concerns
	Stars       int    `json:"stars,omitempty"`
	By          string `json:"by"`
}

// Producer makes the product. Of a household, name and contact are personal data.
type Producer struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	Kind           string `json:"kind"` // company, cooperative, cooperative_group, household
	Representative string `json:"representative,omitempty"`
	Address        string `json:"address,omitempty"`
	Phone          string `json:"phone,omitempty"`
	Email          string `json:"email,omitempty"`
	Story          string `json:"story,omitempty"`
	Since          int    `json:"since,omitempty"`   // year of founding
	Members        int    `json:"members,omitempty"` // of a cooperative or group
}

// Place is where the product is made. Codes name a place only together with the era.
type Place struct {
	Era      string `json:"era"` // "2025" from 1 July 2025, "2004" before
	Province string `json:"province,omitempty"`
	Commune  string `json:"commune,omitempty"`
	Text     string `json:"text,omitempty"` // as written, where codes are missing
}

// Signed is a record with its signature: a detached JWS (RFC 7515 appendix F, alg EdDSA) over the bytes of Record as they stand in the page.
type Signed struct {
	Record    json.RawMessage `json:"record"`
	Signature string          `json:"signature"`
}

// Page is one page of the change feed.
type Page struct {
	Items []Signed `json:"items"`
	Next  string   `json:"next"` // the opaque cursor after the last item; where the feed ends, it asks for what comes later
	More  bool     `json:"more"`
}

// Summary tells what the registry holds at a place in the feed, so that a client can see that it missed something.
type Summary struct {
	Cursor    string                     `json:"cursor"`
	At        time.Time                  `json:"at"`
	Provinces map[string]ProvinceSummary `json:"provinces"`
}

// ProvinceSummary covers the records of one province code of the era 2025.
type ProvinceSummary struct {
	Count int `json:"count"`
	// Digest is the lower-case hex SHA-256 of the lines "id revision\n", sorted by id as bytes.
	Digest string `json:"digest"`
}
