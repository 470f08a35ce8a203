package main

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/seal"
)

// secretKeys are the keys that seal secrets in the store: those that are configured and, where the store is a
// file of this process alone, the one beside it, which is made at the first start. Processes that share a store
// share what is configured, and never what one of them has in its folder.
func secretKeys(s config.Settings) (*seal.Ring, error) {
	if s.MongoDBURI != "" {
		return seal.Parse(s.SecretKey)
	}
	path := filepath.Join(s.Data, "secret.key")
	kept, err := orMake(path, seal.NewKey)
	if err != nil {
		return nil, err
	}
	return seal.Parse(s.SecretKey + "\n" + kept)
}

// tellKeys says in the log what is amiss with the keys, once at the start.
func (m *market) tellKeys(ctx context.Context) {
	if len(m.keys.Keys()) == 0 {
		m.log.WarnContext(ctx, "the secrets of authenticators are stored readable: give every process the same OCOP_SECRET_KEY, such as `openssl rand -base64 32` prints")
	}
	if err := m.people.accounts.CheckKeys(ctx); errors.Is(err, accounts.ErrSealed) {
		m.log.ErrorContext(ctx, "authenticators do not open: the key that sealed them is missing; give it back in secret.key of the data folder or in OCOP_SECRET_KEY", "error", err)
	}
}
