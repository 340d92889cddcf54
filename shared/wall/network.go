package wall

import (
	"slices"
	"strings"
)

// Network is where posts come from.
type Network string

// The networks. Direct stands for the posts that a tenant writes itself.
const (
	Instagram Network = "instagram"
	Facebook  Network = "facebook"
	Twitter   Network = "twitter"
	Google    Network = "google"
	Direct    Network = "direct"
)

// Networks lists the networks that a feed can be of.
func Networks() []Network { return []Network{Instagram, Facebook, Twitter, Google} }

// ParseNetwork reads the network of a feed.
func ParseNetwork(s string) (Network, error) {
	n := Network(strings.ToLower(strings.TrimSpace(s)))
	if n == "x" {
		n = Twitter
	}
	if !slices.Contains(Networks(), n) {
		return "", InvalidField("/network", "not-a-network", "\"{network}\" is not a network: use instagram, facebook, twitter or google", s)
	}
	return n, nil
}

// Title is the network's name as people know it.
func (n Network) Title() string {
	switch n {
	case Instagram:
		return "Instagram"
	case Facebook:
		return "Facebook"
	case Twitter:
		return "X"
	case Google:
		return "Google"
	}
	return "HashMyTag"
}
