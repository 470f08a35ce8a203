package accounts

import (
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Use is what somebody signed up for.
type Use string

// The uses.
const (
	UseBuy       Use = "mua"
	UseProducer  Use = "chu-the"
	UseRetail    Use = "sieu-thi"
	UseOrganizer Use = "to-chuc"
)

// Uses lists the uses, in the order in which people are asked.
func Uses() []Use { return []Use{UseBuy, UseProducer, UseRetail, UseOrganizer} }

// Person is somebody with an account.
type Person struct {
	store.Meta `bson:",inline"`
	Name       string `bson:"name"`
	Email      string `bson:"email"` // as Address writes it
	Lang       string `bson:"lang"`  // "vi" or "en": of letters
	Use        Use    `bson:"use"`
	Admin      bool   `bson:"admin"` // of the platform
	// Password is the hash in PHC format; empty until one is set.
	Password   string    `bson:"password,omitempty"`
	PasswordAt time.Time `bson:"password_at,omitempty"`
	// VerifiedAt is when the address was shown to be theirs; zero if it was not.
	VerifiedAt time.Time `bson:"verified_at,omitempty"`
	// TermsAt is when they agreed that what they wrote is kept and used for the account (91/2025/QH15).
	TermsAt time.Time `bson:"terms_at,omitempty"`
	// BlockedAt is when an administrator closed the account; zero if it is open.
	BlockedAt time.Time `bson:"blocked_at,omitempty"`
	// Factor is the second step of signing in; nil if none is set up.
	Factor   *Factor    `bson:"factor,omitempty"`
	Recovery []Recovery `bson:"recovery,omitempty"`
	// Demo marks what was made with the demonstration data.
	Demo      bool      `bson:"demo,omitempty"`
	CreatedAt time.Time `bson:"created_at"`
}

// Verified reports whether the address was shown to be theirs.
func (p *Person) Verified() bool { return !p.VerifiedAt.IsZero() }

// Blocked reports whether an administrator closed the account.
func (p *Person) Blocked() bool { return !p.BlockedAt.IsZero() }

// Factor is an authenticator (RFC 6238) that gives codes of six digits.
type Factor struct {
	Secret string    `bson:"secret"` // sealed, so that who reads the store can make no codes; in base 32 where there is no key
	Since  time.Time `bson:"since"`
	// Step is the last time step whose code was taken: neither it nor an earlier one is taken again.
	Step int64 `bson:"step"`
}

// Recovery is a code that lets somebody in once without their authenticator.
type Recovery struct {
	Hash   string    `bson:"hash"`
	UsedAt time.Time `bson:"used_at,omitempty"`
}
