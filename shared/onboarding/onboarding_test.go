package onboarding_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// platform is onboarding on a real engine.
type platform struct {
	*testing.T
	db           *dynamodb.Client
	registryName string
	now          time.Time
	asked        []string // tenants that the provisioner was asked for
	queueDown    error
}

func newPlatform(t *testing.T) *platform {
	t.Helper()
	p := &platform{T: t, db: enginetest.DynamoDB(t), registryName: enginetest.Name("registry"), now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	must(t, dynamo.EnsureRegistry(t.Context(), p.db, p.registryName))
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p *platform) SendProvision(_ context.Context, tenantID string) error {
	p.asked = append(p.asked, tenantID)
	return p.queueDown
}

func (p *platform) registry() *dynamo.Registry { return dynamo.NewRegistry(p.db, p.registryName) }

func (p *platform) registrar() onboarding.Registrar {
	prefix := enginetest.Name("tenant") + "_"
	return onboarding.Registrar{Registry: p.registry(), Provisions: p, TablePrefix: prefix, Clock: func() time.Time { return p.now }}
}

func openWith(db *dynamodb.Client) onboarding.OpenTable {
	tables := dynamo.NewTables(dynamo.OneClient{Client: db})
	return func(ctx context.Context, ref wall.TableRef) (onboarding.Table, error) { return tables.Open(ctx, ref) }
}

func (p *platform) provisioner(db *dynamodb.Client) onboarding.Provisioner {
	return onboarding.Provisioner{
		Registry: dynamo.NewRegistry(db, p.registryName), Tables: dynamo.Provisioner{Client: db}, Open: openWith(db),
	}
}

func (p *platform) lifecycle(db *dynamodb.Client) onboarding.Lifecycle {
	return onboarding.Lifecycle{Registry: dynamo.NewRegistry(db, p.registryName), Open: openWith(db), Clock: func() time.Time { return p.now }}
}

var registration = onboarding.Registration{
	Name: "Restaurant Bon Goût", Domain: "https://restaurant-bon-gout.com/", Owner: wall.Owner{Email: "chef@bon-gout.com"},
}

func (p *platform) register() wall.Tenant {
	p.Helper()
	tenant, err := p.registrar().Register(p.Context(), registration)
	must(p.T, err)
	return tenant
}

func (p *platform) registered() wall.Tenant {
	p.Helper()
	tenant := p.register()
	must(p.T, p.provisioner(p.db).Provision(p.Context(), tenant.ID))
	return p.tenant(tenant.ID)
}

func (p *platform) tenant(id string) wall.Tenant {
	p.Helper()
	tenant, err := p.registry().Tenant(p.Context(), id)
	must(p.T, err)
	return tenant
}

// opens says what a key opens now.
func (p *platform) opens(key wall.Secret) (wall.KeyGrant, error) {
	return auth.Widget(p.Context(), p.registry(), key, p.now)
}

func (p *platform) key(tenantID string) wall.Secret {
	p.Helper()
	key, err := p.lifecycle(p.db).Key(p.Context(), tenantID)
	must(p.T, err)
	return key
}

func (p *platform) wantOpen(key wall.Secret, tenantID string) {
	p.Helper()
	if grant, err := p.opens(key); err != nil || grant.Ref.TenantID != tenantID {
		p.Errorf("the key opens %q, %v", grant.Ref.TenantID, err)
	}
}

func (p *platform) wantShut(key wall.Secret, code wall.Code) {
	p.Helper()
	if _, err := p.opens(key); !wall.IsCode(err, code) {
		p.Errorf("the key answers %v, want %s", err, code)
	}
}

func TestRegistration(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.register()
	if tenant.Status != wall.Provisioning || !strings.HasSuffix(tenant.Table, "_restaurant_bon_gout_com") || tenant.Plan != wall.Starter {
		t.Errorf("registered %+v", tenant)
	}
	if len(p.asked) != 1 || p.asked[0] != tenant.ID {
		t.Errorf("the provisioner was asked for %v", p.asked)
	}
	must(t, p.provisioner(p.db).Provision(t.Context(), tenant.ID))
	p.wantOpen(p.key(tenant.ID), tenant.ID)
	if got := p.tenant(tenant.ID); got.Status != wall.Active {
		t.Errorf("the tenant is %s", got.Status)
	}
}

func TestARegistrationStandsWhenTheQueueIsDown(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	p.queueDown = errors.New("down")
	if got := p.tenant(p.register().ID); got.Status != wall.Provisioning {
		t.Errorf("the tenant is %s", got.Status)
	}
}

func TestTwoEstablishmentsShareASite(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	r := p.registrar()
	first, err := r.Register(t.Context(), registration)
	must(t, err)
	second, err := r.Register(t.Context(), registration)
	must(t, err)
	if first.Table == second.Table || !strings.HasPrefix(second.Table, first.Table+"_") {
		t.Errorf("tables %s and %s", first.Table, second.Table)
	}
}

func TestTheSameRequestRegistersOnce(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	r, in := p.registrar(), registration
	in.RequestKey = enginetest.Name("request")
	first, err := r.Register(t.Context(), in)
	must(t, err)
	renamed, err := p.registry().UpdateTenant(t.Context(), first.ID, func(t *wall.Tenant) error { t.Name, t.Domain = "Other", "other.example"; return nil })
	must(t, err)
	second, err := r.Register(t.Context(), in)
	must(t, err)
	if first.ID != second.ID || second.Name != renamed.Name {
		t.Errorf("tenants %+v and %+v", first, second)
	}
	in.Name = renamed.Name
	if _, err := r.Register(t.Context(), in); !wall.IsCode(err, wall.Conflict) {
		t.Errorf("the key for another registration: %v", err)
	}
}

func TestRefusedRegistrations(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	for name, test := range map[string]struct {
		change  func(*onboarding.Registration)
		pointer string
	}{
		"no name":            {func(r *onboarding.Registration) { r.Name = " " }, "/name"},
		"invisible name":     {func(r *onboarding.Registration) { r.Name = "\u202e\u200b" }, "/name"},
		"punctuation alone":  {func(r *onboarding.Registration) { r.Name = "---" }, "/name"},
		"endless name":       {func(r *onboarding.Registration) { r.Name = strings.Repeat("a", 101) }, "/name"},
		"IP address":         {func(r *onboarding.Registration) { r.Domain = "10.0.0.1" }, "/domain"},
		"public suffix":      {func(r *onboarding.Registration) { r.Domain = "co.uk" }, "/domain"},
		"bad allowed domain": {func(r *onboarding.Registration) { r.AllowedDomains = []string{"co.uk"} }, "/allowedDomains/0"},
		"unknown language":   {func(r *onboarding.Registration) { r.Locale = "tlh" }, "/locale"},
		"no owner":           {func(r *onboarding.Registration) { r.Owner = wall.Owner{} }, "/ownerEmail"},
		"owner with a name":  {func(r *onboarding.Registration) { r.Owner.Email = "Chef <chef@bon-gout.com>" }, "/ownerEmail"},
	} {
		t.Run(name, func(t *testing.T) {
			in := registration
			test.change(&in)
			_, err := p.registrar().Register(t.Context(), in)
			var e *wall.Error
			if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Pointer != test.pointer {
				t.Errorf("got %v, want %s refused", err, test.pointer)
			}
		})
	}
	if len(p.asked) != 0 {
		t.Error("a refused registration reached the provisioner")
	}
}

var errKilled = errors.New("the process was killed")

// killedAfter is a client that is cut off after so many requests of any kind.
func killedAfter(db *dynamodb.Client, requests int) *dynamodb.Client {
	return dynamodb.New(db.Options(), func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, killAfter(requests)) })
}

