package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/shared/archive"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

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
