package wall_test

import (
	"slices"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

func TestParseDomain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ in, want string }{
		"plain":               {"restaurant-bon-gout.com", "restaurant-bon-gout.com"},
		"upper case":          {"Bon-Gout.COM", "bon-gout.com"},
		"address":             {"https://www.bon-gout.com/menu?x=1", "www.bon-gout.com"},
		"port":                {"bon-gout.com:8443", "bon-gout.com"},
		"final dot":           {"bon-gout.com.", "bon-gout.com"},
		"international":       {"café-été.fr", "xn--caf-t-dsabb.fr"},
		"full-width":          {"ｂｏｎ.com", "bon.com"},
		"own name on a host":  {"bon-gout.github.io", "bon-gout.github.io"},
		"empty":               {"", ""},
		"IPv4":                {"192.168.1.1", ""},
		"short IPv4":          {"127.1", ""},
		"hexadecimal IPv4":    {"0x7f.1", ""},
		"IPv6":                {"[::1]", ""},
		"public suffix":       {"co.uk", ""},
		"private suffix":      {"github.io", ""},
		"top-level domain":    {"com", ""},
		"single name":         {"restaurant", ""},
		"spaces":              {"bon gout.com", ""},
		"script":              {"<script>", ""},
		"underscore":          {"bon_gout.com", ""},
		"label over 63 bytes": {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := wall.ParseDomain(test.in)
			if got != test.want || (err == nil) != (test.want != "") {
				t.Errorf("%q became %q, %v; want %q", test.in, got, err, test.want)
			}
		})
	}
}

func TestParseAllowedDomains(t *testing.T) {
	t.Parallel()
	got, err := wall.ParseAllowedDomains([]string{"Bon-Gout.com", "bon-gout.com", "localhost", "shop.localhost", "app"})
	if want := []string{"bon-gout.com", "localhost", "shop.localhost", "app"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	_, err = wall.ParseAllowedDomains([]string{"bon-gout.com", "10.0.0.1"})
	wantField(t, err, "/allowedDomains/1")
	_, err = wall.ParseAllowedDomains(make([]string, 51))
	wantField(t, err, "/allowedDomains")
}

func TestAllowsOrigin(t *testing.T) {
	t.Parallel()
	site := []string{"bon-gout.com"}
	for name, test := range map[string]struct {
		allowed []string
		origin  string
		want    bool
	}{
		"own site":                  {site, "https://bon-gout.com", true},
		"subdomain":                 {site, "https://www.bon-gout.com", true},
		"other port":                {site, "http://bon-gout.com:3000", true},
		"upper case, final dot":     {site, "https://Bon-Gout.com.", true},
		"no origin":                 {site, "", true},
		"other site":                {site, "https://evil.example", false},
		"name that ends like it":    {site, "https://notbon-gout.com", false},
		"name that begins like it":  {site, "https://bon-gout.com.evil.example", false},
		"user part like it":         {site, "https://bon-gout.com@evil.example", false},
		"null":                      {site, "null", false},
		"app scheme":                {site, "capacitor://localhost", false},
		"null with app":             {append(site, wall.AppOrigin), "null", true},
		"app scheme with app":       {append(site, wall.AppOrigin), "capacitor://localhost", true},
		"app does not open the web": {append(site, wall.AppOrigin), "https://evil.example", false},
		"a site named app":          {append(site, wall.AppOrigin), "https://app", false},
		"any":                       {[]string{wall.AnyDomain}, "https://evil.example", true},
		"nothing allowed":           {nil, "https://bon-gout.com", false},
		"not an address":            {site, "https://%zz", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := wall.AllowsOrigin(test.allowed, test.origin); got != test.want {
				t.Errorf("AllowsOrigin(%v, %q) = %t", test.allowed, test.origin, got)
			}
		})
	}
}
