package settings_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/local/settings"
)

const simulator = "http://127.0.0.1:8080"

func TestWhichNetworksAreReal(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		file       string
		address    string // of X
		simulated  bool
		wantTokens map[string]string // of X
	}{
		"nothing set":       {"", simulator + "/upstream/twitter", true, map[string]string{"TWITTER_BEARER_TOKEN": "simulated-twitter"}},
		"a token":           {"TWITTER_BEARER_TOKEN=t", "", false, map[string]string{"TWITTER_BEARER_TOKEN": "t"}},
		"a token elsewhere": {"TWITTER_BEARER_TOKEN=t\nTWITTER_BASE_URL=http://127.0.0.1:9", "http://127.0.0.1:9", false, map[string]string{"TWITTER_BEARER_TOKEN": "t"}},
		"an address alone":  {"TWITTER_BASE_URL=http://127.0.0.1:9", "http://127.0.0.1:9", false, map[string]string{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := read(t, test.file)
			networks := s.Networks(simulator)
			if got := networks[2]; got.Name != "twitter" || got.Address != test.address || got.Simulated != test.simulated {
				t.Errorf("got %+v", got)
			}
			tokens := s.Tokens(networks)
			for name := range tokens {
				if name != "TWITTER_BEARER_TOKEN" {
					delete(tokens, name)
				}
			}
			if diff := cmp.Diff(test.wantTokens, tokens); diff != "" {
				t.Errorf("tokens (-want +got):\n%s", diff)
			}
		})
	}
}

// The choice is made at the start. A token that comes later must not go to the simulator that was chosen then.
func TestLateTokenStaysAway(t *testing.T) {
	t.Parallel()
	networks := read(t, "").Networks(simulator)
	late := read(t, "TWITTER_BEARER_TOKEN=real\nGOOGLE_API_KEY=real").Tokens(networks)
	for name, token := range late {
		if token == "real" {
			t.Errorf("the simulator would get the real %s", name)
		}
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	got := read(t, "TWITTER_BEARER_TOKEN=t\nGOOGLE_PLACES_BASE_URL=http://127.0.0.1:9\nMETA_GRAPH_VERSION=v27.0").Parameters(simulator)
	want := map[string]string{
		"Stage": "local", "TenantTablePitr": "false", "SyncSpreadSeconds": "0", "SyncGatherSeconds": "0",
		"InstagramBaseUrl":    simulator + "/upstream/instagram",
		"FacebookBaseUrl":     simulator + "/upstream/facebook",
		"GooglePlacesBaseUrl": "http://127.0.0.1:9",
		"MetaGraphVersion":    "v27.0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestEnvironmentWins(t *testing.T) {
	t.Setenv("GOOGLE_API_KEY", "from the environment")
	if got := read(t, "GOOGLE_API_KEY=from the file").Get("GOOGLE_API_KEY"); got != "from the environment" {
		t.Errorf("got %q", got)
	}
}

func TestNoFileIsNoError(t *testing.T) {
	t.Parallel()
	if _, err := settings.Read(filepath.Join(t.TempDir(), ".env")); err != nil {
		t.Error(err)
	}
}

func read(t *testing.T, file string) settings.Settings {
	t.Helper()
	path := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := settings.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
