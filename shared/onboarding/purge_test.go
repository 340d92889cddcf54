package onboarding_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/objects"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// estate is all that tenants have, on real engines.
type estate struct {
	*platform
	pictures *s3.Client
	bucket   string
}

func newEstate(t *testing.T) *estate {
	t.Helper()
	e := &estate{platform: newPlatform(t), pictures: enginetest.S3(t), bucket: strings.ReplaceAll(enginetest.Name("media"), "_", "-")}
	_, err := e.pictures.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &e.bucket})
	must(t, err)
	return e
}

// purger is a purger that is cut off after so many requests to each service.
func (e *estate) purger(requests int) onboarding.Purger {
	db := killedAfter(e.db, requests)
	pictures := s3.New(e.pictures.Options(), func(o *s3.Options) {
		o.APIOptions = append(o.APIOptions, killAfter(requests))
	})
	return onboarding.Purger{
		Registry: dynamo.NewRegistry(db, e.registryName), Tables: dynamo.Provisioner{Client: db},
		Pictures: objects.NewBucket(pictures, e.bucket), Clock: func() time.Time { return e.now },
	}
}

const never = 1 << 30

// furnished is a tenant with a team, invitations, old keys, health and pictures.
func (e *estate) furnished() wall.Tenant {
	e.Helper()
	tenant := e.registered()
	r := e.registry()
	invite := func(email string) wall.Invitation {
		i := wall.Invitation{TenantID: tenant.ID, Email: email, Role: wall.RoleEditor, SentAt: e.now, ExpiresAt: e.now.AddDate(1, 0, 0)}
		must(e.T, r.Invite(e.Context(), wall.Invitation{}, i))
		return i
	}
	invite("waits@bon-gout.com")
	must(e.T, r.Accept(e.Context(), invite("joined@bon-gout.com"), wall.Member{}, wall.Member{Subject: "joined", Role: wall.RoleEditor, Since: e.now}))
	must(e.T, r.SetHealth(e.Context(), tenant.ID, map[string]wall.FeedError{"f_1": {Class: wall.ClassAuth}}))
	e.rotate(tenant.ID, 100*24*time.Hour)
	for _, digest := range []string{"a", "b", "c"} {
		picture := wall.Picture{TenantID: tenant.ID, Digest: strings.Repeat(digest, 32), Width: 1, Height: 1, Format: "png"}
		must(e.T, objects.NewBucket(e.pictures, e.bucket).Put(e.Context(), picture.Key(), "image/png", []byte(digest)))
	}
	for _, copies := range wall.CopiesOf(tenant.ID) { // of networks' pictures
		must(e.T, objects.NewBucket(e.pictures, e.bucket).Put(e.Context(), copies+"d-1x1.jpg", "image/jpeg", []byte("copy")))
	}
	return e.tenant(tenant.ID)
}

// left lists what the stores still have of a tenant.
func (e *estate) left(tenant wall.Tenant) []string {
	e.Helper()
	var left []string
	pages := dynamodb.NewScanPaginator(e.db, &dynamodb.ScanInput{TableName: &e.registryName})
	for pages.HasMorePages() {
		page, err := pages.NextPage(e.Context())
		must(e.T, err)
		for _, it := range page.Items {
			if text := printed(it); strings.Contains(text, tenant.ID) || strings.Contains(text, tenant.KeyHash) {
				left = append(left, text)
			}
		}
	}
	if _, err := e.db.DescribeTable(e.Context(), &dynamodb.DescribeTableInput{TableName: &tenant.Table}); err == nil {
		left = append(left, "table "+tenant.Table)
	}
	prefix := wall.PicturesOf(tenant.ID)
	files, err := e.pictures.ListObjectsV2(e.Context(), &s3.ListObjectsV2Input{Bucket: &e.bucket, Prefix: &prefix})
	must(e.T, err)
	for _, file := range files.Contents {
		left = append(left, "picture "+*file.Key)
	}
	return left
}

// wantPurged looks for anything but the reserved name of the table.
func (e *estate) wantPurged(tenant wall.Tenant) {
	e.Helper()
	left := e.left(tenant)
	if len(left) != 1 || !strings.Contains(left[0], "pk=N#"+tenant.Table) {
		e.Errorf("left of the tenant: %v", left)
	}
}

