package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/ocopmarket/ocop/internal/audit"
)

// operation is an operator's act on the market. It runs inside the process that
// has the market open: the command itself, or the running instance on its behalf.
type operation func(ctx context.Context, m *market, in request, out io.Writer) error

// request is what a command hands to an operation.
type request struct {
	Name string            `json:"name"`
	Args map[string]string `json:"args,omitempty"`
	// Terminal tells that the one who reads the output sees a bar move.
	Terminal bool `json:"terminal,omitempty"`
}

// operations lists them by name. A command of that name exists for each.
func operations() map[string]operation {
	return map[string]operation{
		"sync":      runSync,
		"status":    runStatus,
		"approve":   runApprove,
		"import":    runImport,
		"reindex":   runReindex,
		"paid":      runPaid,
		"statement": runStatement,
		"advance":   runAdvance,
		"backup":    runBackup,

		"recount": runRecount,

		"audit-verify": runAuditVerify,
		"stock-verify": runStockVerify,
		"user-add":     runUserAdd,
	}
}

// errUnknownOperation: the running instance is of another version than the command.
var errUnknownOperation = errors.New("the running instance does not know this command; is it of another version?")

// do runs an operation by name.
func (m *market) do(ctx context.Context, in request, out io.Writer) error {
	run, ok := operations()[in.Name]
	if !ok {
		return fmt.Errorf("%s: %w", in.Name, errUnknownOperation)
	}
	return run(audit.WithActor(ctx, audit.Actor{Via: "command"}), m, in, out)
}

// reply is one line of the answer to a remote operation: a piece of output, or the end.
type reply struct {
	Output string `json:"output,omitempty"`
	Done   bool   `json:"done,omitempty"`
	Error  string `json:"error,omitempty"`
}

// replies writes output as it comes, a JSON line each.
type replies struct {
	to    io.Writer
	flush func()
}

func (r replies) Write(p []byte) (int, error) {
	if err := r.send(reply{Output: string(p)}); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (r replies) end(err error) error {
	last := reply{Done: true}
	if err != nil {
		last.Error = err.Error()
	}
	return r.send(last)
}

func (r replies) send(line reply) error {
	if err := json.NewEncoder(r.to).Encode(line); err != nil {
		return err
	}
	r.flush()
	return nil
}
