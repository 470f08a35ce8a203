package registry

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// Options say how a registry is spoken to. The zero value of each means its default.
type Options struct {
	PageSize int           // records asked for at once; default 200
	Timeout  time.Duration // of one answer, to its last byte; default 30 s
	Limit    int64         // bytes of one answer; default 32 MiB
	Tries    int           // of one question before a passing failure is given up on; default 5
	Backoff  time.Duration // before the second try, doubled at each further one; default 250 ms
	Wait     time.Duration // longest pause between tries, also when the registry asks for more; default 15 s
}

func (o Options) withDefaults() Options {
	return Options{
		PageSize: or(o.PageSize, 200), Timeout: or(o.Timeout, 30*time.Second), Limit: or(o.Limit, 32<<20),
		Tries: or(o.Tries, 5), Backoff: or(o.Backoff, 250*time.Millisecond), Wait: or(o.Wait, 15*time.Second),
	}
}

func or[T int | int64 | time.Duration](v, fallback T) T {
	if v == 0 {
		return fallback
	}
	return v
}

// Failure is a question that the registry did not answer as it should.
type Failure struct {
	URL       string
	Status    int  // of HTTP; 0 if there was no answer
	Permanent bool // asking again will not help
	Err       error
	wait      time.Duration // that the registry asked for
}

// Error says what failed.
func (f *Failure) Error() string {
	if f.Status != 0 && f.Status != http.StatusOK {
		return fmt.Sprintf("registry %s: status %d: %v", f.URL, f.Status, f.Err)
	}
	return fmt.Sprintf("registry %s: %v", f.URL, f.Err)
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// Permanent reports whether err is a failure that asking again will not mend.
func Permanent(err error) bool {
	var f *Failure
	return errors.As(err, &f) && f.Permanent
}

// client asks over HTTP, again where that may help.
type client struct {
	base *url.URL
	http *http.Client
	opts Options

	mu    sync.Mutex
	etags map[string]string // of questions whose answer may still be the same
}

func newClient(base string, opts Options) (*client, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("registry address: %w", err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("registry address %q: not an http or https address", base)
	}
	opts = opts.withDefaults()
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 4, IdleConnTimeout: 30 * time.Second,
		ResponseHeaderTimeout: opts.Timeout, TLSHandshakeTimeout: 10 * time.Second,
	}
	return &client{
		base: u, opts: opts, etags: map[string]string{},
		http: &http.Client{Transport: transport, CheckRedirect: sameHost},
	}, nil
}

// sameHost follows a redirect only within the registry.
func sameHost(req *http.Request, via []*http.Request) error {
	if len(via) > 3 || req.URL.Host != via[0].URL.Host {
		return errors.New("redirected away from the registry")
	}
	return nil
}

// errSame: the answer is the same as when the tag was given.
var errSame = errors.New("unchanged")

// get asks until an answer can be decoded into out, and returns its bytes. With
// tagged, it returns errSame if the answer did not change since the last one.
func (c *client) get(ctx context.Context, path []string, query url.Values, tagged bool, out any) ([]byte, error) {
	u := c.base.JoinPath(path...)
	u.RawQuery = query.Encode()
	for try := 1; ; try++ {
		body, failure := c.once(ctx, u.String(), tagged, out)
		if failure == nil {
			return body, nil
		}
		if errors.Is(failure, errSame) {
			return nil, errSame
		}
		if ctx.Err() != nil || failure.Permanent || try >= c.opts.Tries {
			return nil, failure
		}
		if err := sleep(ctx, c.pause(try, failure.wait)); err != nil {
			return nil, failure
		}
	}
}

func (c *client) once(ctx context.Context, address string, tagged bool, out any) ([]byte, *Failure) {
	fail := func(status int, permanent bool, err error) ([]byte, *Failure) {
		return nil, &Failure{URL: address, Status: status, Permanent: permanent, Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fail(0, true, err)
	}
	req.Header.Set("Accept", "application/json")
	if tag := c.tag(address); tagged && tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		var untrusted *tls.CertificateVerificationError
		return fail(0, errors.As(err, &untrusted), err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, refused(address, resp)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.opts.Limit+1))
	if err != nil {
		return fail(resp.StatusCode, false, err)
	}
	if int64(len(body)) > c.opts.Limit {
		return fail(resp.StatusCode, true, fmt.Errorf("answer of more than %d bytes", c.opts.Limit))
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fail(resp.StatusCode, false, fmt.Errorf("not the JSON that was asked for: %w", err))
	}
	c.setTag(address, resp.Header.Get("ETag"))
	return body, nil
}

// refused tells which refusals pass: being busy or broken does, being asked wrongly does not.
func refused(address string, resp *http.Response) *Failure {
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 4096))
	f := &Failure{URL: address, Status: resp.StatusCode, Err: errors.New(http.StatusText(resp.StatusCode))}
	switch {
	case resp.StatusCode == http.StatusNotModified:
		f.Err = errSame
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusRequestTimeout, resp.StatusCode >= 500:
		if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s > 0 {
			f.wait = time.Duration(min(s, 3600)) * time.Second
		}
	default:
		f.Permanent = true
	}
	return f
}

// pause doubles with every try, up to half less or more by chance so that many clients do not come back at once.
func (c *client) pause(try int, asked time.Duration) time.Duration {
	d := c.opts.Backoff << min(try-1, 16)
	d = time.Duration(float64(d) * (0.5 + rand.Float64()))
	return min(max(d, asked), c.opts.Wait)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (c *client) tag(address string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.etags[address]
}

// setTag remembers few tags: only the end of the feed is asked for again and again.
func (c *client) setTag(address, tag string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if tag == "" {
		delete(c.etags, address)
		return
	}
	if len(c.etags) >= 16 {
		clear(c.etags)
	}
	c.etags[address] = tag
}

// resolve makes a picture's address whole; one that is no web address is left out.
func (c *client) resolve(address string) string {
	u, err := c.base.Parse(address)
	if address == "" || err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.String()
}
