package template_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/local/template"
)

const repositoryTemplate = "../../template.yaml"

var stack = template.Stack{
	Name: "test", Region: "us-east-1", Account: "000000000000",
	APIEndpoint: "http://localhost:8080",
	QueueURLs: map[string]string{
		"test-SyncQueue":      "http://127.0.0.1:9/000000000000/test-SyncQueue",
		"test-ProvisionQueue": "http://127.0.0.1:9/000000000000/test-ProvisionQueue",
		"test-EventsQueue":    "http://127.0.0.1:9/000000000000/test-EventsQueue",
		"test-NoticesQueue":   "http://127.0.0.1:9/000000000000/test-NoticesQueue",
	},
}

func TestRepositoryTemplate(t *testing.T) {
	t.Parallel()
	plan := resolve(t, nil, map[string]string{"SyncSpreadSeconds": "0"})

	if len(plan.Ignored) != 0 {
		t.Errorf("resources without a local counterpart: %v", plan.Ignored)
	}
	wantSchedules := []template.Schedule{{
		FunctionID: "DispatcherFunction",
		Expression: "cron(0/5 * * * ? *)",
		Input:      `{"time":"<aws.scheduler.scheduled-time>"}`,
	}}
	if diff := cmp.Diff(wantSchedules, plan.Schedules); diff != "" {
		t.Errorf("schedules (-want +got):\n%s", diff)
	}
	wantTables := []template.Table{{ID: "RegistryTable", Name: "test-RegistryTable", Hash: "pk", Range: "sk", TTL: "expiresAt"}}
	if diff := cmp.Diff(wantTables, plan.Tables); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	dispatcher, _ := plan.Function("DispatcherFunction")
	wantEnvironment := map[string]string{
		"LOG_LEVEL":           "INFO",
		"REGISTRY_TABLE":      "test-RegistryTable",
		"SYNC_QUEUE_URL":      "http://127.0.0.1:9/000000000000/test-SyncQueue",
		"PROVISION_QUEUE_URL": "http://127.0.0.1:9/000000000000/test-ProvisionQueue",
		"SYNC_SPREAD_SECONDS": "0",
	}
	if diff := cmp.Diff(wantEnvironment, dispatcher.Environment); diff != "" {
		t.Errorf("dispatcher's environment (-want +got):\n%s", diff)
	}
}

// Visibility of at least six time-outs is AWS's advice: a batch must not come back while it is still worked on.
func TestQueuesOutlastTheirFunctions(t *testing.T) {
	t.Parallel()
	plan := resolve(t, nil, nil)
	for _, function := range plan.Functions {
		for _, source := range function.Sources {
			queue, ok := plan.Queue(source.QueueARN)
			if !ok {
				t.Fatalf("%s receives from %s, which is not in the plan", function.ID, source.QueueARN)
			}
			visibility, err := time.ParseDuration(queue.Attributes["VisibilityTimeout"] + "s")
			if err != nil || visibility < 6*function.Timeout+source.Window {
				t.Errorf("%s: visibility %s, function's time-out %s", queue.ID, visibility, function.Timeout)
			}
			if !strings.Contains(queue.Attributes["RedrivePolicy"], `"maxReceiveCount":3`) {
				t.Errorf("%s: redrive policy %q", queue.ID, queue.Attributes["RedrivePolicy"])
			}
		}
	}
}

// A variable that a function reads and the template does not set fails in AWS first; one that nobody reads misleads.
func TestFunctionsReadWhatTheTemplateSets(t *testing.T) {
	t.Parallel()
	for _, function := range resolve(t, nil, nil).Functions {
		t.Run(function.Folder, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join("../../functions", function.Folder)
			reads := variables(t, folder)
			maps.Copy(reads, variables(t, filepath.Join(folder, "handler")))
			delete(reads, "CREDENTIALS_KEY_FILE") // locally, in the place of CREDENTIALS_KEY_ARN
			reads["LOG_LEVEL"] = true             // read by environment.AWS
			sets := map[string]bool{}
			for name := range function.Environment {
				sets[name] = true
			}
			if diff := cmp.Diff(sets, reads); diff != "" {
				t.Errorf("set by the template (-), read by the function (+):\n%s", diff)
			}
		})
	}
}

var reading = regexp.MustCompile(`env\.(?:Required|Optional|Number|Flag)\("(\w+)"`)

func variables(t *testing.T, folder string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no Go files in %s (%v)", folder, err)
	}
	found := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), `hashmytag/shared/wiring"`) { // what several functions read in the same way
			maps.Copy(found, variables(t, "../../shared/wiring"))
		}
		for _, match := range reading.FindAllStringSubmatch(string(text), -1) {
			found[match[1]] = true
		}
	}
	return found
}

