package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/catalog/registry/reference"
)

// demoSeed makes the demonstration data the same everywhere.
const demoSeed = 20180507

// referenceRegistry is a reference registry that listens.
type referenceRegistry struct {
	addr string // host:port
	key  string // public, as clients configure it
	http *http.Server
	work sync.WaitGroup // serving, and making its data
}

// URL is where clients find it.
func (r *referenceRegistry) URL() string { return "http://" + r.addr }

// startRegistry serves demonstration data of that size, with the key and the operators'
// acts kept under dir. It listens at once; whoever asks early waits until its data is made.
func startRegistry(ctx context.Context, dir, addr string, size int, log *slog.Logger) (*referenceRegistry, error) {
	key, err := reference.LoadKey(dir)
	if err != nil {
		return nil, err
	}
	token, err := secretFile(filepath.Join(dir, "token"))
	if err != nil {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("reference registry: %w; set OCOP_REGISTRY_ADDR to a free address, or OCOP_REGISTRY_URL to a registry that runs already", err)
	}
	handler := sync.OnceValues(func() (http.Handler, error) {
		data, err := reference.Load(dir, demoSeed, size, time.Now())
		if err != nil {
			return nil, err
		}
		server, err := reference.New(reference.Options{Data: data, Key: key, Dir: dir, Token: token, Log: log})
		if err != nil {
			return nil, err
		}
		return server.Handler(), nil
	})
	r := &referenceRegistry{addr: listener.Addr().String(), key: registry.EncodeKey(key.Public().(ed25519.PublicKey)), http: &http.Server{
		Handler: whenMade(handler), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
	}}
	r.work.Go(func() {
		if _, err := handler(); err != nil {
			log.Error("the reference registry has no data", "error", err)
		}
	})
	r.work.Go(func() {
		if err := r.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the reference registry stopped", "error", err)
		}
	})
	return r, nil
}

func whenMade(handler func() (http.Handler, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, err := handler()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func (r *referenceRegistry) close(ctx context.Context) error {
	err := r.http.Shutdown(ctx)
	r.work.Wait()
	return err
}

// secretFile reads a random token, or makes one that its owner alone can read.
func secretFile(path string) (string, error) {
	return orMake(path, rand.Text)
}

// orMake reads a small file, or writes it durably if there is none.
func orMake(path string, content func() string) (string, error) {
	raw, err := os.ReadFile(path)
	if text := bytes.TrimSpace(raw); err == nil && len(text) > 0 {
		return string(text), nil
	}
	if err == nil { // the power went before it was written
		err = os.Remove(path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	text := content()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text + "\n")
	return text, errors.Join(err, f.Sync(), f.Close())
}

// act asks a running reference registry for an operator's act, and returns the certificate's new status.
func act(ctx context.Context, base, token, kind string, a reference.Act) (status string, err error) {
	body, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/operator/v1/certificates/"+kind, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", fmt.Errorf("reach the reference registry: %w; is it running?", err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return "", err
	}
	var answer struct {
		Detail      string
		Certificate struct{ Number, Status string }
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return "", fmt.Errorf("the registry answers %s", resp.Status)
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the registry refuses: %s", answer.Detail)
	}
	return answer.Certificate.Number + " " + answer.Certificate.Status, nil
}
