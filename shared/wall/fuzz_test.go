package wall

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// FuzzCursor takes a cursor for its own list alone, and the position that it
// gives is one that was encoded.
func FuzzCursor(f *testing.F) {
	f.Add("t_1", EncodeCursor(Scope("wall", "t_1"), "0#2026#google:1"))
	f.Add("t_2", EncodeCursor(Scope("wall", "t_1"), "0#2026#google:1"))
	f.Add("t_1", "")
	f.Add("t_1", "AAAA====")
	f.Fuzz(func(t *testing.T, tenant, cursor string) {
		scope, other := Scope("wall", tenant), Scope("wall", tenant, "")
		position, err := DecodeCursor(scope, cursor)
		if err != nil {
			refusedInput(t, err)
			return
		}
		if again, err := DecodeCursor(scope, EncodeCursor(scope, position)); err != nil || again != position {
			t.Errorf("%q became %q, %v", position, again, err)
		}
		if p, err := DecodeCursor(other, cursor); err == nil {
			t.Errorf("it continues another list at %q", p)
		}
	})
}

// FuzzQuery makes one form of what a person gives as a feed's query, which stays
// as it is when it is read again.
func FuzzQuery(f *testing.F) {
	f.Add("instagram", "#BonGoût", false, "", "")
	f.Add("instagram", "", true, "", "")
	f.Add("facebook", "", false, "https://www.facebook.com/Le.Bon.Gout/?ref=x", "")
	f.Add("facebook", "", false, "me", "")
	f.Add("google", "", false, "", "ChIJD7fiBh9u5kcRYJSMaMOCCwQ")
	f.Fuzz(func(t *testing.T, network, hashtag string, account bool, page, place string) {
		in := Query{Account: account, PageID: page, PlaceID: place}
		if hashtag != "" {
			in.Hashtags = []string{hashtag}
		}
		q, err := ParseQuery(Network(network), in)
		if err != nil {
			refusedInput(t, err)
			return
		}
		again, err := ParseQuery(Network(network), q)
		if diff := cmp.Diff(q, again); err != nil || diff != "" {
			t.Errorf("it is read otherwise again: %v\n%s", err, diff)
		}
		for _, part := range append(slices.Clone(q.Hashtags), q.PageID, q.PlaceID) {
			if strings.ContainsAny(part, "/?&#% \x00") {
				t.Errorf("%q would leave its place in an address", part)
			}
		}
	})
}

// FuzzDomain makes one form of a domain; a site of that name may use the key, and
// one whose name merely ends like it may not.
func FuzzDomain(f *testing.F) {
	for _, domain := range []string{"Bon-Gout.com", "https://www.bücher.example/x?y", "127.0.0.1", "co.uk", "a..b", "xn--bcher-kva.example", "localhost:8080", "[::1]", "*", "\u202emoc.live"} {
		f.Add(domain)
	}
	f.Fuzz(func(t *testing.T, in string) {
		domain, err := ParseDomain(in)
		if err != nil {
			refusedInput(t, err)
			return
		}
		if again, err := ParseDomain(domain); err != nil || again != domain {
			t.Errorf("%q became %q, %v", domain, again, err)
		}
		if u, err := url.Parse("https://" + domain); err != nil || u.Hostname() != domain {
			t.Errorf("%q is no host: %v", domain, err)
		}
		allowed := []string{domain}
		if !AllowsOrigin(allowed, "https://"+domain) || AllowsOrigin(allowed, "https://evil-"+domain) || AllowsOrigin(allowed, "https://"+domain+".evil.example") {
			t.Errorf("the wrong sites may use the key of %q", domain)
		}
	})
}

// FuzzOrigin lets no origin in whose host is not the domain or below it.
func FuzzOrigin(f *testing.F) {
	for _, origin := range []string{"https://bon-gout.com", "http://a.bon-gout.com:81", "https://bon-gout.com.evil.example", "https://evil-bon-gout.com", "https://bon-gout.com@evil.example", "https://evil.example/bon-gout.com", "https://evil.example\\.bon-gout.com", "https://BON-GOUT.COM.", "null", "bon-gout.com", "https://evil.example#.bon-gout.com"} {
		f.Add(origin)
	}
	f.Fuzz(func(t *testing.T, origin string) {
		if origin == "" || !AllowsOrigin([]string{"bon-gout.com"}, origin) {
			return
		}
		u, err := url.Parse(origin)
		if err != nil {
			t.Fatalf("%q is let in: %v", origin, err)
		}
		host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
		if host != "bon-gout.com" && !strings.HasSuffix(host, ".bon-gout.com") {
			t.Errorf("%q is let in, whose host is %q", origin, host)
		}
	})
}

// FuzzEmail makes one form of an address, of one line and with one recipient.
func FuzzEmail(f *testing.F) {
	for _, address := range []string{"Léa@Example.com", "a@b", "a@b.c, d@e.f", "\"a b\"@c.example", "a@c.example\r\nBcc: x@y.example", "<a@b.example>", "a@[127.0.0.1]", "a@b.example (x)"} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, in string) {
		email, err := ParseEmail("/email", in)
		if err != nil {
			refusedInput(t, err)
			return
		}
		if again, err := ParseEmail("/email", email); err != nil || again != email {
			t.Errorf("%q became %q, %v", email, again, err)
		}
		if strings.ContainsFunc(email, unicode.IsControl) {
			t.Errorf("%q would be a header", email)
		}
	})
}

// refusedInput wants an error that tells people what they gave.
func refusedInput(t *testing.T, err error) {
	t.Helper()
	if code := CodeOf(err); code != Invalid && code != Malformed {
		t.Errorf("the code is %s: %v", code, err)
	}
}
