package catalog

import (
	"time"

	"github.com/ocopmarket/ocop/catalog/place"
	"github.com/ocopmarket/ocop/internal/store"
)

// ProducerKind is the legal form of a producer.
type ProducerKind string

// The forms that can hold a certificate.
const (
	Company          ProducerKind = "company"
	Cooperative      ProducerKind = "cooperative"
	CooperativeGroup ProducerKind = "cooperative_group"
	Household        ProducerKind = "household"
)

// Producer makes products.
type Producer struct {
	store.Meta `bson:",inline"` // ID is derived from the registry's id of the producer
	RegistryID string           `bson:"registry_id"`
	// RegistryRev is the revision of the record that spoke of the producer last.
	RegistryRev int64        `bson:"registry_rev,omitempty"`
	Slug        string       `bson:"slug"`
	Name        string       `bson:"name"`
	Kind        ProducerKind `bson:"kind"`
	Place       place.Ref    `bson:"place"`
	Story       string       `bson:"story,omitempty"` // cleaned HTML
	Since       int          `bson:"since,omitempty"`
	Members     int          `bson:"members,omitempty"`
	// Contact is for orders and officers. 91/2025/QH15: of a household it is personal data and stays off public pages.
	Contact Contact `bson:"contact"`
	// ContactShown is the consent of a household that its contact may be shown.
	ContactShown bool `bson:"contact_shown,omitempty"`
	// Approved are facts that an officer let differ from what the registry says.
	Approved []Approved `bson:"approved,omitempty"`
	// Closed: an organization claimed the producer and its identity is not verified, so nothing of it is sold (122/2025/QH15).
	Closed    bool      `bson:"closed,omitempty"`
	CreatedAt time.Time `bson:"created_at"`
	UpdatedAt time.Time `bson:"updated_at"`
}

// Contact is how to reach a producer.
type Contact struct {
	Representative string `bson:"representative,omitempty"`
	Address        string `bson:"address,omitempty"`
	Phone          string `bson:"phone,omitempty"`
	Email          string `bson:"email,omitempty"`
}

// PublicContact returns what of the contact may stand on a page: of a household only with its consent.
func (p *Producer) PublicContact() Contact {
	if p.Kind == Household && !p.ContactShown {
		return Contact{}
	}
	return p.Contact
}

// PublicName is what pages call the producer.
func (p *Producer) PublicName() string {
	return publicName(p.Name, p.Kind, p.Contact.Representative, p.Place)
}
