package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// Limits on a single connection.
const (
	connectTimeout = 5 * time.Second
	headerTimeout  = 10 * time.Second
	headerBytes    = 64 << 10
)

func newClient(config Config) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would connect for us, unchecked
			DialContext:            dialer(config.TrustedHost),
			TLSHandshakeTimeout:    connectTimeout,
			ResponseHeaderTimeout:  headerTimeout,
			MaxResponseHeaderBytes: headerBytes,
			MaxConnsPerHost:        4, // polite, whoever asks
			IdleConnTimeout:        30 * time.Second,
			DisableCompression:     true, // pictures are packed already; a packed answer could unpack to anything
		},
		CheckRedirect: func(request *http.Request, via []*http.Request) error {
			if len(via) > config.MaxRedirects {
				return fmt.Errorf("%w: more than %d", ErrRedirects, config.MaxRedirects)
			}
			return checkURL(request.URL)
		},
	}
}

// dialer connects to public addresses and to the trusted host. It checks the address
// that the connection really goes to, after the name is resolved: a name may lead
// anywhere, and elsewhere the next time.
func dialer(trustedHost string) func(ctx context.Context, network, address string) (net.Conn, error) {
	open := &net.Dialer{Timeout: connectTimeout}
	guarded := &net.Dialer{Timeout: connectTimeout, Control: refusePrivate}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if trustedHost != "" && strings.EqualFold(address, trustedHost) {
			return open.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
}

// refusePrivate is called with each resolved address before a connection to it is made.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrPrivate, address)
	}
	if !public(to.Addr()) {
		return fmt.Errorf("%w: %s", ErrPrivate, to.Addr())
	}
	return nil
}

// public reports whether an address belongs to the Internet at large, by the IANA
// registries of special-purpose addresses.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return !within(a, specialIPv4())
	}
	if translated := netip.MustParsePrefix("64:ff9b::/96"); translated.Contains(a) {
		b := a.As16() // the IPv4 address that the network translates to
		return public(netip.AddrFrom4([4]byte(b[12:])))
	}
	return netip.MustParsePrefix("2000::/3").Contains(a) && !within(a, specialIPv6())
}

func within(a netip.Addr, prefixes []string) bool {
	for _, p := range prefixes {
		if netip.MustParsePrefix(p).Contains(a) {
			return true
		}
	}
	return false
}

func specialIPv4() []string {
	return []string{
		"0.0.0.0/8",       // this network
		"10.0.0.0/8",      // private
		"100.64.0.0/10",   // shared behind carriers' translation
		"127.0.0.0/8",     // loopback
		"169.254.0.0/16",  // link-local, where clouds keep their secrets
		"172.16.0.0/12",   // private
		"192.0.0.0/24",    // protocol assignments
		"192.0.2.0/24",    // documentation
		"192.88.99.0/24",  // relays of 6to4
		"192.168.0.0/16",  // private
		"198.18.0.0/15",   // benchmarks
		"198.51.100.0/24", // documentation
		"203.0.113.0/24",  // documentation
		"224.0.0.0/4",     // multicast
		"240.0.0.0/4",     // reserved and broadcast
	}
}

// specialIPv6 are the exceptions within 2000::/3; everything outside it is not public.
func specialIPv6() []string {
	return []string{
		"2001::/23",     // protocol assignments, Teredo among them
		"2001:db8::/32", // documentation
		"2002::/16",     // 6to4, which carries any IPv4 address
		"3fff::/20",     // documentation
	}
}
