package scoped_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

const role = "arn:aws:iam::123456789012:role/hashmytag-prod-TenantWriteRole-1A2B3C"

var (
	bistro = wall.TableRef{TenantID: "t_bistro", Table: "tenant_bistro_com"}
	hotel  = wall.TableRef{TenantID: "t_hotel", Table: "tenant_hotel_com"}
)

func TestSessionIsForOneTableOnly(t *testing.T) {
	t.Parallel()
	wire, clients := newClients(t)
	ref := bistro
	ref.Cell = wall.Cell{Account: "999999999999", Region: "eu-west-3"}
	get(t, clients, ref)
	form := wire.assumed(t, 1)[0]
	for name, want := range map[string]string{
		"RoleArn":             "arn:aws:iam::999999999999:role/hashmytag-prod-TenantWriteRole-eu-west-3",
		"RoleSessionName":     "t_bistro",
		"DurationSeconds":     "3600",
		"Tags.member.1.Key":   "table",
		"Tags.member.1.Value": "tenant_bistro_com",
		"Tags.member.2.Key":   "",
		"Policy": `{"Version":"2012-10-17","Statement":[` +
			`{"Effect":"Allow","Action":"dynamodb:*","Resource":[` +
			`"arn:aws:dynamodb:eu-west-3:999999999999:table/tenant_bistro_com",` +
			`"arn:aws:dynamodb:eu-west-3:999999999999:table/tenant_bistro_com/index/*"]},` +
			`{"Effect":"Allow","Action":"kms:*","Resource":["*"],"Condition":{"StringEquals":{"kms:EncryptionContext:tenant":"t_bistro"}}}]}`,
	} {
		if got := form.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := wire.signers("eu-west-3/dynamodb"); len(got) != 1 {
		t.Errorf("signed %v for the cell's region, want one", got)
	}
}

func TestLongestNamesFitThePolicy(t *testing.T) {
	t.Parallel()
	wire, clients := newClients(t)
	long := wall.TableRef{TenantID: wall.NewTenantID(), Table: strings.Repeat("x", 255)}
	get(t, clients, long)
	if policy := wire.assumed(t, 1)[0].Get("Policy"); len(policy) > 2048 || !json.Valid([]byte(policy)) {
		t.Errorf("a policy of %d characters: STS takes 2048", len(policy))
	}
}

func TestEachTableHasItsOwnCredentials(t *testing.T) {
	t.Parallel()
	wire, clients := newClients(t)
	for range 3 {
		get(t, clients, bistro)
		get(t, clients, hotel)
	}
	wire.assumed(t, 2)
	signers := wire.signers("us-east-1/dynamodb")
	if len(signers) != 6 || signers[0] == signers[1] || signers[0] != signers[2] || signers[1] != signers[3] {
		t.Errorf("signed by %v, want two keys in turn", signers)
	}
}

func TestKMSIsSignedByTheSameSession(t *testing.T) {
	t.Parallel()
	wire, clients := newClients(t)
	far := bistro
	far.Cell.Region = "eu-west-3"
	get(t, clients, far)
	config, err := clients.Config(t.Context(), far)
	if err != nil {
		t.Fatal(err)
	}
	client := kms.NewFromConfig(config, func(o *kms.Options) { o.Region = "us-east-1" })
	if _, err := client.ListKeys(t.Context(), &kms.ListKeysInput{}); err != nil {
		t.Fatal(err)
	}
	wire.assumed(t, 1)
	tables, keys := wire.signers("eu-west-3/dynamodb"), wire.signers("us-east-1/kms")
	if len(keys) != 1 || keys[0] != tables[0] {
		t.Errorf("KMS signed by %v, DynamoDB by %v", keys, tables)
	}
}

func TestMissesOfOneTableAreOneCall(t *testing.T) {
	t.Parallel()
	wire, clients := newClients(t)
	var together sync.WaitGroup
	for range 20 {
		together.Go(func() { get(t, clients, bistro) })
	}
	together.Wait()
	wire.assumed(t, 1)
}

func TestSessionIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	wire, clients := newClients(t)
	wire.expires = time.Now().Add(4 * time.Minute)
	get(t, clients, bistro)
	get(t, clients, bistro)
	wire.assumed(t, 2)
}