// killAfter lets so many requests pass, and no more.
func killAfter(requests int) func(*middleware.Stack) error {
	var mu sync.Mutex
	return func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("kill", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			mu.Lock()
			requests--
			dead := requests < 0
			mu.Unlock()
			if dead {
				return middleware.InitializeOutput{}, middleware.Metadata{}, errKilled
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
	}
}

// interruptedAfter is a client for which something happens between two requests.
func interruptedAfter(db *dynamodb.Client, requests int, happens func()) *dynamodb.Client {
	return dynamodb.New(db.Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("interrupt", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				if requests--; requests == -1 {
					happens()
				}
				return next.HandleInitialize(ctx, in)
			}), middleware.After)
		})
	})
}

func TestProvisioningKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	for requests := 0; ; requests++ {
		tenant := p.register()
		err := p.provisioner(killedAfter(p.db, requests)).Provision(t.Context(), tenant.ID)
		if err == nil {
			if requests < 8 {
				t.Fatalf("done after %d requests: the test proves little", requests)
			}
			return
		}
		if !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		must(t, p.provisioner(p.db).Provision(t.Context(), tenant.ID))
		key := p.key(tenant.ID)
		p.wantOpen(key, tenant.ID)
		must(t, p.provisioner(p.db).Provision(t.Context(), tenant.ID))
		if p.key(tenant.ID) != key {
			t.Errorf("killed after %d requests: there are two keys", requests)
		}
	}
}

