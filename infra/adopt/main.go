// Command adopt writes what CloudFormation needs to make a stack around the
// stores that an earlier stack left behind: the registry, the pictures, the
// site, the people, the key and the secret. docs/operations.md tells how.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const usage = `usage: go run ./adopt FOLDER RESOURCE=ID...
writes FOLDER/template.yaml and FOLDER/resources.json, for the stores of ../template.yaml`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "adopt:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) < 2 {
		return fmt.Errorf("%s", usage)
	}
	ids := map[string]string{}
	for _, argument := range arguments[1:] {
		resource, id, ok := strings.Cut(argument, "=")
		if !ok || id == "" {
			return fmt.Errorf("%q is not RESOURCE=ID\n%s", argument, usage)
		}
		ids[resource] = id
	}
	text, err := os.ReadFile(filepath.Join("..", "template.yaml"))
	if err != nil {
		return err
	}
	template, resources, err := adopt(text, ids)
	if err != nil {
		return err
	}
	list, err := json.MarshalIndent(resources, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(arguments[0], 0o755); err != nil { //nolint:gosec // the operator names the folder
		return err
	}
	folder, err := os.OpenRoot(arguments[0])
	if err != nil {
		return err
	}
	defer folder.Close() //nolint:errcheck // nothing is open in it
	if err := folder.WriteFile("template.yaml", template, 0o600); err != nil {
		return err
	}
	return folder.WriteFile("resources.json", list, 0o600)
}
