package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/hashmytag/hashmytag/shared/archive"
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
func (noLimits) Settle(context.Context, budget.Grant, int) error      { return nil }
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

func TestFromRegistrationToRemoval(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	p.work(twoPosts{})

	made := get[tenantView](p, "tenants", "create", "--name", "Chez Léa", "--domain", "https://Chez-Lea.fr/menu",
		"--owner-email", "lea@chez-lea.fr", "--allow-domain", "app")
	if made.Status != wall.Active || made.Domain != "chez-lea.fr" || !strings.HasSuffix(made.Table, "_chez_lea_fr") {
		t.Errorf("made %+v", made)
	}
	if !slices.Equal(made.AllowedDomains, []string{"chez-lea.fr", "app"}) {
		t.Errorf("works on %v", made.AllowedDomains)
	}
	if want := `<script async src="https://walls.example/hashmytag.js" data-api-key="` + made.APIKey + `"></script>`; !strings.Contains(made.EmbedCode, want) {
		t.Errorf("embed code %s", made.EmbedCode)
	}
	if shown := get[tenantView](p, "tenants", "show", "chez-lea.fr"); shown.APIKey != made.APIKey || shown.ID != made.ID {
		t.Errorf("shown by domain: %+v", shown)
	}

	feed := get[feedView](p, "feeds", "add", made.ID, "--network", "instagram", "--hashtag", "#ChezLéa")
	if feed.State.PostCount != 2 || feed.State.Error != nil || feed.Query.Hashtags[0] != "chezléa" {
		t.Errorf("added %+v", feed)
	}
	if r := p.run("", "feeds", "add", made.ID, "--network", "x", "--hashtag", "lunch"); r.code != exitRefused || !strings.Contains(r.notes, "plan") {
		t.Errorf("a second feed on starter: %d %s", r.code, r.notes)
	}
	if changed := get[map[string]any](p, "tenants", "set-plan", made.ID, "business"); changed["plan"] != "business" {
		t.Errorf("plan changed to %v", changed)
	}
	r := p.run("", "feeds", "add", made.ID, "--network", "x", "--hashtag", "gone")
	if r.code != exitUnfinished || !strings.Contains(r.out, "failed: there is no such hashtag") {
		t.Errorf("a feed of nothing: %d %s%s", r.code, r.out, r.notes)
	}
	synced := get[struct{ Items []feedView }](p, "sync", made.ID).Items
	if failing := slices.DeleteFunc(synced, func(f feedView) bool { return f.State.Error == nil }); len(failing) != 1 || failing[0].Network != wall.Twitter {
		t.Errorf("failing: %+v", failing)
	}
	downgraded := get[struct{ PausedFeeds []string }](p, "tenants", "set-plan", made.ID, "starter")
	if len(downgraded.PausedFeeds) != 1 {
		t.Fatalf("paused %v, want one of two", downgraded.PausedFeeds)
	}
	if r := p.run("", "feeds", "sync", made.ID, downgraded.PausedFeeds[0]); r.code != exitRefused || !strings.Contains(r.notes, "paused") {
		t.Errorf("sync of a paused feed: %d %s", r.code, r.notes)
	}
	get[any](p, "feeds", "remove", made.ID, feed.ID)
	var actions []string
	for _, e := range get[struct{ Items []entryView }](p, "audit", made.ID).Items {
		actions = append(actions, e.By+" "+e.Action)
	}
	slices.Sort(actions)
	want := []string{
		"operator feed.added", "operator feed.added", "operator feed.paused", "operator feed.removed",
		"operator plan.changed", "operator plan.changed",
	}
	if !slices.Equal(actions, want) {
		t.Errorf("the audit says %q, want %q", actions, want)
	}
	if left := get[struct{ Items []feedView }](p, "feeds", "list", made.ID); len(left.Items) != 1 {
		t.Errorf("left %+v", left)
	}
}

