package platform

import (
	"fmt"
	"os"

	"github.com/hashmytag/hashmytag/local/state"
)

// announce tells the CLI and the person where everything is.
func (p *platform) announce() error {
	running := state.Platform{
		PID:                os.Getpid(),
		Address:            p.address,
		Region:             region,
		Endpoints:          p.engines.endpoints,
		CredentialsKeyFile: p.keyFile(),
		Outputs:            p.plan.Outputs,
	}
	if err := running.Write(p.options.Data); err != nil {
		return err
	}
	for _, network := range p.networks {
		whom := network.Address
		switch {
		case network.Simulated:
			whom = "simulated (no token in .env)"
		case whom == "":
			whom = "the real one, with the token in .env"
		}
		p.say("%-10s %s", network.Name, whom)
	}
	p.say("")
	p.say("HashMyTag is running: %s/", p.address)
	p.say("Ctrl-C stops it; what it knows stays in %s.", p.options.Data)
	return nil
}

func (p *platform) withdraw() {
	if err := state.Remove(p.options.Data); err != nil {
		p.log.Warn("the state file stays behind", "error", err)
	}
}

func (p *platform) say(format string, arguments ...any) {
	_, _ = fmt.Fprintf(p.output.Named(""), format+"\n", arguments...)
}
