// Package state is how the CLI finds a running local platform: a file that the platform writes at its start and
// removes at its end.
package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ErrNotRunning says that no platform uses the folder.
var ErrNotRunning = errors.New("the local platform is not running")

// Platform is all that the CLI needs to work beside a running platform.
type Platform struct {
	PID     int    `json:"pid"`
	Address string `json:"address"` // of the platform's own HTTP server
	Region  string `json:"region"`
	// Endpoints are the services' addresses, by the SDK's name: dynamodb, sqs, sts, secretsmanager, sesv2, s3.
	Endpoints map[string]string `json:"endpoints"`
	// CredentialsKeyFile holds the key that seals tenants' own tokens.
	CredentialsKeyFile string `json:"credentialsKeyFile"`
	// Outputs are those of template.yaml, as a deployed stack has them.
	Outputs map[string]string `json:"outputs"`
}

// Read finds the platform that runs with a data folder, .local by default.
func Read(dir string) (Platform, error) {
	var p Platform
	text, err := os.ReadFile(path(dir)) //nolint:gosec // in the platform's own folder
	if errors.Is(err, fs.ErrNotExist) {
		return p, ErrNotRunning
	}
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil {
		return p, fmt.Errorf("read the platform's state: %w", err)
	}
	if err := syscall.Kill(p.PID, 0); errors.Is(err, syscall.ESRCH) {
		return p, ErrNotRunning // it was killed and could not tidy up
	}
	return p, nil
}

// Write says that the platform runs.
func (p Platform) Write(dir string) error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	temporary := path(dir) + ".new"
	if err := os.WriteFile(temporary, append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, path(dir))
}

// Remove says that the platform has ended.
func Remove(dir string) error { return os.Remove(path(dir)) }

func path(dir string) string { return filepath.Join(dir, "platform.json") }
