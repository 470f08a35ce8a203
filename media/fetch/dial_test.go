package fetch

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	cases := map[string]bool{
		"8.8.8.8": true, "203.113.0.1": true, "100.63.255.255": true, "100.128.0.0": true, "172.32.0.1": true,
		"2405:4800::1": true, "2606:4700::1111": true, "64:ff9b::8.8.8.8": true, "::ffff:8.8.8.8": true,

		"0.0.0.0": false, "10.0.0.1": false, "100.64.0.1": false, "100.127.255.255": false, "127.0.0.1": false,
		"127.255.0.1": false, "169.254.169.254": false, "172.16.0.1": false, "172.31.255.255": false,
		"192.168.1.1": false, "192.0.2.1": false, "198.18.0.1": false, "224.0.0.1": false, "239.1.1.1": false,
		"240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::7f00:1": false, "::ffff:10.0.0.1": false, "::ffff:127.0.0.1": false,
		"fc00::1": false, "fd12:3456::1": false, "fe80::1": false, "fe80::1%eth0": false, "fec0::1": false,
		"ff02::1": false, "64:ff9b::10.0.0.1": false, "64:ff9b:1::1": false, "2001:db8::1": false,
		"2001::1": false, "2002:7f00:1::": false, "100::1": false,
	}
	for address, want := range cases {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("public(%s) = %v, want %v", address, got, want)
		}
	}
}

func FuzzRefusePrivate(f *testing.F) {
	for _, seed := range []string{"127.0.0.1:80", "[::1%lo]:80", "8.8.8.8:443", "localhost:80", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if refusePrivate("tcp", address, nil) != nil {
			return
		}
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			t.Fatalf("%q was let through and is no address", address)
		}
		a := to.Addr().Unmap()
		if a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
			t.Errorf("%s was let through", a)
		}
	})
}