func TestKeyAndStatus(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	p.work(twoPosts{})
	made := get[tenantView](p, "tenants", "create", "--name", "A", "--domain", "a.example.com", "--owner-email", "a@example.com")
	rotated := get[tenantView](p, "tenants", "rotate-key", made.ID, "--grace", "0")
	if rotated.APIKey == made.APIKey || get[tenantView](p, "tenants", "show", made.ID).APIKey != rotated.APIKey {
		t.Errorf("rotated from %s to %s", made.APIKey, rotated.APIKey)
	}
	if v := get[tenantView](p, "tenants", "suspend", made.ID); v.Status != wall.Suspended {
		t.Errorf("suspended: %s", v.Status)
	}
	if r := p.run("", "sync", made.ID); r.code != exitRefused {
		t.Errorf("sync of a suspended tenant: %d %s", r.code, r.notes)
	}
	if v := get[tenantView](p, "tenants", "resume", made.ID); v.Status != wall.Active {
		t.Errorf("resumed: %s", v.Status)
	}
	if v := get[tenantView](p, "tenants", "delete", made.Domain); v.Status != wall.Deleted || v.PurgeAt.Sub(v.DeletedAt) != 30*onboarding.Day {
		t.Errorf("deleted: %+v", v)
	}
	if r := p.run("", "tenants", "show", made.Domain); r.code == 0 {
		t.Errorf("a deleted tenant by its domain: %d %s", r.code, r.notes)
	}
	if listed := get[struct{ Items []tenantView }](p, "tenants", "list", "--deleted"); len(listed.Items) != 1 || listed.Items[0].ID != made.ID {
		t.Errorf("deleted are %+v", listed)
	}
	if v := get[tenantView](p, "tenants", "restore", made.ID); v.Status != wall.Active || !v.PurgeAt.IsZero() {
		t.Errorf("restored: %+v", v)
	}
}

func TestOwnCredential(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	p.work(twoPosts{})
	made := get[tenantView](p, "tenants", "create", "--name", "A", "--domain", "a.example.com", "--owner-email", "a@example.com")
	add := []string{"feeds", "add", made.ID, "--network", "twitter", "--hashtag", "a", "--credential-file", "-", "--no-wait"}
	for name, stdin := range map[string]string{
		"not JSON": "AAAA-secret", "another field": `{"token": "AAAA-secret"}`, "another network's": `{"apiKey": "AAAA-secret"}`,
	} {
		r := p.run(stdin, add...)
		if r.code != exitUsage || !strings.Contains(r.notes, "--credential-file") || strings.Contains(r.notes, "secret") {
			t.Errorf("%s: %d %s", name, r.code, r.notes)
		}
	}
	r := p.run(`{"bearerToken": "AAAA-secret"}`, add...)
	if r.code != 0 || strings.Contains(r.out+r.notes, "secret") {
		t.Errorf("%d %s%s", r.code, r.out, r.notes)
	}
	if all := get[struct{ Items []feedView }](p, "feeds", "list", made.ID); !all.Items[0].OwnCredential {
		t.Errorf("feeds %+v", all)
	}
}

func TestWaitIsBounded(t *testing.T) {
	t.Parallel()
	p := newBench(t) // nobody works
	r := p.run("", "tenants", "create", "--name", "A", "--domain", "a.example.com", "--owner-email", "a@example.com", "--timeout", "1s")
	if r.code != exitUnfinished || !strings.Contains(r.out, "provisioning") || !strings.Contains(r.notes, "tenants show t_") {
		t.Errorf("%d %s%s", r.code, r.out, r.notes)
	}
	r = p.run("", "feeds", "add", "a.example.com", "--network", "instagram", "--hashtag", "a")
	if r.code != exitRefused || !strings.Contains(r.notes, "still being made") {
		t.Errorf("a feed before the table: %d %s", r.code, r.notes)
	}
}

func TestTenantsOfOneDomain(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	for _, name := range []string{"Bar", "Restaurant"} {
		get[tenantView](p, "tenants", "create", "--name", name, "--domain", "mall.example.com", "--owner-email", "a@example.com", "--no-wait")
	}
	all := get[struct{ Items []tenantView }](p, "tenants", "list").Items
	if len(all) != 2 || all[0].Table == all[1].Table {
		t.Fatalf("tenants %+v", all)
	}
	r := p.run("", "tenants", "show", "mall.example.com")
	if r.code != exitRefused || !strings.Contains(r.notes, all[0].ID) || !strings.Contains(r.notes, "Restaurant") {
		t.Errorf("%d %s", r.code, r.notes)
	}
	if v := get[tenantView](p, "tenants", "show", all[1].ID); v.Name != all[1].Name {
		t.Errorf("by id: %+v", v)
	}
}

func TestDeadLetters(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	url, body := p.outputs["ProvisionDeadLettersUrl"], `{"tenantId":"t_1"}`
	if _, err := p.sqs.SendMessage(p.ctx, &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // looking takes nothing away
		all := get[struct{ Items []letterView }](p, "dead-letters", "list").Items
		if len(all) != 1 || all[0].TenantID != "t_1" || all[0].Queue != "provision" {
			t.Fatalf("listed %+v", all)
		}
	}
	if r := p.run("", "dead-letters", "replay"); r.out != "Sent again: 0 syncs, 1 registrations, 0 counts of visitors, 0 notices to owners.\n" {
		t.Errorf("replayed: %s%s", r.out, r.notes)
	}
	if r := p.run("", "dead-letters", "list"); r.out != "There are no dead letters.\n" {
		t.Errorf("listed after: %s%s", r.out, r.notes)
	}
}

