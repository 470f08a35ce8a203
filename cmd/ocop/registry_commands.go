package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/catalog/registry/reference"
	"github.com/ocopmarket/ocop/internal/config"
)

type registryCmd struct {
	Serve     registryServeCmd `cmd:"" help:"Run the reference registry alone."`
	Revoke    revokeCmd        `cmd:"" help:"Revoke a certificate in the running reference registry."`
	Suspend   suspendCmd       `cmd:"" help:"Suspend a certificate."`
	Reinstate reinstateCmd     `cmd:"" help:"Reinstate a suspended certificate."`
	Renew     renewCmd         `cmd:"" help:"Renew: issue a new certificate for the same product."`
	Withdraw  withdrawCmd      `cmd:"" help:"Withdraw a product from the programme."`
}

// Help shows an example.
func (registryCmd) Help() string { return "Example: ocop registry revoke \"QN 0412/2024\"" }

type registryServeCmd struct {
	DemoSize int `help:"Products of demonstration data." default:"16000" env:"OCOP_DEMO_SIZE"`
}

// Help shows an example.
func (registryServeCmd) Help() string {
	return "Example: ocop registry serve --registry-addr 0.0.0.0:8090"
}

// Run serves the registry until it is told to stop.
func (c *registryServeCmd) Run(ctx context.Context, settings *config.Settings) error {
	dir := registryDir(settings)
	r, err := startRegistry(ctx, dir, settings.RegistryAddr, c.DemoSize, logger(settings))
	if err != nil {
		return err
	}
	// A market may keep its own addresses in the folder above.
	if err := config.WriteAddresses(dir, config.Addresses{Registry: r.addr, PID: os.Getpid()}); err != nil {
		return err
	}
	fmt.Printf("Reference registry at %s\nIts public key, for OCOP_REGISTRY_KEY: %s\nPrices and stock of its products: %s/lists/offers.csv\nData in %s\n", r.URL(), r.key, r.URL(), dir)
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return errors.Join(config.ForgetAddresses(dir), r.close(ctx))
}

func registryDir(s *config.Settings) string { return filepath.Join(s.Data, "registry") }

// registryAct is what the commands on one certificate share.
type registryAct struct {
	Number   string `arg:"" help:"Number of the certificate."`
	Reason   string `help:"Why."`
	Decision string `help:"Number of the decision; one is made up if it is left out."`
}

// do acts in the reference registry that runs with this data, or in one opened for the moment.
func (c *registryAct) do(ctx context.Context, settings *config.Settings, kind string) error {
	what := reference.Act{Number: c.Number, Reason: c.Reason, Decision: c.Decision}
	token, err := os.ReadFile(filepath.Join(registryDir(settings), "token"))
	if err != nil {
		return fmt.Errorf("no reference registry has run on the data in %s: %w", settings.Data, err)
	}
	base, stop, err := reachReference(ctx, settings)
	if err != nil {
		return err
	}
	defer stop()
	status, err := act(ctx, base, strings.TrimSpace(string(token)), kind, what)
	if err != nil {
		return err
	}
	fmt.Printf("%s. It shows in the market after the next pull: ocop sync\n", status)
	return nil
}

// reachReference finds the running reference registry, or starts one until stop is called.
func reachReference(ctx context.Context, settings *config.Settings) (base string, stop func(), err error) {
	for _, addr := range registryAddresses(settings) {
		if conn, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
			conn.Close()
			return "http://" + addr, func() {}, nil
		}
	}
	r, err := startRegistry(ctx, registryDir(settings), "127.0.0.1:0", 0, logger(settings))
	if err != nil {
		return "", nil, err
	}
	return r.URL(), func() { _ = r.close(context.WithoutCancel(ctx)) }, nil // it served one request, which was answered
}

func registryAddresses(settings *config.Settings) []string {
	var all []string
	for _, dir := range []string{settings.Data, registryDir(settings)} {
		if a, err := config.ReadAddresses(dir); err == nil && a.Registry != "" {
			all = append(all, a.Registry)
		}
	}
	return append(all, settings.RegistryAddr)
}

type revokeCmd struct{ registryAct }

// Help shows an example.
func (revokeCmd) Help() string {
	return "Example: ocop registry revoke \"QN 0412/2024\" --reason \"vi phạm an toàn thực phẩm\""
}

// Run revokes.
func (c *revokeCmd) Run(ctx context.Context, s *config.Settings) error { return c.do(ctx, s, "revoke") }

type suspendCmd struct{ registryAct }

// Help shows an example.
func (suspendCmd) Help() string { return "Example: ocop registry suspend \"QN 0412/2024\"" }

// Run suspends.
func (c *suspendCmd) Run(ctx context.Context, s *config.Settings) error {
	return c.do(ctx, s, "suspend")
}

type reinstateCmd struct{ registryAct }

// Help shows an example.
func (reinstateCmd) Help() string { return "Example: ocop registry reinstate \"QN 0412/2024\"" }

// Run reinstates.
func (c *reinstateCmd) Run(ctx context.Context, s *config.Settings) error {
	return c.do(ctx, s, "reinstate")
}

type renewCmd struct{ registryAct }

// Help shows an example.
func (renewCmd) Help() string { return "Example: ocop registry renew \"QN 0412/2024\"" }

// Run renews.
func (c *renewCmd) Run(ctx context.Context, s *config.Settings) error { return c.do(ctx, s, "renew") }

type withdrawCmd struct{ registryAct }

// Help shows an example.
func (withdrawCmd) Help() string { return "Example: ocop registry withdraw \"QN 0412/2024\"" }

// Run withdraws.
func (c *withdrawCmd) Run(ctx context.Context, s *config.Settings) error {
	return c.do(ctx, s, "withdraw")
}
