package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	create := func(domain, email string, more ...string) []string {
		return append([]string{"tenants", "create", "--name", "A", "--domain", domain, "--owner-email", email}, more...)
	}
	tests := map[string]struct {
		args []string
		code int
		says string
	}{
		"no command":          {[]string{"tenant"}, exitUsage, `no command "tenant"`},
		"no such subcommand":  {[]string{"tenants", "make"}, exitUsage, `no command "make"`},
		"no such flag":        {[]string{"tenants", "list", "--all"}, exitUsage, "--all"},
		"missing flags":       {[]string{"tenants", "create", "--name", "A"}, exitUsage, "missing: --domain --owner-email"},
		"missing argument":    {[]string{"feeds", "pause", "a.example"}, exitUsage, "feeds pause TENANT FEED"},
		"bad domain":          {create("127.0.0.1", "a@example.com"), exitUsage, "--domain: 127.0.0.1 is an IP address"},
		"bad e-mail":          {create("a.example.com", "a"), exitUsage, "--owner-email:"},
		"bad plan":            {create("a.example.com", "a@example.com", "--plan", "gold"), exitUsage, "plan:"},
		"bad second domain":   {create("a.example.com", "a@example.com", "--allow-domain", "co.uk"), exitUsage, "--allow-domain:"},
		"bad locale":          {create("a.example.com", "a@example.com", "--locale", "de"), exitUsage, "--locale:"},
		"neither id nor name": {[]string{"tenants", "show", "10.0.0.1"}, exitUsage, "TENANT:"},
		"unknown id":          {[]string{"tenants", "show", "t_nobody"}, exitNotFound, "there is no tenant t_nobody"},
		"unknown domain":      {[]string{"tenants", "show", "nobody.example.com"}, exitNotFound, "no tenant with the domain"},
		"bad network":         {[]string{"feeds", "add", "t_1", "--network", "myspace"}, exitUsage, "--network:"},
		"negative grace":      {[]string{"tenants", "rotate-key", "t_1", "--grace", "-1h"}, exitUsage, "--grace"},
		"bad first day":       {[]string{"analytics", "t_1", "--from", "yesterday"}, exitUsage, "--from:"},
		"day to come":         {[]string{"analytics", "t_1", "--to", "9999-12-31"}, exitUsage, "--to:"},
		"bad admin":           {[]string{"admins", "add", "marie"}, exitUsage, "EMAIL:"},
		"all without wait":    {[]string{"sync", "--no-wait"}, exitUsage, "--no-wait"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := p.run("", test.args...)
			if r.code != test.code || !strings.Contains(r.notes, test.says) {
				t.Errorf("ended with %d %q, want %d and %q", r.code, r.notes, test.code, test.says)
			}
		})
	}
}

func TestErrorsForScripts(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	r := p.run("", "tenants", "show", "t_nobody", "--json")
	var answer struct {
		Error struct {
			ExitCode int
			Message  string
		}
	}
	if err := json.Unmarshal([]byte(r.notes), &answer); err != nil || answer.Error.ExitCode != exitNotFound || r.out != "" {
		t.Errorf("%v: out %q, err %q", err, r.out, r.notes)
	}
}

func TestEveryCommandTeaches(t *testing.T) {
	t.Parallel()
	for _, group := range operatorCommands(findPlatform) {
		for _, cmd := range append(group.Commands(), group) {
			if cmd.Short == "" || cmd.RunE == nil {
				t.Errorf("%s has no description or does nothing", cmd.CommandPath())
			}
			if strings.Contains(cmd.Use, "TENANT") && cmd.Example == "" {
				t.Errorf("%s has no example", cmd.CommandPath())
			}
		}
	}
}
