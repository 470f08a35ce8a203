package catalog

import (
	"time"
)

// The kinds of outbox entries that the catalogue writes.
const (
	// EventChanged carries a Change.
	EventChanged = "catalog.changed"
	// EventConfirmed carries a Confirmed.
	EventConfirmed = "registry.confirmed"
)

// Change tells what of the catalogue was changed, so that copies of it can be brought up to date.
type Change struct {
	Products []string `bson:"products,omitempty"` // ids
	// StockOnly: nothing of these products changed but what is available.
	StockOnly    bool                `bson:"stock_only,omitempty"`
	Certificates []CertificateChange `bson:"certificates,omitempty"`
}

// CertificateChange tells that a certificate's standing or stars changed.
type CertificateChange struct {
	Number    string   `bson:"number"`
	ProductID string   `bson:"product_id"`
	From      Standing `bson:"from,omitempty"`
	To        Standing `bson:"to"`
	Decision  string   `bson:"decision,omitempty"`
	// Paper is the officer's decision that caused it; whoever carries that out tells buyers, so that nobody else need.
	Paper string `bson:"paper,omitempty"`
}

// Confirmed tells that the registry confirmed provinces at a time.
type Confirmed struct {
	Provinces []string  `bson:"provinces"`
	At        time.Time `bson:"at"`
}
