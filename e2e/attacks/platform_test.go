package attacks_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	local "github.com/hashmytag/hashmytag/local/aws"
	"github.com/hashmytag/hashmytag/local/gateway"
	"github.com/hashmytag/hashmytag/local/identity"
	"github.com/hashmytag/hashmytag/local/mailbox"
	"github.com/hashmytag/hashmytag/local/queue"
	"github.com/hashmytag/hashmytag/local/template"
	"github.com/hashmytag/hashmytag/local/upstream"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/environment"
)

const (
	region  = "us-east-1"
	account = "000000000000"
	site    = "https://hashmytag.example"
)

// templateFile is another one for the mutations of the template.
var templateFile = flag.String("template", "../../template.yaml", "the template whose routes, roles and settings are attacked")

// platform is all of HashMyTag in one process, behind the gateway.
type platform struct {
	testing.TB
	stack     template.Stack
	plan      *template.Plan
	door      http.Handler // the API
	aws       http.Handler // AWS, within the callers' rights
	functions map[string]handler
	people    *issuer
	networks  *networks
	watch     *watch
	db        *dynamodb.Client // the operator's: past all rights
	messages  *sqs.Client
	objects   *os.Root
	pollers   []*queue.Poller
	early     atomic.Int64 // how much earlier the functions believe it is
}

func newPlatform(t testing.TB) *platform {
	t.Helper()
	p := &platform{
		TB: t, db: enginetest.DynamoDB(t), messages: enginetest.SQS(t), people: newIssuer(t), watch: newWatch(),
		stack: template.Stack{Name: "attacks-" + strings.ToLower(rand.Text()[:8]), Region: region, Account: account},
	}
	p.networks = newNetworks(t, p.watch)
	var err error
	p.objects, err = os.OpenRoot(t.TempDir())
	must(t, err)
	t.Cleanup(func() { _ = p.objects.Close() })
	p.resolve()
	p.makeStores()
	p.resolve() // again: the queues have addresses now
	p.openAWS()
	p.wire()
	p.openDoor()
	p.watch.log(t)
	p.work()
	return p
}

// resolve reads what the template declares.
func (p *platform) resolve() {
	p.Helper()
	read, err := template.Read(*templateFile)
	must(p, err)
	networks := p.networks.URL + "/upstream/"
	p.plan, err = read.Resolve(p.stack, map[string]string{
		"Stage": "local", "TenantTablePitr": "false", "SyncSpreadSeconds": "0", "SyncGatherSeconds": "0", "SiteUrl": site,
		"IdentityIssuer": p.people.URL, "IdentityClientId": identity.ClientID, "IdentityUserInfo": identity.UserInfo(p.people.URL),
		"InstagramBaseUrl": networks + "instagram", "FacebookBaseUrl": networks + "facebook",
		"TwitterBaseUrl": networks + "twitter", "GooglePlacesBaseUrl": networks + "google",
		"TwitterMonthlyUsd": "1000000", "MetaHourlyCalls": "1000000",
	})
	must(p, err)
}

func (p *platform) makeStores() {
	p.Helper()
	p.stack.QueueURLs = map[string]string{}
	for _, q := range p.plan.Queues {
		made, err := p.messages.CreateQueue(p.Context(), &sqs.CreateQueueInput{QueueName: &q.Name})
		must(p, err)
		p.stack.QueueURLs[q.Name] = *made.QueueUrl
	}
	for _, table := range p.plan.Tables {
		must(p, dynamo.EnsureRegistry(p.Context(), p.db, table.Name))
	}
}

// openAWS opens AWS for the functions, each in its role.
func (p *platform) openAWS() {
	p.Helper()
	services, err := local.New(local.Config{
		Region: region, Account: account,
		DynamoDB: *p.db.Options().BaseEndpoint, SQS: *p.messages.Options().BaseEndpoint,
		SecretARN: p.plan.Outputs["UpstreamSecretArn"],
		Secret: func() (map[string]string, error) {
			return map[string]string{"TWITTER_BEARER_TOKEN": "shared", "INSTAGRAM_ACCESS_TOKEN": "shared", "INSTAGRAM_USER_ID": "17841400000000001"}, nil
		},
		Deliver: func(m mailbox.Mail) (string, error) { p.watch.mail(m); return rand.Text(), nil },
		Objects: p.objects, Callers: p.plan.Callers(), Roles: p.plan.Roles,
	})
	must(p, err)
	p.aws = p.watch.sessions(services)
}

// environment is a function's, and the configuration of its AWS clients. They
// speak to the services in this process, without a socket between.
func (p *platform) environment(id string) (*environment.Variables, aws.Config) {
	p.Helper()
	function, ok := p.plan.Function(id)
	if !ok {
		p.Fatalf("the template has no function %s", id)
	}
	variables := maps.Clone(function.Environment)
	variables["CREDENTIALS_KEY_FILE"] = filepath.Join(p.objects.Name(), "credentials.key")
	variables["AWS_REGION"], variables["AWS_ENDPOINT_URL"] = region, "http://127.0.0.1:1"
	variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"] = id, id
	variables["AWS_ACCOUNT_ID_ENDPOINT_MODE"] = "disabled"
	delete(variables, "METRICS_NAMESPACE") // they would only fill the terminal
	env := environment.New(func(name string) string { return variables[name] })
	config := env.AWS()
	config.HTTPClient = inProcess{p.aws}
	return env, config
}