func TestTeam(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	p.work(twoPosts{})
	made := get[tenantView](p, "tenants", "create", "--name", "A", "--domain", "a.example.com", "--owner-email", "a@example.com", "--locale", "en")
	invited := get[personView](p, "team", "invite", made.ID, "--email", "Paul@example.com", "--role", "viewer")
	asked, err := p.sqs.ReceiveMessage(p.ctx, &sqs.ReceiveMessageInput{QueueUrl: aws.String(p.outputs["NoticesQueueUrl"]), WaitTimeSeconds: 5})
	if err != nil || len(asked.Messages) != 1 || !strings.Contains(*asked.Messages[0].Body, invited.ID) {
		t.Errorf("mails asked for: %+v, %v", asked, err)
	}
	if r := p.run("", "team", "invite", made.ID, "--email", "paul@example.com", "--role", "viewer"); r.code != exitRefused {
		t.Errorf("sent again at once: %d %s", r.code, r.notes)
	}
	if v := get[personView](p, "team", "set-role", made.ID, invited.ID, "editor"); v.Role != wall.RoleEditor || v.Status != "invited" {
		t.Errorf("changed %+v", v)
	}
	get[any](p, "team", "remove", made.ID, invited.ID)
	left := get[struct{ Items []personView }](p, "team", "list", made.ID).Items
	if len(left) != 1 || left[0].Role != wall.RoleOwner {
		t.Fatalf("left %+v", left)
	}
	if r := p.run("", "team", "remove", made.ID, left[0].ID); r.code != exitRefused || !strings.Contains(r.notes, "owner") {
		t.Errorf("removed the owner: %d %s", r.code, r.notes)
	}
	if r := p.run("", "team", "invite", made.ID, "--email", "paul", "--role", "boss"); r.code != exitUsage || !strings.Contains(r.notes, "role") {
		t.Errorf("a role that is none: %d %s", r.code, r.notes)
	}
}

func TestAdmins(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	get[any](p, "admins", "add", "marie@agency.example")
	admin, err := dynamo.NewRegistry(p.db, p.outputs["RegistryTable"]).IsAdmin(p.ctx, "Marie@agency.example")
	if err != nil || !admin {
		t.Errorf("admin %t, %v", admin, err)
	}
}

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

// What a tenant has goes out to a file, and into another tenant from there.
func TestExportAndImport(t *testing.T) {
	t.Parallel()
	p := newBench(t)
	p.work(twoPosts{})
	made := get[tenantView](p, "tenants", "create", "--name", "A", "--domain", "a.example.com", "--owner-email", "a@example.com")
	get[map[string]any](p, "feeds", "add", made.ID, "--network", "instagram", "--hashtag", "bongout")
	file := filepath.Join(t.TempDir(), "a.jsonl")
	if out := get[struct{ Counts archive.Counts }](p, "tenants", "export", made.ID, "--out", file); out.Counts.Feeds != 1 || out.Counts.Posts != 2 {
		t.Errorf("exported %+v", out)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info, err)
	}
	printed := p.run("", "tenants", "export", made.ID)
	if strings.Count(printed.out, "\n") < 6 || strings.Contains(printed.out, made.APIKey) {
		t.Errorf("printed %s", printed.out)
	}
	other := get[tenantView](p, "tenants", "create", "--name", "B", "--domain", "b.example.com", "--owner-email", "b@example.com")
	if r := get[archive.Report](p, "tenants", "import", other.ID, file); r.Restored.Posts != 2 || r.Restored.Feeds != 1 || len(r.Notes) != 1 {
		t.Errorf("imported %+v", r)
	}
	again := p.run(printed.out, "tenants", "import", other.ID, "-")
	if again.code != 0 || !strings.Contains(again.out, "1 feeds, 2 posts, 0 days") || !strings.Contains(again.out, "To do: pictures") {
		t.Errorf("imported again: %d %s %s", again.code, again.out, again.notes)
	}
	if r := p.run("{}", "tenants", "import", other.ID, "-"); r.code == 0 || !strings.Contains(r.notes, "line 1") {
		t.Errorf("no archive: %d %s", r.code, r.notes)
	}
	if r := p.run("", "tenants", "import", other.ID, file+".none"); r.code != exitUsage {
		t.Errorf("no file: %d %s", r.code, r.notes)
	}
}
