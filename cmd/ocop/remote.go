package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/ocopmarket/ocop/internal/config"
)

// errNoAnswer: an instance wrote down where it listens but the connection broke before it said how it went.
var errNoAnswer = errors.New("the running instance went away before it answered; look at its log, then run the command again")

// remote is the admin address of a running instance.
type remote struct {
	url, token string
}

// find reads where the instance on this data listens, and asks whether it is alive.
func find(ctx context.Context, dataDir string) (remote, bool) {
	a, err := config.ReadAddresses(dataDir)
	if err != nil || a.Admin == "" {
		return remote{}, false
	}
	token, err := adminToken(dataDir)
	if err != nil {
		return remote{}, false
	}
	r := remote{url: "http://" + a.Admin, token: token}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	resp, err := r.send(ctx, http.MethodGet, "/livez", nil)
	if err != nil {
		return remote{}, false
	}
	resp.Body.Close()
	return r, resp.StatusCode == http.StatusOK
}

// do runs an operation in the instance and copies its output.
func (r remote) do(ctx context.Context, in request, out io.Writer) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	resp, err := r.send(ctx, http.MethodPost, "/operations", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("reach the running instance: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
		return fmt.Errorf("the running instance answers %s: %s", resp.Status, text)
	}
	for lines := json.NewDecoder(resp.Body); ; {
		var line reply
		if err := lines.Decode(&line); err != nil {
			return errNoAnswer
		}
		if _, err := io.WriteString(out, line.Output); err != nil {
			return err
		}
		if line.Error != "" {
			return errors.New(line.Error)
		}
		if line.Done {
			return nil
		}
	}
}

func (r remote) send(ctx context.Context, method, path string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.url+path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	client := &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{Timeout: 2 * time.Second}).DialContext}}
	return client.Do(req)
}