// inProcess carries requests of the SDK to a handler.
type inProcess struct{ http.Handler }

// Do implements aws.HTTPClient.
func (h inProcess) Do(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), r.Context().Err()
}

// openDoor puts API Gateway before the functions, as template.yaml declares it.
// It remembers no answer of an authorizer, so that what changes is seen at once.
func (p *platform) openDoor() {
	p.Helper()
	uncached := time.Duration(0)
	var err error
	p.door, err = gateway.New(gateway.Config{
		API: p.plan.API, Stack: p.stack, AuthorizerTTL: &uncached, Invoke: p.invoke, Log: slog.New(slog.NewTextHandler(p.watch, nil)),
	})
	must(p, err)
}

func (p *platform) invoke(ctx context.Context, id string, payload []byte) ([]byte, error) {
	return p.functions[id](ctx, payload)
}

// work brings messages to the functions until the test ends.
func (p *platform) work() {
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	p.Cleanup(func() { stop(); running.Wait() })
	for _, function := range p.plan.Functions {
		for _, source := range function.Sources {
			from, _ := p.plan.Queue(source.QueueARN)
			poller := queue.New(p.messages, queue.Source{
				URL: from.URL, ARN: from.ARN, Region: region, BatchSize: min(10, source.BatchSize), PartialFailure: source.PartialFailure,
				Concurrency: 2, RetryAfter: time.Second,
				Invoke: func(ctx context.Context, payload []byte) ([]byte, error) { return p.invoke(ctx, function.ID, payload) },
			}, slog.New(slog.DiscardHandler))
			p.pollers = append(p.pollers, poller)
			running.Go(func() { poller.Run(ctx) })
		}
	}
}

// drained waits until no message is left. Work on one queue may end with a
// message on another, so it looks twice.
func (p *platform) drained() {
	p.Helper()
	for range 2 {
		for _, poller := range p.pollers {
			must(p, poller.Drained(p.Context()))
		}
	}
}

// clock is the functions'.
func (p *platform) clock() time.Time { return time.Now().Add(-time.Duration(p.early.Load())) }

// networks are the simulated ones, watched.
type networks struct {
	*httptest.Server
	t testing.TB
}

func newNetworks(t testing.TB, w *watch) *networks {
	t.Helper()
	simulated := upstream.New(upstream.Config{})
	n := &networks{t: t}
	n.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if marked, ok := strings.CutPrefix(r.URL.Path, picturePath); ok {
			_, _ = out.Write(picture(uint8(len(marked))))
			return
		}
		if !strings.HasSuffix(r.URL.Path, "/control") {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			query, _ := url.QueryUnescape(r.URL.RawQuery)
			if !forAll(r, body) {
				w.oneTenant("a call to a network", r.URL.Path+"?"+query+" "+r.Header.Get("Authorization")+" "+string(body))
			}
		}
		simulated.ServeHTTP(out, r)
	}))
	t.Cleanup(n.Close)
	return n
}

// forAll tells the one call that is for several tenants: a list of public posts' ids, and nothing else, that the shared token
// has X look through for what was deleted.
func forAll(r *http.Request, body []byte) bool {
	return strings.HasSuffix(r.URL.Path, "/upload") && r.Header.Get("Authorization") == "Bearer shared" && onlyIDs.Match(body)
}

var onlyIDs = regexp.MustCompile(`^(\d+\n?)+$`)

// have sets what the networks find, by network and query.
func (n *networks) have(settings map[string]any) {
	n.t.Helper()
	body, err := json.Marshal(settings)
	must(n.t, err)
	request, err := http.NewRequestWithContext(n.t.Context(), http.MethodPut, n.URL+"/upstream/control", bytes.NewReader(body))
	must(n.t, err)
	response, err := http.DefaultClient.Do(request)
	must(n.t, err)
	defer response.Body.Close() //nolint:errcheck // only read from
	if said, _ := io.ReadAll(response.Body); response.StatusCode >= http.StatusBadRequest {
		n.t.Fatalf("control: %d %s", response.StatusCode, said)
	}
}

// picturePath begins the addresses of posts' pictures.
const picturePath = "/pictures/"

// picture is a small one, of one shade.
func picture(shade uint8) []byte {
	var data bytes.Buffer
	drawn := image.NewNRGBA(image.Rect(0, 0, 8, 4))
	for i := range 32 {
		drawn.Set(i%8, i/8, color.NRGBA{R: shade, G: uint8(i), B: 90, A: 255})
	}
	if err := png.Encode(&data, drawn); err != nil {
		panic(err) // a buffer takes all
	}
	return data.Bytes()
}
