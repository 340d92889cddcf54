//go:build proof

package iam_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/hashmytag/hashmytag/local/engine"
	"github.com/hashmytag/hashmytag/local/iam"
	"github.com/hashmytag/hashmytag/local/template"
	"github.com/hashmytag/hashmytag/shared/scoped"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// The template is rendered for this stack; every ARN below is one of it.
const (
	account = "111122223333"
	region  = "eu-west-3"
	tables  = "arn:aws:dynamodb:" + region + ":" + account + ":table/"
)

var (
	ours = wall.TableRef{TenantID: "t_bistro", Table: "tenant_bistro_com"}
	// elsewhere is what a session of ours must not reach: another tenant's, one whose name begins as ours, the
	// registry, and tables of our name in other places.
	elsewhere = []string{
		tables + "tenant_hotel_com", tables + "tenant_hotel_com/index/wall", tables + "tenant_bistro_com_2", tables + "tenant_bistro_co",
		tables + "proof-RegistryTable", strings.Replace(tables, region, "us-east-1", 1) + ours.Table,
		strings.Replace(tables, account, "444455556666", 1) + ours.Table,
	}
	reading = []string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
	writing = []string{"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"}
	never   = []string{"dynamodb:Scan", "dynamodb:BatchWriteItem", "dynamodb:DescribeTable", "dynamodb:DeleteTable", "dynamodb:UpdateTable", "dynamodb:CreateTable"}

	// assuming is which functions have which role opened to them, by the design.
	assuming = map[string][]string{
		"TenantReadRole":  {"widget"},
		"TenantWriteRole": {"dashboard", "fetcher", "ingest", "mirror", "provisioner"},
	}
)

// proof gathers requests, what must become of each, and what local/iam says; the simulator answers all at once.
type proof struct {
	*testing.T
	plan  *template.Plan
	cases []proofCase
}

type proofCase struct {
	name       string
	want, here bool // what must be, and what local/iam decides
	simulation simulation
}

// simulation is a request as iam-simulate takes it.
type simulation struct {
	Request struct {
		Principal string `json:"principal"`
		Action    string `json:"action"`
		Resource  struct {
			Resource  string `json:"resource"`
			AccountID string `json:"accountId"`
		} `json:"resource"`
		Context map[string]string `json:"contextVariables"`
	} `json:"request"`
	Identity []namedPolicy   `json:"identityPolicies"`
	Session  json.RawMessage `json:"sessionPolicy,omitempty"`
	Resource json.RawMessage `json:"resourcePolicy,omitempty"`
	Services []any           `json:"serviceControlPolicies"`
	Control  []any           `json:"resourceControlPolicies"`
}

type namedPolicy struct {
	Name   string          `json:"name"`
	Policy json.RawMessage `json:"policy"`
}

// TestScopedCredentialsIsolate has an independent engine evaluate the template's own policies, in both directions: what
// a function needs is allowed, and whatever is another tenant's is refused, for each function and each way there.
// Our evaluator, which every call on one machine passes, must agree in every case.
func TestScopedCredentialsIsolate(t *testing.T) {
	p := &proof{T: t, plan: rendered(t)}
	for _, f := range p.plan.Functions {
		p.alone(f)
		for _, role := range p.plan.Roles {
			p.assumes(f, role)
			if opens(f, role) {
				p.inSession(f, role, "")
				p.inSession(f, role, sessionPolicy(t, role))
			}
		}
	}
	for i, got := range p.simulate() {
		c := p.cases[i]
		if want := map[bool]string{true: "Allowed", false: "ImplicitlyDenied"}[c.want]; got != want {
			t.Errorf("%s: the simulator says %s, want %s", c.name, got, want)
		}
		if c.here != c.want {
			t.Errorf("%s: local/iam says %v, want %v", c.name, c.here, c.want)
		}
	}
	t.Logf("%d requests of %d functions", len(p.cases), len(p.plan.Functions))
}

func rendered(t *testing.T) *template.Plan {
	t.Helper()
	read, err := template.Read("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := read.Resolve(template.Stack{Name: "proof", Region: region, Account: account}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Functions) < 9 || len(plan.Roles) != len(assuming) {
		t.Fatalf("%d functions, %d roles", len(plan.Functions), len(plan.Roles))
	}
	return plan
}

func roleName(r iam.Role) string { return r.ARN[strings.LastIndex(r.ARN, "-")+1:] }

func opens(f template.Function, role iam.Role) bool {
	return slices.Contains(assuming[roleName(role)], f.Folder)
}

// alone: a function's own rights reach no tenant's items, whatever it tries.
func (p *proof) alone(f template.Function) {
	for _, action := range slices.Concat(reading, writing, []string{"dynamodb:Scan", "dynamodb:BatchWriteItem"}) {
		for _, on := range []string{tables + ours.Table, tables + ours.Table + "/index/wall"} {
			p.add("alone", f, iam.Principal{Role: f.Role}, action, on, false, "")
		}
	}
}