func TestKeyRotation(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.registered()
	first := p.key(tenant.ID)
	second, err := p.lifecycle(p.db).RotateKey(t.Context(), tenant.ID, onboarding.DefaultGrace)
	must(t, err)
	p.wantOpen(first, tenant.ID)
	p.wantOpen(second, tenant.ID)
	p.now = p.now.Add(onboarding.DefaultGrace)
	p.wantShut(first, wall.Unauthenticated)
	third, err := p.lifecycle(p.db).RotateKey(t.Context(), tenant.ID, 0)
	must(t, err)
	p.wantShut(second, wall.Unauthenticated)
	p.wantOpen(third, tenant.ID)
}

func TestKeyRotationKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	for requests := 0; ; requests++ {
		tenant := p.registered()
		first := p.key(tenant.ID)
		_, err := p.lifecycle(killedAfter(p.db, requests)).RotateKey(t.Context(), tenant.ID, time.Hour)
		if err == nil {
			return
		}
		p.wantOpen(first, tenant.ID) // whatever happened, pages go on working
		key, err := p.lifecycle(p.db).RotateKey(t.Context(), tenant.ID, time.Hour)
		must(t, err)
		p.wantOpen(first, tenant.ID)
		p.wantOpen(key, tenant.ID)
		if p.key(tenant.ID) != key {
			t.Errorf("killed after %d requests: the tenant is shown another key", requests)
		}
	}
}

func TestSuspension(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	tenant := p.registered()
	old := p.key(tenant.ID)
	key, err := p.lifecycle(p.db).RotateKey(t.Context(), tenant.ID, time.Hour)
	must(t, err)
	for range 2 {
		_, err = p.lifecycle(p.db).Suspend(t.Context(), tenant.ID)
		must(t, err)
	}
	p.wantShut(key, wall.TenantSuspended)
	p.wantShut(old, wall.TenantSuspended)
	_, err = p.lifecycle(p.db).Resume(t.Context(), tenant.ID)
	must(t, err)
	p.wantOpen(key, tenant.ID)
	fresh := p.register()
	if _, err = p.lifecycle(p.db).Suspend(t.Context(), fresh.ID); !wall.IsCode(err, wall.NotReady) {
		t.Errorf("suspending a tenant that is being made: %v", err)
	}
}

func TestKeysThatOpenNothing(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	for _, key := range []wall.Secret{"", "hmt_", "hmt_short", auth.NewKey(), "hmt_" + wall.Secret(strings.Repeat("a", 5000)), "K#x"} {
		p.wantShut(key, wall.Unauthenticated)
	}
}