func TestEditsAreFollowed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		edit [2]string // in the repository's template
		got  func(*template.Plan) any
		want any
	}{
		"a route": {
			edit: [2]string{"RouteKey: GET /v1/wall", "RouteKey: GET /v2/wall/{id}"},
			got: func(p *template.Plan) any {
				return slices.ContainsFunc(p.API.Routes, func(r template.Route) bool { return r.Key == "GET /v2/wall/{id}" })
			},
			want: true,
		},
		"an authorizer's cache": {
			edit: [2]string{"AuthorizerResultTtlInSeconds: 60", "AuthorizerResultTtlInSeconds: 5"},
			got:  func(p *template.Plan) any { return route(p, "GET /v1/wall").Authorizer.TTL },
			want: 5 * time.Second,
		},
		"an authorizer of tokens": {
			edit: [2]string{"Audience: [!If [OwnUserPool, !Ref UserPoolClient, !Ref IdentityClientId]]", "Audience: [a, !Ref Stage]"},
			got:  func(p *template.Plan) any { return *route(p, "GET /v1/me").Authorizer.JWT },
			want: template.JWT{Issuer: "https://cognito-idp.us-east-1.amazonaws.com/test-UserPool", Audience: []string{"a", "prod"}},
		},
		"CORS": {
			edit: [2]string{"MaxAge: 86400", "MaxAge: 1"},
			got:  func(p *template.Plan) any { return p.API.CORS.MaxAge },
			want: 1,
		},
		"a variable": {
			edit: [2]string{"GOOGLE_DAILY_CALLS: !Ref GoogleDailyCalls", "GOOGLE_DAILY_CALLS: !Join ['-', [a, !Ref AWS::Region]]"},
			got: func(p *template.Plan) any {
				return function(p, "DashboardFunction").Environment["GOOGLE_DAILY_CALLS"]
			},
			want: "a-us-east-1",
		},
		"a variable by condition": {
			edit: [2]string{
				"TENANT_TABLE_PITR: !Ref TenantTablePitr",
				"TENANT_TABLE_PITR: !If [NotProd, !Sub '${Stage}-${Missing}', {'Fn::Sub': ['${a}!', {a: off}]}]",
			},
			got:  func(p *template.Plan) any { return function(p, "ProvisionerFunction").Environment["TENANT_TABLE_PITR"] },
			want: "off!",
		},
		"the rate": {
			edit: [2]string{"cron(0/5 * * * ? *)", "rate(1 minute)"},
			got:  func(p *template.Plan) any { return p.Schedules[0].Expression },
			want: "rate(1 minute)",
		},
		"a batch size": {
			edit: [2]string{"BatchSize: 10", "BatchSize: 7"},
			got:  func(p *template.Plan) any { return function(p, "FetcherFunction").Sources[0].BatchSize },
			want: 7,
		},
		"a global time-out": {
			edit: [2]string{"    Timeout: 10\n", "    Timeout: 11\n"},
			got:  func(p *template.Plan) any { return function(p, "WidgetFunction").Timeout },
			want: 11 * time.Second,
		},
		"a function's own time-out": {
			edit: [2]string{"Timeout: 120", "Timeout: !Ref SyncSpreadSeconds"},
			got:  func(p *template.Plan) any { return function(p, "ProvisionerFunction").Timeout },
			want: 240 * time.Second,
		},
		"a queue": {
			edit: [2]string{"VisibilityTimeout: 720", "VisibilityTimeout: 800"},
			got: func(p *template.Plan) any {
				queue, _ := p.Queue("arn:aws:sqs:us-east-1:000000000000:test-ProvisionQueue")
				return queue.Attributes["VisibilityTimeout"]
			},
			want: "800",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := resolve(t, test.edit[:], nil)
			if diff := cmp.Diff(test.want, test.got(plan)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestWhatIsNotKnownIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ edit, want string }{
		"a function of the template": {"TENANT_TABLE_PITR: !ImportValue x", "Fn::ImportValue"},
		"a name":                     {"TENANT_TABLE_PITR: !Ref Nothing", `"Nothing" is neither a parameter nor a resource`},
		"an attribute":               {"TENANT_TABLE_PITR: !GetAtt SyncQueue.Colour", "SyncQueue.Colour"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read, err := template.Read(edited(t, "TENANT_TABLE_PITR: !Ref TenantTablePitr", test.edit))
			if err != nil {
				t.Fatal(err)
			}
			_, err = read.Resolve(stack, nil)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error that names %s", err, test.want)
			}
		})
	}
}

func TestUnknownParameter(t *testing.T) {
	t.Parallel()
	read, err := template.Read(repositoryTemplate)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read.Resolve(stack, map[string]string{"Nothing": "1"}); err == nil {
		t.Error("a parameter that the template does not have was accepted")
	}
}

func route(p *template.Plan, key string) template.Route {
	for _, r := range p.API.Routes {
		if r.Key == key {
			return r
		}
	}
	return template.Route{}
}

func function(p *template.Plan, id string) template.Function {
	f, _ := p.Function(id)
	return f
}

func resolve(t *testing.T, edit []string, parameters map[string]string) *template.Plan {
	t.Helper()
	path := repositoryTemplate
	if edit != nil {
		path = edited(t, edit[0], edit[1])
	}
	read, err := template.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := read.Resolve(stack, parameters)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// edited writes a copy of the repository's template in which one text is replaced, with a condition to use.
func edited(t *testing.T, from, to string) string {
	t.Helper()
	text, err := os.ReadFile(repositoryTemplate)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), from) {
		t.Fatalf("the template does not contain %q", from)
	}
	changed := strings.Replace(string(text), from, to, 1)
	changed = strings.Replace(changed, "\nConditions:\n", "\nConditions:\n  NotProd: !Not [!Equals [!Ref Stage, prod]]\n", 1)
	path := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A route that the template declares and the function does not serve answers 404, and the other way round nobody
// reaches it.
func TestDashboardRoutesAreThoseOfTheContract(t *testing.T) {
	t.Parallel()
	spec, err := api.GetSpec() // of what the function serves
	if err != nil {
		t.Fatal(err)
	}
	served := map[string]bool{}
	for path, item := range spec.Paths.Map() {
		for method := range item.Operations() {
			served[method+" "+path] = true
		}
	}
	declared := map[string]bool{}
	for _, r := range resolve(t, nil, nil).API.Routes {
		if r.FunctionID == "DashboardFunction" {
			declared[r.Key] = r.Authorizer != nil && r.Authorizer.Name == "DashboardUser"
		}
	}
	if diff := cmp.Diff(served, declared); diff != "" {
		t.Errorf("served by the function (-), declared by the template with its authorizer (+):\n%s", diff)
	}
}