// assumes: a role opens with a tenant's table as its tag, to the functions that it is for.
func (p *proof) assumes(f template.Function, role iam.Role) {
	caller := iam.Principal{Role: f.Role}
	for tag, good := range map[string]bool{"": false, ours.Table: true, "proof-RegistryTable": false, "x_" + ours.Table: false, "*": false} {
		tags := map[string]string{}
		actions := []string{"sts:AssumeRole"}
		if tag != "" {
			tags["table"] = tag
			actions = append(actions, "sts:TagSession")
		}
		for _, action := range actions {
			s := simulate(f.Role, f.Role.ARN, action, role.ARN)
			for key, value := range tags {
				s.Request.Context["aws:RequestTag/"+key] = value
			}
			s.Resource = document(role.Trust)
			p.cases = append(p.cases, proofCase{
				name: fmt.Sprintf("%s: %s of %s, tagged %q", f.Folder, action, roleName(role), tag),
				want: good && opens(f, role), here: caller.MayAssume(role, tags), simulation: s,
			})
		}
	}
}

// inSession: a session tagged with our table reaches that and nothing else; with the session's own policy, and without.
func (p *proof) inSession(f template.Function, role iam.Role, policy string) {
	who := iam.Principal{Role: role, Tags: map[string]string{"table": ours.Table}}
	how := roleName(role)
	if policy != "" {
		session, err := iam.ParsePolicy(policy)
		if err != nil {
			p.Fatal(err)
		}
		who.Session, how = &session, how+" with a session policy"
	}
	writes := roleName(role) == "TenantWriteRole"
	for _, action := range slices.Concat(reading, writing, never) {
		may := slices.Contains(reading, action) || writes && slices.Contains(writing, action)
		p.add(how, f, who, action, tables+ours.Table, may, policy)
		for _, on := range elsewhere {
			p.add(how, f, who, action, on, false, policy)
		}
	}
	p.add(how, f, who, "dynamodb:Query", tables+ours.Table+"/index/wall", true, policy)
}

func (p *proof) add(how string, f template.Function, who iam.Principal, action, on string, want bool, session string) {
	principal := who.Role.ARN
	if who.Tags != nil {
		principal = strings.Replace(strings.Replace(principal, ":iam:", ":sts:", 1), ":role/", ":assumed-role/", 1) + "/" + ours.TenantID
	}
	s := simulate(who.Role, principal, action, on)
	for key, value := range who.Tags {
		s.Request.Context["aws:PrincipalTag/"+key] = value
	}
	if session != "" {
		s.Session = json.RawMessage(session)
	}
	p.cases = append(p.cases, proofCase{
		name: fmt.Sprintf("%s, %s: %s on %s", f.Folder, how, action, on), want: want, here: who.May(action, on), simulation: s,
	})
}

func simulate(role iam.Role, principal, action, on string) simulation {
	s := simulation{Identity: []namedPolicy{{"own", document(role.Policy)}}, Services: []any{}, Control: []any{}}
	s.Request.Principal, s.Request.Action, s.Request.Resource.Resource = principal, action, on
	s.Request.Resource.AccountID = strings.Split(on, ":")[4]
	s.Request.Context = map[string]string{"aws:PrincipalArn": role.ARN}
	return s
}

// document is a policy as the template has it, without the fields that it has not.
func document(p iam.Policy) json.RawMessage {
	statements := make([]map[string]any, 0, len(p.Statement))
	for _, s := range p.Statement {
		all := map[string]any{"Effect": s.Effect, "Action": s.Action, "Resource": s.Resource, "Condition": s.Condition, "Principal": s.Principal}
		maps.DeleteFunc(all, func(_ string, v any) bool { return fmt.Sprint(v) == "[]" || fmt.Sprint(v) == "map[]" || v == nil })
		statements = append(statements, all)
	}
	text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
	if err != nil {
		panic(err) // it was JSON before
	}
	return text
}

// sessionPolicy is what shared/scoped sends with a session of ours.
func sessionPolicy(t *testing.T, role iam.Role) string {
	t.Helper()
	policy := make(chan string, 1)
	sts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		policy <- r.FormValue("Policy")
		w.WriteHeader(http.StatusForbidden) // it has told what we want to know
	}))
	defer sts.Close()
	clients := scoped.New(aws.Config{
		Region: region, BaseEndpoint: &sts.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
	}, role.ARN)
	config, err := clients.Config(t.Context(), ours)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := config.Credentials.Retrieve(t.Context()); err == nil {
		t.Fatal("a session of nobody")
	}
	return <-policy
}

// simulate asks for all cases at once.
func (p *proof) simulate() []string {
	p.Helper()
	tools, err := engine.Tools()
	if err != nil {
		p.Fatal(err)
	}
	running, err := engine.IAMSimulate().Start(p.Context(), tools)
	if err != nil {
		p.Fatal(err)
	}
	defer running.Stop()
	simulations := make([]simulation, len(p.cases))
	for i, c := range p.cases {
		simulations[i] = c.simulation
	}
	body, err := json.Marshal(simulations)
	if err != nil {
		p.Fatal(err)
	}
	answer, err := (&http.Client{Timeout: 5 * time.Minute}).Post(running.URL(), "application/json", bytes.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var results []string
	if err := json.NewDecoder(answer.Body).Decode(&results); err != nil || len(results) != len(p.cases) {
		p.Fatalf("%d results of %d: %v", len(results), len(p.cases), err)
	}
	return results
}
