package faults_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	local "github.com/hashmytag/hashmytag/local/aws"
	"github.com/hashmytag/hashmytag/local/mailbox"
	"github.com/hashmytag/hashmytag/local/template"
	"github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	root    = "../.."
	region  = "us-east-1"
	account = "000000000000"
)

// platform is everything that the template declares, in one process.
type platform struct {
	*testing.T
	stack   template.Stack
	plan    *template.Plan
	aws     *httptest.Server // what functions take for AWS
	kms     keys             // of tenants' own credentials
	line    *line            // between functions and AWS
	db      *dynamodb.Client // past the line
	sqs     *sqs.Client
	objects *os.Root
	vendors map[wall.Network]*vendor
	http    *http.Client // that asks the networks
	functions

	clock atomic.Pointer[time.Time]
	skew  atomic.Int64 // of the functions' own clock
	mu    sync.Mutex
	mails []mailbox.Mail
	held  map[string]bool // queues that hold a failed message back
	sent  int             // requests that tenants' people made

	owner     string // who asks
	tenant    string // the one that all is about
	key       wall.Secret
	turn      int                     // counts what has to have a name of its own
	answer    reply                   // to the last request of an act
	answered  bool                    // the last request of an act succeeded
	etag      string                  // of what the owner has read
	told      int                     // views that the platform took
	perhaps   int                     // views that it perhaps took
	mailed    int                     // mails that the owner had before
	published map[string]wall.Network // texts of all posts that networks have listed
}

// keys are where tenants' own credentials are sealed: a key of KMS, or none where
// a file stands for it.
type keys struct{ address, key string }

// newPlatform is a platform with an active tenant that has a feed of each network.
func newPlatform(t *testing.T) *platform {
	t.Helper()
	p := newBarePlatform(t)
	p.addTenant()
	for _, n := range wall.Networks() {
		p.must(p.addFeed(n, ""))
	}
	p.publishAll()
	p.tick()
	p.wantWell("at first")
	return p
}

// newBarePlatform is a platform without tenants.
func newBarePlatform(t *testing.T) *platform {
	t.Helper()
	name := strings.ReplaceAll(enginetest.Name("faults"), "_", "")
	p := &platform{
		T: t, line: &line{}, db: enginetest.DynamoDB(t), sqs: enginetest.SQS(t), kms: keysOf(t),
		stack: template.Stack{
			Name: name, Region: region, Account: account, APIEndpoint: "https://" + name + ".example", QueueURLs: map[string]string{},
		},
		owner: "owner0", held: map[string]bool{}, vendors: map[wall.Network]*vendor{}, published: map[string]wall.Network{},
	}
	// Long ago: a file that is being stored has today's date, and must not look old.
	start := time.Now().UTC().AddDate(-2, 0, 0).Truncate(wall.TickDuration)
	p.clock.Store(&start)
	for _, n := range wall.Networks() {
		p.vendors[n] = p.newVendor(n)
	}
	p.resolve()
	p.makeQueues()
	p.resolve() // again: the queues have addresses now
	must(t, dynamo.EnsureRegistry(t.Context(), p.db, p.plan.Outputs["RegistryTable"]))
	p.serveAWS()
	p.line.stored = p.date
	p.connect()
	p.start()
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p *platform) now() time.Time { return *p.clock.Load() }

// time is what the functions take for now.
func (p *platform) time() time.Time { return p.now().Add(time.Duration(p.skew.Load())) }

// pass lets time pass, for the networks too.
func (p *platform) pass(d time.Duration) {
	now := p.now().Add(d)
	p.clock.Store(&now)
}

