package blackbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

const commandTime = 2 * time.Minute

// command is what a command answered.
type command struct {
	out, notes string
	code       int
}

// run types a command.
func (p *platform) run(args ...string) command {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), commandTime)
	defer cancel()
	var out, notes bytes.Buffer
	place := p.place
	if place == nil {
		place = []string{"--data", p.data}
	}
	cmd := exec.CommandContext(ctx, hashmytag, append(args, place...)...)
	cmd.Env = append(os.Environ(), p.variables...)
	cmd.Stdout, cmd.Stderr = &out, &notes
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		p.t.Fatal(err)
	}
	return command{out.String(), notes.String(), cmd.ProcessState.ExitCode()}
}

// get types a command that must succeed, and reads its JSON.
func get[T any](p *platform, args ...string) T {
	p.t.Helper()
	c := p.run(append(args, "--json")...)
	var v T
	if c.code != 0 {
		p.t.Fatalf("hashmytag %s: exit code %d: %s", strings.Join(args, " "), c.code, c.notes)
	}
	if err := json.Unmarshal([]byte(c.out), &v); err != nil {
		p.t.Fatalf("hashmytag %s: %v: %s", strings.Join(args, " "), err, c.out)
	}
	return v
}

type tenant struct{ ID, Domain, Status, Table, APIKey, EmbedCode string }

func (p *platform) newTenant(domain, plan string) tenant {
	p.t.Helper()
	return get[tenant](p, "tenants", "create", "--name", domain, "--domain", domain, "--plan", plan, "--owner-email", "owner@"+domain)
}

type feed struct {
	ID, Network string
	State       struct {
		PostCount int
		Error     *struct{ Class, Message string }
	}
}

func (p *platform) addFeed(t tenant, network, flag string, values ...string) feed {
	p.t.Helper()
	args := []string{"feeds", "add", t.Domain, "--network", network}
	for _, value := range values {
		args = append(args, flag, value)
	}
	return get[feed](p, args...)
}

func (p *platform) feeds(t tenant) []feed {
	p.t.Helper()
	return get[struct{ Items []feed }](p, "feeds", "list", t.ID).Items
}

// wall is the answer of GET /v1/wall.
type wall struct {
	Posts []struct {
		ID, Network, Text string
		FeedIDs           []string
		PublishedAt       time.Time
		Media             []struct{ URL string }
	}
}

func (w wall) texts() []string {
	var texts []string
	for _, post := range w.Posts {
		texts = append(texts, post.Text)
	}
	slices.Sort(texts)
	return texts
}

func (w wall) networks() []string {
	var networks []string
	for _, post := range w.Posts {
		networks = append(networks, post.Network)
	}
	slices.Sort(networks)
	return slices.Compact(networks)
}

// visit asks for a wall as a browser does on a page of origin; "" is none.
func (p *platform) visit(query url.Values, origin string) (int, wall) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.address+"/v1/wall?"+query.Encode(), nil)
	if err != nil {
		p.t.Fatal(err)
	}
	if origin != "" {
		request.Header.Set("Origin", origin)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	var w wall
	if err := json.Unmarshal(body, &w); err != nil {
		p.t.Fatalf("%s answered %s", request.URL, body)
	}
	return response.StatusCode, w
}

// status is that of a wall's answer.
func (p *platform) status(key string) int {
	p.t.Helper()
	status, _ := p.visit(url.Values{"key": {key}}, "")
	return status
}

// wallOf reads a tenant's wall, as long as it can be.
func (p *platform) wallOf(t tenant) wall {
	p.t.Helper()
	status, w := p.visit(url.Values{"key": {t.APIKey}, "limit": {"100"}}, "https://www."+t.Domain)
	if status != http.StatusOK {
		p.t.Fatalf("the wall of %s: %d", t.Domain, status)
	}
	return w
}
