package settings

// Network says whom the functions ask for a network's posts.
type Network struct {
	Name      string
	Address   string // empty: the vendor's own
	Simulated bool

	variable string // that sets the address
}

// shared are the networks with the tokens that all tenants share.
var shared = []struct {
	name, address string
	tokens        []string
	simulated     map[string]string // what the simulated network is shown instead
}{
	{"instagram", "INSTAGRAM_BASE_URL", []string{"INSTAGRAM_ACCESS_TOKEN", "INSTAGRAM_USER_ID", "INSTAGRAM_ACCOUNTS"},
		map[string]string{"INSTAGRAM_ACCESS_TOKEN": "simulated-instagram", "INSTAGRAM_USER_ID": "17841400000000001"}},
	{"facebook", "FACEBOOK_BASE_URL", []string{"FACEBOOK_ACCESS_TOKEN"},
		map[string]string{"FACEBOOK_ACCESS_TOKEN": "simulated-facebook"}},
	{"twitter", "TWITTER_BASE_URL", []string{"TWITTER_BEARER_TOKEN"},
		map[string]string{"TWITTER_BEARER_TOKEN": "simulated-twitter"}},
	{"google", "GOOGLE_PLACES_BASE_URL", []string{"GOOGLE_API_KEY"},
		map[string]string{"GOOGLE_API_KEY": "simulated-google"}},
}

// Networks decides: an address that is set is asked; without one, a token means the vendor, none the simulator.
func (s Settings) Networks(simulator string) []Network {
	networks := make([]Network, len(shared))
	for i, network := range shared {
		chosen := Network{Name: network.name, Address: s.Get(network.address), variable: network.address}
		if chosen.Address == "" && !s.anyOf(network.tokens) {
			chosen.Address, chosen.Simulated = simulator+"/upstream/"+network.name, true
		}
		networks[i] = chosen
	}
	return networks
}

// Tokens are the shared tokens, as the secret in AWS holds them. A simulated network gets a token of its own:
// a real one never goes there.
func (s Settings) Tokens(networks []Network) map[string]string {
	tokens := map[string]string{}
	for i, network := range shared {
		for _, name := range network.tokens {
			value := s.Get(name)
			if networks[i].Simulated {
				value = network.simulated[name]
			}
			if value != "" {
				tokens[name] = value
			}
		}
	}
	for _, name := range []string{"META_APP_ID", "META_APP_SECRET"} {
		if value := s.Get(name); value != "" {
			tokens[name] = value
		}
	}
	return tokens
}

func (s Settings) anyOf(names []string) bool {
	for _, name := range names {
		if s.Get(name) != "" {
			return true
		}
	}
	return false
}
