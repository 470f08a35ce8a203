package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// documents returns the documents that a statement finds. It asks the driver itself: a page reads
// a few documents by their ids, and package sql's copies, locks and watchers would cost as much as the reading.
func (s *session) documents(ctx context.Context, text string, args ...any) (docs []bson.Raw, err error) {
	err = s.conn.Raw(func(conn any) error {
		find, err := s.find(ctx, conn, text)
		if err != nil {
			return err
		}
		values := make([]driver.NamedValue, len(args))
		for i, arg := range args {
			values[i] = driver.NamedValue{Ordinal: i + 1, Value: arg}
		}
		rows, err := find.QueryContext(ctx, values)
		if err != nil {
			return err
		}
		docs, err = rest(ctx, rows)
		return errors.Join(err, rows.Close()) // which makes the statement ready for the next time
	})
	return docs, err
}

// find keeps every statement, as prepare does.
func (s *session) find(ctx context.Context, conn any, text string) (driver.StmtQueryContext, error) {
	if find, ok := s.finds[text]; ok {
		return find, nil
	}
	stmt, err := conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", text, err)
	}
	find := stmt.(driver.StmtQueryContext)
	s.finds[text] = find
	return find, nil
}

// rest reads the documents that are left.
func rest(ctx context.Context, rows driver.Rows) (docs []bson.Raw, err error) {
	var row [1]driver.Value
	for err == nil {
		if err = rows.Next(row[:]); err != nil {
			break
		}
		doc, ok := row[0].([]byte)
		if !ok {
			return nil, fmt.Errorf("a document is a %T", row[0])
		}
		docs, err = append(docs, doc), ctx.Err()
	}
	if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return docs, nil
}
