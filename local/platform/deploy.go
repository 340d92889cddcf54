package platform

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"golang.org/x/sync/errgroup"

	"github.com/hashmytag/hashmytag/local/mailbox"
	"github.com/hashmytag/hashmytag/local/settings"
	"github.com/hashmytag/hashmytag/local/template"
)

// prepare builds the functions and starts the engines, side by side.
func (p *platform) prepare(ctx context.Context) error {
	if err := os.MkdirAll(p.options.Data, 0o700); err != nil {
		return err
	}
	var err error
	if p.settings, err = settings.Read(p.options.Settings); err != nil {
		return fmt.Errorf("%s: %w", p.options.Settings, err)
	}
	if p.mailbox, err = mailbox.Open(filepath.Join(p.options.Data, "mail.json")); err != nil {
		return err
	}
	if err := p.openObjects(); err != nil {
		return err
	}
	p.networks = p.settings.Networks(p.address)
	p.stack = template.Stack{Name: stackName, Region: region, Account: account, APIEndpoint: p.address}
	if err := p.resolve(); err != nil {
		return err
	}
	p.say("building the functions, starting the engines …")
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.startEngines(ctx) })
	group.Go(func() error { return p.build(ctx) })
	if err := group.Wait(); err != nil {
		p.engines.stop()
		return err
	}
	return nil
}

// resolve reads the template, for the stack as far as it is known.
func (p *platform) resolve() error {
	read, err := template.Read(p.options.Template)
	if err != nil {
		return err
	}
	parameters := p.settings.Parameters(p.address)
	maps.Copy(parameters, identityParameters(p.address))
	p.plan, err = read.Resolve(p.stack, parameters)
	return err
}

// binary is a function built for this machine.
func (p *platform) binary(folder string) string { return filepath.Join(p.options.Data, "bin", folder) }

// build makes all functions' binaries, in one command: they share most of what there is to compile.
// Go's cache makes that a matter of moments when nothing has changed.
func (p *platform) build(ctx context.Context) error {
	arguments := []string{"build", "-tags", "lambda.norpc,nodynamic", "-trimpath", "-o", p.binary("") + string(filepath.Separator)}
	for _, function := range p.plan.Functions {
		arguments = append(arguments, "./functions/"+function.Folder)
	}
	cmd := exec.CommandContext(ctx, "go", arguments...) // folders that the template names
	cmd.Dir = p.root
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("building the functions needs Go: please install it (https://go.dev/dl)")
	}
	if err != nil {
		return fmt.Errorf("build the functions: %w\n%s", err, out)
	}
	return nil
}

// deploy makes queues and tables, and readies the functions.
func (p *platform) deploy(ctx context.Context) error {
	if err := p.serveAWS(ctx); err != nil {
		return err
	}
	if err := p.makeQueues(ctx); err != nil {
		return fmt.Errorf("make queues: %w", err)
	}
	if err := p.makeTables(ctx); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	if err := p.resolve(); err != nil { // again: the queues have addresses now
		return err
	}
	for _, ignored := range p.plan.Ignored {
		p.log.Warn("no local counterpart", "resource", ignored)
	}
	var err error
	if p.identity, err = p.newIdentity(); err != nil {
		return fmt.Errorf("sign-in: %w", err)
	}
	p.funcs, p.seeder = p.newFunctions(), p.newSeeder()
	return p.newWork()
}

// tokens reads .env anew: a changed token needs no restart.
func (p *platform) tokens() (map[string]string, error) {
	current, err := settings.Read(p.options.Settings)
	if err != nil {
		return nil, err
	}
	return current.Tokens(p.networks), nil
}

// config is that of a client of an engine. The engines take any credentials.
func (p *platform) config(service string) aws.Config {
	return aws.Config{
		Region:       region,
		BaseEndpoint: aws.String(p.engines.endpoints[service]),
		Credentials:  credentials.NewStaticCredentialsProvider(accessKey, accessKey, ""),
	}
}

// accessKey is what the platform and the operator's CLI sign with.
const accessKey = "local"

func (p *platform) queues() *sqs.Client { return sqs.NewFromConfig(p.config("sqs")) }

// makeQueues makes those that others name as their dead letters first.
func (p *platform) makeQueues(ctx context.Context) error {
	client := p.queues()
	p.stack.QueueURLs = map[string]string{}
	for _, redriving := range []bool{false, true} {
		for _, queue := range p.plan.Queues {
			if (queue.Attributes["RedrivePolicy"] != "") != redriving {
				continue
			}
			made, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &queue.Name, Attributes: queue.Attributes})
			if err != nil {
				return fmt.Errorf("%s: %w", queue.ID, err)
			}
			p.stack.QueueURLs[queue.Name] = *made.QueueUrl
		}
	}
	return nil
}

func (p *platform) makeTables(ctx context.Context) error {
	client := dynamodb.NewFromConfig(p.config("dynamodb"))
	for _, table := range p.plan.Tables {
		if err := makeTable(ctx, client, table); err != nil {
			return fmt.Errorf("%s: %w", table.ID, err)
		}
	}
	return nil
}

// makeTable makes a table unless an earlier run has.
func makeTable(ctx context.Context, client *dynamodb.Client, table template.Table) error {
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:   &table.Name,
		BillingMode: dynamotypes.BillingModePayPerRequest,
		AttributeDefinitions: []dynamotypes.AttributeDefinition{
			{AttributeName: &table.Hash, AttributeType: dynamotypes.ScalarAttributeTypeS},
			{AttributeName: &table.Range, AttributeType: dynamotypes.ScalarAttributeTypeS},
		},
		KeySchema: []dynamotypes.KeySchemaElement{
			{AttributeName: &table.Hash, KeyType: dynamotypes.KeyTypeHash},
			{AttributeName: &table.Range, KeyType: dynamotypes.KeyTypeRange},
		},
	})
	var exists *dynamotypes.ResourceInUseException
	if errors.As(err, &exists) {
		return nil
	}
	if err != nil {
		return err
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = 20 * time.Millisecond })
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &table.Name}, time.Minute); err != nil || table.TTL == "" {
		return err
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               &table.Name,
		TimeToLiveSpecification: &dynamotypes.TimeToLiveSpecification{AttributeName: &table.TTL, Enabled: aws.Bool(true)},
	})
	return err
}

func endpointVariable(service string) string {
	names := map[string]string{"secretsmanager": "SECRETS_MANAGER"}
	name, ok := names[service]
	if !ok {
		name = strings.ToUpper(service)
	}
	return "AWS_ENDPOINT_URL_" + name
}

// concurrency bounds a function's environments by what this machine can do.
func concurrency(reserved int) int {
	if reserved > 0 {
		return reserved
	}
	return max(10, 4*runtime.NumCPU())
}
