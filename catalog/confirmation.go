package catalog

import (
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// Confirmation is when the registry last confirmed what we hold of a province.
type Confirmation struct {
	store.Meta `bson:",inline"` // ID is the province's code, or "unmapped" for records whose place nobody has mapped
	At         time.Time        `bson:"at"`
}

// unmapped stands for the records whose place nobody has mapped.
const unmapped = "unmapped"

func confirmationID(province string) string {
	if province == "" {
		return unmapped
	}
	return province
}

func provinceOf(id string) string {
	if id == unmapped {
		return ""
	}
	return id
}
