package place

// The eras of codes. The same code may name another place before and after 1 July 2025 (19/2025/QĐ-TTg).
const (
	Era2025 = "2025"
	Era2004 = "2004"
)

// Ref is where something is: codes of the era named, never names.
type Ref struct {
	Era      string `bson:"era"`
	Province string `bson:"province"`          // two digits; empty where a person must still map Text
	Commune  string `bson:"commune,omitempty"` // five digits; empty where only the province is known
	Text     string `bson:"text,omitempty"`    // as the source wrote it, kept where codes were missing or of the era before
}
