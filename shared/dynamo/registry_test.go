package dynamo_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/google/go-cmp/cmp"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

func newRegistry(t *testing.T, db *dynamodb.Client) *dynamo.Registry {
	t.Helper()
	name := enginetest.Name("registry")
	must(t, dynamo.EnsureRegistry(t.Context(), db, name))
	must(t, dynamo.EnsureRegistry(t.Context(), db, name))
	return dynamo.NewRegistry(db, name)
}

func newTenant() wall.Tenant {
	id := wall.NewTenantID()
	return wall.Tenant{
		ID: id, Name: "Bon Goût", Domain: "bon-gout.com", AllowedDomains: []string{"bon-gout.com"}, Locale: "fr",
		Plan: wall.Business, Status: wall.Provisioning, Table: "tenant_" + id, CreatedAt: noon,
		Cell: wall.Cell{Account: "123456789012", Region: "eu-west-3"},
	}
}

// TestRegistry is the contract of the registry, on both engines.
func TestRegistry(t *testing.T) {
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		contract := map[string]func(*testing.T, *dynamo.Registry){
			"a tenant is stored once":                 tenantOnce,
			"a table's name is given once":            nameOnce,
			"the same request makes one tenant":       requestOnce,
			"changes reach directory and keys":        changesReachAll,
			"parallel changes are all made":           parallelChanges,
			"rotated-out keys end":                    rotatedKeys,
			"an owner by e-mail finds the tenant":     ownerByEmail,
			"every tenant is listed":                  listAll,
			"admins are known by their address":       admins,
			"the health of feeds is noted":            health,
			"a tenant that is not there is not found": missingTenant,
		}
		for name, test := range contract {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, newRegistry(t, db))
			})
		}
	})
}

func create(t *testing.T, r *dynamo.Registry) wall.Tenant {
	t.Helper()
	tenant, err := r.CreateTenant(t.Context(), newTenant(), wall.Owner{Email: "chef@bon-gout.com"}, "")
	must(t, err)
	return tenant
}

func tenantOnce(t *testing.T, r *dynamo.Registry) {
	want := create(t, r)
	got, err := r.Tenant(t.Context(), want.ID)
	must(t, err)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("stored %+v\nread %+v", want, got)
	}
}

func nameOnce(t *testing.T, r *dynamo.Registry) {
	first := create(t, r)
	second := newTenant()
	second.Table = first.Table
	_, err := r.CreateTenant(t.Context(), second, wall.Owner{}, "")
	wantCode(t, err, wall.Conflict)
	_, err = r.Tenant(t.Context(), second.ID)
	wantCode(t, err, wall.NotFound)
}

func requestOnce(t *testing.T, r *dynamo.Registry) {
	first, err := r.CreateTenant(t.Context(), newTenant(), wall.Owner{Subject: "u1"}, "request-1")
	must(t, err)
	again, err := r.CreateTenant(t.Context(), newTenant(), wall.Owner{Subject: "u1"}, "request-1")
	must(t, err)
	if again.ID != first.ID {
		t.Errorf("two tenants: %s and %s", first.ID, again.ID)
	}
}

func changesReachAll(t *testing.T, r *dynamo.Registry) {
	tenant := create(t, r)
	_, err := r.UpdateTenant(t.Context(), tenant.ID, func(t *wall.Tenant) error {
		t.Status, t.KeyHash = wall.Active, "hash1"
		return nil
	})
	must(t, err)
	_, err = r.UpdateTenant(t.Context(), tenant.ID, func(t *wall.Tenant) error {
		t.Status, t.AllowedDomains = wall.Suspended, append(t.AllowedDomains, "more.example")
		return nil
	})
	must(t, err)
	grant, err := r.Key(t.Context(), "hash1")
	must(t, err)
	if grant.Status != wall.Suspended || !slices.Contains(grant.AllowedDomains, "more.example") || grant.Ref != tenant.Ref() {
		t.Errorf("the key opens %+v", grant)
	}
	for listed, err := range r.Tenants(t.Context()) {
		must(t, err)
		if listed.Status != wall.Suspended {
			t.Errorf("the directory says %s", listed.Status)
		}
	}
}

