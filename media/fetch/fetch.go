// Package fetch downloads pictures that records of others name. What it asks for was
// chosen by strangers, so it bounds size, type, time and redirects and never connects
// to a private address, except to the one host it was told to trust.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/ocopmarket/ocop/media"
)

// The two kinds of failure. Every error of Fetch is one of them, but for the end of the caller's own context.
var (
	// ErrPermanent is a failure that trying again will not mend.
	ErrPermanent = errors.New("fetch: permanent failure")
	// ErrPassing is a failure that may be over later.
	ErrPassing = errors.New("fetch: passing failure")
)

// The permanent failures that a caller may want to tell apart, beside media.ErrType and media.ErrTooLarge.
var (
	ErrPrivate   = errors.New("fetch: address is not public")
	ErrRedirects = errors.New("fetch: too many redirects")
	ErrURL       = errors.New("fetch: not a web address")
)

// Config bounds what a Fetcher does. What is zero is set to its default.
type Config struct {
	TrustedHost  string        // host:port of the configured registry, which may be private
	MaxBytes     int64         // of a picture; default media.MaxBytes
	Timeout      time.Duration // of a picture from first byte to last, redirects included; default 20 s
	MaxRedirects int           // default 3
	UserAgent    string        // default "ocop"
}

// HostPort is the host:port that an http or https address leads to, for Config.TrustedHost;
// empty when it is no such address.
func HostPort(address string) string {
	u, err := url.Parse(address)
	if err != nil || checkURL(u) != nil {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// Fetcher downloads pictures. It is safe for use by many goroutines.
type Fetcher struct {
	config Config
	client *http.Client
}

// New returns a fetcher.
func New(config Config) *Fetcher {
	config = withDefaults(config)
	return &Fetcher{config: config, client: newClient(config)}
}

func withDefaults(config Config) Config {
	if config.MaxBytes == 0 {
		config.MaxBytes = media.MaxBytes
	}
	if config.Timeout == 0 {
		config.Timeout = 20 * time.Second
	}
	if config.MaxRedirects == 0 {
		config.MaxRedirects = 3
	}
	if config.UserAgent == "" {
		config.UserAgent = "ocop"
	}
	return config
}

// Fetch downloads the picture at an http or https address. Its errors wrap ErrPermanent or ErrPassing.
func (f *Fetcher) Fetch(ctx context.Context, address string) ([]byte, error) {
	within, cancel := context.WithTimeout(ctx, f.config.Timeout)
	defer cancel()
	data, err := f.fetch(within, address)
	if err == nil {
		return data, nil
	}
	if ctx.Err() != nil { // the caller gave up: no failure of the picture
		return nil, fmt.Errorf("fetch %s: %w", shown(address), ctx.Err())
	}
	return nil, fmt.Errorf("fetch %s: %w: %w", shown(address), kind(err), err)
}

func (f *Fetcher) fetch(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, ErrURL
	}
	if err := checkURL(u); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, ErrURL
	}
	request.Header.Set("User-Agent", f.config.UserAgent)
	request.Header.Set("Accept", "image/webp, image/jpeg, image/png")
	response, err := f.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, statusError(response.StatusCode)
	}
	return f.read(response)
}

// read takes in the picture, and stops at the first bytes when it is none.
func (f *Fetcher) read(response *http.Response) ([]byte, error) {
	if response.ContentLength > f.config.MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes announced", media.ErrTooLarge, response.ContentLength)
	}
	body := io.LimitReader(response.Body, f.config.MaxBytes+1)
	head := make([]byte, media.SniffLen)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if _, err := media.Sniff(head[:n]); err != nil {
		return nil, fmt.Errorf("%w: served as %.80q", err, response.Header.Get("Content-Type"))
	}
	rest, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	data := append(head[:n:n], rest...)
	if int64(len(data)) > f.config.MaxBytes {
		return nil, fmt.Errorf("%w: more than %d bytes", media.ErrTooLarge, f.config.MaxBytes)
	}
	return data, nil
}

// checkURL refuses what is no plain web address. One with a password in it is somebody else's.
func checkURL(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return ErrURL
	}
	return nil
}

// statusError is an answer other than 200.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("status %d", int(e)) }

// passing reports whether the server itself says that it is a matter of time.
func (e statusError) passing() bool {
	switch int(e) {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	}
	return e >= 500
}

// kind tells whether trying again may help: only what is known to stay is permanent.
func kind(err error) error {
	if status := statusError(0); errors.As(err, &status) {
		if status.passing() {
			return ErrPassing
		}
		return ErrPermanent
	}
	for _, permanent := range []error{ErrPrivate, ErrRedirects, ErrURL, media.ErrType, media.ErrTooLarge} {
		if errors.Is(err, permanent) {
			return ErrPermanent
		}
	}
	return ErrPassing
}

// shown is an address for an error: without a password, and not endless.
func shown(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "address"
	}
	return fmt.Sprintf("%.200s", u.Redacted())
}
