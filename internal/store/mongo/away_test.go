package mongo_test

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/mongo"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

// line leads to a server, until it is cut.
type line struct {
	net.Listener
	to string

	mu    sync.Mutex
	conns []net.Conn
}

// lineTo opens one to the first server of an address, and returns the address through it.
func lineTo(t *testing.T, place string) (*line, string) {
	t.Helper()
	rest, _ := strings.CutPrefix(place, "mongodb://")
	hosts, path, _ := strings.Cut(rest, "/")
	host, _, _ := strings.Cut(hosts, ",")
	path, _, _ = strings.Cut(path, "?")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{Listener: listener, to: host}
	go l.serve()
	t.Cleanup(l.cut)
	return l, "mongodb://" + listener.Addr().String() + "/" + path + "?directConnection=true"
}

func (l *line) serve() {
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", l.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		l.mu.Lock()
		l.conns = append(l.conns, near, far)
		l.mu.Unlock()
		go func() { _, _ = io.Copy(far, near) }()
		go func() { _, _ = io.Copy(near, far) }()
	}
}

func (l *line) cut() {
	_ = l.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.conns {
		_ = c.Close()
	}
}

// TestADeploymentThatIsAwayIsToldSoon: whoever asks hears of it in seconds, whether they read or write.
func TestADeploymentThatIsAwayIsToldSoon(t *testing.T) {
	for name, tt := range map[string]struct {
		more        string
		after, till time.Duration
	}{
		"by default":              {"", 2 * time.Second, 5 * time.Second},
		"as the address says":     {"&serverSelectionTimeoutMS=1000", 500 * time.Millisecond, 2500 * time.Millisecond},
		"as long as a command is": {"&timeoutMS=6000", 5 * time.Second, 8 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, address := lineTo(t, storetest.Mongo().Place(t))
			db, err := mongo.Open(t.Context(), address+tt.more, counts().Schema(), entries().Schema())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			if err := record(t.Context(), db, "before"); err != nil {
				t.Fatal(err)
			}
			l.cut()
			tries := map[string]func() error{
				"a read":        func() error { _, err := counts().Get(t.Context(), db, "before"); return err },
				"a transaction": func() error { return record(t.Context(), db, "after") },
				"a write":       func() error { return counts().Insert(t.Context(), db, &count{Meta: store.Meta{ID: "alone"}}) },
			}
			var all sync.WaitGroup
			for what, try := range tries {
				all.Go(func() {
					began := time.Now()
					err := try()
					if took := time.Since(began); !errors.Is(err, store.ErrUnavailable) || took < tt.after || took > tt.till {
						t.Errorf("%s: %v after %s; want ErrUnavailable between %s and %s", what, err, took.Round(time.Millisecond), tt.after, tt.till)
					}
				})
			}
			all.Wait()
		})
	}
}
