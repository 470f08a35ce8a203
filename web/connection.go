package web

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// Connections wraps a listener so that an answer whose size is known goes out in one
// piece: package http would send what fills its buffer of 4 kB, and then the rest, and
// each sending costs more than all else that a kept page needs.
func Connections(l net.Listener) net.Listener { return connections{l} }

type connections struct{ net.Listener }

// Accept waits for the next connection.
func (l connections) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &connection{TCPConn: tcp}, err
	}
	return c, err
}

// connection gathers what is written while it holds, for whoever answers a request on it.
type connection struct {
	*net.TCPConn
	held *[]byte // nil while it does not hold
}

// Write sends, or gathers while the connection holds.
func (c *connection) Write(b []byte) (int, error) {
	if c.held == nil {
		return c.TCPConn.Write(b)
	}
	*c.held = append(*c.held, b...)
	return len(b), nil
}

// maxGathered is the largest body that is copied to be sent in one piece.
const maxGathered = 32 << 10

var gathered = sync.Pool{New: func() any { b := make([]byte, 0, maxGathered+4<<10); return &b }}

// connectionKey finds the connection of a request in its context.
type connectionKey struct{}

func withConnection(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, c)
}

// writeAtOnce writes a body, with the headers before it, in one piece where the connection can.
func writeAtOnce(w http.ResponseWriter, r *http.Request, body []byte) {
	c, ok := r.Context().Value(connectionKey{}).(*connection)
	if !ok || len(body) > maxGathered {
		w.Write(body) //nolint:errcheck // the caller went away; nobody is left to tell
		return
	}
	c.held = gathered.Get().(*[]byte)
	defer c.release()
	if _, err := w.Write(body); err == nil {
		_ = http.NewResponseController(w).Flush() // into what is held: nothing may be left behind there
	}
}

// release sends what was held.
func (c *connection) release() {
	held := c.held
	c.held = nil
	if len(*held) > 0 {
		c.TCPConn.Write(*held) //nolint:errcheck // the next reading meets what is wrong with the connection
	}
	*held = (*held)[:0]
	gathered.Put(held)
}