func parallelChanges(t *testing.T, r *dynamo.Registry) {
	tenant := create(t, r)
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			_, err := r.UpdateTenant(t.Context(), tenant.ID, func(t *wall.Tenant) error {
				t.AllowedDomains = append(t.AllowedDomains, fmt.Sprintf("d%d.example", i))
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	got, err := r.Tenant(t.Context(), tenant.ID)
	must(t, err)
	if len(got.AllowedDomains) != 5 || got.Rev != tenant.Rev+4 {
		t.Errorf("the tenant is %+v", got)
	}
}

func rotatedKeys(t *testing.T, r *dynamo.Registry) {
	tenant := create(t, r)
	rotate := func(hash string, until time.Time) {
		t.Helper()
		_, err := r.UpdateTenant(t.Context(), tenant.ID, func(t *wall.Tenant) error {
			if t.PreviousKeys, t.KeyHash = []wall.OldKey{{Hash: t.KeyHash, Until: until}}, hash; until.IsZero() {
				t.PreviousKeys = nil
			}
			return nil
		})
		must(t, err)
	}
	rotate("one", time.Time{})
	rotate("two", noon.Add(time.Hour))
	grant, err := r.Key(t.Context(), "one")
	must(t, err)
	if !grant.ExpiresAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("the old key ends at %s", grant.ExpiresAt)
	}
	rotate("three", noon.Add(2*time.Hour))
	_, err = r.Key(t.Context(), "one")
	wantCode(t, err, wall.NotFound)
	_, err = r.Key(t.Context(), "three")
	must(t, err)
}

func ownerByEmail(t *testing.T, r *dynamo.Registry) {
	tenant := create(t, r)
	invited, err := r.Invitations(t.Context(), " Chef@Bon-Gout.com ")
	must(t, err)
	if len(invited) != 1 || invited[0] != (wall.Membership{TenantID: tenant.ID, Role: wall.RoleOwner}) {
		t.Fatalf("the address is invited to %+v", invited)
	}
}

func listAll(t *testing.T, r *dynamo.Registry) {
	want := map[string]bool{}
	for range 20 {
		want[create(t, r).ID] = true
	}
	for tenant, err := range r.Tenants(t.Context()) {
		must(t, err)
		delete(want, tenant.ID)
	}
	if len(want) != 0 {
		t.Errorf("not listed: %v", want)
	}
}

func admins(t *testing.T, r *dynamo.Registry) {
	must(t, r.AddAdmin(t.Context(), "Admin@HashMyTag.example"))
	for email, want := range map[string]bool{"admin@hashmytag.example": true, "other@hashmytag.example": false} {
		got, err := r.IsAdmin(t.Context(), email)
		must(t, err)
		if got != want {
			t.Errorf("%s: %t", email, got)
		}
	}
}

func health(t *testing.T, r *dynamo.Registry) {
	want := wall.FeedError{Class: wall.ClassAuth, Message: "reconnect", Since: noon}
	must(t, r.SetHealth(t.Context(), "t_1", map[string]wall.FeedError{"f_1": want}))
	got, err := r.Health(t.Context(), "t_1")
	must(t, err)
	if len(got) != 1 || got["f_1"] != want {
		t.Errorf("read %+v", got)
	}
	must(t, r.SetHealth(t.Context(), "t_2", map[string]wall.FeedError{"f_2": want}))
	must(t, r.SetHealth(t.Context(), "t_1", nil))
	failing, err := r.Failing(t.Context())
	must(t, err)
	if diff := cmp.Diff(map[string]map[string]wall.FeedError{"t_2": {"f_2": want}}, failing); diff != "" {
		t.Errorf("failing (-want +got):\n%s", diff)
	}
}

func missingTenant(t *testing.T, r *dynamo.Registry) {
	_, err := r.Tenant(t.Context(), "t_none")
	wantCode(t, err, wall.NotFound)
	_, err = r.Key(t.Context(), "none")
	wantCode(t, err, wall.NotFound)
}
