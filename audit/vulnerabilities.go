package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	govulncheck = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"
	goDatabase  = "https://vuln.go.dev"
	// The same entries, as the Go module proxy has them: for networks that reach nothing else.
	databaseModule = "golang.org/x/vulndb"
)

// database is a vulnerability database for Go, and how it is called.
type database struct{ address, said string }

// openDatabase takes Go's own database, and where it does not answer its source, which is a module.
func openDatabase(ctx context.Context) (database, error) {
	asking, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(asking, http.MethodHead, goDatabase+"/index/db.json", nil)
	if err != nil {
		return database{}, err
	}
	if answer, err := http.DefaultClient.Do(request); err == nil {
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return database{goDatabase, goDatabase}, nil
		}
	}
	return fromModule(ctx)
}

// fromModule lays the entries of the module out as govulncheck reads them (go.dev/security/vuln/database).
func fromModule(ctx context.Context) (database, error) {
	out, err := exec.CommandContext(ctx, "go", "mod", "download", "-json", databaseModule+"@latest").Output()
	var module struct{ Dir, Version string }
	if err = errors.Join(err, json.Unmarshal(out, &module)); err != nil {
		return database{}, fmt.Errorf("%w: neither %s nor the module %s answers: %w", errUnchecked, goDatabase, databaseModule, err)
	}
	folder, err := filepath.Abs(".tools/vulndb")
	if err != nil {
		return database{}, err
	}
	err = errors.Join(os.RemoveAll(folder), os.MkdirAll(folder+"/index", 0o755), os.MkdirAll(folder+"/ID", 0o755))
	if err == nil {
		err = layOut(module.Dir+"/data/osv", folder)
	}
	return database{"file://" + folder, databaseModule + "@" + module.Version}, err
}

// entry is the part of an entry that the index tells.
type entry struct {
	ID        string    `json:"id"`
	Modified  time.Time `json:"modified"`
	Withdrawn string    `json:"withdrawn"`
	Affected  []struct {
		Package struct{ Name string }
	}
}

type indexed struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
}

func layOut(entries, folder string) error {
	files, err := filepath.Glob(entries + "/*.json")
	if err != nil || len(files) == 0 {
		return fmt.Errorf("%w: no entries in %s: %w", errUnchecked, entries, err)
	}
	modules := map[string][]indexed{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var e entry
		if err := json.Unmarshal(text, &e); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if e.Withdrawn != "" {
			continue
		}
		for _, affected := range e.Affected {
			modules[affected.Package.Name] = append(modules[affected.Package.Name], indexed{e.ID, e.Modified})
		}
		if err := os.WriteFile(filepath.Join(folder, "ID", e.ID+".json"), text, 0o644); err != nil {
			return err
		}
	}
	type module struct {
		Path  string    `json:"path"`
		Vulns []indexed `json:"vulns"`
	}
	list := []module{}
	for path, vulns := range modules {
		list = append(list, module{path, vulns})
	}
	return errors.Join(writeJSON(folder+"/index/modules.json", list), writeJSON(folder+"/index/db.json", map[string]time.Time{"modified": time.Now().UTC()}))
}

func writeJSON(file string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}

// accepted are vulnerabilities that nobody can use against us, with the reason: a line each.
//
//go:embed accepted.txt
var accepted string

// check looks for vulnerabilities that the code of a module can reach.
func (d database) check(ctx context.Context, dir string) error {
	command := exec.CommandContext(ctx, "go", "run", govulncheck, "-db", d.address, "-format", "json", "./...")
	command.Dir = dir
	var mistakes bytes.Buffer
	command.Stderr = &mistakes
	out, err := command.Output()
	if err != nil {
		return fmt.Errorf("%w: %w\n%s", errUnchecked, err, mistakes.String())
	}
	found, err := reached(bytes.NewReader(out))
	if err != nil {
		return fmt.Errorf("%w: %w", errUnchecked, err)
	}
	if len(found) > 0 {
		return errors.New(strings.Join(found, "; "))
	}
	return nil
}

// reached reads what govulncheck found: what the code merely has, and does not call, is left out, and what is accepted.
func reached(messages io.Reader) ([]string, error) {
	var found []string
	for decoder := json.NewDecoder(messages); ; {
		var message struct {
			Finding *struct {
				OSV   string
				Fixed string `json:"fixed_version"`
				Trace []struct{ Module, Version, Function string }
			}
		}
		if err := decoder.Decode(&message); errors.Is(err, io.EOF) {
			slices.Sort(found)
			return slices.Compact(found), nil
		} else if err != nil {
			return nil, err
		}
		f := message.Finding
		if f == nil || len(f.Trace) == 0 || f.Trace[0].Function == "" || strings.Contains("\n"+accepted, "\n"+f.OSV+" ") {
			continue
		}
		found = append(found, fmt.Sprintf("%s in %s@%s, mended in %s", f.OSV, f.Trace[0].Module, f.Trace[0].Version, f.Fixed))
	}
}

// npmVulnerabilities asks the registry about the packages that are shipped.
func npmVulnerabilities(ctx context.Context, dir string) error {
	out, err := exec.CommandContext(ctx, "npm", "--prefix", dir, "audit", "--omit=dev", "--json").Output()
	var answer struct {
		Message  string
		Metadata *struct {
			Vulnerabilities struct{ Total int }
		}
	}
	if json.Unmarshal(out, &answer) != nil || answer.Metadata == nil {
		return fmt.Errorf("%w: the registry does not answer `npm audit`: %s %w", errUnchecked, strings.TrimSpace(answer.Message), err)
	}
	if answer.Metadata.Vulnerabilities.Total > 0 {
		return errors.New("\n" + string(out))
	}
	return nil
}
