package orders

// Contact is whom the carrier calls.
type Contact struct {
	Name  string `bson:"name"`
	Phone string `bson:"phone"` // national, digits only: "0912345678"
	Email string `bson:"email,omitempty"`
}

// Address is where it goes: two levels, by the codes of the era 2025.
type Address struct {
	Province string `bson:"province"`
	Commune  string `bson:"commune"`
	Street   string `bson:"street"`
	Note     string `bson:"note,omitempty"` // for the carrier
}
