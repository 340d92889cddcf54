package wall

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// AnyDomain alone in a list of allowed domains opens the key to every site.
const AnyDomain = "*"

// AppOrigin in a list of allowed domains admits the origins of mobile apps:
// "null" and schemes that are not of the web.
const AppOrigin = "app"

const maxAllowedDomains = 50

// ParseDomain reads the domain of a tenant's site as people write it, an
// address with a scheme or path included, and returns it in lower case and
// punycode (RFC 5891). IP addresses and bare public suffixes are refused.
func ParseDomain(s string) (string, error) {
	host, err := canonicalHost(s)
	if err != nil {
		return "", InvalidField("/domain", "not-a-domain", `"{domain}" is not a domain: write it like restaurant.example`, s)
	}
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil || looksNumeric(host) {
		return "", InvalidField("/domain", "ip-address", "{domain} is an IP address: a domain name is needed", host)
	}
	if suffix, _ := publicsuffix.PublicSuffix(host); suffix == host {
		return "", InvalidField("/domain", "public-suffix", "{domain} belongs to everybody: the name of your own site is needed, like example.{domain}", host)
	}
	return host, nil
}

// ParseAllowedDomains reads the list of sites on which a key works. Besides
// domains (which include their subdomains) it may hold AnyDomain, AppOrigin,
// localhost and names under .localhost, for a developer's machine.
func ParseAllowedDomains(list []string) ([]string, error) {
	if len(list) > maxAllowedDomains {
		return nil, InvalidField("/allowedDomains", "too-many-domains", "at most {most} domains are allowed", maxAllowedDomains)
	}
	var out []string
	for i, s := range list {
		domain, err := parseAllowedDomain(s)
		if err != nil {
			return nil, invalidAt("/allowedDomains/"+itoa(i), err)
		}
		if !slices.Contains(out, domain) {
			out = append(out, domain)
		}
	}
	return out, nil
}

func parseAllowedDomain(s string) (string, error) {
	trimmed := strings.ToLower(strings.TrimSpace(s))
	if trimmed == AnyDomain || trimmed == AppOrigin || isLocalhost(trimmed) {
		return trimmed, nil
	}
	return ParseDomain(s)
}

// AllowsOrigin reports whether a request whose Origin header is origin may use
// a key of these allowed domains. A request without Origin (a mobile app, a
// screen, curl) passes: Origin protects against other people's web pages.
func AllowsOrigin(allowed []string, origin string) bool {
	if origin == "" || slices.Contains(allowed, AnyDomain) {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return slices.Contains(allowed, AppOrigin)
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return slices.ContainsFunc(allowed, func(domain string) bool {
		return domain != AppOrigin && (host == domain || strings.HasSuffix(host, "."+domain))
	})
}

// canonicalHost takes the host out of what a person typed.
func canonicalHost(s string) (string, error) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", err
	}
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))
	host, err := profile.ToASCII(strings.TrimSuffix(u.Hostname(), "."))
	if err != nil {
		return "", err
	}
	// What is not UTF-8 gets a form, too, but one that means nothing.
	if again, err := profile.ToASCII(host); err != nil || again != host {
		return "", fmt.Errorf("%q has no form in ASCII", s)
	}
	return host, nil
}

func isLocalhost(host string) bool {
	name, found := strings.CutSuffix(host, ".localhost")
	return host == "localhost" || found && isHostname(name)
}

func isHostname(s string) bool {
	ascii, err := idna.Lookup.ToASCII(s)
	return err == nil && ascii == s && s != ""
}

// looksNumeric finds hosts that browsers read as IPv4 addresses (WHATWG URL,
// "ends in a number"), such as 127.1.
func looksNumeric(host string) bool {
	last := host[strings.LastIndex(host, ".")+1:]
	return last != "" && strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x")
}
