package safehttp

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// ErrPrivate refuses to connect to an address that is not on the public internet.
var ErrPrivate = errors.New("safehttp: the address is in a private network")

// guard dials public addresses, and the hosts that the operator trusts.
type guard struct {
	open, public *net.Dialer
	trusted      map[string]bool
}

func newGuard(addresses []string) guard {
	g := guard{
		open:    &net.Dialer{Timeout: 5 * time.Second},
		public:  &net.Dialer{Timeout: 5 * time.Second, ControlContext: onlyPublic},
		trusted: map[string]bool{},
	}
	for _, address := range addresses {
		if host := hostPort(address); host != "" {
			g.trusted[host] = true
		}
	}
	return g
}

func (g guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if g.trusted[address] {
		return g.open.DialContext(ctx, network, address)
	}
	return g.public.DialContext(ctx, network, address)
}

// onlyPublic looks at the address that a name was resolved to, right before it
// is connected to: a name that resolves otherwise the second time gains nothing.
func onlyPublic(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(at.Addr()) {
		return ErrPrivate
	}
	return nil
}

// reserved are the ranges that netip's questions do not know: of carriers,
// documentation, benchmarks and the future, and IPv6 addresses that wrap IPv4 ones.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

func isPublic(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
