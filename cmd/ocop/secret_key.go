package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/seal"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web"
	"github.com/ocopmarket/ocop/web/admin"
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

// sealJob seals secrets by the first key that is given, those of people too who never come.
const sealJob = "seal-secrets"

// tellKeys says in the log what is amiss with the keys, once at the start, and has sealed anew what another key sealed.
func (m *market) tellKeys(ctx context.Context) {
	if len(m.keys.Keys()) == 0 {
		m.log.WarnContext(ctx, "the secrets of authenticators are stored readable: give every process the same OCOP_SECRET_KEY, such as `openssl rand -base64 32` prints")
	}
	n, err := m.people.accounts.CheckKeys(ctx)
	if err == nil && n.Old > 0 {
		err = m.askSealing(ctx)
	}
	if err != nil {
		m.log.WarnContext(ctx, "the seals of authenticators are not checked", "error", err)
	}
	if n.Shut > 0 {
		m.log.ErrorContext(ctx, "authenticators do not open: the key that sealed them is missing; give it back in secret.key of the data folder or in OCOP_SECRET_KEY", "people", n.Shut)
	}
}

// askSealing has the job run now; where it never ran, it is due by itself.
func (m *market) askSealing(ctx context.Context) error {
	err := m.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return jobs.Ask(ctx, tx, sealJob, m.clock()) })
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// tellSealing tells by which keys secrets are sealed, for how many people they are not, and what is amiss.
func (m *market) tellSealing(ctx context.Context) (admin.Telling, error) {
	keys := m.keys.Keys()
	if len(keys) == 0 {
		return admin.Telling{More: admin.Words{VI: "đọc được trong kho, vì chưa có OCOP_SECRET_KEY", EN: "readable in the store, since there is no OCOP_SECRET_KEY"}, Amiss: admin.Words{VI: "Chưa niêm", EN: "Not sealed"}}, nil
	}
	named := strings.Join(keys, ", ")
	t := admin.Telling{More: admin.Words{VI: "khóa " + named, EN: "key " + named}}
	n, err := m.people.accounts.CheckKeys(ctx)
	switch {
	case n.Old > 0:
		t.More.VI += ", chưa niêm bằng khóa đầu: " + web.VI.Num(n.Old) + " người"
		t.More.EN += ", people not sealed by the first key yet: " + web.EN.Num(n.Old)
	case err == nil && len(keys) > 1:
		t.More.VI += ", không còn ai dưới khóa cũ"
		t.More.EN += ", nobody is left under an old key"
	}
	if n.Shut > 0 {
		t.Amiss = admin.Words{VI: "Thiếu khóa của " + web.VI.Num(n.Shut) + " người", EN: "Key missing, people: " + web.EN.Num(n.Shut)}
	}
	return t, err
}
