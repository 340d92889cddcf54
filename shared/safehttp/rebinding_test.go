package safehttp

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// TestRebinding asks for a name that its owner lets point to a public address at
// first, and into a private network as soon as somebody has looked. What counts
// is the address that is dialled.
func TestRebinding(t *testing.T) {
	t.Parallel()
	var looks atomic.Int32
	g := newGuard(nil)
	g.public.Resolver = resolver(t, func() [4]byte {
		if looks.Add(1) == 1 {
			return [4]byte{93, 184, 215, 14}
		}
		return [4]byte{127, 0, 0, 1}
	})
	addresses, err := g.public.Resolver.LookupNetIP(t.Context(), "ip4", "rebinding.example.")
	if err != nil || len(addresses) != 1 || !isPublic(addresses[0]) {
		t.Fatalf("whoever looks first sees %v, %v", addresses, err)
	}
	if conn, err := g.dial(t.Context(), "tcp4", "rebinding.example.:80"); !errors.Is(err, ErrPrivate) {
		t.Errorf("got %v, %v", conn, err)
	}
	if n := looks.Load(); n != 2 {
		t.Errorf("the name was looked up %d times", n)
	}
}

// A name with several addresses, of which one is private, does not lead there
// when the public ones do not answer.
func TestOneOfSeveralAddressesIsPrivate(t *testing.T) {
	t.Parallel()
	reached := make(chan struct{}, 1)
	private, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = private.Close() })
	go func() {
		if _, err := private.Accept(); err == nil {
			reached <- struct{}{}
		}
	}()
	g := newGuard(nil)
	g.public.Timeout = 200 * time.Millisecond
	g.public.Resolver = resolver(t, func() [4]byte { return [4]byte{127, 0, 0, 1} }, [4]byte{10, 255, 255, 1})
	_, port, err := net.SplitHostPort(private.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if conn, err := g.dial(t.Context(), "tcp4", "several.example.:"+port); err == nil {
		t.Errorf("connected to %s", conn.RemoteAddr())
	}
	select {
	case <-reached:
		t.Error("the private address was reached")
	default:
	}
}

// resolver asks a name server on the loopback interface, which has the same
// answer to everything.
func resolver(t *testing.T, address func() [4]byte, others ...[4]byte) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		question := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(question)
			if err != nil {
				return
			}
			if reply, err := answer(question[:n], append(others, address())...); err == nil {
				_, _ = server.WriteTo(reply, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp4", server.LocalAddr().String())
	}}
}

func answer(question []byte, addresses ...[4]byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil {
		return nil, err
	}
	m.Response, m.Additionals = true, nil
	for _, address := range addresses {
		m.Answers = append(m.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.AResource{A: address},
		})
	}
	return m.Pack()
}

func TestIsPublic(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"93.184.215.14": true, "2a03:2880:f12f:83:face:b00c:0:25de": true, "172.32.0.1": true, "100.128.0.1": true,
		"172.31.255.255": false, "100.127.255.255": false, "::ffff:10.0.0.1": false, "::ffff:100.64.0.1": false, "fc00::1": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}
