//go:build proof

package blackbox_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/hashmytag/hashmytag/local/engine"
)

const (
	stage = "emulated"
	// scheduled is how long the next tick may take to come by itself, and what it begins.
	scheduled = 7 * time.Minute
	deployed  = 5 * time.Minute
)

// What MiniStack 1.5.33 does not know and refuses is left out of the template's copy; the rest is deployed as it is.
// CloudFront is deployed, but asks for its origins by names that only AWS's DNS has: requests take the API's own address
// instead.
const (
	loginLook  = "LoginLook"           // AWS::Cognito::ManagedLoginBranding
	errorAlarm = "FunctionErrorsAlarm" // on an expression over several metrics
)

// deployment is the template, deployed with sam on an emulator of AWS.
type deployment struct {
	t        *testing.T
	endpoint string
	folder   string // with the template and the code
	outputs  map[string]string
}

// emulate starts an emulator, and makes ready what is deployed on it. The functions are built for this machine, because
// they run on it.
func emulate(t *testing.T) *deployment {
	t.Helper()
	tools, err := engine.Tools()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), startTime)
	defer cancel()
	emulator, err := engine.MiniStack().Start(ctx, tools)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(emulator.Stop)
	d := &deployment{t: t, endpoint: emulator.URL(), folder: t.TempDir()}
	d.build()
	d.writeTemplate(nil, loginLook, errorAlarm)
	return d
}

func (d *deployment) build() {
	d.t.Helper()
	functions, err := filepath.Glob(filepath.Join(root, "functions", "*"))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, function := range functions {
		cmd := exec.CommandContext(d.t.Context(), "go", "build", "-tags", "lambda.norpc", "-trimpath", "-ldflags", "-s -w",
			"-o", filepath.Join(d.folder, ".build", filepath.Base(function), "bootstrap"), "./functions/"+filepath.Base(function))
		cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
		if out, err := cmd.CombinedOutput(); err != nil {
			d.t.Fatalf("%v\n%s", err, out)
		}
	}
}

// writeTemplate copies the template without some of its resources, and with a change of the test's own.
func (d *deployment) writeTemplate(change func(string) string, without ...string) {
	d.t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		d.t.Fatal(err)
	}
	template := string(text)
	for _, id := range without {
		cut := regexp.MustCompile(`(?m)^  ` + id + `:\n(?:    .*\n|\n)+`)
		if len(cut.FindAllString(template, -1)) != 1 {
			d.t.Fatalf("the template has no %s", id)
		}
		template = cut.ReplaceAllString(template, "")
	}
	// Its scheduler does not put the time into an input, but sends a whole event with the time when it gets none.
	template = strings.Replace(template, `            Input: '{"time":"<aws.scheduler.scheduled-time>"}'`+"\n", "", 1)
	// Functions ask the sign-in for people's e-mail addresses, by a name that only AWS's DNS has.
	template = strings.Replace(template, "https://${UserPoolDomain}.auth.${AWS::Region}.amazoncognito.com/", d.endpoint+"/", 1)
	if change != nil {
		template = change(template)
	}
	if err := os.WriteFile(filepath.Join(d.folder, "template.yaml"), []byte(template), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// environment is what commands need to find the emulator.
func (d *deployment) environment() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + d.endpoint, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
		"AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1", "SAM_CLI_TELEMETRY=0",
	}
}

// sam runs the real sam, and answers what it said.
func (d *deployment) sam(arguments ...string) (string, error) {
	d.t.Helper()
	found, err := filepath.Glob(filepath.Join(root, ".tools", "sam-*", "bin", "sam"))
	if err != nil || len(found) == 0 {
		d.t.Fatal("sam is not installed: run `make test-template`")
	}
	command, err := filepath.Abs(found[len(found)-1])
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(d.t.Context(), deployed)
	defer cancel()
	cmd := exec.CommandContext(ctx, command, arguments...)
	cmd.Dir, cmd.Env = d.folder, append(os.Environ(), d.environment()...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (d *deployment) deploy(parameters ...string) (string, error) {
	d.t.Helper()
	own := append([]string{"Stage=" + stage, "TenantTablePrefix=emulated_tenant_", "SyncSpreadSeconds=0", "SyncGatherSeconds=0"}, parameters...)
	return d.sam(append([]string{
		"deploy", "--template", "template.yaml", "--stack-name", "hashmytag-" + stage, "--capabilities", "CAPABILITY_IAM", "--resolve-s3",
		"--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar", "--parameter-overrides",
	}, own...)...)
}

func (d *deployment) mustDeploy(parameters ...string) {
	d.t.Helper()
	if out, err := d.deploy(parameters...); err != nil {
		d.t.Fatalf("sam deploy: %v\n%s", err, out[max(0, len(out)-4000):])
	}
	stacks, err := cloudformation.NewFromConfig(d.config()).DescribeStacks(d.t.Context(),
		&cloudformation.DescribeStacksInput{StackName: aws.String("hashmytag-" + stage)})
	if err != nil {
		d.t.Fatal(err)
	}
	d.outputs = map[string]string{}
	for _, output := range stacks.Stacks[0].Outputs {
		d.outputs[*output.OutputKey] = *output.OutputValue
	}
}

func (d *deployment) config() aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: &d.endpoint, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

// platform is the deployment as visitors, people and the operator reach it.
func (d *deployment) platform() *platform {
	d.t.Helper()
	secret, err := json.Marshal(tokens())
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := secretsmanager.NewFromConfig(d.config()).PutSecretValue(d.t.Context(), &secretsmanager.PutSecretValueInput{
		SecretId: aws.String(d.outputs["UpstreamSecretArn"]), SecretString: aws.String(string(secret)),
	}); err != nil {
		d.t.Fatal(err)
	}
	return &platform{
		t: d.t, address: d.gateway(), log: &log{},
		place: []string{"--stage", stage}, variables: d.environment(), token: d.signIn,
	}
}

// gateway answers at an address of its own as the API does at its own name, which only the emulator knows.
func (d *deployment) gateway() string {
	d.t.Helper()
	api, err := url.Parse(d.outputs["ApiUrl"])
	if err != nil {
		d.t.Fatal(err)
	}
	emulator, err := url.Parse(d.endpoint)
	if err != nil {
		d.t.Fatal(err)
	}
	server := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(emulator)
		r.Out.Host = api.Host
	}})
	d.t.Cleanup(server.Close)
	return server.URL
}

