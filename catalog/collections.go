package catalog

import "github.com/ocopmarket/ocop/internal/store"

var (
	products = store.Define[Product]("products",
		store.Index{Fields: []string{"slug"}, Unique: true},
		store.Index{Fields: []string{"registry_id"}, Unique: true},
		store.Index{Fields: []string{"producer_id"}},
		store.Index{Fields: []string{"gtin"}},
		store.Index{Fields: []string{"trace_code"}},
		store.Index{Fields: []string{"pictures_due", "popularity"}},
	)
	producers = store.Define[Producer]("producers",
		store.Index{Fields: []string{"slug"}, Unique: true},
		store.Index{Fields: []string{"registry_id"}, Unique: true},
	)
	certificates = store.Define[Certificate]("certificates",
		store.Index{Fields: []string{"key", "issued_on"}},
		store.Index{Fields: []string{"product_id", "issued_on"}},
		store.Index{Fields: []string{"province"}},
		store.Index{Fields: []string{"expires_at"}},
	)
	stocks = store.Define[Stock]("stock",
		store.Index{Fields: []string{"product_id"}},
		store.Index{Fields: []string{"low_of"}},
	)
	confirmations = store.Define[Confirmation]("registry_confirmations")
	sweeps        = store.Define[sweep]("expiry_sweeps")
)

// Schemas lists the catalogue's collections.
func Schemas() []store.Schema {
	return []store.Schema{products.Schema(), producers.Schema(), certificates.Schema(), stocks.Schema(), elsewhere.Schema(), stockEntries.Schema(), confirmations.Schema(), sweeps.Schema(), barcodes.Schema(), drafts.Schema()}
}