func TestSessionsAreBounded(t *testing.T) {
	t.Parallel()
	_, clients := newClients(t)
	client := func(i int) *dynamodb.Client {
		c, err := clients.DynamoDB(t.Context(), wall.TableRef{TenantID: "t", Table: fmt.Sprintf("tenant_%d", i)})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first, second := client(0), client(1)
	for i := range 500 { // 0 is used again and stays, 1 is the oldest and goes
		if client(0) != first {
			t.Fatal("a client in use was dropped")
		}
		client(2 + i)
	}
	if client(1) == second {
		t.Error("the least recently used client is still there")
	}
}

func TestBadReferenceIsRefused(t *testing.T) {
	t.Parallel()
	_, clients := newClients(t)
	for name, ref := range map[string]wall.TableRef{
		"no table":  {TenantID: "t_bistro"},
		"no tenant": {Table: "tenant_bistro_com"},
	} {
		if _, err := clients.DynamoDB(t.Context(), ref); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := scoped.New(aws.Config{}, "not a role").DynamoDB(t.Context(), bistro); err == nil {
		t.Error("a role that is no ARN was accepted")
	}
}

// opener gives clients of tables.
type opener interface {
	DynamoDB(ctx context.Context, ref wall.TableRef) (*dynamodb.Client, error)
}

func get(t *testing.T, clients opener, ref wall.TableRef) {
	t.Helper()
	client, err := clients.DynamoDB(t.Context(), ref)
	if err != nil {
		t.Error(err)
		return
	}
	if _, err := client.ListTables(t.Context(), &dynamodb.ListTablesInput{}); err != nil {
		t.Error(err)
	}
}

// wire is between the clients and moto, which assumes the roles. It notes what
// goes over it, and answers for DynamoDB and KMS: only who signs matters here.
type wire struct {
	expires time.Time // said of sessions instead of what moto says

	mu    sync.Mutex
	forms []url.Values // of AssumeRole
	signs []string     // "access key/date/region/service/…"
}

func newClients(t *testing.T) (*wire, *scoped.Clients) {
	w, config := newWire(t)
	return w, scoped.New(config, role)
}

func newWire(t *testing.T) (*wire, aws.Config) {
	w := &wire{}
	config := enginetest.Moto(t)
	config.HTTPClient = w
	return w, config
}

// Do sends a request of an SDK client.
func (w *wire) Do(r *http.Request) (*http.Response, error) {
	if r.Header.Get("X-Amz-Target") != "" {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.signs = append(w.signs, strings.TrimPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential="))
		return answer(r, []byte("{}")), nil
	}
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(sent))
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.forms = append(w.forms, form)
	w.mu.Unlock()
	r.Body = io.NopCloser(bytes.NewReader(sent))
	got, err := http.DefaultClient.Do(r)
	if err != nil || w.expires.IsZero() {
		return got, err
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	before, rest, _ := bytes.Cut(body, []byte("<Expiration>"))
	_, after, _ := bytes.Cut(rest, []byte("</Expiration>"))
	return answer(r, fmt.Appendf(nil, "%s<Expiration>%s</Expiration>%s", before, w.expires.UTC().Format(time.RFC3339), after)), err
}

func answer(r *http.Request, body []byte) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), Request: r}
}

// assumed is what was asked of STS.
func (w *wire) assumed(t *testing.T, times int) []url.Values {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.forms) != times {
		t.Fatalf("assumed a role %d times, want %d", len(w.forms), times)
	}
	return w.forms
}

// signers are the access keys that signed for a region's service, in order.
func (w *wire) signers(regionAndService string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var keys []string
	for _, s := range w.signs {
		if parts := strings.SplitN(s, "/", 3); strings.HasPrefix(parts[2], regionAndService+"/") {
			keys = append(keys, parts[0])
		}
	}
	return keys
}
