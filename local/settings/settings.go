// Package settings reads what a person sets for the local platform, in .env or the environment, and decides which
// networks are real.
package settings

import (
	"errors"
	"io/fs"
	"os"

	"github.com/joho/godotenv"
)

// Settings are variables by name. The process's environment wins over the file.
type Settings struct {
	file map[string]string
}

// Read reads a .env file, which need not exist.
func Read(path string) (Settings, error) {
	file, err := godotenv.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return Settings{file: file}, err
}

// Get is a variable's value; empty when it is not set.
func (s Settings) Get(name string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return s.file[name]
}

// parameters are the template's parameters that a person may set, by variable.
var parameters = map[string]string{
	"INSTAGRAM_BASE_URL":     "InstagramBaseUrl",
	"FACEBOOK_BASE_URL":      "FacebookBaseUrl",
	"TWITTER_BASE_URL":       "TwitterBaseUrl",
	"GOOGLE_PLACES_BASE_URL": "GooglePlacesBaseUrl",
	"META_GRAPH_VERSION":     "MetaGraphVersion",
	"TWITTER_MONTHLY_USD":    "TwitterMonthlyUsd",
	"GOOGLE_DAILY_CALLS":     "GoogleDailyCalls",
	"GOOGLE_MONTHLY_CALLS":   "GoogleMonthlyCalls",
	"META_HOURLY_CALLS":      "MetaHourlyCalls",
	"LOG_LEVEL":              "LogLevel",
}

// Parameters are the template's parameters for this machine, given where the simulated networks answer.
func (s Settings) Parameters(simulator string) map[string]string {
	values := map[string]string{
		"Stage":             "local",
		"TenantTablePitr":   "false", // the local engine has no point-in-time recovery
		"SyncSpreadSeconds": "0",     // nothing to spare, and a person waits
		"SyncGatherSeconds": "0",
	}
	for variable, parameter := range parameters {
		if value := s.Get(variable); value != "" {
			values[parameter] = value
		}
	}
	for _, network := range s.Networks(simulator) {
		if network.Address != "" {
			values[parameters[network.variable]] = network.Address
		}
	}
	return values
}
