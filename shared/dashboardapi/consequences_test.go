package dashboardapi_test

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"go.yaml.in/yaml/v3"

	"github.com/hashmytag/hashmytag/api"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/queue"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// A rule over many posts is on the wall with the next request and touches none of
// them; the queue brings them into line, 495 a message.
func TestARuleOverManyPosts(t *testing.T) {
	t.Parallel()
	const fine = 10
	p := newPlatform(t)
	tenant := p.tenant("many", wall.Business)
	var posts []wall.Post
	for i := range many {
		text := "Un ragot"
		if i < fine { // the oldest
			text = "Bonjour"
		}
		posts = append(posts, wall.Post{
			ID: fmt.Sprintf("direct:%05d", i), Network: wall.Direct, Text: text, Status: wall.Visible,
			PublishedAt: p.clock().Add(time.Duration(i-many) * time.Second),
		})
	}
	p.posts(tenant, posts...)
	editor := func(method, path string, body any) request {
		return request{user: "editor-many", tenant: tenant.ID, method: method, path: path, body: body}
	}
	rule := editor("PUT", "/v1/widget", widget("light"))
	rule.body.(object)["moderation"].(object)["blockedWords"] = []string{"ragot"}
	rule.header = map[string]string{"If-Match": p.send(editor("GET", "/v1/widget", nil)).header.Get("ETag")}

	p.traffic.writes.Store(0)
	began := time.Now()
	get[api.Widget](p, rule)
	t.Logf("a rule over %d posts was answered in %s", many, time.Since(began))
	if n := p.traffic.writes.Load(); n > 3 {
		t.Errorf("the answer waited for %d writes: settings, snapshot and state are 3", n)
	}
	seen := p.send(request{method: "GET", path: "/v1/wall?limit=100&key=" + p.key(tenant)})
	if n := strings.Count(seen.text, "Bonjour"); seen.status != http.StatusOK || n != fine || strings.Contains(seen.text, "ragot") {
		t.Errorf("the wall shows %d of %d: %d %.300s", n, fine, seen.status, seen.text)
	}
	if hidden := get[api.PostList](p, editor("GET", "/v1/posts?status=hidden", nil)).Items; len(hidden) != 0 {
		t.Errorf("%s was hidden before the answer", hidden[0].ID)
	}
	if messages := p.work(); messages != (many+494)/495 {
		t.Errorf("%d messages tidied up %d posts", messages, many)
	}
	stored := map[api.PostStatus]int{}
	for page := "/v1/posts?limit=100"; page != ""; {
		list := get[api.PostList](p, editor("GET", page, nil))
		for _, post := range list.Items {
			stored[post.Status]++
		}
		next, _ := list.NextCursor.Get()
		if page = ""; next != "" {
			page = "/v1/posts?limit=100&cursor=" + next
		}
	}
	if stored[api.PostStatusHidden] != many-fine || stored[api.PostStatusVisible] != fine {
		t.Errorf("afterwards %v", stored)
	}
}

// work does what the fetcher does with the messages that ask for no network, and
// counts them.
func (p *platform) work() (done int) {
	p.Helper()
	client := enginetest.SQS(p.T)
	syncer := feedsync.Syncer{
		Open: opener[feedsync.Store](p), Health: p.registry, Queue: queue.NewSyncs(client, p.syncing), Clock: p.clock,
	}
	for {
		got, err := client.ReceiveMessage(p.Context(), &sqs.ReceiveMessageInput{QueueUrl: &p.syncing})
		must(p.T, err)
		if len(got.Messages) == 0 {
			return done
		}
		message, err := queue.DecodeSync(*got.Messages[0].Body)
		must(p.T, err)
		must(p.T, syncer.Sync(p.Context(), message))
		_, err = client.DeleteMessage(p.Context(), &sqs.DeleteMessageInput{QueueUrl: &p.syncing, ReceiptHandle: got.Messages[0].ReceiptHandle})
		must(p.T, err)
		done++
	}
}

// In AWS a change is seen within 90 seconds, wherever it was cached: a CDN shows
// an answer for its s-maxage and once more while it asks again, and what it asks
// for then may be by an authorizer's answer of before.
func TestChangesAreSeenWithin90Seconds(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	key := p.key(p.tenant("cached", wall.Business))
	answer := p.send(request{method: "GET", path: "/v1/wall?key=" + key})
	cached := leastCached(t) // whatever the answer says
	stale := time.Duration(0)
	for directive := range strings.SplitSeq(answer.header.Get("Cache-Control"), ",") {
		name, seconds, _ := strings.Cut(strings.TrimSpace(directive), "=")
		d, err := time.ParseDuration(seconds + "s")
		switch name {
		case "s-maxage":
			must(t, err)
			cached = max(cached, d)
		case "stale-while-revalidate":
			must(t, err)
			stale = d
		}
	}
	if cached == 0 || stale == 0 {
		t.Fatalf("nothing is said of caching: %v", answer.header)
	}
	for _, route := range plan(t, p.people.URL).API.Routes {
		if route.Authorizer == nil || route.Authorizer.JWT != nil {
			continue
		}
		if most := route.Authorizer.TTL + cached + stale; most > 90*time.Second {
			t.Errorf("%s: a change is seen after %s", route.Key, most)
		}
	}
	refused := p.send(request{method: "GET", path: "/v1/wall?key=" + key, header: map[string]string{"Origin": "https://elsewhere.example"}})
	if kept := refused.header.Get("Cache-Control"); refused.status != http.StatusForbidden || kept != "" && kept != "no-store" {
		t.Errorf("a refusal is kept: %d %q", refused.status, kept)
	}
}

// leastCached is how long the CDN keeps a wall at least.
func leastCached(t *testing.T) time.Duration {
	t.Helper()
	text, err := os.ReadFile("../../template.yaml")
	must(t, err)
	var declared struct {
		Resources struct {
			WallCache struct {
				Properties struct {
					CachePolicyConfig struct {
						MinTTL *int `yaml:"MinTTL"`
					} `yaml:"CachePolicyConfig"`
				} `yaml:"Properties"`
			} `yaml:"WallCache"`
		} `yaml:"Resources"`
	}
	must(t, yaml.Unmarshal(text, &declared))
	least := declared.Resources.WallCache.Properties.CachePolicyConfig.MinTTL
	if least == nil {
		t.Fatal("the template has no cache of walls")
	}
	return time.Duration(*least) * time.Second
}
