package orders

import (
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// reply remembers the answer to a request with an idempotency key. It is
// written in the transaction of the order itself, so a crash leaves no key
// behind that stands for nothing.
type reply struct {
	store.Meta `bson:",inline"` // ID is the hash of the key
	BodyHash   string           `bson:"body_hash"`
	Checkout   string           `bson:"checkout"`
	Sealed     string           `bson:"sealed"` // the access token, see seal
	ExpiresAt  time.Time        `bson:"expires_at"`
}
