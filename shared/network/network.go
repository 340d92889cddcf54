// Package network is the list of the networks that walls are fed from. Each is
// a package of its own: a client that speaks with the network's API, and a pure
// adapter from its JSON to posts.
package network

import (
	"context"
	"net/http"
	"strings"

	"github.com/hashmytag/hashmytag/shared/network/facebook"
	"github.com/hashmytag/hashmytag/shared/network/google"
	"github.com/hashmytag/hashmytag/shared/network/instagram"
	"github.com/hashmytag/hashmytag/shared/network/twitter"
	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/safehttp"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Network fetches the posts of one query. Its errors are *wall.UpstreamError;
// a result that comes with one has no posts, but may count what was read.
type Network interface {
	Fetch(ctx context.Context, r wall.FetchRequest) (wall.FetchResult, error)
}

// Finder is a network that can be asked for single posts. Its errors are as
// Network's; a problem that ended it early is the result's.
type Finder interface {
	Lookup(ctx context.Context, r wall.LookupRequest) (wall.FetchResult, error)
}

// Auditor is a network with jobs that tell which of many posts must go.
type Auditor interface {
	Compliance(ctx context.Context, r wall.ComplianceRequest) (wall.ComplianceResult, error)
}

// Settings say whom to ask. The zero value asks the vendors.
type Settings struct {
	// BaseURLs replace the vendors' addresses. They are the operator's, and may
	// be in a private network.
	BaseURLs map[wall.Network]string
	// GraphVersion is that of Meta's API, v26.0 by default.
	GraphVersion string
	// HTTP is the client for all of them; by default a safe one.
	HTTP *http.Client
}

const (
	graphVersion = "v26.0"
	metaGraph    = "https://graph.facebook.com"
	// instagramLogin serves tokens of "Instagram login", unless the operator set
	// one address for all of Instagram.
	instagramLogin = "https://graph.instagram.com"
)

// listed is one entry of the list.
type listed struct {
	network wall.Network
	base    string // the vendor's address
	make    func(c wire.Client, s Settings) Network
}

// list is the one list: a new network is a folder, and a line here.
func list() []listed {
	return []listed{
		{wall.Instagram, metaGraph, makeInstagram},
		{wall.Facebook, metaGraph, func(c wire.Client, s Settings) Network { return facebook.New(c, s.GraphVersion) }},
		{wall.Twitter, "https://api.x.com", func(c wire.Client, _ Settings) Network { return twitter.New(c) }},
		{wall.Google, "https://places.googleapis.com", func(c wire.Client, _ Settings) Network { return google.New(c) }},
	}
}

func makeInstagram(c wire.Client, s Settings) Network {
	login := c
	if c.Base == metaGraph {
		login.Base = instagramLogin
	}
	return instagram.New(c, login, s.GraphVersion)
}

// All makes every network.
func All(s Settings) map[wall.Network]Network { return build(list(), s) }

func build(list []listed, s Settings) map[wall.Network]Network {
	if s.GraphVersion == "" {
		s.GraphVersion = graphVersion
	}
	if s.HTTP == nil {
		s.HTTP = safehttp.New(safehttp.Options{Trusted: values(s.BaseURLs)})
	}
	networks := map[wall.Network]Network{}
	for _, l := range list {
		c := wire.Client{Network: l.network, HTTP: s.HTTP, Base: l.base}
		if base := s.BaseURLs[l.network]; base != "" {
			c.Base = strings.TrimRight(base, "/")
		}
		networks[l.network] = l.make(c, s)
	}
	return networks
}

func values(m map[wall.Network]string) []string {
	var all []string
	for _, v := range m {
		all = append(all, v)
	}
	return all
}
