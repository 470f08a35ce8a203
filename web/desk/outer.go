package desk

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
)

// failing is the context key of how what wraps a route tells that it failed.
type failing struct{}

// Failed answers a request with the page of an error of what wraps its route, such as a session that could not be read or kept.
func Failed(w http.ResponseWriter, r *http.Request, err error) {
	if fail, ok := r.Context().Value(failing{}).(func(error)); ok {
		fail(err)
		return
	}
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// outer is where what wraps a route writes to. Nothing follows the page of an error: whoever is told that their
// session was not kept must not be told on the same page that all went well.
type outer struct {
	http.ResponseWriter
	shut bool
}

// WriteHeader and Write do nothing after an error was told.
func (o *outer) WriteHeader(status int) {
	if !o.shut {
		o.ResponseWriter.WriteHeader(status)
	}
}

func (o *outer) Write(b []byte) (int, error) {
	if o.shut {
		return len(b), nil
	}
	return o.ResponseWriter.Write(b)
}

// Unwrap lets a response controller through.
func (o *outer) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// outside runs what wraps a route, which may call Failed.
func (d *Desks) outside(c *gin.Context, wrapped http.Handler) {
	writer := c.Writer
	out := &outer{ResponseWriter: writer}
	fail := func(err error) {
		within := c.Writer
		c.Writer = writer
		writer.Header().Del("Location")
		d.kit.Fail(c, err)
		c.Writer, out.shut = within, true
	}
	wrapped.ServeHTTP(out, c.Request.WithContext(context.WithValue(c.Request.Context(), failing{}, fail)))
}
