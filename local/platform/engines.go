package platform

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/local/engine"
)

// engines serve AWS's APIs on this machine.
type engines struct {
	endpoints map[string]string // by the SDK's name of the service
	processes []*engine.Process
	services  *http.Server // Secrets Manager and STS
}

// startEngines starts those whose endpoint nobody has overridden.
func (p *platform) startEngines(ctx context.Context) error {
	database := filepath.Join(p.options.Data, "dynamodb.sqlite")
	wanted := []struct {
		service string
		engine  engine.Engine
	}{{"dynamodb", engine.Dynoxide(database)}, {"sqs", engine.Fauxqs()}}
	started := make([]*engine.Process, len(wanted))
	var group errgroup.Group
	p.engines.endpoints = map[string]string{}
	for i, want := range wanted {
		if address := p.settings.Get(endpointVariable(want.service)); address != "" {
			p.engines.endpoints[want.service] = address
			continue
		}
		group.Go(func() (err error) {
			started[i], err = want.engine.Start(ctx, p.options.Tools)
			return err
		})
	}
	err := group.Wait()
	for i, process := range started {
		if process != nil {
			p.engines.processes = append(p.engines.processes, process)
			p.engines.endpoints[wanted[i].service] = process.URL()
		}
	}
	return err
}

// serveServices answers Secrets Manager and STS on a port of their own: tokens are not for the address that
// browsers visit.
func (p *platform) serveServices(ctx context.Context, handler http.Handler) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.engines.services = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = p.engines.services.Serve(listener) }() // until stop
	for _, service := range []string{"sts", "secretsmanager"} {
		address := p.settings.Get(endpointVariable(service))
		if address == "" {
			address = "http://" + listener.Addr().String()
		}
		p.engines.endpoints[service] = address
	}
	return nil
}

// wait waits until the context ends, or an engine does: without it nothing works, and its queues are gone.
func (e *engines) wait(ctx context.Context) error {
	ended := make(chan string, len(e.processes))
	for _, process := range e.processes {
		go func() { // ends with the engine, by stop at the latest
			<-process.Done()
			ended <- process.URL()
		}()
	}
	select {
	case <-ctx.Done():
		return nil
	case address := <-ended:
		return fmt.Errorf("the engine at %s has ended by itself", address)
	}
}

func (e *engines) stop() {
	var group errgroup.Group
	for _, process := range e.processes {
		group.Go(func() error { process.Stop(); return nil })
	}
	_ = group.Wait()
	if e.services != nil {
		_ = e.services.Close()
	}
}
