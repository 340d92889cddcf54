package platform

import (
	"context"
	"fmt"
	"os"

	"github.com/hashmytag/hashmytag/local/settings"
	"github.com/hashmytag/hashmytag/local/state"
)

// writeState tells the CLI where everything is.
func (p *platform) writeState() error {
	return state.Platform{
		PID:                os.Getpid(),
		Address:            p.address,
		Region:             region,
		Endpoints:          p.engines.endpoints,
		CredentialsKeyFile: p.keyFile(),
		Outputs:            p.plan.Outputs,
	}.Write(p.options.Data)
}

// announce tells the person where to look.
func (p *platform) announce(ctx context.Context) {
	for _, network := range p.networks {
		p.say("  %-10s %s", network.Name, whom(network))
	}
	p.say("")
	p.say("HashMyTag is running: %s/", p.address)
	p.say("  %-20s %s", "What runs here", p.address+overviewPath)
	overview, err := p.seeder.Overview(ctx)
	if err != nil {
		p.log.Warn("the demo tenants cannot be read", "error", err)
	}
	for _, tenant := range overview.Tenants {
		if tenant.Site != "" {
			p.say("  %-20s %s", tenant.Name, tenant.Site)
		}
	}
	p.say("Ctrl-C stops it; its data stays in %s.", p.options.Data)
}

// whom says in words who answers for a network.
func whom(network settings.Network) string {
	switch {
	case network.Simulated:
		return "simulated: no token in .env"
	case network.Address == "":
		return "the real one, with the token of .env"
	}
	return network.Address
}

func (p *platform) withdraw() {
	if err := state.Remove(p.options.Data); err != nil {
		p.log.Warn("the state file stays behind", "error", err)
	}
}

func (p *platform) say(format string, arguments ...any) {
	_, _ = fmt.Fprintf(p.output.Named(""), format+"\n", arguments...)
}
