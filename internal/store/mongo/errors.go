package mongo

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"
)

// The labels by which servers and driver say what may be tried again.
const (
	transient = "TransientTransactionError"
	unknown   = "UnknownTransactionCommitResult"
)

// passing are the codes of a deployment that cannot serve now but may soon: an
// election, a shutdown, a time limit, a write that no majority confirmed yet.
var passing = []int{6, 7, 50, 64, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436}

// failure turns an error of the driver into one of the store's.
func failure(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("store: %w", ctx.Err())
	case mongo.IsDuplicateKeyError(err):
		return fmt.Errorf("%w: %w", store.ErrDuplicate, err)
	case ctx.Err() != nil || unavailable(err):
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

// away reports that no server was found that could answer, for as long as one is waited for.
func away(err error) bool {
	var selection topology.ServerSelectionError
	return errors.As(err, &selection)
}

func unavailable(err error) bool {
	if mongo.IsTimeout(err) || mongo.IsNetworkError(err) || labelled(err, transient) || away(err) {
		return true
	}
	var connection topology.ConnectionError
	if errors.As(err, &connection) {
		return true
	}
	var unconfirmed driver.WriteCommandError // a commit comes back as the inner driver's own error
	if errors.As(err, &unconfirmed) && unconfirmed.WriteConcernError != nil {
		return true
	}
	var server mongo.ServerError
	if !errors.As(err, &server) {
		return false
	}
	for _, code := range passing {
		if server.HasErrorCode(code) {
			return true
		}
	}
	return false
}

func labelled(err error, label string) bool {
	var e mongo.LabeledError
	return errors.As(err, &e) && e.HasErrorLabel(label)
}

// conflicted reports that another transaction has changed the document.
func conflicted(err error) bool {
	const writeConflict = 112
	var server mongo.ServerError
	return errors.As(err, &server) && server.HasErrorCode(writeConflict)
}
