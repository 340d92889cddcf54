// Package platform runs all of HashMyTag on one machine, from template.yaml: the real function binaries, the HTTP API,
// queues, schedule and tables, with engines in the place of AWS.
package platform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/hashmytag/hashmytag/local/identity"
	"github.com/hashmytag/hashmytag/local/mailbox"
	"github.com/hashmytag/hashmytag/local/process"
	"github.com/hashmytag/hashmytag/local/seed"
	"github.com/hashmytag/hashmytag/local/settings"
	"github.com/hashmytag/hashmytag/local/template"
)

const (
	region    = "us-east-1"
	account   = "000000000000"
	stackName = "hashmytag-local"
)

// Options say where the platform runs.
type Options struct {
	Port     int    // of the HTTP server; 0 takes a free one
	Data     string // folder of everything that survives a restart
	Template string // its folder is the module's root
	Tools    string // folder of the installed engines; empty: .tools beside the template
	Settings string // file of settings; empty: .env beside the template
	NoDemo   bool   // no demo tenants
	Out      io.Writer
}

// platform is a platform that runs.
type platform struct {
	options  Options
	root     string // of the repository
	settings settings.Settings
	networks []settings.Network
	address  string // of the HTTP server
	log      *slog.Logger
	output   *process.Output

	engines engines
	mailbox *mailbox.Mailbox
	objects *os.Root
	stack   template.Stack
	plan    *template.Plan
	funcs   functions
	// identity signs people in.
	identity *identity.Provider
	work     work
	seeder   seed.Seeder
}

// Run runs the platform until the context ends, and leaves no process behind.
func Run(ctx context.Context, options Options) error {
	var err error
	if options.Data, err = filepath.Abs(options.Data); err != nil {
		return err
	}
	if options.Template, err = filepath.Abs(options.Template); err != nil {
		return err
	}
	root := filepath.Dir(options.Template)
	if options.Tools == "" {
		options.Tools = filepath.Join(root, ".tools")
	}
	if options.Settings == "" {
		options.Settings = filepath.Join(root, ".env")
	}
	output := process.NewOutput(options.Out)
	p := &platform{
		options: options,
		root:    root,
		output:  output,
		log:     slog.New(slog.NewTextHandler(output.Named("platform"), nil)),
	}
	listener, err := listen(ctx, options.Port)
	if err != nil {
		return err
	}
	defer listener.Close() // the server closes it too
	p.address = "http://localhost:" + strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	if err := p.prepare(ctx); err != nil {
		return err
	}
	defer p.engines.stop()
	defer p.objects.Close() //nolint:errcheck // all is written
	if err := p.deploy(ctx); err != nil {
		return err
	}
	defer p.funcs.close()
	return p.serve(ctx, listener)
}

// open tells the CLI that the platform runs, makes the demo tenants, and then tells the person.
func (p *platform) open(ctx context.Context) error {
	if err := p.writeState(); err != nil {
		return err
	}
	if !p.options.NoDemo {
		if err := p.seed(ctx); err != nil {
			return fmt.Errorf("demo tenants: %w", err)
		}
	}
	p.announce(ctx)
	return nil
}

// listen takes the port first: nothing else needs to begin when somebody has it.
func listen(ctx context.Context, port int) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is taken: is the platform running already? Choose another with --port or PORT", port)
	}
	return listener, err
}

// serve answers and works until the context ends or something that everything needs has failed.
func (p *platform) serve(ctx context.Context, listener net.Listener) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	handler, err := p.handler()
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelWarn),
	}
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			cancel(err)
		}
	})
	running.Go(func() { cancel(p.engines.wait(ctx)) })
	p.work.run(ctx, &running)
	if err := p.open(ctx); err != nil {
		cancel(err)
	}
	<-ctx.Done()
	p.log.Info("stopping")
	p.withdraw()
	_ = server.Close()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
