package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/encryption"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// bench is a deployment on real engines. Its functions' use cases run in the
// test itself, as long as it wants them to.
type bench struct {
	deployment
	db   *dynamodb.Client
	sqs  *sqs.Client
	ctx  context.Context
	test *testing.T
}

func newBench(t *testing.T) *bench {
	t.Helper()
	p := &bench{db: enginetest.DynamoDB(t), sqs: enginetest.SQS(t), ctx: t.Context(), test: t}
	registry := enginetest.Name("registry")
	if err := dynamo.EnsureRegistry(t.Context(), p.db, registry); err != nil {
		t.Fatal(err)
	}
	keyFile := t.TempDir() + "/key"
	p.deployment = deployment{
		outputs: map[string]string{
			"SiteUrl": "https://walls.example", "RegistryTable": registry, "TenantTablePrefix": enginetest.Name("t") + "_",
			"SyncQueueUrl": p.queue("sync"), "SyncDeadLettersUrl": p.queue("sync-dead"),
			"ProvisionQueueUrl": p.queue("provision"), "ProvisionDeadLettersUrl": p.queue("provision-dead"),
			"EventsQueueUrl": p.queue("events"), "EventsDeadLettersUrl": p.queue("events-dead"),
			"NoticesQueueUrl": p.queue("notices"), "NoticesDeadLettersUrl": p.queue("notices-dead"),
			"PictureQueueUrl": p.queue("pictures"), "PictureDeadLettersUrl": p.queue("pictures-dead"),
			"TenantPurgeDays": "30",
			"SiteBucket":      enginetest.Name("site"), "IdentityIssuer": "https://issuer.example", "IdentityClientId": "dashboard",
			"TenantWriteRoleArn": "arn:aws:iam::123456789012:role/write", "CredentialsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/k",
		},
		config: func(service string) aws.Config {
			base := p.db.Options().BaseEndpoint
			switch service {
			case "sqs", "s3": // one engine for both
				base = p.sqs.Options().BaseEndpoint
			}
			return aws.Config{Region: "us-east-1", BaseEndpoint: base, Credentials: p.db.Options().Credentials}
		},
		sealer: sealer{func() (encryption.Sealer, error) { return encryption.OpenKeyFile(keyFile) }},
	}
	return p
}

func (p *bench) queue(name string) string {
	p.test.Helper()
	name = enginetest.Name(name)
	made, err := p.sqs.CreateQueue(p.ctx, &sqs.CreateQueueInput{QueueName: &name})
	if err != nil {
		p.test.Fatal(err)
	}
	return *made.QueueUrl
}

// result is what a command answered.
type result struct {
	out, notes string
	code       int
}

// run runs a command as a person types it.
func (p *bench) run(stdin string, args ...string) result {
	p.test.Helper()
	var out, notes bytes.Buffer
	cmd := root(func(context.Context, place) (services, error) { return p.bind() })
	cmd.SetArgs(args)
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetOut(&out)
	cmd.SetErr(&notes)
	r := result{}
	if err := cmd.ExecuteContext(p.ctx); err != nil {
		r.code = report(&notes, err, slices.Contains(args, "--json"))
	}
	r.out, r.notes = out.String(), notes.String()
	return r
}

// get runs a command with --json that must succeed, and decodes its answer.
func get[T any](p *bench, args ...string) T {
	p.test.Helper()
	r := p.run("", append(args, "--json")...)
	var v T
	if r.code != 0 {
		p.test.Fatalf("%q ended with %d: %s", args, r.code, r.notes)
	}
	if err := json.Unmarshal([]byte(r.out), &v); err != nil {
		p.test.Fatalf("%q answered %s: %v", args, r.out, err)
	}
	return v
}

// work does what the provisioner and the fetcher do, until the test ends.
func (p *bench) work(network feedsync.Network) {
	registry := dynamo.NewRegistry(p.db, p.outputs["RegistryTable"])
	tables := dynamo.NewTables(dynamo.OneClient{Client: p.db})
	provisioner := onboarding.Provisioner{
		Registry: registry, Tables: dynamo.Provisioner{Client: p.db},
		Open: func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) { return tables.Open(ctx, ref) },
	}
	syncer := feedsync.Syncer{
		Open:   func(ctx context.Context, ref wall.TableRef) (feedsync.Store, error) { return tables.Open(ctx, ref) },
		Health: registry, Clock: time.Now,
		Refresher: feedsync.Refresher{
			Networks: map[wall.Network]feedsync.Network{wall.Instagram: network, wall.Twitter: network},
			Shared:   noLimits{}, Budget: noLimits{}, Own: noLimits{},
		},
	}
	p.consume("ProvisionQueueUrl", func(body string) error {
		id, _, err := queue.DecodeProvision(body)
		return errors.Join(err, provisioner.Provision(p.ctx, id))
	})
	p.consume("SyncQueueUrl", func(body string) error {
		m, err := queue.DecodeSync(body)
		return errors.Join(err, syncer.Sync(p.ctx, m))
	})
}

func (p *bench) consume(output string, handle func(body string) error) {
	url := aws.String(p.outputs[output])
	ctx, cancel := context.WithCancel(p.ctx)
	ended := make(chan struct{})
	p.test.Cleanup(func() { cancel(); <-ended })
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			got, err := p.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 1})
			if err != nil {
				continue // the test is ending
			}
			for _, m := range got.Messages {
				p.handle(ctx, url, m, handle)
			}
		}
	}()
}

func (p *bench) handle(ctx context.Context, url *string, m types.Message, handle func(string) error) {
	if err := handle(*m.Body); err != nil && ctx.Err() == nil {
		p.test.Errorf("message %s: %v", *m.Body, err)
	}
	_, _ = p.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: m.ReceiptHandle})
}

// noLimits is a shared credential without limits.
type noLimits struct{}

func (noLimits) Pool(context.Context, wall.Network) ([]wall.Credential, error) {
	return []wall.Credential{{}}, nil
}

func (noLimits) Refresh(context.Context) error { return nil }

func (noLimits) Reserve(_ context.Context, r budget.Request) (budget.Grant, error) {
	return budget.Grant{Limit: r.Limit}, nil
}

func (noLimits) Pick(context.Context, []string, []string, time.Time) (int, error) {
	return 0, nil
}

func (noLimits) Settle(context.Context, budget.Grant, int) error { return nil }

func (noLimits) Note(context.Context, budget.Grant, wall.Token) error { return nil }

func (noLimits) Open(context.Context, wall.TableRef, []byte) (wall.Credential, error) {
	return wall.Credential{}, nil
}

// twoPosts is a network that has two posts of every hashtag but #gone.
type twoPosts struct{}

func (twoPosts) Fetch(_ context.Context, r wall.FetchRequest) (wall.FetchResult, error) {
	tag := r.Query.Hashtags[0]
	if tag == "gone" {
		return wall.FetchResult{}, &wall.UpstreamError{Class: wall.ClassGone, Message: "there is no such hashtag"}
	}
	var posts []wall.Post
	for _, id := range []string{"1", "2"} {
		posts = append(posts, wall.Post{
			ID: wall.PostID(wall.Instagram, tag+id), Network: wall.Instagram, Text: "#" + tag, PublishedAt: r.Now,
		})
	}
	return wall.FetchResult{Posts: posts}, nil
}
