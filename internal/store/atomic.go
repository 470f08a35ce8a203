package store

import "context"

type atomicKey struct{}

// EnterAtomic marks the context that an engine hands to the function of a
// transaction, or returns ErrNested where it is marked already. Engines use it.
func EnterAtomic(ctx context.Context) (context.Context, error) {
	if err := OutsideAtomic(ctx); err != nil {
		return nil, err
	}
	return context.WithValue(ctx, atomicKey{}, true), nil
}

// OutsideAtomic returns ErrNested for the context of a running transaction. Engines use it.
func OutsideAtomic(ctx context.Context) error {
	if ctx.Value(atomicKey{}) != nil {
		return ErrNested
	}
	return nil
}
