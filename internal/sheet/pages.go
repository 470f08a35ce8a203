package sheet

// Pages yields the lines of what is read a stretch at a time. Read returns what stands behind a cursor, the first
// stretch for none, and the cursor of the next stretch; none on the last one.
func Pages[T any](read func(after string) (items []T, next string, err error), line func(T) []any) Rows {
	return func(yield func([]any, error) bool) {
		for after := ""; ; {
			items, next, err := read(after)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, item := range items {
				if !yield(line(item), nil) {
					return
				}
			}
			if after = next; after == "" {
				return
			}
		}
	}
}
