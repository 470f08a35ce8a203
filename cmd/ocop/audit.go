package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/config"
	"github.com/ocopmarket/ocop/internal/jobs"
	"github.com/ocopmarket/ocop/internal/lease"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Read the whole audit log and tell whether an entry was removed, altered or added from outside."`
}

type auditVerifyCmd struct {
	Anchor string `help:"An end that was noted before, as the log and this command print it; the chain must still hold it." placeholder:"SEQ:HASH"`
}

// Run asks for the verification.
func (c *auditVerifyCmd) Run(ctx context.Context, s *config.Settings) error {
	return operate(ctx, s, request{Name: "audit-verify", Args: map[string]string{"anchor": c.Anchor}})
}

func runAuditVerify(ctx context.Context, m *market, in request, out io.Writer) error {
	var anchors []audit.Head
	if text := in.Args["anchor"]; text != "" {
		seq, hash, ok := strings.Cut(text, ":")
		n, err := strconv.ParseInt(seq, 10, 64)
		if !ok || err != nil {
			return fmt.Errorf("an anchor looks like 120:8c41…, not %q", text)
		}
		anchors = append(anchors, audit.Head{Seq: n, Hash: hash})
	}
	n, err := audit.Verify(ctx, m.db, anchors...)
	if err != nil {
		return err
	}
	end, err := audit.End(ctx, m.db)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The audit log is whole: %d entries. Its end is %d:%s\n", n, end.Seq, end.Hash)
	return nil
}

// anchorJob reads the audit log's whole chain, so that a broken one is told the same day, and writes its end into the
// process's log, which is kept elsewhere: whoever cuts entries off later is found out.
func (m *market) anchorJob(ctx context.Context, _ *lease.Lease) error {
	n, err := audit.Verify(ctx, m.db)
	if err != nil {
		return err
	}
	jobs.Tell(ctx, fmt.Sprintf("%d dòng nguyên vẹn", n), fmt.Sprintf("%d entries are whole", n))
	end, err := audit.End(ctx, m.db)
	if err == nil && end.Seq > 0 {
		m.log.InfoContext(ctx, "end of the audit log", "anchor", fmt.Sprintf("%d:%s", end.Seq, end.Hash))
	}
	return err
}
