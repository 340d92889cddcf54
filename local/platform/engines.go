package platform

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	local "github.com/hashmytag/hashmytag/local/aws"
	"github.com/hashmytag/hashmytag/local/engine"
	"github.com/hashmytag/hashmytag/local/iam"
)

// engines serve AWS's APIs on this machine.
type engines struct {
	endpoints map[string]string // by the SDK's name of the service
	processes []*engine.Process
	aws       string       // where functions find all of them, within their rights
	server    *http.Server // that answers there
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

// serveAWS answers the functions' calls to AWS, within their rights. It has a port of its own: tokens are not for the
// address that browsers visit.
func (p *platform) serveAWS(ctx context.Context) error {
	callers := p.plan.Callers()
	callers[accessKey] = operator()
	services, err := local.New(local.Config{
		Region: region, Account: account,
		DynamoDB: p.engines.endpoints["dynamodb"], SQS: p.engines.endpoints["sqs"],
		SecretARN: p.plan.Outputs["UpstreamSecretArn"], Secret: p.tokens, Deliver: p.mailbox.Deliver, Objects: p.objects,
		Callers: callers, Roles: p.plan.Roles,
	})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.engines.aws = "http://" + listener.Addr().String()
	p.engines.server = &http.Server{Handler: services, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = p.engines.server.Serve(listener) }() // until stop
	for _, service := range []string{"sts", "secretsmanager", "sesv2", "s3"} {
		p.engines.endpoints[service] = p.engines.aws
	}
	return nil
}

// operator may do everything, as the person whose machine this is.
func operator() iam.Role {
	everything := iam.Statement{Effect: "Allow", Action: []string{"*"}, Resource: []string{"*"}}
	return iam.Role{ARN: "arn:aws:iam::" + account + ":role/operator", Policy: iam.Policy{Statement: []iam.Statement{everything}}}
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
	if e.server != nil {
		_ = e.server.Close()
	}
}