const password = "long enough words"

// signIn signs somebody in through the managed login, with the code flow and PKCE as the dashboard does it.
func (d *deployment) signIn(email string) string {
	d.t.Helper()
	pool, client := d.outputs["UserPoolId"], d.outputs["IdentityClientId"]
	d.cognito("AdminCreateUser", object{
		"UserPoolId": pool, "Username": email, "MessageAction": "SUPPRESS",
		"UserAttributes": []object{{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}},
	})
	d.cognito("AdminSetUserPassword", object{"UserPoolId": pool, "Username": email, "Password": password, "Permanent": true})

	verifier := rand.Text() + rand.Text()
	digest := sha256.Sum256([]byte(verifier))
	back := d.outputs["SiteUrl"] + "/"
	code := d.login(url.Values{
		"client_id": {client}, "redirect_uri": {back}, "scope": {"openid email profile"}, "response_type": {"code"}, "state": {"s"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(digest[:])}, "code_challenge_method": {"S256"},
		"username": {email}, "password": {password},
	})
	response, err := http.PostForm(d.endpoint+"/oauth2/token", url.Values{
		"grant_type": {"authorization_code"}, "client_id": {client}, "redirect_uri": {back}, "code": {code}, "code_verifier": {verifier},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&tokens); err != nil || tokens.AccessToken == "" {
		d.t.Fatalf("no token for %s: %s, %v", email, response.Status, err)
	}
	return tokens.AccessToken
}

// login sends the login's form, and answers the code that it sends the browser back with.
func (d *deployment) login(form url.Values) string {
	d.t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := browser.PostForm(d.endpoint+"/login", form)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	back, err := response.Location()
	if err != nil || back.Query().Get("code") == "" {
		body, _ := io.ReadAll(response.Body)
		d.t.Fatalf("the login answered %s, %v\n%s", response.Status, err, body)
	}
	return back.Query().Get("code")
}

func (d *deployment) cognito(action string, request object) {
	d.t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		d.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.endpoint, bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+action)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // only read from
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(response.Body)
		d.t.Fatalf("%s: %s %s", action, response.Status, text)
	}
}

// The template as it is, the functions as they are: deployed, used from outside with the schedule's own ticks, deployed
// again, deployed with a fault, and deleted. Whatever happens to the stack, the tenants' data stays.
func TestDeployedOnAnEmulator(t *testing.T) {
	lookAtSources(t)
	n := newNetworks(t)
	settings := n.settings()
	parameters := []string{
		"InstagramBaseUrl=" + settings["INSTAGRAM_BASE_URL"], "FacebookBaseUrl=" + settings["FACEBOOK_BASE_URL"],
		"TwitterBaseUrl=" + settings["TWITTER_BASE_URL"], "GooglePlacesBaseUrl=" + settings["GOOGLE_PLACES_BASE_URL"],
	}
	d := emulate(t)
	d.mustDeploy(parameters...)
	p := d.platform()
	own := journey(t, p, n, scheduled, func() {}) // EventBridge Scheduler does it
	if c := p.run("site", "upload", d.dashboard()); c.code != 0 || !strings.Contains(c.out, "2 files") {
		t.Errorf("upload: %d %s%s", c.code, c.out, c.notes)
	}

	before := p.wallOf(own).texts()
	survives := func(what string) {
		t.Helper()
		if after := p.wallOf(own).texts(); len(after) == 0 || fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("after %s the wall shows %v, before %v", what, after, before)
		}
	}
	d.mustDeploy(append(parameters, "LogLevel=DEBUG")...)
	survives("a second deployment")

	d.writeTemplate(nil, loginLook) // with an alarm that the emulator refuses in the midst of the deployment
	if out, err := d.deploy(parameters...); err == nil {
		t.Errorf("a template with a fault was deployed: %s", out)
	}
	survives("a failed deployment")

	if out, err := d.sam("delete", "--stack-name", "hashmytag-"+stage, "--no-prompts", "--region", "us-east-1"); err != nil {
		t.Errorf("delete: %v %s", err, out)
	}
	for _, table := range []string{own.Table, d.outputs["RegistryTable"]} {
		if !d.hasTable(table) {
			t.Errorf("%s went with the stack", table)
		}
	}
}

// dashboard is what stands for the built site.
func (d *deployment) dashboard() string {
	d.t.Helper()
	folder := d.t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "index.html"), []byte("<!doctype html>"), 0o600); err != nil {
		d.t.Fatal(err)
	}
	return folder
}

func (d *deployment) hasTable(name string) bool {
	_, err := dynamodb.NewFromConfig(d.config()).DescribeTable(d.t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
	return err == nil
}
