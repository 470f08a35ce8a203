package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync"
)

// session is one connection with its prepared statements, used by one goroutine at a time.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	finds map[string]driver.StmtQueryContext // those that find documents
}

func newSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, stmts: map[string]*sql.Stmt{}, finds: map[string]driver.StmtQueryContext{}}, nil
}

func (s *session) close() {
	for _, stmt := range s.stmts {
		_ = stmt.Close()
	}
	_ = s.conn.Raw(func(any) error {
		for _, find := range s.finds {
			_ = find.(driver.Stmt).Close()
		}
		return nil
	})
	_ = s.conn.Close()
}

// prepare keeps every statement: their texts are few, since values never enter them.
func (s *session) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt, ok := s.stmts[text]; ok {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", text, err)
	}
	s.stmts[text] = stmt
	return stmt, nil
}

func (s *session) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	stmt, err := s.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (s *session) row(ctx context.Context, text string, args []any, into ...any) error {
	stmt, err := s.prepare(ctx, text)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(ctx, args...).Scan(into...)
}

// exec returns how many rows changed.
func (s *session) exec(ctx context.Context, text string, args ...any) (int64, error) {
	stmt, err := s.prepare(ctx, text)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// pool keeps sessions for reading. No more than its size read at once; streams
// of unknown length come on top (stream), so that what is read while one is
// followed can never wait for it.
type pool struct {
	db    *sql.DB
	slots chan struct{}
	mu    sync.Mutex
	free  []*session
	shut  bool
}

func newPool(db *sql.DB, size int) *pool {
	return &pool{db: db, slots: make(chan struct{}, size)}
}

func (p *pool) take(ctx context.Context) (*session, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s, err := p.stream(ctx)
	if err != nil {
		<-p.slots
	}
	return s, err
}

func (p *pool) give(s *session) {
	p.keep(s)
	<-p.slots
}

// stream lends a session outside the limit; it goes back with keep.
func (p *pool) stream(ctx context.Context) (*session, error) {
	if s := p.pop(); s != nil {
		return s, nil
	}
	return newSession(ctx, p.db)
}

func (p *pool) pop() *session {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) == 0 {
		return nil
	}
	s := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	return s
}

func (p *pool) keep(s *session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut || len(p.free) >= cap(p.slots) {
		s.close()
		return
	}
	p.free = append(p.free, s)
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = true
	for _, s := range p.free {
		s.close()
	}
	p.free = nil
}