func (p *platform) resolve() {
	p.Helper()
	read, err := template.Read(filepath.Join(root, "template.yaml"))
	must(p.T, err)
	parameters := map[string]string{
		"Stage": "faults", "TenantTablePrefix": p.stack.Name + "_", "TenantTablePitr": "false", "SyncSpreadSeconds": "0",
		"SyncGatherSeconds": "0", "TwitterMonthlyUsd": "1000", "GoogleDailyCalls": "1000",
		"InstagramBaseUrl": p.vendors[wall.Instagram].base(), "FacebookBaseUrl": p.vendors[wall.Facebook].base(),
		"TwitterBaseUrl": p.vendors[wall.Twitter].base(), "GooglePlacesBaseUrl": p.vendors[wall.Google].base(),
	}
	p.plan, err = read.Resolve(p.stack, parameters)
	must(p.T, err)
}

// makeQueues makes those that others name as their dead letters first.
func (p *platform) makeQueues() {
	p.Helper()
	for _, redriving := range []bool{false, true} {
		for _, q := range p.plan.Queues {
			if (q.Attributes["RedrivePolicy"] != "") == redriving {
				made, err := p.sqs.CreateQueue(p.Context(), &sqs.CreateQueueInput{QueueName: &q.Name, Attributes: q.Attributes})
				must(p.T, err)
				p.stack.QueueURLs[q.Name] = *made.QueueUrl
			}
		}
	}
}

func (p *platform) serveAWS() {
	p.Helper()
	var err error
	p.objects, err = os.OpenRoot(p.TempDir())
	must(p.T, err)
	p.Cleanup(func() { _ = p.objects.Close() })
	services, err := local.New(local.Config{
		Region: region, Account: account, DynamoDB: *p.db.Options().BaseEndpoint, SQS: *p.sqs.Options().BaseEndpoint,
		SecretARN: p.plan.Outputs["UpstreamSecretArn"], Secret: sharedTokens, Deliver: p.deliverMail, Objects: p.objects,
		Callers: p.plan.Callers(), Roles: p.plan.Roles,
	})
	must(p.T, err)
	p.aws = httptest.NewServer(services)
	p.Cleanup(p.aws.Close)
}

// sharedTokens are the operator's.
func sharedTokens() (map[string]string, error) {
	return map[string]string{
		"INSTAGRAM_ACCESS_TOKEN": secretWord + "-instagram", "INSTAGRAM_USER_ID": "17841400000000099",
		"FACEBOOK_ACCESS_TOKEN": secretWord + "-facebook", "TWITTER_BEARER_TOKEN": secretWord + "-twitter", "GOOGLE_API_KEY": secretWord + "-google",
	}, nil
}

// secretWord is in all tokens, and may be in nothing that anybody reads.
const secretWord = "squeamish"

func (p *platform) deliverMail(m mailbox.Mail) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mails = append(p.mails, m)
	return fmt.Sprint(len(p.mails)), nil
}

// mailsTo counts the mails that an address got.
func (p *platform) mailsTo(address string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, m := range p.mails {
		if m.To == address {
			n++
		}
	}
	return n
}

// files are those of the tenant in the store of pictures.
func (p *platform) files() (names []string) {
	p.Helper()
	must(p.T, fs.WalkDir(p.objects.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.Contains(name, "/"+wall.PicturesOf(p.tenant)) {
			names = append(names, name)
		}
		return err
	}))
	return names
}

// date gives a file that was stored the time of the test.
func (p *platform) date(path string) {
	_ = os.Chtimes(filepath.Join(p.objects.Name(), path), p.now(), p.now())
}

// vendor is one simulated network, whose clock may be wrong.
type vendor struct {
	*httptest.Server
	network wall.Network
	skew    atomic.Int64
	listed  []object // the posts that it has, the newest first
	texts   []string // theirs, the oldest first
}

func (p *platform) newVendor(n wall.Network) *vendor {
	v := &vendor{network: n}
	v.Server = httptest.NewServer(upstream.New(upstream.Config{
		Seed: 1, Now: func() time.Time { return p.now().Add(time.Duration(v.skew.Load())) },
	}))
	p.Cleanup(v.Close)
	return v
}

func (v *vendor) base() string { return v.URL + "/upstream/" + string(v.network) }
