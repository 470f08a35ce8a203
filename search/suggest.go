package search

// HitsPerSuggestion is how many products an engine looks at for each suggestion wanted:
// many have the same name.
const HitsPerSuggestion = 4

// Suggestions makes suggestions of ranked products: a name that several of them have
// becomes a query, one that a single product has leads to it.
func Suggestions(hits []Suggestion, limit int) []Suggestion {
	out := make([]Suggestion, 0, limit)
	at := make(map[string]int, len(hits))
	for _, h := range hits {
		key := Fold(h.Text)
		if i, ok := at[key]; ok {
			if i >= 0 {
				out[i].ID = ""
			}
			continue
		}
		if len(out) >= limit {
			at[key] = -1
			continue
		}
		at[key] = len(out)
		out = append(out, Suggestion{Text: Clean(h.Text), ID: h.ID})
	}
	return out
}
