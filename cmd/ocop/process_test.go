package main

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/config"
)

// readyWithin is how long a process may take to be ready on a machine that is busy with other tests.
const readyWithin = 90 * time.Second

// variables are those of the environment.
type variables map[string]string

// and returns these settings with others over them.
func (s variables) and(more variables) variables {
	all := variables{}
	maps.Copy(all, s)
	maps.Copy(all, more)
	return all
}

// quiet settings: any free port, and no limits, since all shoppers come from one address.
func quiet() variables {
	return variables{"OCOP_ADDR": "127.0.0.1:0", "OCOP_ADMIN_ADDR": "127.0.0.1:0", "OCOP_REGISTRY_ADDR": "127.0.0.1:0", "OCOP_LIMITS": "off"}
}

// small is quiet, with little demonstration data.
func small() variables { return quiet().and(variables{"OCOP_DEMO_SIZE": "300"}) }

// environ is this process's environment with these settings and no others of the program.
func (s variables) environ(data string) []string {
	var env []string
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "OCOP_") {
			env = append(env, pair)
		}
	}
	for name, value := range s.and(variables{"OCOP_DATA": data}) {
		env = append(env, name+"="+value)
	}
	return env
}

// process is a running program.
type process struct {
	t         *testing.T
	data      string
	settings  variables
	cmd       *exec.Cmd
	log       *journal
	exited    chan struct{}
	addresses config.Addresses
}

// journal collects what a process prints while others read it.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// begin starts a process and does not wait for it. It is ended with the test, and its log shown if that failed.
func begin(t *testing.T, data string, s variables, args ...string) *process {
	t.Helper()
	p := &process{t: t, data: data, settings: s, log: &journal{}, exited: make(chan struct{})}
	p.cmd = exec.Command(binary, args...)
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = s.environ(data), p.log, p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // how it ended is in ProcessState
		close(p.exited)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%v on %s printed:\n%s", args, data, ending(p.log.String()))
		}
	})
	return p
}

// ending is as much of a log as helps.
func ending(log string) string {
	const enough = 6000
	if len(log) > enough {
		return "…" + log[len(log)-enough:]
	}
	return log
}

// start starts a process and waits until it is ready.
func start(t *testing.T, data string, s variables, args ...string) *process {
	t.Helper()
	p := begin(t, data, s, args...)
	p.ready()
	return p
}

// ready waits until the process noted its addresses and says that it is ready.
func (p *process) ready() {
	p.t.Helper()
	p.until("ready", readyWithin, func() bool {
		a, err := config.ReadAddresses(p.data)
		if err != nil || a.PID != p.cmd.Process.Pid {
			return false
		}
		p.addresses = a
		return answers("http://" + a.Admin + "/readyz")
	})
}

func answers(url string) bool {
	resp, err := http.Get(url)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// until waits for something of a process that is alive.
func (p *process) until(what string, limit time.Duration, happened func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(limit); !happened(); time.Sleep(10 * time.Millisecond) {
		select {
		case <-p.exited:
			p.t.Fatalf("ended (%s) before it was %s", p.cmd.ProcessState, what)
		default:
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("not %s after %s", what, limit)
		}
	}
}

// kill ends the process at once, as a power cut would, and waits until it is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may be gone already
	<-p.exited
}

// stop asks the process to end, and returns its exit code and how long it took.
func (p *process) stop() (code int, took time.Duration) {
	p.t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	return p.wait(30 * time.Second), time.Since(began)
}

// wait returns the exit code of a process that ends by itself.
func (p *process) wait(limit time.Duration) int {
	p.t.Helper()
	select {
	case <-p.exited:
	case <-time.After(limit):
		p.t.Fatalf("still runs after %s", limit)
	}
	return p.cmd.ProcessState.ExitCode()
}

// again starts the program anew on the same data.
func (p *process) again(args ...string) *process {
	p.t.Helper()
	return start(p.t, p.data, p.settings, args...)
}

// site is the address of the pages.
func (p *process) site() string { return "http://" + p.addresses.Site }

// command runs the program with the settings of the process on its data, and returns what it printed.
func (p *process) command(args ...string) string {
	p.t.Helper()
	out, code := execute(p.t, p.data, p.settings, args...)
	if code != 0 {
		p.t.Fatalf("ocop %s: exit code %d\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

// execute runs the program to its end, and returns what it printed and its exit code.
func execute(t *testing.T, data string, s variables, args ...string) (out string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = s.environ(data)
	raw, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("ocop %s: %v", strings.Join(args, " "), err)
	}
	return string(raw), cmd.ProcessState.ExitCode()
}
