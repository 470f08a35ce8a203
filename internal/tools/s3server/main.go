// Command s3server runs a real S3 server (versitygw on a plain folder) for tests.
//
//	s3server PORT DIR ACCESS SECRET                  until it is killed
//	s3server PORT DIR ACCESS SECRET -- COMMAND …     while COMMAND runs, and exits as it does
//
// PORT 0 takes a free one. COMMAND finds the server in OCOP_TEST_S3_ENDPOINT,
// OCOP_TEST_S3_ACCESS_KEY and OCOP_TEST_S3_SECRET_KEY. It is a process of its own
// because the server changes the working directory and takes its time to stop.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

func main() {
	err := run(os.Args[1:])
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		os.Exit(exit.ExitCode())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "s3server:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 4 || len(args) == 5 || len(args) > 5 && args[4] != "--" {
		return errors.New("usage: s3server PORT DIR ACCESS SECRET [-- COMMAND …]")
	}
	from, err := os.Getwd()
	if err != nil {
		return err
	}
	addr, err := address(args[0])
	if err != nil {
		return err
	}
	stopped := make(chan error, 1)
	go func() { stopped <- serve(addr, args[1], args[2], args[3]) }()
	if err := waitReady(addr, stopped); err != nil {
		return err
	}
	fmt.Printf("S3 on http://%s\n", addr)
	if len(args) == 4 {
		return <-stopped
	}
	return command(from, addr, args[2], args[3], args[5:])
}

// address completes a port; 0 becomes one that is free now, as the server cannot report which it took.
func address(port string) (string, error) {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// serve keeps objects in dir/objects and what is known about them beside, in dir/meta.
func serve(addr, dir, access, secret string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	objects, about := filepath.Join(dir, "objects"), filepath.Join(dir, "meta")
	for _, d := range []string{objects, about} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	store, err := meta.NewSideCar(about)
	if err != nil {
		return err
	}
	backend, err := posix.New(objects, store, posix.PosixOpts{SideCarDir: about, Concurrency: 64})
	if err != nil {
		return err
	}
	return embedgw.RunVersityGW(context.Background(), backend, &embedgw.Config{
		RootUserAccess: access, RootUserSecret: secret, Ports: []string{addr},
		MaxConnections: 4096, MaxRequests: 4096, MultipartMaxParts: 10000,
		KeepAlive: true, Quiet: true,
	})
}

// waitReady returns when the server takes connections, or says why it does not.
func waitReady(addr string, stopped <-chan error) error {
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		conn, err := net.DialTimeout("tcp", addr, time.Second)
		if err == nil {
			return conn.Close()
		}
		select {
		case err := <-stopped:
			return fmt.Errorf("server stopped: %w", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	return fmt.Errorf("server does not listen on %s", addr)
}

// command runs what was asked for with the server's address in its environment.
func command(dir, addr, access, secret string, args []string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(),
		"OCOP_TEST_S3_ENDPOINT=http://"+addr,
		"OCOP_TEST_S3_ACCESS_KEY="+access,
		"OCOP_TEST_S3_SECRET_KEY="+secret)
	return cmd.Run()
}