func TestDeletionAndPurge(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	tenant, neighbour := e.furnished(), e.furnished()
	key := e.key(tenant.ID)
	before := len(e.left(tenant))
	deleted, err := e.lifecycle(e.db).Delete(t.Context(), tenant.ID)
	must(t, err)
	if !deleted.PurgeAt.Equal(e.now.Add(onboarding.DefaultRetention)) {
		t.Errorf("it is purged after %s", deleted.PurgeAt)
	}
	e.wantShut(key, wall.TenantSuspended)
	e.now = e.now.Add(time.Hour)
	again, err := e.lifecycle(e.db).Delete(t.Context(), tenant.ID)
	must(t, err)
	if !again.PurgeAt.Equal(deleted.PurgeAt) {
		t.Errorf("deleted twice it is purged after %s", again.PurgeAt)
	}
	must(t, e.purger(never).Purge(t.Context(), tenant.ID))
	if now := len(e.left(tenant)); now != before {
		t.Errorf("before its time %d of %d things are left", now, before)
	}
	e.now = deleted.PurgeAt
	for range 2 {
		must(t, e.purger(never).Purge(t.Context(), tenant.ID))
		e.wantPurged(tenant)
	}
	e.wantShut(key, wall.Unauthenticated)
	if got := len(e.left(neighbour)); got != before {
		t.Errorf("of the neighbour %d of %d things are left", got, before)
	}
	if list, err := e.registry().Memberships(t.Context(), "joined"); err != nil || len(list) != 1 {
		t.Errorf("the member is in %+v, %v", list, err)
	}
	r := e.registrar()
	r.TablePrefix = strings.TrimSuffix(tenant.Table, "restaurant_bon_gout_com")
	next, err := r.Register(t.Context(), registration)
	must(t, err)
	if next.Table == tenant.Table {
		t.Error("the table's name was given out again")
	}
}

func TestRestoredTenants(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	tenant := e.furnished()
	key, before := e.key(tenant.ID), len(e.left(tenant))
	if _, err := e.lifecycle(e.db).Restore(t.Context(), tenant.ID); !wall.IsCode(err, wall.Conflict) {
		t.Errorf("restoring a tenant that was not deleted: %v", err)
	}
	deleted, err := e.lifecycle(e.db).Delete(t.Context(), tenant.ID)
	must(t, err)
	restored, err := e.lifecycle(e.db).Restore(t.Context(), tenant.ID)
	must(t, err)
	if restored.Status != wall.Active || !restored.PurgeAt.IsZero() || !restored.DeletedAt.IsZero() {
		t.Errorf("restored %+v", restored)
	}
	e.wantOpen(key, tenant.ID)
	e.now = deleted.PurgeAt
	must(t, e.purger(never).Purge(t.Context(), tenant.ID)) // a message from before
	e.wantOpen(key, tenant.ID)
	if now := len(e.left(tenant)); now != before {
		t.Errorf("%d of %d things are left", now, before)
	}
}

// From its first write a purge cannot be undone, and whoever runs it again
// completes it.
func TestPurgeKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	for requests := 0; ; requests++ {
		tenant := e.furnished()
		deleted, err := e.lifecycle(e.db).Delete(t.Context(), tenant.ID)
		must(t, err)
		e.now = deleted.PurgeAt
		err = e.purger(requests).Purge(t.Context(), tenant.ID)
		if err == nil {
			if requests < 8 {
				t.Fatalf("done after %d requests: the test proves little", requests)
			}
			e.wantPurged(tenant)
			return
		}
		if !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		_, err = e.lifecycle(e.db).Restore(t.Context(), tenant.ID)
		switch begun := requests > 1; {
		case begun && !wall.IsCode(err, wall.Conflict):
			t.Errorf("killed after %d requests it was restored: %v", requests, err)
		case !begun:
			must(t, err)
			_, err := e.lifecycle(e.db).Delete(t.Context(), tenant.ID)
			must(t, err)
			e.now = e.now.Add(onboarding.DefaultRetention)
		}
		must(t, e.purger(never).Purge(t.Context(), tenant.ID))
		e.wantPurged(tenant)
	}
}

// A restoration and the purge at the same time: one of them is told no.
func TestRestorationBesideThePurge(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	for requests := 0; ; requests++ {
		tenant := e.furnished()
		deleted, err := e.lifecycle(e.db).Delete(t.Context(), tenant.ID)
		must(t, err)
		e.now = deleted.PurgeAt
		var refused error
		asked := false
		purger := e.purger(never)
		purger.Registry = dynamo.NewRegistry(interruptedAfter(e.db, requests, func() {
			asked = true
			_, refused = e.lifecycle(e.db).Restore(t.Context(), tenant.ID)
		}), e.registryName)
		must(t, purger.Purge(t.Context(), tenant.ID))
		switch {
		case !asked:
			return
		case refused == nil:
			e.wantOpen(e.key(tenant.ID), tenant.ID)
			if len(e.left(tenant)) < 10 {
				t.Errorf("restored after %d requests it lacks something: %v", requests, e.left(tenant))
			}
		case wall.IsCode(refused, wall.Conflict) || wall.IsCode(refused, wall.NotFound):
			e.wantPurged(tenant)
		default:
			t.Fatal(refused)
		}
	}
}

func printed(it map[string]types.AttributeValue) string {
	var parts []string
	for name, value := range it {
		if text, ok := value.(*types.AttributeValueMemberS); ok {
			parts = append(parts, name+"="+text.Value)
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}
