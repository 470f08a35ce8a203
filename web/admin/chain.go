package admin

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/desk"
)

// chainJob is the job that reads the audit log's whole chain every day.
const chainJob = "audit-anchor"

// chain is what the last reading of the audit log's chain found.
type chain struct {
	Whole, Broken bool // neither before it was read once
	At            time.Time
	Say           string // what was wrong
}

// chain tells what is known of it. Reading it all takes too long for a page.
func (p *pages) chain(ctx context.Context) (chain, error) {
	r, known, err := p.record(ctx, chainJob)
	if err != nil || !known {
		return chain{}, err
	}
	broken := strings.Contains(r.Error, audit.ErrBroken.Error())
	return chain{Whole: !broken && !r.Succeeded.IsZero(), Broken: broken, At: r.Ended, Say: r.Error}, nil
}

// verifyAudit reads the whole chain and tells whether it holds.
func (p *pages) verifyAudit(ask *desk.Ask) error {
	n, broken := audit.Verify(ask.Ctx(), p.DB)
	if broken != nil && !errors.Is(broken, audit.ErrBroken) {
		return broken
	}
	if err := p.readAgain(ask.Ctx()); err != nil {
		return err
	}
	if broken != nil {
		return ask.SeeSaying(auditPath, ask.Say("CHUỖI BĂM ĐỨT: %v", "THE CHAIN IS BROKEN: %v", broken))
	}
	return ask.SeeSaying(auditPath, ask.Say("Chuỗi băm nguyên vẹn: %d dòng.", "The chain is whole: %d entries.", n))
}

// readAgain has the job read the chain too, so that the first page tells what was found now.
func (p *pages) readAgain(ctx context.Context) error {
	err := p.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		return jobs.Ask(ctx, tx, chainJob, p.Clock().UTC())
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil // no process has read it yet, and the first one will
	}
	return err
}
