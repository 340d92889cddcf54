package blackbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// What visitors do is counted for their tenant alone, and exactly: whatever
// dies on the way, and however often a message comes.
func TestViews(t *testing.T) {
	t.Parallel()
	p := start(t, simulated())
	restaurant, shop := p.newTenant("bon-gout.example.com", "business"), p.newTenant("shop.example.com", "starter")
	p.addFeed(restaurant, "instagram", "--hashtag", "bongout", "cuisinelyonnaise")
	p.addFeed(restaurant, "google", "--place", "ChIJb0nG0ut_Ly0nR6900xQ1u5E")
	p.addFeed(shop, "twitter", "--hashtag", "FashionStore")
	site := "https://www." + restaurant.Domain
	post, foreign := p.wallOf(restaurant).Posts[0], p.wallOf(shop).Posts[0]

	t.Run("views, posts seen and clicks reach their tenant", func(t *testing.T) {
		body := fmt.Sprintf(`{"events":[{"type":"view"},{"type":"impression","postId":%q},{"type":"click","postId":%q},
			{"type":"click","postId":%q}]}`, post.ID, post.ID, foreign.ID)
		if status := p.tell(restaurant.APIKey, site, body); status != http.StatusNoContent {
			t.Fatalf("answered %d", status)
		}
		waitFor(t, conditionFor, "the count", func() bool { return p.analytics(restaurant).Total.Views == 1 })
		a := p.analytics(restaurant)
		if want := (counts{1, 1, 1}); a.Total != want || len(a.Days) != 30 || a.Days[29].counts != want {
			t.Errorf("counted %+v, want %+v, of today alone", a, want)
		}
		if len(a.Networks) != 1 || a.Networks[0].Network != post.Network || len(a.TopPosts) != 1 || a.TopPosts[0].ID != post.ID {
			t.Errorf("counted %+v and %+v, want the restaurant's own post", a.Networks, a.TopPosts)
		}
		if a := p.analytics(shop); a.Total != (counts{}) {
			t.Errorf("the shop's: %+v", a.Total)
		}
	})
	t.Run("what is refused is not counted", func(t *testing.T) {
		const view = `{"events":[{"type":"view"}]}`
		for name, test := range map[string]struct {
			key, origin, body string
			want              int
		}{
			"foreign site":   {restaurant.APIKey, "https://shop.example.com", view, 403},
			"no key":         {"", site, view, 401},
			"bad key":        {"bad", site, view, 403},
			"no JSON":        {restaurant.APIKey, site, "view", 400},
			"unknown type":   {restaurant.APIKey, site, `{"events":[{"type":"sale"}]}`, 422},
			"too many":       {restaurant.APIKey, site, `{"events":[` + strings.Repeat(`{"type":"view"},`, 50) + `{"type":"view"}]}`, 422},
			"too large":      {restaurant.APIKey, site, strings.Repeat(" ", 100<<10) + view, 413},
			"in the gateway": {restaurant.APIKey, site, strings.Repeat(" ", 11<<20) + view, 413},
		} {
			if status := p.tell(test.key, test.origin, test.body); status != test.want {
				t.Errorf("%s: answered %d, want %d", name, status, test.want)
			}
		}
		p.settled()
		if a := p.analytics(restaurant); a.Total.Views != 1 {
			t.Errorf("counted %+v", a.Total)
		}
	})
	t.Run("a message that comes thrice is counted once", func(t *testing.T) {
		today := p.analytics(restaurant).To
		message := fmt.Sprintf(`{"id":"copy","tenantId":%q,"table":%q,"day":%q,"views":1}`, restaurant.ID, restaurant.Table, today)
		p.send("EventsQueueUrl", message, message)
		p.settled()
		p.send("EventsQueueUrl", message)
		p.settled()
		if a := p.analytics(restaurant); a.Total.Views != 2 {
			t.Errorf("counted %+v", a.Total)
		}
	})
	t.Run("a poisoned message stops no other", func(t *testing.T) {
		p.send("EventsQueueUrl", "poison", fmt.Sprintf(`{"id":"x","tenantId":"t_x","table":"no_such_table","day":%q}`, p.analytics(shop).To))
		p.tell(shop.APIKey, "", `{"events":[{"type":"view"}]}`)
		waitFor(t, conditionFor, "the count", func() bool { return p.analytics(shop).Total.Views == 1 })
		p.settled()
		letters := p.run("dead-letters", "list").out
		if !strings.Contains(letters, "poison") || !strings.Contains(letters, "no_such_table") || strings.Count(letters, "events") != 2 {
			t.Errorf("dead letters: %s", letters)
		}
	})
	t.Run("a killed count is neither lost nor doubled", func(t *testing.T) {
		before, killed := p.analytics(restaurant).Total, 0
		const visitors = 120
		for i := range visitors {
			body := fmt.Sprintf(`{"events":[{"type":"view"},{"type":"impression","postId":%q}]}`, post.ID)
			if status := p.tell(restaurant.APIKey, site, body); status != http.StatusNoContent {
				t.Fatalf("visitor %d: answered %d", i, status)
			}
			if i%6 == 0 {
				killed += p.killFunction("ingest")
			}
		}
		if killed < 3 {
			t.Errorf("killed %d times: the test proves little", killed)
		}
		p.settled()
		p.run("dead-letters", "replay") // of those whose function was killed three times
		p.settled()
		if a := p.analytics(restaurant).Total; a.Views-before.Views != visitors || a.Impressions-before.Impressions != visitors {
			t.Errorf("counted %+v, before %+v, want %d more", a, before, visitors)
		}
	})
	t.Run("nothing about a visitor is kept", func(t *testing.T) {
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(p.log.text.Bytes(), []byte(visitor)) {
			t.Error("the log tells of a visitor")
		}
		err := filepath.WalkDir(p.data, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(path)
			if bytes.Contains(text, []byte(visitor)) {
				t.Errorf("%s tells of a visitor", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// visitor is what browsers tell of themselves and of those who use them.
const visitor = "visitors-own-1a2b3c"

type counts struct{ Views, Impressions, Clicks int }

type visited struct {
	To    string
	Total counts
	Days  []struct {
		Day string
		counts
	}
	Networks []struct{ Network string }
	TopPosts []struct{ ID string }
}

func (p *platform) analytics(t tenant) visited {
	p.t.Helper()
	return get[visited](p, "analytics", t.ID)
}

// tell sends what a visitor did as a browser does on a page of origin.
func (p *platform) tell(key, origin, body string) int {
	p.t.Helper()
	address := p.address + "/v1/wall/events?" + url.Values{"key": {key}}.Encode()
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "text/plain;charset=UTF-8")
	request.Header.Set("User-Agent", visitor)
	request.Header.Set("Cookie", "name="+visitor)
	request.Header.Set("X-Forwarded-For", visitor)
	if origin != "" {
		request.Header.Set("Origin", origin)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it has nothing to say
	return response.StatusCode
}

// settled waits until all queues are empty: every message is done, or dead.
func (p *platform) settled() {
	p.t.Helper()
	if c := p.run("sync"); c.code != 0 {
		p.t.Fatalf("sync: %d %s", c.code, c.notes)
	}
}

// send puts messages on a queue, which the stack's output names.
func (p *platform) send(output string, bodies ...string) {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.data, "platform.json"))
	if err != nil {
		p.t.Fatal(err)
	}
	var told struct {
		Region    string
		Endpoints map[string]string
		Outputs   map[string]string
	}
	if err := json.Unmarshal(text, &told); err != nil {
		p.t.Fatal(err)
	}
	client := sqs.NewFromConfig(aws.Config{
		Region: told.Region, BaseEndpoint: aws.String(told.Endpoints["sqs"]),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
	for _, body := range bodies {
		if _, err := client.SendMessage(p.t.Context(), &sqs.SendMessageInput{
			QueueUrl: aws.String(told.Outputs[output]), MessageBody: &body,
		}); err != nil {
			p.t.Fatal(err)
		}
	}
}

// killFunction kills every process of one function, and tells how many.
func (p *platform) killFunction(name string) int {
	p.t.Helper()
	killed := 0
	for _, process := range p.descendants() {
		if strings.HasPrefix(process.args, filepath.Join(p.data, "bin", name)) && syscall.Kill(process.pid, syscall.SIGKILL) == nil {
			killed++
		}
	}
	return killed
}
