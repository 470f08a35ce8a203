package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ocopmarket/ocop/accounts"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/store"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Make an account, such as the first administrator's, and print a link by which its password is set."`
}

// Help shows an example.
func (userCmd) Help() string { return "Example: ocop user add --admin an@example.vn" }

type userAddCmd struct {
	Email string `arg:"" help:"Mail address of the account."`
	Admin bool   `help:"Make it an administrator of the platform."`
	Name  string `help:"What the person is called; what stands before the @ if not said."`
}

// Help shows an example.
func (userAddCmd) Help() string {
	return "An account that exists becomes an administrator with --admin, and gets a new link.\n\nExample: ocop user add --admin an@example.vn"
}

// Run makes the account.
func (c *userAddCmd) Run(ctx context.Context, settings *config.Settings) error {
	in := request{Name: "user-add", Args: map[string]string{"email": c.Email, "name": c.Name}}
	if c.Admin {
		in.Args["admin"] = "true"
	}
	return operate(ctx, settings, in)
}

func runUserAdd(ctx context.Context, m *market, in request, out io.Writer) error {
	p, err := m.userToAdd(ctx, in)
	if err != nil {
		return err
	}
	secret, err := m.people.accounts.FirstLink(ctx, p.ID)
	if err != nil {
		return err
	}
	kind := "an account"
	if p.Admin {
		kind = "an administrator"
	}
	fmt.Fprintf(out, "%s is %s. Open this link to set the password; it works once, for 48 hours:\n%s/dat-lai-mat-khau?ma=%s\n", p.Email, kind, m.publicURL, secret)
	if p.Admin {
		fmt.Fprintln(out, "An authenticator on a phone is set up at the first sign-in.")
	}
	return nil
}

// userToAdd is the account that is wanted: a new one, or one that exists and becomes an administrator.
func (m *market) userToAdd(ctx context.Context, in request) (*accounts.Person, error) {
	email, admin := in.Args["email"], in.Args["admin"] != ""
	p, err := m.people.accounts.ByEmail(ctx, email)
	if errors.Is(err, store.ErrNotFound) {
		name := in.Args["name"]
		if name == "" {
			name, _, _ = strings.Cut(email, "@")
		}
		return m.people.accounts.Add(ctx, accounts.Newcomer{Name: name, Email: email, Admin: admin})
	}
	if err != nil || !admin || p.Admin {
		return p, err
	}
	if err := m.people.accounts.SetAdmin(ctx, p.ID, true, "ocop user add --admin"); err != nil {
		return nil, err
	}
	return m.people.accounts.Get(ctx, p.ID)
}
